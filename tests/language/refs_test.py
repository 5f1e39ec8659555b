"""Rows that a cell refers to: their extract is part of the plan and answers first; one record, one extract.

Usage: refs_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import Checks, suture  # noqa: E402

check = Checks()

SPEC = '''use std.fhir
use std.procedures
use std.notes

registry Demo "Demonstration" version "1" { steward "Nobody" }
codes Operations { cpt 33533..33536 }
index first surgery : procedure in Operations
choice YesNo { Yes = 1, No = 2 }
record Lesion { vessel : choice { LAD, RCA } }
extract lesions : at most 5 Lesion {
  read CathReport notes written within 1 year before surgery.start
  cues "lesion"
  """List the lesions."""
}
record Use { stent : text used_on : refs to lesions }
extract uses : at most 5 Use {
  read HistoryAndPhysical notes written within 1 year before surgery.start
  cues "stent"
  """List the stents."""
}
field Stent "Stent" : YesNo {
  define """Any stent."""
  rule y Yes when any uses where stent is known
  otherwise review
}
'''
TEST = '''test "the lesions are listed first" {
  given surgery on 2024-03-10 12:00
  given CathReport note on 2024-02-01 """ One lesion of the LAD. """
  given HistoryAndPhysical note on 2024-03-01 """ A Xience stent in the LAD. """
  answer lesions { vessel = LAD } citing "lesion of the LAD"
  answer uses { stent = "Xience", used_on = 1 } citing "Xience stent in the LAD"
  expect Stent = Yes by y
}
'''
SECOND = '''extract old_lesions : at most 5 Lesion {
  read Echo notes written within 1 year before surgery.start
  cues "old"
  """List the old lesions."""
}
'''


def main():
    with tempfile.TemporaryDirectory() as folder:
        path, plan = pathlib.Path(folder) / "registry.suture", pathlib.Path(folder) / "plan.json"
        path.write_text(SPEC, encoding="utf-8")
        built = suture("build", folder, "-o", plan)
        check("a plan is built", built.returncode == 0, built.stderr.decode())
        names = [row["name"] for row in json.loads(plan.read_text(encoding="utf-8"))["collections"]]
        check("it holds the extract that is referred to", "lesions" in names, str(names))
        path.write_text(SPEC + TEST, encoding="utf-8")
        done = suture("test", "--quiet", folder)
        check("the extract answers first", done.stdout.decode().endswith("1 passed, 0 failed\n"),
              done.stdout.decode() + done.stderr.decode())
        for refers in ("lesions", "Lesion"):
            path.write_text(SPEC.replace("refs to lesions", "refs to " + refers) + SECOND, encoding="utf-8")
            told = suture("check", folder)
            check(f"two extracts of one record are refused for {refers}",
                  told.returncode != 0 and b"S1002" in told.stderr and b"of `old_lesions`" in told.stderr, told.stderr.decode())
        path.write_text(SPEC.replace("refs to lesions", "text") + SECOND, encoding="utf-8")
        check("without a reference they may share it", suture("check", folder).returncode == 0)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
