"""The README's table names every command that `suture --help` lists, and none that is not there.

Usage: commands_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, suture  # noqa: E402

check = Checks()
listed = re.findall(r"^  ([a-z]+) {2,}[A-Z]", suture("--help").stdout.decode().split("Subcommands:")[1], re.MULTILINE)
check("suture lists its commands", len(listed) >= 8, listed)
rows = re.findall(r"^\| `suture ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
for command in listed:
    check(f"the README's table names `suture {command}`", command in rows)
for command in rows:
    check(f"`suture {command}` of the README is a command", command in listed)
sys.exit(check.finish())
