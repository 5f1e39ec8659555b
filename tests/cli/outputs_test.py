"""Results as JSON lines, as CSV and compressed; charts from files, folders and archives; each cut off and resumed.

Usage: outputs_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import csv
import gzip
import io
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, settings_of, suture  # noqa: E402

check = Checks()
CHARTS = ROOT / "examples/cathpci.ndjson"
CONFIG = ["--config", ROOT / "examples/suture.yaml"]


def run(plan, charts, out, *arguments, stdin=None):
    charts = charts if isinstance(charts, list) else [charts]
    return suture("run", plan, "--cases", *charts, "--out", out, *CONFIG, *arguments, stdin=stdin)


def content(path):
    data = path.read_bytes()
    return gzip.decompress(data) if path.name.endswith(".gz") else data


def test_inputs(folder, plan, whole):
    """However the charts come, the results are the same bytes."""
    lines = CHARTS.read_bytes().splitlines(keepends=True)
    inputs = folder / "charts"
    inputs.mkdir()
    (inputs / "a.ndjson").write_bytes(b"".join(lines[:1]))
    (inputs / "b.ndjson.gz").write_bytes(gzip.compress(b"".join(lines[1:3])))
    (inputs / "c.ndjson").write_bytes(b"".join(lines[3:]))
    (inputs / "readme.txt").write_text("no chart\n")
    packed = folder / "all.gz"
    packed.write_bytes(gzip.compress(CHARTS.read_bytes()))
    for name, charts, stdin in (("a folder", inputs, None), ("files", sorted(inputs.glob("*.ndjson*")), None), ("gzip", packed, None),
                                ("standard input", "-", CHARTS.read_bytes()), ("gzip on standard input", "-", packed.read_bytes())):
        out = folder / "from.ndjson"
        done = run(plan, charts, out, stdin=stdin)
        check(f"charts from {name}", done.returncode == 0 and out.read_bytes() == whole, done.stderr.decode())
        out.unlink(missing_ok=True)
    done = run(plan, inputs, inputs / "a.ndjson")
    check("results never overwrite a file of the folder", done.returncode == 2 and b"overwrite" in done.stderr, done.stderr.decode())
    empty = folder / "empty"
    empty.mkdir()
    done = run(plan, empty, folder / "x.ndjson")
    check("a folder without charts says what was looked for", done.returncode == 2 and b".ndjson" in done.stderr, done.stderr.decode())


def test_wide(folder, plan, whole):
    out = folder / "wide.csv"
    check("a wide run", run(plan, CHARTS, out, "--format", "csv").returncode == 0)
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    results = [json.loads(line) for line in whole.splitlines()]
    check("a row a case", [row["case"] for row in rows] == [result["case"] for result in results])
    for row, result in zip(rows, results):
        check(f"{row['case']}: a column a field", set(result["fields"]) <= set(row), set(result["fields"]) - set(row))
        wrong = []
        for name, field in result["fields"].items():
            submitted = field.get("code", field.get("value", "")) if field["outcome"] in ("answered", "absent") else ""
            submitted = "; ".join(submitted) if isinstance(submitted, list) else submitted
            if row[name].lstrip("'") != " ".join(submitted.splitlines()):
                wrong.append((name, row[name], submitted))
        check(f"{row['case']}: cells hold what is submitted", not wrong, wrong)
        reviews = [name for name, field in result["fields"].items() if field["outcome"] == "review"]
        check(f"{row['case']}: reviews are named", all(f"{name} (" in row["review"] for name in reviews), row["review"])


def test_long(folder, plan, whole):
    out = folder / "long.csv"
    check("a long run", run(plan, CHARTS, out, "--format", "csv-long").returncode == 0)
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    found = {(row["case"], row["group"], row["row"], row["field"]): row for row in rows if row["field"]}
    count, wrong = 0, []
    for result in map(json.loads, whole.splitlines()):
        named = [("", "", result["fields"])]
        for group, members in result.get("groups", {}).items():
            named += [(group, str(member["row"]), member["fields"]) for member in members]
        for group, number, fields in named:
            for name, field in fields.items():
                count += 1
                row = found.get((result["case"], group, number, name))
                if row is None or row["outcome"] != field["outcome"] or json.loads(row["evidence"]) != field["evidence"]:
                    wrong.append((result["case"], name))
    check("a row a field, with its outcome and all of its evidence", count > 100 and not wrong, wrong[:5])
    check("and no more", len(found) == count, f"{len(found)} rows, {count} fields")


def test_resume(folder, plan):
    for form, name in (("ndjson", "r.ndjson"), ("csv", "r.csv"), ("csv-long", "l.csv"), ("ndjson", "r.ndjson.gz"), ("csv-long", "l.csv.gz")):
        out = folder / name
        options = ["--format", form]
        check(f"{name}: an unbroken run", run(plan, CHARTS, out, *options).returncode == 0)
        whole, data = content(out), out.read_bytes()
        out.unlink()
        wrong = []
        partial, made_with = folder / (name + ".partial"), folder / (name + ".partial.made_with")
        settings = settings_of(out, plan, *CONFIG, *options)
        for cut in sorted({0, 1, len(data) // 7, len(data) // 3, len(data) // 2, len(data) * 5 // 6, len(data) - 1, len(data)}):
            partial.write_bytes(data[:cut])
            made_with.write_bytes(settings)
            done = run(plan, CHARTS, out, *options, "--resume")
            if done.returncode != 0 or content(out) != whole:
                wrong.append((cut, done.stderr.decode()))
            out.unlink(missing_ok=True)
        check(f"{name}: cut off anywhere and resumed it is the same", not wrong, wrong[:3])
        partial.write_bytes(b"a letter\n")
        done = run(plan, CHARTS, out, *options, "--resume")
        check(f"{name}: what is no result is left alone", done.returncode == 2 and partial.read_bytes() == b"a letter\n", done.stderr.decode())
        partial.unlink()
        made_with.unlink(missing_ok=True)


def of_case(value, case):
    """Ids are unique within an export: those of each chart get the case's name."""
    if isinstance(value, list):
        return [of_case(item, case) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {key: of_case(item, case) for key, item in value.items()}
    if "resourceType" in changed:
        changed["id"] += f"-{case}"
    if isinstance(changed.get("reference"), str):
        changed["reference"] += f"-{case}"
    return changed


def answers(path):
    found = {}
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        for name, field in line.get("fields", {}).items():
            found[line["case"], name] = (field["outcome"], field.get("value"), sorted(json.dumps(item) for item in field["evidence"]))
    return found


def test_bulk(folder, plan):
    """The same entries, a file a resource type: the same answers on the same evidence."""
    export, charts = folder / "export", folder / "renamed.ndjson"
    export.mkdir()
    files = {}
    with open(charts, "w", encoding="utf-8") as out:
        for number, line in enumerate(CHARTS.read_text(encoding="utf-8").splitlines()):
            bundle = json.loads(line)
            bundle.pop("id", None)
            for entry in bundle["entry"]:
                entry.pop("fullUrl", None)
                entry["resource"] = of_case(entry["resource"], number)
                files.setdefault(entry["resource"]["resourceType"], []).append(json.dumps(entry["resource"]))
            out.write(json.dumps(bundle) + "\n")
    for name, lines in files.items():
        (export / f"{name}.ndjson.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    for source, out in (("--bulk", "bulk.ndjson"), ("--cases", "plain.ndjson")):
        done = suture("run", plan, source, export if source == "--bulk" else charts, "--out", folder / out, "--offline")
        check(f"{source} is run", done.returncode == 0, done.stderr.decode())
    bulk, cases = answers(folder / "bulk.ndjson"), answers(folder / "plain.ndjson")
    wrong = [(key, answer, bulk.get(key)) for key, answer in cases.items() if bulk.get(key) != answer]
    check("the answers of an export are those of its charts", len(cases) > 100 and not wrong, wrong[:2])
    (export / "Observation.ndjson").write_text('{"resourceType":"Observation","subject":{\n')
    done = suture("run", plan, "--bulk", export, "--out", folder / "x.ndjson", "--offline")
    check("half an export is not run", done.returncode == 2 and b"Observation.ndjson, line 1" in done.stderr, done.stderr.decode())
    done = suture("run", plan, "--out", folder / "x.ndjson")
    check("no charts named", done.returncode == 2 and b"--cases" in done.stderr, done.stderr.decode())


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        plan, out = folder / "plan.json", folder / "whole.ndjson"
        done = suture("build", ROOT / "registries/cathpci", "-o", plan)
        check("the plan is built", done.returncode == 0, done.stderr.decode())
        check("the charts are run", run(plan, CHARTS, out).returncode == 0)
        whole = out.read_bytes()
        test_inputs(folder, plan, whole)
        test_wide(folder, plan, whole)
        test_long(folder, plan, whole)
        test_resume(folder, plan)
        test_bulk(folder, plan)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
