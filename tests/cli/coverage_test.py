"""What tests reach of a spec: in text, JSON and LCOV, whatever the layout and the passes; JUnit's errors and failures.

Usage: coverage_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import re
import shutil
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import REGISTRIES, ROOT, Checks, suture  # noqa: E402

PASSES = re.findall(r'^\s*\{"([a-z-]+)",', (ROOT / "compiler/optimize/optimize.cc").read_text(), re.M)
SPEC = '''use std.fhir
use std.procedures

index first surgery : procedure in CardiacSurgery
choice Grade { Low, High, Unknown }
finding size : integer { otherwise absent not documented because "a test gives it" }
field Graded "Graded" : Grade {
  define """
    The grade by size.
    """
  applies when size is known
  table by_size first {
    size || Graded
    < 10 || Low
    >= 10 || High
  }
  otherwise Unknown because "the size is not known"
}
field Asked "Asked" : Grade {
  define """
    The grade again.
    """
  rule same Low when size < 10
  otherwise absent not documented because "nothing is known of it"
}
test "small" for Graded {
  given surgery on 2024-03-01
  given size 5
  expect Graded = Low
}
'''
check = Checks()
scratch = pathlib.Path(tempfile.mkdtemp())


def coverage(path, *options):
    report = scratch / "coverage.json"
    done = suture("test", path, "--quiet", "--coverage-json", report, *options)
    check(f"{path} {' '.join(options)}: tests pass", done.returncode == 0, (done.stdout + done.stderr)[-2000:])
    return json.loads(report.read_text())["modules"][0]


def without_places(module):
    """Everything but where it stands."""
    fields = [{key: value for key, value in field.items() if key not in ("at", "not_reached")}
              | {"not_reached": [part["what"] for part in field["not_reached"]]} for field in module["fields"]]
    return {"passed": module["passed"], "fields": fields}


def parts(module):
    return {(field["field"], part["what"]) for field in module["fields"] for part in field["not_reached"]}


def test_registry(name):
    plain = coverage(f"registries/{name}")
    wanted = without_places(plain)
    for options in [("--no-optimize",), *(("--disable-pass", one) for one in PASSES)]:
        check(f"{name}: the same with {' '.join(options)}", without_places(coverage(f"registries/{name}", *options)) == wanted)
    copy = scratch / name
    shutil.copytree(ROOT / "registries" / name, copy)
    for path in copy.glob("*.suture"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^( *)(field|test|rule|otherwise) ", r"\n\1      // here\n\1   \2   ", text), encoding="utf-8")
    check(f"{name}: the same in another layout", without_places(coverage(copy)) == wanted)
    check(f"{name} is formatted", suture("fmt", copy).returncode == 0)
    check(f"{name}: the same after fmt", without_places(coverage(copy)) == wanted)
    test_forms(name, plain)
    shutil.rmtree(copy)


def test_forms(name, plain):
    """Text and LCOV tell what JSON tells."""
    sums = {}
    for field in plain["fields"]:
        for kind, (reached, of) in field.get("reached", {}).items():
            have = sums.setdefault(kind, [0, 0])
            have[0] += reached
            have[1] += of
    told = ", ".join(f"{sums[kind][0]} of {sums[kind][1]} {kind}" for kind in ("steps", "rows", "answers", "absences"))
    text = suture("test", f"registries/{name}", "--coverage").stdout.decode()
    check(f"{name}: the sums", f"Tests reach {told}." in text, text[-300:])
    check(f"{name}: each part is told", text.count("    not reached: ")
          == sum(len(field["not_reached"]) for field in plain["fields"]))
    tracefile = scratch / "coverage.info"
    suture("test", f"registries/{name}", "--quiet", "--coverage-lcov", tracefile)
    records = tracefile.read_text().split("end_of_record\n")
    check(f"{name}: records end", records.pop() == "")
    branches = [0, 0]
    for record in records:
        values = {}
        for line in record.splitlines():
            key, value = line.split(":", 1)
            values.setdefault(key, []).append(value)
        source = ROOT / values["SF"][0]
        lines = len(source.read_text(encoding="utf-8").splitlines())
        places = [int(value.split(",")[0]) for key in ("DA", "FN", "BRDA") for value in values.get(key, [])]
        check(f"{name} {source.name}: lines of the file", all(1 <= place <= lines for place in places))
        for kind, total, hit in (("DA", "LF", "LH"), ("FNDA", "FNF", "FNH"), ("BRDA", "BRF", "BRH")):
            counts = [int(value.split(",")[0 if kind == "FNDA" else -1]) for value in values.get(kind, [])]
            check(f"{name} {source.name}: {total}", [len(counts), sum(count > 0 for count in counts)]
                  == [int(values[total][0]), int(values[hit][0])])
        branches[0] += int(values["BRH"][0])
        branches[1] += int(values["BRF"][0])
    both = [sums["answers"][i] + sums["absences"][i] for i in (0, 1)]
    by_steps = sum(part["what"].startswith("absence by step") for field in plain["fields"] for part in field["not_reached"])
    check(f"{name}: branches are answers and absences", branches == both, (branches, both, by_steps))


def write(text, name="spec.suture"):
    (scratch / name).write_text(text, encoding="utf-8")
    return scratch / name


def test_parts():
    path = write(SPEC)
    check("what a small spec leaves out", parts(coverage(path)) == {
        ("size", "absence by step `otherwise`"), ("Graded", "row 2 of table `by_size`"), ("Graded", "step `otherwise`"),
        ("Graded", "answer High"), ("Graded", "answer Unknown"), ("Graded", "absence not applicable"),
        ("Asked", "step `same`"), ("Asked", "answer Low"), ("Asked", "answer High"), ("Asked", "answer Unknown"),
        ("Asked", "absence by step `otherwise`")}, parts(coverage(path)))
    more = SPEC + '''test "large" for Graded, Asked {
  given surgery on 2024-03-01
  given size 50
  expect Graded = High
  expect Asked absent not documented
}
test "none" for Graded {
  given surgery on 2024-03-01
  expect Graded not applicable
}
'''
    check("and with more tests", parts(coverage(write(more))) == {
        ("Graded", "step `otherwise`"), ("Graded", "answer Unknown"), ("Asked", "step `same`"), ("Asked", "answer Low"),
        ("Asked", "answer High"), ("Asked", "answer Unknown")}, parts(coverage(path)))


def junit(path):
    report = scratch / "junit.xml"
    report.unlink(missing_ok=True)
    done = suture("test", path, "--quiet", "--junit", report)
    suites = ElementTree.parse(report).getroot().findall("testsuite")
    return done.returncode, [(suite.get("tests"), suite.get("failures"), suite.get("errors"),
                              [child.tag for case in suite for child in case]) for suite in suites]


def test_junit():
    check("all pass", junit(write(SPEC)) == (0, [("1", "0", "0", [])]), junit(write(SPEC)))
    check("a wrong answer is a failure", junit(write(SPEC.replace("expect Graded = Low", "expect Graded = High")))
          == (1, [("1", "1", "0", ["failure"])]))
    check("a spec that does not compile is an error", junit(write(SPEC.replace("size < 10", "siz < 10")))
          == (1, [("1", "0", "1", ["error"])]))
    write('{"resourceType": "Bundle", ', "chart.json")
    chart = SPEC.replace("  given size 5\n", '  given size 5\n  given file "chart.json"\n')
    check("a chart that cannot be read is an error", junit(write(chart)) == (1, [("1", "0", "1", ["error"])]), junit(write(chart)))
    no_case = SPEC.replace("  given surgery on 2024-03-01\n", "")
    check("a test without an index event is an error", junit(write(no_case)) == (1, [("1", "0", "1", ["error"])]), junit(write(no_case)))
    check("a path that is not there is an error", junit(scratch / "none") == (2, [("1", "0", "1", ["error"])]), junit(scratch / "none"))


check("passes are found", len(PASSES) >= 2, PASSES)
test_parts()
test_junit()
for registry in REGISTRIES:
    test_registry(registry)
shutil.rmtree(scratch)
sys.exit(check.finish())
