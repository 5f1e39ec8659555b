"""The table of faults in docs/failures.md: every fault that is promised stands in it, and the test that it names is there.

Usage: faults_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks  # noqa: E402

check = Checks()
# Words of each fault that a run is promised to survive.
PROMISED = ["Retry-After", "quota", "503", "529", "filter, as an error", "filter, as the end", "refusal", "`length`", "white space",
            "silently cut", "dropped", "slow drip", "usage missing", "integer", "null content", "wrong schema", "wrong language",
            "another patient", "out-of-order batch lines", "disagree", "TLS", "DNS", "redirect", "2,000 cases"]


def main():
    text = (ROOT / "docs/failures.md").read_text(encoding="utf-8")
    part = text.split("## Faults that are survived")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines()
            if line.startswith("| ") and not line.startswith(("| fault", "| ---"))]
    for words in PROMISED:
        check(f"a row tells of: {words}", sum(words in row[0] for row in rows) == 1)
    check("and of nothing else", len(rows) == len(PROMISED), len(rows))
    kinds = {"quota", "content_filter", "refusal", "truncated", "schema", "evidence_cut", "citation", "offline"}
    for fault, outcome, test, place in rows:
        path = ROOT / re.sub("[`| ]", "", place)
        check(f"{fault}: its test is there", path.exists() and f'"{test}"' in path.read_text(encoding="utf-8") or
              path.suffix == ".py" and test in path.read_text(encoding="utf-8"), f"{test} in {path.name}")
        named = set(re.findall(r"review `(\w+)`", outcome))
        check(f"{fault}: its reasons are reasons of review", named <= kinds, named)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
