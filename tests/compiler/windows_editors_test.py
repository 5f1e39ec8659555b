"""What editors and word processors put into a specification unasked: a byte order mark, ends of lines of two
characters, quotation marks that curl. Every command reads the first two, and `--fix` mends the third or leaves it.

Usage: windows_editors_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import Checks, suture  # noqa: E402

check = Checks()
MARK = b"\xef\xbb\xbf"
SPEC = """use std.fhir
use std.diagnoses
use std.procedures

index first surgery : procedure in CardiacSurgery

choice YesNo { Yes = 1, No = 2 }

// Naïve: kept as it is.
finding stroke : YesNo {
  rule coded Yes when any condition in Stroke before surgery.start
  otherwise No because "no é in any code"
}

test "a stroke" for stroke {
  given surgery on 2024-03-01
  given condition icd10cm I63.9 on 2024-01-05
  expect stroke = Yes by coded
}
"""


def check_mark(folder, name, line_end):
    path = folder / "marked.suture"
    marked = MARK + SPEC.replace("\n", line_end).encode()
    path.write_bytes(marked)
    done = suture("check", path)
    check(f"check reads a file with {name}", done.returncode == 0, done.stderr.decode())
    done = suture("test", path)
    check(f"test reads a file with {name}", done.returncode == 0 and b"1 passed" in done.stdout, (done.stdout + done.stderr).decode())
    done = suture("check", "--fix", path)
    check(f"--fix leaves a file with {name} alone", done.returncode == 0 and path.read_bytes() == marked, done.stderr.decode())
    done = suture("fmt", path)
    check(f"fmt lays out a file with {name}", done.returncode == 0 and path.read_bytes() == SPEC.encode(), done.stderr.decode())
    # Mistakes: on the first line behind the mark, and behind letters of two bytes.
    path.write_bytes(MARK + SPEC.replace("std.fhir", "std.fhirr").replace("\n", line_end).encode())
    items = json.loads(suture("check", path, "--format", "json").stdout)["diagnostics"]
    places = {(item["start"]["line"], item["start"]["column"]) for item in ({"start": i["place"]["start"]} for i in items)}
    check(f"places are right behind {name}", {(1, 5), (11, 27)} <= places, f"{places}")
    path.write_bytes(MARK + SPEC.replace("stroke = Yes by", "stroke == Yes by").replace("\n", line_end).encode())
    suture("check", "--fix", path)
    check(f"--fix mends behind {name}", path.read_bytes() == marked, path.read_bytes().decode())
    path.write_bytes(MARK)
    check("a mark alone is an empty file", b"S9001" in suture("check", path).stderr)


FIELD = """use std.fhir
use std.diagnoses
use std.procedures
index first surgery : procedure in CardiacSurgery
choice YesNo {{ Yes = 1, No = 2 }}
field A {label} : YesNo {{
  define \"\"\"x\"\"\"
  rule coded Yes when any condition in Stroke before surgery.start
  otherwise review because {reason}
}}
"""
# What is written, and what --fix makes of it; None: more than one text can be meant, so the file stays.
QUOTED = [
    ("‘the history’", '"the history"'),
    ("'the history'", '"the history"'),
    ("“the history”", '"the history"'),
    ("„the history“", '"the history"'),
    ("”the history”", '"the history"'),
    ('“the history"', '"the history"'),
    ("‘the patient’s history says No’", '"the patient’s history says No"'),
    ("'the patient's history'", '"the patient\'s history"'),
    ("‘the patients’ history’", None),
    ("'the patients' history'", None),
    ("“a “nested” text”", None),
    ('“a "quoted" text”', None),
    ("“C:\\new”", None),
    ("‘see http://example.org’", None),
]


def check_quotes(folder):
    path = folder / "quoted.suture"
    for written, mended in QUOTED:
        for place in ("label", "reason"):
            texts = {"label": '"A"', "reason": '"B"'}
            before = FIELD.format(**{**texts, place: written})
            path.write_text(before, encoding="utf-8")
            suture("check", "--fix", path)
            after = path.read_text(encoding="utf-8")
            check(f"--fix of {written} as {place}", after == (before if mended is None else FIELD.format(**{**texts, place: mended})), after)
            if mended is not None:
                done = suture("check", path)
                check(f"what --fix made of {written} as {place} is read", b"error" not in done.stderr, done.stderr.decode())


with tempfile.TemporaryDirectory() as name:
    check_mark(pathlib.Path(name), "a byte order mark", "\n")
    check_mark(pathlib.Path(name), "a byte order mark and long line ends", "\r\n")
    check_quotes(pathlib.Path(name))
sys.exit(check.finish())
