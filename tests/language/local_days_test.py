"""Local days: charts whose times are written by several clocks count days by that of the index event.

Usage: local_days_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import Checks  # noqa: E402
from support.suites import holds  # noqa: E402

check = Checks()

REGISTRY = '''use std.fhir
use std.labs
use std.encounters
use std.procedures
use std.diagnoses
use std.clinical
use std.notes

registry Site.Clocks "Clocks" version "1" { steward "The authors" }

index first surgery : procedure in CardiacSurgery

event discharge = end of last encounter overlapping surgery.start

choice YesNo { Yes = 1, No = 2 }

complete draws: Creatinine from surgery.start - 90 days to surgery.start + 90 days

field SameDay "Drawn on the day" : YesNo {
  define """A creatinine on the day of the operation."""
  rule taken Yes when any Creatinine on surgery.start
  rule none  No  when no Creatinine on surgery.start
  otherwise review
}

field TwoDays "Drawn within two days after" : YesNo {
  define """A creatinine within two days after the operation."""
  rule taken Yes when any Creatinine within 2 days after surgery.start
  rule none  No  when no Creatinine within 2 days after surgery.start
  otherwise review
}

field LeftOn "Day of discharge" : date {
  define """The day on which the patient left."""
  take discharge.date
  otherwise review
}

field Stay "Days in hospital" : integer {
  define """Days from the operation to the discharge."""
  take local_days_between(surgery.start, discharge)
  otherwise review
}

field WrittenDown "Written down on the day" : YesNo {
  define """A stroke that was recorded on the day of the operation."""
  rule that_day Yes when any condition as s in Stroke before surgery.end where local_days_between(s.recorded, surgery.start) = 0
  otherwise review because "No"
}

record Fever {
  seen : date
}

extract fevers : at most 4 Fever {
  read Progress notes written from surgery.start to surgery.start + 10 days
  cues "fever"
  """
  List every day with a fever.
  """
}

field FeverDay "Day of the fever" : date {
  define """The first day with a fever."""
  take first_one: seen of first fevers
  otherwise review
}

field ThirdDay "Drawn by the third day" : YesNo {
  define """The first draw is not after the third day."""
  rule by_then Yes when drawn of first Creatinine after surgery.start <= day 3 after surgery.start
  rule later   No  when drawn of first Creatinine after surgery.start > day 3 after surgery.start
  otherwise review
}
'''

INDEX = "from 2024-03-01T10:00:00-05:00 to 2024-03-01T12:00:00-05:00"
# title, what is given, what is expected; the index event by the clock of New York in winter
CASES = [
    ("03:00 by Greenwich is the evening before", "Creatinine 1.0 mg/dL at 2024-03-02T03:00:00Z", "SameDay = Yes by taken"),
    ("07:00 by Greenwich is the next day", "Creatinine 1.0 mg/dL at 2024-03-02T07:00:00Z", "SameDay = No by none"),
    ("03:00 by Greenwich on the day itself is the day before", "Creatinine 1.0 mg/dL at 2024-03-01T03:00:00Z", "SameDay = No by none"),
    ("near midnight summer time would decide", "Creatinine 1.0 mg/dL at 2024-03-02T04:40:00Z", "SameDay review because unsettled"),
    ("by the same clock the day is as written", "Creatinine 1.0 mg/dL at 2024-03-01T23:59:00-05:00", "SameDay = Yes by taken"),
    ("another clock an hour off, at noon", "Creatinine 1.0 mg/dL at 2024-03-01T12:00:00-06:00", "SameDay = Yes by taken"),
    ("another clock an hour off, at midnight", "Creatinine 1.0 mg/dL at 2024-03-01T23:30:00-06:00", "SameDay review because unsettled"),
    ("the last evening of a window of days", "Creatinine 1.0 mg/dL at 2024-03-04T03:00:00Z", "TwoDays = Yes by taken"),
    ("the morning after it", "Creatinine 1.0 mg/dL at 2024-03-04T06:30:00Z", "TwoDays = No by none"),
    ("the day of an entry", "encounter from 2024-02-28T12:00:00Z to 2024-03-05T02:00:00Z", "LeftOn = 2024-03-04"),
    ("the day of an entry near midnight", "encounter from 2024-02-28T12:00:00Z to 2024-03-05T05:10:00Z", "LeftOn review"),
    ("days between two clocks", "encounter from 2024-02-28T12:00:00Z to 2024-03-05T02:00:00Z", "Stay = 3"),
    ("another time of an entry", "condition { code = icd10cm I63.9, recorded = 2024-03-02T03:00:00Z } on 2024-02-28",
     "WrittenDown = Yes by that_day"),
    ("yesterday, in a note of the evening", 'Progress note at 2024-03-04T03:00:00Z """ Fever yesterday. """\n'
     '  answer fevers { seen = "yesterday" } citing "Fever yesterday"', "FeverDay = 2024-03-02"),
    ("yesterday, in a note of midnight", 'Progress note at 2024-03-04T05:10:00Z """ Fever yesterday. """\n'
     '  answer fevers { seen = "yesterday" } citing "Fever yesterday"', "FeverDay review"),
    ("a moment against a day", "Creatinine 1.0 mg/dL at 2024-03-04T02:00:00Z", "ThirdDay = Yes by by_then"),
    ("a moment after a day", "Creatinine 1.0 mg/dL at 2024-03-05T12:00:00Z", "ThirdDay = No by later"),
]

# The operation without an offset: the entry nearest in time tells one, which UTC does not.
BARE = "from 2024-03-01T10:00:00 to 2024-03-01T12:00:00"
NEAR = "Creatinine 1.0 mg/dL at 2024-02-27T06:00:00-05:00"
FAR = "Creatinine 1.0 mg/dL at 2024-07-01T06:00:00+02:00"
WITHOUT_CLOCK = [
    ("an entry beside it tells the clock", [NEAR, "Creatinine 1.0 mg/dL at 2024-03-02T03:00:00Z"], "SameDay = Yes by taken"),
    ("the nearest tells it", [FAR, NEAR, "Creatinine 1.0 mg/dL at 2024-03-02T03:00:00Z"], "SameDay = Yes by taken"),
    ("by UTC alone the day is as written", ["Creatinine 1.0 mg/dL at 2024-03-02T03:00:00Z"], "SameDay = No by none"),
    ("an hour of summer time decides", [NEAR, "Creatinine 1.0 mg/dL at 2024-03-02T04:40:00Z"], "SameDay review because unsettled"),
]


def test_of(title, given, expected, index=INDEX):
    lines = "".join(f"  given {entry}\n" for entry in ([given] if isinstance(given, str) else given))
    return f'test "{title}" for {expected.split()[0]} {{\n  given surgery {index}\n{lines}  expect {expected}\n}}\n'


def main():
    tests = [test_of(*case) for case in CASES] + [test_of(*case, BARE) for case in WITHOUT_CLOCK]
    holds(check, REGISTRY + "".join(tests), len(tests))
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
