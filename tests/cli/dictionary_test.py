"""`suture dictionary`: what it prints of a spec that uses everything (golden files), that it says each field of the
registries once, that neither layout nor the way to the folder changes it, and what it says to mistakes.

Needs python3-jsonschema. Usage: dictionary_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import collections
import difflib
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import REGISTRIES, ROOT, Checks, suture  # noqa: E402

check = Checks()
GOLDEN = ROOT / "tests" / "cli" / "golden"
SPEC = "tests/cli/golden/dictionary.suture"
SCHEMA = json.loads((ROOT / "docs/dictionary.schema.json").read_text(encoding="utf-8"))
jsonschema.Draft7Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def printed(*arguments, **options):
    done = suture("dictionary", *arguments, **options)
    check(f"dictionary {' '.join(map(str, arguments))}", done.returncode == 0 and not done.stderr, done.stderr.decode())
    return done.stdout.decode()


def golden(name, text):
    path = GOLDEN / name
    if os.environ.get("SUTURE_BLESS"):
        path.write_text(text, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8") if path.exists() else ""
    difference = "".join(difflib.unified_diff(wanted.splitlines(True), text.splitlines(True), name, "now"))
    check(name, wanted == text, difference[:4000] + "\nRun with SUTURE_BLESS=1 if the change is meant.")


def faults(document):
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in VALIDATOR.iter_errors(document)][:5]


def test_golden():
    golden("dictionary.md", printed(SPEC))
    text = printed(SPEC, "--form", "json")
    golden("dictionary.json", text)
    document = json.loads(text)
    check("the document is of its schema", not faults(document), faults(document))
    for path in (("v",), ("registries", 0, "fields", 0, "id"), ("registries", 0, "fields", 0, "steps", 0, "kind")):
        wrong = json.loads(text)
        inside = wrong
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = {}
        check(f"the schema refuses another {path[-1]}", not VALIDATOR.is_valid(wrong))


def headings(text):
    """The headings of fields and findings, those of groups and of the parts behind left out."""
    body = re.split(r"^## (?:Rows read from the notes|How words of the notes|Checks|Names that the conditions use|Notes|Code sets)$", text,
                    maxsplit=1, flags=re.M)[0]
    return [line[4:].partition(":")[0].split()[-1] for line in body.splitlines()
            if line.startswith("### ") and not line.startswith("### Rows of ")]


def test_registries(folder):
    for name in REGISTRIES:
        plan = folder / f"{name}.json"
        suture("build", f"registries/{name}", "-o", plan)
        fields = [field["name"] for field in json.loads(plan.read_text())["fields"] if not field.get("is_finding")]
        document = json.loads(printed(f"registries/{name}", "--form", "json"))
        check(f"{name}: of its schema", not faults(document), faults(document))
        registry = document["registries"][0]
        listed = [field["name"] for field in registry["fields"]]
        check(f"{name}: each field once", sorted(listed) == sorted(fields), set(listed) ^ set(fields))
        text = printed(f"registries/{name}")
        expected = collections.Counter(listed + [finding["name"] for finding in registry["findings"]])
        check(f"{name}: each field has one page", collections.Counter(headings(text)) == expected,
              collections.Counter(headings(text)) - expected + (expected - collections.Counter(headings(text))))
        check(f"{name}: every question has its words", "{}" not in text)
    several = json.loads(printed("registries", "--form", "json"))["registries"]
    check("a folder of registries gives each", len(several) == len(REGISTRIES), len(several))


def test_same_however(folder):
    """Layout, and how the folder is named, change nothing."""
    registry = folder / "nsqip"
    shutil.copytree(ROOT / "registries/nsqip", registry)
    for form in ("markdown", "json"):
        wanted = printed("registries/nsqip", "--form", form)
        for path, cwd in ((registry, None), ("nsqip", folder), (".", registry), ("../nsqip/", registry), ("./nsqip/../nsqip", folder)):
            check(f"{form} of {path}", printed(path, "--form", form, cwd=cwd) == wanted)
    for width in (60, 100):
        copy = folder / f"formatted{width}"
        shutil.copytree(ROOT / "registries/cathpci", copy)
        check("fmt", suture("fmt", copy, "--columns", width).returncode == 0)
    for form in ("markdown", "json"):
        narrow, wide = (printed(folder / f"formatted{width}", "--form", form) for width in (60, 100))
        check(f"{form}: `suture fmt` changes nothing", narrow == wide == printed("registries/cathpci", "--form", form))


def test_choosing(folder):
    document = json.loads(printed(SPEC, "--fields", "Diabetic,50", "--form", "json"))["registries"][0]
    check("by name and by number", [field["name"] for field in document["fields"]] == ["Diabetic", "NarrowDegree"], document["fields"])
    check("with the groups of these alone", [group["name"] for group in document["groups"]] == ["Narrowing"], document["groups"])
    check("and nothing else", not document["findings"] and not document["checks"] and not document["code_sets"])
    part = json.loads(printed("registries/nsqip/wound.suture", "--form", "json"))["registries"][0]
    check("a file of a registry: its fields alone", {field["section"] for field in part["fields"]} == {"Postoperative wound occurrences"},
          {field["section"] for field in part["fields"]})


def test_layer(folder):
    """A site's layer is printed with its registry."""
    (folder / "site").mkdir()
    (folder / "site" / "site.suture").write_text(f"""extend ACS.NSQIP from "{os.path.relpath(ROOT / 'registries/nsqip', folder / 'site')}" {{
  codes Insulins {{ rxnorm 1605101 }}
  field Ours "Ours" id 9999 : YesNo {{
    define \"\"\" A field of the site. \"\"\"
    otherwise review
  }}
}}
""")
    whole = json.loads(printed("registries/nsqip", "--form", "json"))["registries"][0]
    layered = json.loads(printed(folder / "site", "--form", "json"))["registries"][0]
    names = lambda registry: sorted(field["name"] for field in registry["fields"])
    check("the fields of both", names(layered) == sorted(names(whole) + ["Ours"]), set(names(layered)) ^ set(names(whole)))
    insulins = next(each for each in layered["code_sets"] if each["name"] == "Insulins")
    check("its codes are in the sets", "1605101" in insulins["lines"][0]["codes"], insulins)


