"""An entry that leaves out what a condition judges is there and cannot be judged: inside cover that is no silence.

Usage: empty_attributes_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import Checks, suture  # noqa: E402

check = Checks()

SPEC = '''use std.fhir
use std.encounters
use std.labs
use std.procedures

registry Demo "Demonstration" version "1" { steward "Nobody" }
codes Operations { cpt 33533..33536 }
index first surgery : procedure in Operations
choice YesNo { Yes = 1, No = 2 }
complete stays: encounter, procedure before surgery.start
field Silent "Silence answers" : YesNo {
  define """To home."""
  rule y Yes when any encounter before surgery.start where disposition in ToHome
  otherwise No because "a stay to home is recorded as one"
}
field Covered "Cover answers" : YesNo {
  define """To home."""
  rule y Yes when any encounter before surgery.start where disposition in ToHome
  otherwise No when complete stays because "all stays are there"
  otherwise review
}
field Every "All to home" : YesNo {
  define """To home."""
  rule n No when any encounter before surgery.start where not (disposition in ToHome)
  otherwise Yes when complete stays because "all stays are there"
  otherwise review
}
field Known "With a disposition" : YesNo {
  define """Whether any stay tells where the patient went."""
  rule y Yes when any encounter before surgery.start where disposition is known
  otherwise No when complete stays because "all stays are there"
  otherwise review
}
field Either "No disposition, or home" : YesNo {
  define """Home, or nothing told."""
  rule y Yes when any encounter before surgery.start
    where disposition is not known or disposition in ToHome
  otherwise No when complete stays because "all stays are there"
  otherwise review
}
field Nested "With a creatinine" : YesNo {
  define """A stay with a creatinine: that none was drawn leaves nothing out of the stay."""
  rule y Yes when any encounter as e before surgery.start
    where any Creatinine within 2 days of e.stay.start
  otherwise No because "draws are recorded"
}
field Facility "Here" : YesNo {
  define """Intubated here."""
  rule y Yes when any procedure in Intubation before surgery.start at this facility
  otherwise No when complete stays because "all procedures are there"
  otherwise review
}
'''
EMPTY = '''test "the stay tells nothing of where the patient went" {
  given surgery on 2024-03-10 12:00
  given encounter { class = act IMP } from 2024-01-01 08:00 to 2024-01-02 20:00
  given procedure in Intubation on 2024-01-01
  expect Silent review because unsettled
  expect Covered review because unsettled
  expect Every review because unsettled
  expect Known = No
  expect Either = Yes
  expect Nested = No
  expect Facility review because unsettled
}
test "another stay decides" {
  given surgery on 2024-03-10 12:00
  given encounter { class = act IMP } from 2024-01-01 08:00 to 2024-01-02 20:00
  given encounter { class = act IMP, disposition = discharge home } from 2024-02-01 08:00 to 2024-02-02 20:00
  expect Silent = Yes by y
  expect Covered = Yes by y
}
test "it went elsewhere" {
  given surgery on 2024-03-10 12:00
  given encounter { class = act IMP, disposition = discharge exp } from 2024-02-01 08:00 to 2024-02-02 20:00
  expect Silent = No
  expect Covered = No
  expect Every = No by n
}
test "no stay at all" {
  given surgery on 2024-03-10 12:00
  expect Silent = No
  expect Covered = No
  expect Facility = No
}
'''
OUTSIDE = '''test "no cover" {
  given surgery on 2024-03-10 12:00
  given encounter { class = act IMP } from 2024-01-01 08:00 to 2024-01-02 20:00
  expect Silent = No
}
'''


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "registry.suture"
        path.write_text(SPEC + EMPTY, encoding="utf-8")
        done = suture("test", "--quiet", folder)
        # Outside of cover silence lets the next step speak, as the author has it.
        path.write_text(SPEC.replace("stays: encounter, procedure", "stays: procedure") + OUTSIDE, encoding="utf-8")
        outside = suture("test", "--quiet", folder)
        check("outside of cover it is silence", outside.stdout.decode().endswith("1 passed, 0 failed\n"),
              outside.stdout.decode() + outside.stderr.decode())
        check("what is left out is unsettled", done.stdout.decode().endswith("4 passed, 0 failed\n"),
              done.stdout.decode() + done.stderr.decode())
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
