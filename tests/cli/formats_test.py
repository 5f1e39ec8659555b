"""What `suture check` writes for tools is of its schema, and carries the edits that --fix applies.

Needs python3-jsonschema. Usage: formats_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import copy
import json
import pathlib
import shutil
import sys
import tempfile
import urllib.parse

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, share, suture  # noqa: E402

check = Checks()


def validator(path):
    schema = json.loads((ROOT / path).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


JSON = validator("docs/diagnostics.schema.json")
SARIF = validator("tests/compiler/diagnostics/sarif.schema.json")


def report(form, *paths, cwd=None):
    return json.loads(suture("check", "--format", form, *paths, cwd=cwd).stdout)


def faults(of, document):
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}"[:300] for e in of.iter_errors(document)][:3]


def bad_files():
    folders = ["tests/compiler/check/bad", "tests/compiler/syntax/bad", "tests/compiler/mistakes", "tests/compiler/check/good"]
    return share(sorted(path for folder in folders for path in (ROOT / folder).rglob("*.suture")))


def test_schemas():
    files = bad_files()
    check("enough files", len(files) > 60, len(files))
    ours, theirs = report("json", *files), report("sarif", *files)
    check("JSON is of its schema", not faults(JSON, ours), faults(JSON, ours))
    check("SARIF is of its schema", not faults(SARIF, theirs), faults(SARIF, theirs))
    items, results = ours["diagnostics"], theirs["runs"][0]["results"]
    check("both say the same", [(i["code"], i["severity"]) for i in items] == [(r["ruleId"], r["level"]) for r in results])
    rules = theirs["runs"][0]["tool"]["driver"]["rules"]
    check("each result is of its rule", all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in results))
    check("edits are carried", all(bool(i["edits"]) == ("fixes" in r) for i, r in zip(items, results)))
    check("some are safe, some are not", {e["safe"] for i in items for e in i["edits"]} == {True, False})
    check("other places are carried", any("relatedLocations" in r for r in results))
    check("nothing said is of the schema, too", not faults(SARIF, report("sarif", "stdlib")) and not faults(JSON, report("json", "stdlib")))


def test_streams():
    """`suture check --format sarif > file` leaves the whole report in the file, and nothing else."""
    bad = ROOT / "tests/compiler/check/bad/must_catch/parents.suture"
    for form in ("json", "sarif"):
        done = suture("check", "--format", form, bad)
        check(f"{form} is on standard output", done.stdout.startswith(b"{") and done.stderr == b"", done.stderr)
    done = suture("check", bad)
    check("text is for people", done.stdout == b"" and b"S4019" in done.stderr, done.stdout)


def test_schemas_refuse():
    """A schema that takes everything shows nothing."""
    whole = report("sarif", "tests/compiler/mistakes")
    wounds = {
        "no version": lambda d: d.pop("version"),
        "another version": lambda d: d.update(version="2.0.0"),
        "a level that the standard lacks": lambda d: d["runs"][0]["results"][0].update(level="fatal"),
        "a result without message": lambda d: d["runs"][0]["results"][0].pop("message"),
        "line zero": lambda d: d["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"].update(startLine=0),
        "a space in a URI": lambda d: d["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"].update(uri="a b"),
        "a tool without name": lambda d: d["runs"][0]["tool"]["driver"].pop("name"),
        "an unknown property": lambda d: d["runs"][0].update(resultss=[]),
        "a fix that changes nothing": lambda d: next(r for r in d["runs"][0]["results"] if "fixes" in r)["fixes"][0].update(artifactChanges=[]),
    }
    for name, wound in wounds.items():
        document = copy.deepcopy(whole)
        wound(document)
        check(f"the schema refuses {name}", not SARIF.is_valid(document))


SAFE = ("// Umlauts stand before the places: ä𝛼\n# a comment\nchoice YesNo { Yes = 1, No = 2 }\nfinding a : YesNo {\n"
        "  rule x Yes when 1 == 1;\n  otherwise review because ‘ä𝛼’ == 2\n}\n")


def apply_fixes(text, results):
    """As a code review system would: by byte ranges, last first."""
    data = text.encode()
    changes = [(x["deletedRegion"], x["insertedContent"]["text"]) for r in results for f in r.get("fixes", [])
               if f["properties"]["safe"] for c in f["artifactChanges"] for x in c["replacements"]]
    for region, new in sorted(changes, key=lambda change: -change[0]["byteOffset"]):
        at = region["byteOffset"]
        data = data[:at] + new.encode() + data[at + region["byteLength"]:]
    return data.decode()


def test_edits_are_those_of_fix(folder):
    spec = folder / "a name with spaces & ü.suture"
    spec.write_text(SAFE, encoding="utf-8")
    results = report("sarif", spec.name, cwd=folder)["runs"][0]["results"]
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results}
    check("the URI is the file's name", {urllib.parse.unquote(uri) for uri in uris} == {spec.name}, uris)
    for result in results:
        region = result["locations"][0]["physicalLocation"]["region"]
        line = SAFE.split("\n")[region["startLine"] - 1]
        before = SAFE.encode()[:region["byteOffset"]].decode().split("\n")[-1]
        check("columns count UTF-16 units", region["startColumn"] - 1 == len(before.encode("utf-16-le")) // 2 and line.startswith(before), region)
    mended = apply_fixes(SAFE, results)
    check("edits mend", mended != SAFE and "// a comment" in mended and "==" not in mended, mended)
    suture("check", "--fix", spec.name, cwd=folder)
    once_more = apply_fixes(mended, report("sarif", write(folder / "again.suture", mended))["runs"][0]["results"])
    check("--fix writes what the edits say", spec.read_text(encoding="utf-8") == once_more, spec.read_text(encoding="utf-8"))


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def is_safe(item):
    return bool(item["edits"]) and all(edit["safe"] for edit in item["edits"])


def test_fix_of_every_bad_file(folder):
    """Where there is a safe edit the file is mended until none is left; all other files keep their bytes."""
    copies = {}
    for number, path in enumerate(bad_files()):
        copies[str(folder / f"{number}.suture")] = path
        shutil.copy(path, folder / f"{number}.suture")
    safe = {item["place"]["file"] for item in report("json", *copies)["diagnostics"] if item["place"] and is_safe(item)}
    suture("check", "--fix", *copies)
    left = {item["place"]["file"] for item in report("json", *copies)["diagnostics"] if item["place"] and is_safe(item)}
    check("some can be mended, some cannot", 3 < len(safe) < len(copies), len(safe))
    for copy_of, path in copies.items():
        same = pathlib.Path(copy_of).read_bytes() == path.read_bytes()
        check(f"{path.name}: {'mended' if copy_of in safe else 'untouched'}", same != (copy_of in safe))
        check(f"{path.name}: no safe edit is left", copy_of not in left)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_schemas()
        test_schemas_refuse()
        test_edits_are_those_of_fix(folder)
        test_fix_of_every_bad_file(folder)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
