"""What a user sees of a small registry, held by golden files: the plan, the results of five charts,
`plan --explain`, and `explain` of each kind of outcome. SUTURE_BLESS=1 writes the files anew.

Usage: golden_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import base64
import difflib
import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, suture  # noqa: E402

check = Checks()
FOLDER = ROOT / "tests" / "cli" / "golden"
NOTE = ("HISTORY OF PRESENT ILLNESS: A 67-year-old man with a mass of the sigmoid colon. He denies fever.\n"
        "SOCIAL HISTORY: Retired; he smokes half a pack a day and drinks socially. His father used tobacco.\n")
EXPLAINED = [("first", "Creat"), ("first", "Smoker"), ("first", "Diabetic"), ("first", "Grade"), ("first", "CaseOnset"),
             ("bare", "Creat"), ("bare", "Smoker"), ("bare", "Grade"), ("coarse", "Creat"), ("coarse", "Diabetic")]


def golden(name, text):
    """Compares with the file; the plan's hash is left out, so that a change of the plan changes one file only."""
    path = FOLDER / name
    text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
    if os.environ.get("SUTURE_BLESS"):
        path.write_text(text)
    wanted = path.read_text() if path.exists() else ""
    difference = "".join(difflib.unified_diff(wanted.splitlines(True), text.splitlines(True), name, "now"))
    check(name, wanted == text, difference[:4000] + "\nRun with SUTURE_BLESS=1 if the change is meant.")


def bundle(case, *resources):
    return {"resourceType": "Bundle", "id": case, "type": "collection", "entry": [{"resource": r} for r in resources]}


def procedure(identifier, start, code="44140"):
    return {"resourceType": "Procedure", "id": identifier, "status": "completed",
            "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}]},
            "performedPeriod": {"start": start, "end": start[:11] + "12:00:00-05:00"}}


def lab(identifier, code, time, value, unit):
    return {"resourceType": "Observation", "id": identifier, "status": "final",
            "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "effectiveDateTime": time,
            "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}}


def condition(identifier, code, onset):
    return {"resourceType": "Condition", "id": identifier, "clinicalStatus": {"coding": [{"code": "active"}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}]},
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]}, "onsetDateTime": onset}


def note(identifier, time, text):
    return {"resourceType": "DocumentReference", "id": identifier, "status": "current",
            "type": {"coding": [{"system": "http://loinc.org", "code": "34117-2"}]}, "date": time,
            "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(text.encode()).decode()}}]}


def charts():
    patient = {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1957-02-03"}
    return [
        bundle("first", patient, procedure("op1", "2024-03-01T08:00:00-05:00"),
               lab("cr1", "2160-0", "2024-02-20T07:00:00-05:00", 1.1, "mg/dL"),
               lab("cr2", "2160-0", "2024-02-28T07:00:00-05:00", 1.305, "mg/dL"),
               condition("dm", "E11.9", "2019-05"), note("hp", "2024-02-28T09:00:00-05:00", NOTE)),
        bundle("bare", patient, procedure("op1", "2024-03-01T08:00:00-05:00")),
        bundle("coarse", patient, procedure("op1", "2024-03-01T08:00:00-05:00"),
               lab("cr1", "2160-0", "2024", 1.1, "mg/dL"), condition("dm", "E11.9", "2024-03"),
               lab("a1c", "4548-4", "2024-02-01T07:00:00-05:00", 7.0, "%")),
        bundle("twice", patient, procedure("op1", "2024-03-01T08:00:00-05:00"),
               procedure("op2", "2024-04-02T08:00:00-04:00", "44143")),
        bundle("none", patient, procedure("op1", "2024-03-01T08:00:00-05:00", "47562")),
    ]


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        plan, cases, results = folder / "plan.json", folder / "cases.ndjson", folder / "results.ndjson"
        done = suture("build", "tests/cli/golden/small.suture", "-o", plan)
        if not check("the small registry builds", done.returncode == 0, done.stderr.decode()):
            return check.finish()
        golden("plan.json", plan.read_text())
        golden("plan_explained.txt", suture("plan", plan, "--explain").stdout.decode())
        cases.write_text("".join(json.dumps(chart) + "\n" for chart in charts()))
        done = suture("run", plan, "--cases", cases, "--out", results)
        check("the run ends well", done.returncode == 0, done.stderr.decode())
        golden("results.ndjson", results.read_text())
        golden("summary.txt", done.stderr.decode())
        for case, field in EXPLAINED:
            done = suture("explain", results, "--case", case, "--field", field, "--plan", plan, "--cases", cases)
            golden(f"explain_{case}_{field}.txt", done.stdout.decode() + done.stderr.decode())
        redacted = folder / "redacted.ndjson"
        suture("run", plan, "--cases", cases, "--out", redacted, "--redact")
        golden("redacted.ndjson", redacted.read_text())
        alone = suture("run", plan, "--cases", cases, "--out", "-", "--fields", "Grade").stdout.decode().splitlines()
        check("--fields gives only the fields that were named", [list(json.loads(line).get("fields", {})) for line in alone][0] == ["Grade"],
              alone[:1])
        whole = [json.loads(line) for line in results.read_text().splitlines()]
        check("--fields gives the same answers", all(json.loads(one).get("fields", {}).get("Grade") == all_of.get("fields", {}).get("Grade")
                                                     for one, all_of in zip(alone, whole)), alone)
        check("each index event has its line", [line["case"] for line in whole]
              == ["first#1", "bare#1", "coarse#1", "twice#1", "twice#2", "none"], [line["case"] for line in whole])
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
