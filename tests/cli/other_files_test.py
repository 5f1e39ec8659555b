"""A plan or a chart where a spec is wanted is named as what it is; the cost of a plan is that of its spec.

Usage: other_files_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import REGISTRIES, ROOT, Checks, suture  # noqa: E402

check = Checks()
OTHERS = (
    ("fields.json", b'{ "fields": [] }\n', "JSON"),
    ("fields.suture", b'{\n  "fields": []\n}\n', "JSON"),
    ("suture.yaml", b"roles:\n  abstractor: {}\n", "YAML"),
    ("front.suture", b"---\nname: x\n", "YAML"),
    ("codes.csv", b"system,code\nicd10cm,E11.9\n", "a table of values"),
    ("dictionary.docx", b"PK\x03\x04\x14\x00", "a Word, Excel or zip file"),
    ("dictionary.suture", b"%PDF-1.7\n%\xe2\xe3\n", "a PDF document"),
    ("page.suture", b"<!DOCTYPE html>\n<html></html>\n", "an HTML or XML file"),
    ("rules.sql", b"select 1;\n", "an SQL script"),
)
WANT_SPEC = (["check"], ["fmt"], ["fmt", "--check"], ["test"], ["build", "-o", "never.json"])


def refused(name, arguments, path, wanted):
    before = path.read_bytes()
    done = suture(*arguments, path)
    said = done.stderr.decode()
    check(f"`suture {' '.join(arguments)}` of {name}", done.returncode == 2 and wanted in said and said.count("\n") == 1, said)
    check(f"`suture {' '.join(arguments)}` leaves {name} as it is", path.read_bytes() == before)


def comparable(cost):
    """A plan is named by its registry and holds its fields in the order in which they are asked."""
    fields = sorted(({**field, "prompts": sorted(field["prompts"])} for field in cost["fields"]), key=lambda field: field["field"])
    return cost["calls"], cost["tokens"], fields


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for registry in REGISTRIES:
            plan = folder / f"{registry}.json"
            suture("build", f"registries/{registry}", "-o", plan)
            of_plan, of_spec = (json.loads(suture("cost", path, "--format", "json").stdout)[0] for path in (plan, f"registries/{registry}"))
            check(f"the plan of {registry} costs what its spec costs",
                  comparable(of_plan) == comparable(of_spec) and of_spec["calls"] > 0, (of_plan["calls"], of_spec["calls"]))
        for arguments in WANT_SPEC:
            refused("a plan", arguments, plan, "is a plan that `suture build` wrote, and a spec is wanted here. Name the .suture file")
        chart = folder / "chart.json"
        chart.write_text('\n{ "resourceType": "Bundle", "entry": [] }')
        for arguments in (*WANT_SPEC, ["cost"]):
            refused("a chart", arguments, chart, "is a chart, and a spec is wanted here.")
        for name, content, what in OTHERS:
            other = folder / name
            other.write_bytes(content)
            refused(name, ["check"], other, f"is {what}, and a spec is wanted here.")
        refused("README.md", ["check"], ROOT / "README.md", "is a Markdown text, and a spec is wanted here.")
        pasted = folder / "pasted.suture"
        pasted.write_text("field:\n  name: Infection\n  label: Wound infection\n  type: YesNo\nrules:\n  - when: x > 3\n    answer: Yes\n")
        done = suture("check", pasted)
        check("YAML in a .suture file is told once", done.returncode == 1 and done.stderr.count(b"error[") == 1 and b"S9010" in done.stderr, done.stderr)
        spoiled = folder / "spoiled.json"
        spoiled.write_text(plan.read_text()[:2000])
        done = suture("cost", spoiled)
        check("a plan that is cut short has no cost", done.returncode == 2 and not done.stdout, done.stderr)
        spec = folder / "spec.suture"
        spec.write_text('// {"version":1,"hash":"…"}\nchoice YesNo { Yes, No }\n')
        check("a comment makes no plan", suture("check", spec).returncode == 0)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
