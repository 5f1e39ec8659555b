"""Charts and notes that nobody here made: ten named Synthea charts with answers worked out from the chart, and
transcribed notes, each in a bundle of its own. Skipped, saying so, where ../shared/data is absent.

Usage: foreign_charts_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import base64
import gzip
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, SHARED, Checks, suture  # noqa: E402

check = Checks()
DATA = SHARED / "data"
FIELDS = ("Age", "Sex", "BodyMass", "Creat", "Diabetic")
# Patient -> age, sex, body mass index, creatinine, diabetes. Read from the chart itself: the last Procedure
# 73761001, the birthday before it, the last 39156-5 and 38483-4 before it, cut off after one and two places; a
# Condition of diabetes before it, prediabetes left out.
EXPECTED = {
    "43b6ae50-2cca-4934-ad38-282f8934b770": ("79", "Male", "30.2", None, "No"),  # A week before a birthday
    "138eac2a-ee98-4fea-8b9c-d6428d4e98f2": ("64", "Male", "30.0", "3.23", "No"),
    "fb13e626-1400-45a1-9a99-29c6e7a0e8e4": ("71", "Female", "28.9", "0.56", "No"),  # Prediabetes
    "d0190651-b9b0-4513-8f3b-d542319220d1": ("67", "Male", "28.2", "2.93", "No"),
    "5fd069dc-e337-4062-9722-a732c655c17d": ("61", "Male", "27.9", "2.63", "Yes"),
    "adbf81ef-0d6d-40ad-b7ee-8b301b74a3e3": ("76", "Male", "30.2", "0.92", "No"),
    "e7de504a-311d-49be-b2bc-566a328bcc72": ("51", "Female", "30.1", "3.46", "No"),
    "9bf59715-246f-4ce2-85a6-58c1757f8d21": ("69", "Female", "27.2", "0.55", "Yes"),  # Four days before a birthday
    "51764196-d9e4-4713-86a5-7bdc6847bd01": ("54", "Male", "21.2", None, "No"),  # A day before a birthday
    "8f65af92-c3c9-4316-bb7f-862c248788dd": ("62", "Female", "29.9", "1.00", "Yes"),  # 29.9997 is cut, not rounded
}
TYPES = {"Surgery": ("11504-8", "Operative note"), "Urology": ("11504-8", "Operative note")}
OPERATIONS = {"sts-acsd": "33533", "nsqip": "44204", "cathpci": "92928"}  # A CPT code that opens a case


def test_named_charts(folder):
    with gzip.open(DATA / "synthea_r4.ndjson.gz") as lines:
        charts = [line for line in lines if any(patient.encode() in line for patient in EXPECTED)]
    plan = folder / "colonoscopy.plan.json"
    done = suture("build", ROOT / "tests" / "data" / "colonoscopy", "-o", plan)
    check("the registry of the test builds", done.returncode == 0, done.stderr.decode())
    done = suture("run", plan, "--cases", "-", "--out", "-", stdin=b"".join(charts))
    check("the run ends well", done.returncode == 0, done.stderr.decode()[-500:])
    results = {result["case"]: result for result in map(json.loads, done.stdout.splitlines())}
    for patient, answers in EXPECTED.items():
        fields = results.get(patient, {}).get("fields", {})
        for name, wanted in zip(FIELDS, answers):
            field = fields.get(name, {})
            found = field.get("value") if field.get("outcome") == "answered" else field.get("absence")
            check(f"{patient} {name}", found == (wanted or "not_documented"), f"expected {wanted}, got {field}")


def bundle_of(number, note, code):
    """The note of a stay with one operation; its words are the maker's, the rest is ours."""
    kind, title = TYPES.get(note["specialty"].strip(), ("34117-2", "History and physical"))
    resources = [
        {"resourceType": "Patient", "id": f"p{number}", "birthDate": "1950-05-05", "gender": "female"},
        {"resourceType": "Encounter", "id": "stay", "status": "finished", "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
         "period": {"start": "2020-03-01T06:00:00+00:00", "end": "2020-03-08T12:00:00+00:00"}},
        {"resourceType": "Procedure", "id": "surgery", "status": "completed", "code": {"coding": [
            {"system": "http://www.ama-assn.org/go/cpt", "code": code}]},
         "performedPeriod": {"start": "2020-03-02T08:00:00+00:00", "end": "2020-03-02T12:00:00+00:00"}},
        {"resourceType": "DocumentReference", "id": "note", "status": "current", "date": "2020-03-02T13:00:00+00:00",
         "type": {"coding": [{"system": "http://loinc.org", "code": kind}], "text": title},
         "content": [{"attachment": {"contentType": "text/plain",
                                     "data": base64.b64encode(note["text"].encode()).decode()}}]},
    ]
    bundle = {"resourceType": "Bundle", "id": f"note-{number}", "type": "collection",
              "entry": [{"resource": resource} for resource in resources]}
    return json.dumps(bundle)


def test_transcribed_notes(folder):
    with gzip.open(DATA / "mtsamples.ndjson.gz", "rt", encoding="utf-8") as lines:
        notes = [json.loads(line) for line in lines]
    check("there are notes", len(notes) > 200, len(notes))
    (folder / "none.ndjson").write_text("")
    config = folder / "suture.yaml"
    config.write_text("version: 1\nservers:\n  recorded:\n    kind: replay\n    recordings: none.ndjson\n"
                      "roles:\n  abstractor:\n    server: recorded\n")
    for registry, code in OPERATIONS.items():
        if not (ROOT / "registries" / registry).is_dir():
            continue
        plan = folder / f"{registry}.plan.json"
        suture("build", ROOT / "registries" / registry, "-o", plan)
        charts = "\n".join(bundle_of(number, note, code) for number, note in enumerate(notes, 1))
        # With prompts, so that every note is cut into passages, ranked and shown.
        done = suture("run", plan, "--cases", "-", "--out", "-", "--config", config, stdin=charts.encode())
        results = [json.loads(line) for line in done.stdout.splitlines()]
        check(f"{registry}: one line a note", done.returncode == 0 and len(results) == len(notes),
              f"exit {done.returncode}, {len(results)} lines, {done.stderr.decode()[-500:]}")
        check(f"{registry}: each opens a case", all(result["status"] == "ok" for result in results),
              {result["status"] for result in results})
        check(f"{registry}: questions were asked", any(field.get("reason") == "no_recorded_answer"
              for result in results for field in result["fields"].values()))


def main():
    if not DATA.is_dir():
        print("skipped: the charts and notes of other makers are not here (../shared/data)")
        print("0 passed, 0 failed")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_named_charts(folder)
        test_transcribed_notes(folder)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
