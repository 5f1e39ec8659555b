"""`suture check --fix`, `--config`, `suture cost`, and that no diagnostic goes without a test.

Usage: check_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import REGISTRIES, ROOT, Checks, suture  # noqa: E402

check = Checks()

SPEC = """use std.fhir
use std.notes

registry DEMO "Demonstration" version "1" { steward "Nobody" }
codes Operations { cpt 33533..33536 }
index first surgery : procedure in Operations
choice YesNo { Yes, No }

field Stroke "Stroke" : YesNo {
  define \"\"\"Stroke before the operation.\"\"\"
  ask history {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    cues "stroke"
    at most 1000 tokens
    samples 3
    \"\"\"Was there a stroke{hole}?\"\"\"
  }
  otherwise review
}
field Sex "Sex" : text {
  define \"\"\"Sex.\"\"\"
  rule male "male" when patient.sex = "male"
  otherwise review
}
"""

# What no small text can show, and where it is tested instead.
ELSEWHERE = {
    "S0019": "tests/compiler/syntax/limits_test.cc",
    "S0020": "tests/compiler/syntax/limits_test.cc",
    "S9004": "tests/compiler/source/source_set_test.cc",
    "S9005": "tests/compiler/syntax/limits_test.cc",
}


def test_fix(folder):
    spec = folder / "fix.suture"
    spec.write_text("# a comment\nchoice YesNo { Yes = 1, No = 2 }\nfinding a : YesNo {\n"
                    "  rule x Yes when 1 == 1;\n  otherwise review\n}\nfinding b : YesNo {\n  otherwise Maybe\n}\n")
    done = suture("check", spec)
    check("without --fix nothing is written", b"==" in spec.read_bytes() and done.returncode == 1)
    done = suture("check", "--fix", spec)
    text = spec.read_text()
    check("safe edits are applied", "// a comment" in text and "==" not in text and ";" not in text, text)
    check("others are left to the author", "Maybe" in text and done.returncode == 1 and b"S1005" in done.stderr, done.stderr)
    check("it says how many", b"fix.suture: 3 mended" in done.stderr, done.stderr.decode())
    before = spec.read_bytes()
    suture("check", "--fix", spec)
    check("a second time changes nothing", spec.read_bytes() == before)


def test_config(folder):
    spec = folder / "roles.suture"
    spec.write_text(SPEC.replace("{hole}", " of {reveal patient.family}"))
    config = folder / "suture.yaml"

    def codes(rights):
        config.write_text("servers:\n  s: {kind: openai, base_url: 'http://localhost:1/v1'}\n"
                          f"roles:\n  abstractor: {{server: s, model: m{rights}}}\n")
        done = suture("check", "--format", "json", "--config", config, spec)
        found = re.search(rb"^\{.*", done.stdout, re.S)
        return sorted({d["code"] for d in json.loads(found[0])["diagnostics"]}) if found else done.stderr.decode()

    check("a role that may see nothing", codes("") == ["S6003", "S6004"], codes(""))
    check("notes alone", codes(", may_see_notes: true") == ["S6004"], codes(", may_see_notes: true"))
    both = codes(", may_see_notes: true, may_see_phi: true")
    check("both", both == [], both)
    check("no such file", suture("check", "--config", folder / "none.yaml", spec).returncode == 2)


def test_cost(folder):
    spec = folder / "cost.suture"
    spec.write_text(SPEC.replace("{hole}", ""))
    done = suture("cost", spec, "--format", "json")
    cost = json.loads(done.stdout)[0]
    stroke, sex = cost["fields"]
    check("three samples, each asked twice at most", stroke["calls"] == 6 and cost["calls"] == 6, cost)
    check("evidence and question", 6 * 1000 < stroke["tokens"] < 6 * 2000, cost)
    check("a rule costs nothing", sex["calls"] == 0 and sex["tokens"] == 0, cost)
    done = suture("cost", spec)
    check("as text", b"Stroke.history" in done.stdout and b"1 field takes no call" in done.stdout,
          done.stdout.decode())
    for name in REGISTRIES:
        done = suture("cost", f"registries/{name}")
        check(f"the cost of {name}", done.returncode == 0 and b"in all" in done.stdout, done.stderr.decode()[-500:])
    spec.write_text("field A : YesNo { otherwise review }\n")
    check("not of a spec with errors", suture("cost", spec).returncode == 1)
    check("not of nothing", suture("cost", folder / "none.suture").returncode == 2)


def test_every_kind_is_exercised():
    """A code counts when an expected file, a page that is compiled, or a test in C++ has it."""
    kinds = re.findall(r'^SUTURE_DIAGNOSTIC\((\w+), "(S\d{4})"', (ROOT / "compiler/diagnostics/kinds.def").read_text(), re.M)
    seen = set()
    for path in (ROOT / "tests").rglob("*.expected"):
        seen |= set(re.findall(r"\[(S\d{4})\]", path.read_text(encoding="utf-8")))
    shown = re.compile(r"^(?:```suture wrong |error\[|warning\[)(S\d{4})", re.M)
    for path in (ROOT / "docs").rglob("*.md"):
        seen |= set(shown.findall(path.read_text(encoding="utf-8")))
    tests = "".join(p.read_text(encoding="utf-8") for p in [*(ROOT / "tests").rglob("*_test.cc"), *(ROOT / "tests").rglob("*_test.py")])
    for name, code in kinds:
        told = code in seen or f"k{name})" in tests or f"k{name}," in tests or f"KindId::k{name}" in tests or f'"{code}"' in tests
        check(f"{code} {name} is exercised by a test", told or code in ELSEWHERE, "write a file in tests/compiler/check/bad")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_fix(folder)
        test_config(folder)
        test_cost(folder)
    test_every_kind_is_exercised()
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
