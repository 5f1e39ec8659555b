"""A field with several choices at once, asked for its members.

Usage: set_members_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import Checks  # noqa: E402
from support.suites import holds  # noqa: E402

check = Checks()

REGISTRY = '''use std.fhir
use std.diagnoses
use std.procedures

registry Site.Sets "Sets" version "1" { steward "The authors" absent { not documented -> blank; not applicable -> blank } }
index first surgery : procedure in CardiacSurgery
complete condition before surgery.start
choice YesNo { Yes = 1, No = 2 }
choice Kind { Brain, Heart, Other }

field Kinds "Kinds" : set of Kind {
  define """Kinds of what was there before."""
  resolve collect
  rule brain Brain when any condition in Stroke before surgery.start
  rule heart Heart when any condition in HeartFailure before surgery.start
  otherwise review because "Other"
}
field Both "Both" : YesNo {
  define """Both kinds."""
  applies when Brain in Kinds
  rule both Yes when Brain in Kinds and Heart in Kinds
  rule one  No  when Heart not in Kinds
  otherwise review
}
'''

# title, diagnoses, what is expected
CASES = [
    ("one member", ["Stroke"], ["Kinds = {Brain}", "Both = No by one"]),
    ("two members", ["Stroke", "HeartFailure"], ["Kinds = {Brain, Heart}", "Both = Yes by both"]),
    ("another member closes the child", ["HeartFailure"], ["Kinds = {Heart}", "Both not applicable"]),
    ("no set, no answer", [], ["Kinds review", "Both review because parent"]),
]


def test_of(title, diagnoses, expected):
    given = "".join(f"  given condition in {name} on 2020-01-05\n" for name in diagnoses)
    lines = "".join(f"  expect {line}\n" for line in expected)
    return f'test "{title}" for Kinds, Both {{\n  given surgery on 2024-03-01\n{given}{lines}}}\n'


def main():
    holds(check, REGISTRY + "".join(test_of(*case) for case in CASES), len(CASES))
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
