"""What a cover proves: the kind of entries that it names, in all of its window, and nothing else.

Usage: cover_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import Checks, suture  # noqa: E402

check = Checks()

REGISTRY = '''use std.fhir
use std.labs
use std.notes
use std.drugs
use std.diagnoses
use std.procedures

registry Site.Covers "Covers" version "1" { steward "The authors" absent { not documented -> blank } }
index first surgery : procedure in CardiacSurgery
event discharge = end of last encounter overlapping surgery.start
choice YesNo { Yes = 1, No = 2 }
complete drugs: home drug before surgery.start
complete first_week: condition from surgery.start to surgery.start + 7 days
complete month: condition, procedure from surgery.start to surgery.start + 60 days
complete stay: Creatinine from surgery.start to discharge
finding charted : truth { take complete first_week }
finding by_name : truth { take complete month }

'''

STEPS = '''  rule coded Yes when any condition in Stroke within 30 days after surgery.start
'''
# field, its steps, whether the checker tells, what an empty chart gives
FIELDS = [
    ("OfItsOwn", STEPS + "  otherwise No when complete month", False, "= No"),
    ("OfAnotherKind", STEPS + "  otherwise No when complete drugs", True, "review"),
    ("EndsBefore", STEPS + "  otherwise No when complete first_week", True, "review"),
    ("BesideAnother", STEPS + "  otherwise No when (complete drugs) and (complete month)", False, "= No"),
    ("ByAName", STEPS + "  otherwise No when charted", True, "review"),
    ("ByAGoodName", STEPS + "  otherwise No when by_name", False, "= No"),
    ("NothingRead", "  otherwise No when complete drugs", True, "review"),
    ("PartOfTheMonth", "  rule none No when no condition in Stroke within 5 days after surgery.start", False, "= No"),
    ("WholeMonth", "  rule none No when no condition in Stroke within 30 days after surgery.start", False, "= No"),
    ("Inside", "  table told first {\n    whole || Inside\n    yes   || No\n    where whole = complete drugs\n  }", True, "review"),
    ("InAValue", STEPS + "  rule other (if complete drugs then No else Yes) when surgery.start is known", True, "review"),
    ("ByTheStay", "  rule high Yes when any Creatinine within 2 days after surgery.start where value > 2 mg/dL\n"
                  "  otherwise No when complete stay", True, "review"),
    ("AFact", "  rule seen Yes when complete drugs", False, "= Yes"),
]

TOTALS = '''
field Little "Little" : YesNo {
  define """Too little."""
  rule much  Yes when (sum of value for each Creatinine before surgery.start) > 3 mg/dL
  rule never No  when (sum of value for each Creatinine before surgery.start) < 9 mg/dL
  otherwise review
}
finding summed : decimal mg/dL { take sum of value for each Creatinine before surgery.start }
field Named "Named" : YesNo {
  define """The same, by a name."""
  rule much  Yes when summed >= 3.5 mg/dL
  rule never No  when summed < 9 mg/dL
  otherwise review
}
field Amount "Amount" : decimal mg/dL { define """The sum.""" take sum of value for each Creatinine before surgery.start otherwise review }
field Whole "Whole" : decimal mg/dL { define """The sum.""" take sum of value for each Creatinine from surgery.start to discharge otherwise review }
test "a sum outside of cover is so much or more" for Little, Named, Amount {
  given surgery on 2024-03-01
  given Creatinine 1.5 mg/dL on 2024-02-20, Creatinine 1.0 mg/dL on 2024-02-21
  expect Little review
  expect Named review
  expect Amount review
}
test "and decides what is reached" for Little, Named {
  given surgery on 2024-03-01
  given Creatinine 2.5 mg/dL on 2024-02-20, Creatinine 10 mg/L on 2024-02-21
  expect Little = Yes by much
  expect Named = Yes by much
}
test "inside of cover it is exact" for Whole {
  given surgery from 2024-03-01 08:00 to 2024-03-01 10:00
  given encounter from 2024-02-28 08:00 to 2024-03-09 08:00
  given Creatinine 1.5 mg/dL at 2024-03-02 08:00, Creatinine 1.0 mg/dL at 2024-03-03 08:00
  expect Whole = 2.5 mg/dL
}
'''


def field_of(name, steps):
    because = " because \"nothing tells of one\"" if "otherwise No" in steps else ""
    return (f'field {name} "{name}" : YesNo {{\n  define """{name}."""\n{steps}{because}\n'
            f'  otherwise review because "else"\n}}\n')


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, steps, told, outcome in FIELDS:
            spec = pathlib.Path(folder) / f"{name}.suture"
            spec.write_text(REGISTRY + field_of(name, steps) +
                            f'test "an empty chart" for {name} {{\n  given surgery from 2024-03-01 08:00 to 2024-03-01 10:00\n'
                            '  given encounter from 2024-02-28 08:00 to 2024-03-02 08:00\n'
                            f'  expect {name} {outcome}\n}}\n', encoding="utf-8")
            checked = suture("check", spec)
            said = checked.stderr.decode() + checked.stdout.decode()
            check(f"{name}: told", checked.returncode == 0 and ("S4018" in said) == told, said)
            for flags in ([], ["--no-optimize"]):
                done = suture("test", "--quiet", *flags, spec)
                check(f"{name}: holds {flags}", done.stdout.decode().endswith("1 passed, 0 failed\n"),
                      done.stdout.decode() + done.stderr.decode())
        spec = pathlib.Path(folder) / "totals.suture"
        spec.write_text(REGISTRY + TOTALS, encoding="utf-8")
        for flags in ([], ["--no-optimize"]):
            done = suture("test", "--quiet", *flags, spec)
            check(f"totals hold {flags}", done.stdout.decode().endswith("3 passed, 0 failed\n"),
                  done.stdout.decode() + done.stderr.decode())
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
