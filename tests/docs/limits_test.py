"""docs/limits.md names every limit with its default: both are compared with the code.

Usage: limits_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, suture  # noqa: E402

check = Checks()
# Sizes of tables and of words inside the program: nothing from outside is refused by them.
NOT_LIMITS = {"kDefaultRole", "kDefaultMaxColumns"}


def value_of(text, name):
    """The default that the code gives to `name`; shifts, products and braces are worked out."""
    found = re.search(rf"\b{name}\s*=\s*([^;]+);", text)
    if not found:
        return None
    worked = re.sub(r"size_t\{(\d+)\}|int64_t\{(\d+)\}", lambda m: m.group(1) or m.group(2), found.group(1)).replace("'", "")
    return eval(worked, {"__builtins__": {}}) if re.fullmatch(r"[\d\s*<+()]+", worked) else worked


def rows():
    for line in (ROOT / "docs/limits.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 5 and cells[1].isdigit():
            yield cells


listed = set()
for limit, default, place, option, past in rows():
    path, name = re.findall(r"`([^`]+)`", place)
    listed.add((path, name))
    source = ROOT / path
    value = value_of(source.read_text(encoding="utf-8"), name) if source.exists() else None
    check(f"{limit}: `{name}` is {default}", value == int(default), f"{path} says {value}")
    check(f"{limit} says what happens past it", past != "")
    for code in re.findall(r"\bS\d{4}\b", past):
        check(f"{limit}: {code} is a message", suture("help", code).returncode == 0)
check("limits are listed", len(listed) >= 25, len(listed))
for folder in ("compiler", "runtime"):
    for path in sorted((ROOT / folder).rglob("*.h")):
        for name in re.findall(r"\b(kDefaultMax\w+)\s*=", path.read_text(encoding="utf-8")):
            place = (path.relative_to(ROOT).as_posix(), name)
            check(f"{place[0]} {name} is listed", place in listed or name in NOT_LIMITS)
sys.exit(check.finish())
