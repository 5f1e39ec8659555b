"""A lab whose conversion or molar mass is declared is taken into a field that counts amounts, and the other way round.

Usage: molar_take_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import Checks, suture  # noqa: E402

check = Checks()
SPEC = """use std.fhir
use std.labs
use std.procedures

index first surgery : procedure in CardiacSurgery

lab Bilirubin in umol/L {
  loinc 14631-6
  molar mass 584.66 g/mol
}
lab Unweighed in mg/dL {
  loinc 2345-7
}

finding amount : decimal umol/L round to 0.1 {
  take last Creatinine before surgery.start
  otherwise review
}
finding linear : decimal mmol/mol round to 0.1 {
  take last HbA1c before surgery.start
  otherwise review
}
finding mass : decimal mg/dL round to 0.01 {
  take last Bilirubin before surgery.start
  otherwise review
}

test "1.3 mg/dL of creatinine (88.4 umol/L in 1 mg/dL) are 114.9 umol/L" for amount {
  given surgery on 2024-03-01
  given Creatinine 1.3 mg/dL on 2024-02-28
  expect amount = 114.9 umol/L
}
test "6.726 % of HbA1c are 50 mmol/mol, by a line that does not start at zero" for linear {
  given surgery on 2024-03-01
  given HbA1c 6.726 % on 2024-02-28
  expect linear = 50 mmol/mol
}
test "20 umol/L of bilirubin (584.66 g/mol) are 1.17 mg/dL" for mass {
  given surgery on 2024-03-01
  given Bilirubin 20 umol/L on 2024-02-28
  expect mass = 1.17 mg/dL
}
"""

with tempfile.TemporaryDirectory() as name:
    path = pathlib.Path(name) / "molar.suture"
    path.write_text(SPEC, encoding="utf-8")
    done = suture("test", path)
    check("the amounts are worked out", done.returncode == 0 and b"3 passed" in done.stdout, (done.stdout + done.stderr).decode())
    path.write_text(SPEC + "\nfinding other : decimal mmol/L {\n  take last Unweighed before surgery.start\n  otherwise review\n}\n", encoding="utf-8")
    done = suture("check", path)
    check("without either it is refused", done.returncode == 1 and b"S2003" in done.stderr, done.stderr.decode())
sys.exit(check.finish())
