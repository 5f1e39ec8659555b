"""Temperatures and what lies between them, run with and without optimising.

Usage: temperatures_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import Checks  # noqa: E402
from support.suites import holds  # noqa: E402

check = Checks()

REGISTRY = '''use std.fhir
use std.labs
use std.procedures

registry Site.Heat "Heat" version "1" { steward "The authors" absent { not documented -> blank } }
index first surgery : procedure in CardiacSurgery
choice YesNo { Yes = 1, No = 2 }
lab Rise in K{difference} "Rise of the temperature" { loinc 60836-4 }

finding high : decimal Cel { take highest Temperature before surgery.start otherwise review }
finding low : decimal [degF] { take lowest Temperature before surgery.start otherwise review }
field Spike "Spike" : decimal Cel{difference} { define """Between them.""" take high - low otherwise review }
field OneDegree "One degree" : YesNo {
  define """One degree or more."""
  rule more Yes when high - low >= 1 K
  rule less No  when not (high - low >= 1.8 [degF])
  otherwise review
}
field Halfway "Halfway" : decimal Cel { define """Between.""" take low + (high - low) / 2 otherwise review }
field Higher "Higher" : YesNo {
  define """A degree more than the lowest reaches the highest."""
  rule reached Yes when low + 1 Cel >= high
  rule not_yet No  when high - 1 Cel{difference} > low
  otherwise review
}
field Fast "Fast" : YesNo {
  define """A tenth of a degree an hour."""
  rule fast Yes when (high - low) / 10 h > 0.1 K/h
  rule slow No  when (high - low) / 10 h <= 0.18 [degR]/h
  otherwise review
}
field Read "Read" : YesNo {
  define """A rise that a device reads."""
  rule large Yes when last Rise before surgery.start >= 2 Cel
  rule small No  when last Rise before surgery.start < 2 K
  otherwise review
}
'''

# title, results, what is expected
CASES = [
    ("a tenth apart", ["Temperature 37.0 Cel", "Temperature 37.1 Cel"],
     ["Spike = 0.1 Cel", "OneDegree = No by less", "Halfway = 37.05 Cel", "Higher = Yes by reached", "Fast = No by slow"]),
    ("one degree of Celsius", ["Temperature 37.0 Cel", "Temperature 38.0 Cel"],
     ["Spike = 1 K", "OneDegree = Yes by more", "Higher = Yes by reached", "Fast = No by slow"]),
    ("one degree of Fahrenheit is less", ["Temperature 98.6 [degF]", "Temperature 99.6 [degF]"],
     ["OneDegree = No by less", "Higher = Yes by reached"]),
    ("two of Fahrenheit are more, in two units", ["Temperature 37.0 Cel", "Temperature 100.6 [degF]"],
     ["OneDegree = Yes by more", "Higher = No by not_yet", "Fast = Yes by fast"]),
    ("a rise is no temperature", ["Rise 2.5 Cel{difference}"], ["Read = Yes by large"]),
    ("a chart writes it as a temperature is written", ["Rise 3.5 [degF]"], ["Read = No by small"]),
]


def test_of(title, results, expected):
    given = "".join(f"  given {result} on 2024-02-{20 + i}\n" for i, result in enumerate(results))
    lines = "".join(f"  expect {line}\n" for line in expected)
    fields = ", ".join(dict.fromkeys(line.split()[0] for line in expected))
    return f'test "{title}" for {fields} {{\n  given surgery on 2024-03-01\n{given}{lines}}}\n'


def main():
    holds(check, REGISTRY + "".join(test_of(*case) for case in CASES), len(CASES))
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
