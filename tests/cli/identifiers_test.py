"""What identifies the patient, read by findings and groups, stands in no result and in no question.

Usage: identifiers_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import base64
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import Checks, suture  # noqa: E402

check = Checks()
SPEC = '''
use std.fhir
use std.notes

registry Cards "Cards" version "1" { steward "Nobody" }
codes Operations { cpt 33533..33536 }
index first surgery : procedure in Operations
choice YesNo { Yes = 1, No = 2 }

kind insurance "Insurance card" {
  payer  : text
  member : text phi
  since  : date
  at since
  from Coverage { payer = payor.display; member = subscriberId; since = period.start }
}
group Card for each insurance as card at most 5 {
  finding number : text { take card.member }
  finding paid_by : text { take card.payer }
}
record Use { what : text "What it paid for"; cards : refs to Card }
extract uses : at most 5 Use {
  read HistoryAndPhysical notes written within 1 year before surgery.start
  cues "paid"
  """List what each card paid for."""
}
finding family_name : text { take patient.family }

field Known "The name is that of the card" : YesNo {
  define """Whether the card is the patient's."""
  rule by_name Yes when family_name = "Canaryfamily"
  otherwise review
}
field Carded "A card of the number" : YesNo {
  define """Whether there is such a card."""
  rule by_number Yes when any Card where number = "CANARY-77" and paid_by = "Acme"
  otherwise review
}
field Used "What was paid" : YesNo {
  define """Whether a card paid."""
  rule paid Yes when any uses where what is known
  otherwise review
}
'''
NOTE = "The first stay was paid by the card."
RESOURCES = [
    {"resourceType": "Patient", "id": "p1", "name": [{"family": "Canaryfamily"}]},
    {"resourceType": "Procedure", "id": "s1", "status": "completed", "performedDateTime": "2024-03-01T08:00:00Z",
     "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "33533"}]}},
    {"resourceType": "Coverage", "id": "c1", "status": "active", "subscriberId": "CANARY-77",
     "payor": [{"display": "Acme"}], "period": {"start": "2020-01-01"}},
    {"resourceType": "DocumentReference", "id": "n1", "status": "current", "date": "2024-02-20T10:00:00Z",
     "type": {"coding": [{"system": "http://loinc.org", "code": "34117-2"}]},
     "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(NOTE.encode()).decode()}}]},
]
CONFIG = """version: 1
servers: { hosted: { kind: openai, base_url: "http://127.0.0.1:1/v1" } }
roles: { abstractor: { server: hosted, model: any, may_see_notes: true } }
"""

with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "cards.suture").write_text(SPEC)
    (folder / "suture.yaml").write_text(CONFIG)
    (folder / "charts").write_text(json.dumps(
        {"resourceType": "Bundle", "type": "collection", "id": "case",
         "entry": [{"resource": resource} for resource in RESOURCES]}) + "\n")
    built = suture("build", folder / "cards.suture", "--out", folder / "plan.json")
    check("the spec is built", built.returncode == 0, built.stderr)
    ran = suture("run", folder / "plan.json", "--cases", folder / "charts", "--offline", "--out", "-")
    fields = json.loads(ran.stdout)["fields"]
    check("a finding that identifies answers", fields["Known"].get("step") == "by_name", ran.stdout)
    check("a group's finding answers", fields["Carded"].get("step") == "by_number", ran.stdout)
    check("no identifier stands in the result", b"canary" not in ran.stdout.lower(), ran.stdout)
    check("what else a group says does", b"Acme" in ran.stdout, ran.stdout)
    batch = suture("run", folder / "plan.json", "--cases", folder / "charts", "--config", folder / "suture.yaml",
                   "--emit-batch", folder / "batch")
    asked = b"".join(path.read_bytes() for path in sorted(folder.glob("batch*")) if path.is_file())
    check("the cards are asked about", b"List what each card paid for" in asked, batch.stderr + asked)
    check("no identifier stands in the question", b"canary" not in asked.lower(), asked)

sys.exit(check.finish())