def refused(name, code, sentence, *arguments, **options):
    done = suture("dictionary", *arguments, **options)
    said = done.stderr.decode()
    check(name, done.returncode == code and sentence in said and not done.stdout, (done.returncode, said[-500:], done.stdout[:200]))


def test_mistakes(folder):
    empty = folder / "empty"
    empty.mkdir()
    refused("a folder without specs", 2, "holds no .suture file", empty)
    refused("no such folder", 2, "There is no file or folder", folder / "nowhere")
    refused("a library", 2, "holds no field, so there is no dictionary", "stdlib/labs")
    refused("an unknown field with a near name", 2, "There is no field Diabetik. Do you mean Diabetic?", SPEC, "--fields", "Diabetik")
    refused("an unknown field", 2, "There is no field Umbrella. Name fields as in the spec", SPEC, "--fields", "Diabetic,Umbrella")
    refused("an unknown form", 2, "--form", SPEC, "--form", "html")
    wrong = folder / "wrong"
    shutil.copytree(ROOT / "registries/nsqip", wrong)
    wound = wrong / "wound.suture"
    wound.write_text(wound.read_text().replace("depth = Superficial", "depth = Superficail"))
    refused("a spec with errors", 1, "There is no dictionary of", wrong)
    refused("its diagnostics are told", 1, "Superficail", wrong)
    refused("another file of a registry with errors", 1, "Superficail", wrong / "bleeding.suture")


def test_output(folder):
    spec = folder / "own.suture"
    spec.write_bytes((ROOT / SPEC).read_bytes())
    for path in (spec, folder / "link.suture"):
        if path != spec:
            path.symlink_to(spec)
        refused(f"-o over {path.name}", 2, "would overwrite", spec, "-o", path)
    check("the spec is as it was", spec.read_bytes() == (ROOT / SPEC).read_bytes())
    imported = folder / "with_import"
    imported.mkdir()
    codes = imported / "codes.csv"
    codes.write_text("system,code\nhttp://hl7.org/fhir/sid/icd-10-cm,E11.9\n")
    text = (ROOT / SPEC).read_text().replace("icd10cm E08..E13 except E12", 'icd10cm E08..E13 except E12\n  import "codes.csv"')
    (imported / "registry.suture").write_text(text)
    refused("-o over an imported file", 2, "would overwrite", imported, "-o", codes)
    out = folder / "out.md"
    done = suture("dictionary", spec, "-o", out)
    check("-o writes the file", done.returncode == 0 and not done.stdout and out.read_text() == printed(spec), done.stderr)
    refused("-o into no folder", 2, "cannot be written", spec, "-o", folder / "nowhere" / "out.md")


with tempfile.TemporaryDirectory() as name:
    place = pathlib.Path(name).resolve()
    test_golden()
    test_registries(place)
    test_same_however(place)
    test_choosing(place)
    test_layer(place)
    test_mistakes(place)
    test_output(place)
sys.exit(check.finish())
