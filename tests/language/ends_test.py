"""Ends that nobody wrote: one moment is a beginning, a stay that is over has an end, and hours before
a day of which the hour is not known are not that day.

Usage: ends_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
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

registry Site.Ends "Ends" version "1" { steward "The authors" }

codes Wards { snomed 32485007 }

index first surgery : procedure in CardiacSurgery

complete draws: Creatinine
complete stays: encounter
complete ills: condition

choice YesNo { Yes = 1, No = 2 }

field After "Drawn after the operation" : YesNo {
  define """A creatinine after the end of the operation."""
  rule taken Yes when any Creatinine after surgery.end
  rule none  No  when no Creatinine after surgery.end
  otherwise review
}

field Long "The operation took three hours" : YesNo {
  define """The operation took three hours or more."""
  rule long  Yes when duration_between(surgery.start, surgery.end, "hours") >= 3
  rule short No  when duration_between(surgery.start, surgery.end, "hours") < 3
  otherwise review
}

field During "Drawn in the operation" : YesNo {
  define """A creatinine in the operation."""
  rule taken Yes when any Creatinine during surgery
  rule none  No  when no Creatinine during surgery
  otherwise review
}

field Ill "Had a stroke that still went on" : YesNo {
  define """A stroke that was not over at the operation."""
  rule ill  Yes when any condition in Stroke in progress at surgery.start
  rule well No  when not (any condition in Stroke in progress at surgery.start)
  otherwise review
}

field InHospital "In hospital at the operation" : YesNo {
  define """In an inpatient stay when the operation began."""
  rule stays Yes when any encounter in InpatientClass in progress at surgery.start
  rule not_there No when no encounter in InpatientClass in progress at surgery.start
  otherwise review
}

field OnWard "On a ward at the operation" : YesNo {
  define """In a stay on a ward when the operation began."""
  rule stays Yes when any encounter in Wards in progress at surgery.start
  rule not_there No when no encounter in Wards in progress at surgery.start
  otherwise review
}

field OfClass "In hospital, by the class" : YesNo {
  define """In a stay of the inpatient class when the operation began."""
  rule stays Yes when any encounter in progress at surgery.start where class in InpatientClass
  otherwise review
}

field Early "Drawn at least three hours before" : YesNo {
  define """A creatinine at least three hours before the operation."""
  rule taken Yes when any Creatinine before surgery.start - 3 hours
  rule none  No  when no Creatinine before surgery.start - 3 hours
  otherwise review
}

field Near "Drawn around the operation" : YesNo {
  define """A creatinine from three hours before to thirty hours after the start of the operation."""
  rule taken Yes when any Creatinine from surgery.start - 3 hours to surgery.start + 30 hours
  rule none  No  when no Creatinine from surgery.start - 3 hours to surgery.start + 30 hours
  otherwise review
}

field Compared "Drawn within four hours" : YesNo {
  define """The first creatinine was drawn at most four hours after the start of the operation."""
  rule soon Yes when drawn of first Creatinine <= surgery.start + 4 hours
  rule late No  when drawn of first Creatinine > surgery.start + 4 hours
  otherwise review
}

field Ordered "Drawn before the start" : YesNo {
  define """The first creatinine was drawn before the operation began, or as it did."""
  rule early Yes when drawn of first Creatinine <= surgery.start
  rule late  No  when drawn of first Creatinine > surgery.start
  otherwise review
}
'''

MOMENT = "at 2024-03-01 08:00"
SPAN = "from 2024-03-01 08:00 to 2024-03-01 12:00"
DAY = "on 2024-03-01"
AT_NINE = "Creatinine 1 mg/dL at 2024-03-01 09:00"
# title, when the operation was, what is given, what is expected
CASES = [
    ("a moment has no known end", MOMENT, AT_NINE, "After review because unsettled"),
    ("what lies before the start lies before the end", MOMENT, "Creatinine 1 mg/dL at 2024-02-01 09:00", "After review"),
    ("a moment has no known length", MOMENT, "", "Long review because unsettled"),
    ("a span has both", SPAN, AT_NINE, "After = No by none"),
    ("a span has a length", SPAN, "", "Long = Yes by long"),
    ("drawn in what may have ended", MOMENT, AT_NINE, "During review because unsettled"),
    ("drawn before what may have ended", MOMENT, "Creatinine 1 mg/dL at 2024-03-01 07:00", "During = No by none"),
    ("drawn in a span", SPAN, AT_NINE, "During = Yes by taken"),
    ("an onset is no end", SPAN, "condition in Stroke on 2020-01-01", "Ill review because unsettled"),
    ("what ended before is over", SPAN, "condition in Stroke { ended = 2021-01-01T00:00:00 } on 2020-01-01", "Ill = No by well"),
    ("what ended after went on", SPAN, "condition in Stroke { ended = 2024-04-01T00:00:00 } on 2020-01-01", "Ill = Yes by ill"),
    ("a stay that goes on", SPAN, "encounter in InpatientClass { status = \"in-progress\" } from 2024-02-27 08:00", "InHospital = Yes by stays"),
    ("a stay that is over without an end", SPAN, "encounter in InpatientClass { status = \"finished\" } from 2010-01-01 08:00", "InHospital review because unsettled"),
    ("a stay that is over and began later", SPAN, "encounter in InpatientClass { status = \"finished\" } from 2024-05-01 08:00", "InHospital = No by not_there"),
    ("given by its class", SPAN, "encounter { class = act IMP } from 2024-02-27 08:00 to 2024-03-05 10:00", "InHospital = Yes by stays"),
    ("given by its codes, asked by its class", SPAN, "encounter in InpatientClass from 2024-02-27 08:00 to 2024-03-05 10:00", "OfClass = Yes by stays"),
    ("three hours before a day", DAY, "Creatinine 1 mg/dL at 2024-02-29 22:00", "Early review because unsettled"),
    ("long before that day", DAY, "Creatinine 1 mg/dL at 2024-02-29 12:00", "Early = Yes by taken"),
    ("the evening of that day", DAY, "Creatinine 1 mg/dL at 2024-03-01 22:00", "Early = No by none"),
    ("the morning of that day", DAY, "Creatinine 1 mg/dL at 2024-03-01 02:00", "Early review because unsettled"),
    ("three hours before a moment", SPAN, "Creatinine 1 mg/dL at 2024-03-01 04:00", "Early = Yes by taken"),
    ("well inside hours around a day", DAY, "Creatinine 1 mg/dL at 2024-03-02 05:00", "Near = Yes by taken"),
    ("at the edge of hours around a day", DAY, "Creatinine 1 mg/dL at 2024-03-02 07:00", "Near review because unsettled"),
    ("outside of hours around a day", DAY, "Creatinine 1 mg/dL at 2024-03-03 07:00", "Near = No by none"),
    ("compared with hours after a day", DAY, "Creatinine 1 mg/dL on 2024-03-01", "Compared review because unsettled"),
    ("compared, surely later", DAY, "Creatinine 1 mg/dL on 2024-03-03", "Compared = No by late"),
    ("one day is no order", DAY, "Creatinine 1 mg/dL on 2024-03-01", "Ordered review because unsettled"),
    ("one month is no order", "on 2024-03", "Creatinine 1 mg/dL on 2024-03", "Ordered review because unsettled"),
    ("the day before", DAY, "Creatinine 1 mg/dL on 2024-02-29", "Ordered = Yes by early"),
    ("the day after", DAY, "Creatinine 1 mg/dL on 2024-03-02", "Ordered = No by late"),
    ("compared with hours after a month", "on 2024-03", "Creatinine 1 mg/dL on 2024-03-20", "Compared review because unsettled"),
]

IMP = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"}
AMB = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
WARD = {"coding": [{"system": "http://snomed.info/sct", "code": "32485007"}]}
OTHER = {"coding": [{"system": "http://snomed.info/sct", "code": "185349003"}]}
HELD = {"start": "2024-02-29T08:00:00-05:00", "end": "2024-03-05T08:00:00-05:00"}
LASTED = {"performedPeriod": {"start": "2024-03-01T08:00:00-05:00", "end": "2024-03-01T12:00:00-05:00"}}


def encounter(**parts):
    return {"resourceType": "Encounter", "id": "e", "status": "finished", "class": IMP, "period": HELD, **parts}


def condition(**parts):
    return {"resourceType": "Condition", "id": "c", "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I63.9"}]}, **parts}


# title, the times of the operation, another entry, what is expected
CHARTS = [
    ("performedDateTime is no end", {"performedDateTime": "2024-03-01T08:00:00-05:00"}, None, "Long review because unsettled"),
    ("performedPeriod has an end", LASTED, None, "Long = Yes by long"),
    ("completed without an end", {"performedPeriod": {"start": "2024-03-01T08:00:00-05:00"}}, None, "Long review because unsettled"),
    ("finished without an end", LASTED, encounter(period={"start": "2010-01-01T08:00:00-05:00"}), "InHospital review because unsettled"),
    ("in progress without an end", LASTED, encounter(status="in-progress", period={"start": "2024-02-20T08:00:00-05:00"}), "InHospital = Yes by stays"),
    ("the class of a stay", LASTED, encounter(), "InHospital = Yes by stays"),
    ("the class of a stay with a type", LASTED, encounter(type=[OTHER]), "InHospital = Yes by stays"),
    ("another class of a stay with a type", LASTED, encounter(**{"class": AMB, "type": [WARD]}), "InHospital = No by not_there"),
    ("the type of a stay with a class", LASTED, encounter(type=[OTHER, WARD]), "OnWard = Yes by stays"),
    ("another type of a stay", LASTED, encounter(type=[OTHER]), "OnWard = No by not_there"),
    ("onsetDateTime is no end", LASTED, condition(onsetDateTime="2020-01-01"), "Ill review because unsettled"),
    ("onsetPeriod is no end", LASTED, condition(onsetPeriod={"start": "2020-01-01", "end": "2020-02-01"}), "Ill review because unsettled"),
    ("abatement is an end", LASTED, condition(onsetDateTime="2020-01-01", abatementDateTime="2021-01-01"), "Ill = No by well"),
    ("abatement after the operation", LASTED, condition(onsetDateTime="2020-01-01", abatementDateTime="2025-01-01"), "Ill = Yes by ill"),
]


def test_of(title, when, given, expected):
    line = f"  given {given}\n" if given else ""
    return f'test "{title}" for {expected.split()[0]} {{\n  given surgery {when}\n{line}  expect {expected}\n}}\n'


def chart_of(times, entry):
    surgery = {"resourceType": "Procedure", "id": "s", "status": "completed",
               "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "33533"}]}, **times}
    entries = [{"resource": r} for r in (surgery, entry) if r]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "id": "c", "entry": entries})


def main():
    tests = [test_of(*case) for case in CASES]
    charts = []
    for number, (title, times, entry, expected) in enumerate(CHARTS):
        charts.append((f"{number}.json", chart_of(times, entry)))
        tests.append(f'test "chart: {title}" for {expected.split()[0]} {{\n  given file "{number}.json"\n  expect {expected}\n}}\n')
    holds(check, REGISTRY + "".join(tests), len(tests), charts)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
