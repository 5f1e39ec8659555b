"""Reads docs/checks.md: its messages stand in the bad files that it names, its good files and tests are there and hold.

Usage: checks_page_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import ROOT, Checks, suture  # noqa: E402

check = Checks()
CASES = ROOT / "tests" / "compiler" / "check"
MEANINGS = 20


def rows(text):
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and not line.startswith("| ---") and re.search(r"S\d{4}", line):
            yield cells


def said_in(bad):
    """The codes that the bad files say, by their golden texts."""
    said = set()
    for name in bad.split(", "):
        file = CASES / "bad" / f"{name}.expected"
        check(f"{name} is there", file.exists(), file)
        said |= set(re.findall(r"^(?:error|warning)\[(S\d{4})\]", file.read_text(), re.M)) if file.exists() else set()
    return said


def main():
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    mistakes, meanings = page.split("## Meanings")
    for kind, mistake, codes, bad, good in rows(mistakes):
        said = said_in(bad)
        for code in codes.split(", "):
            check(f"{code}: {mistake}", code in said, f"not said in {bad}")
            check(f"{code} has its page", (ROOT / "docs" / "diagnostics" / f"{code}.md").exists(), code)
        for name in good.split(", "):
            check(f"{name} is there", (CASES / "good" / f"{name}.suture").exists(), kind)
    held = {}
    numbers = []
    for meaning, codes, bad, run in rows(meanings):
        numbers.append(int(meaning.split(".")[0]))
        said = said_in(bad)
        for code in codes.split(", "):
            check(f"{code}: {meaning}", code in said, f"not said in {bad}")
        name, title = re.fullmatch(r'(\S+) "(.*)"', run).groups()
        if name not in held:
            done = suture("test", CASES / "good" / f"{name}.suture")
            held[name] = done.returncode == 0
            check(f"all tests of {name} hold", held[name], done.stdout.decode()[-2000:])
        text = (CASES / "good" / f"{name}.suture").read_text(encoding="utf-8")
        check(f"{name} has the test", f'test "{title}"' in text, title)
    check("every meaning is there once", numbers == list(range(1, MEANINGS + 1)), numbers)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
