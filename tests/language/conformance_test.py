"""The conformance runner takes any folder and counts last; docs/conformance.md says what it prints.

Usage: conformance_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import ROOT, SHARED, SUTURE, Checks  # noqa: E402

check = Checks()
RUNNER = pathlib.Path(SUTURE).parent / "suture_conformance"
LAST = re.compile(r"(\d+) passed, (\d+) failed, (\d+) not applicable")
FILES = {
    "CqlAggregateFunctionsTest": "aggregate functions", "CqlArithmeticFunctionsTest": "arithmetic functions",
    "CqlComparisonOperatorsTest": "comparison operators", "CqlConditionalOperatorsTest": "conditional operators",
    "CqlDateTimeOperatorsTest": "date and time operators", "CqlIntervalOperatorsTest": "interval operators",
    "CqlListOperatorsTest": "list operators", "CqlLogicalOperatorsTest": "logical operators",
    "CqlNullologicalOperatorsTest": "nullological operators", "CqlTypeOperatorsTest": "type operators",
    "CqlTypesTest": "types", "ValueLiteralsAndSelectors": "literals and selectors"}


def run(folder):
    done = subprocess.run([RUNNER, folder], capture_output=True, timeout=60)
    lines = done.stdout.decode().splitlines()
    return done.returncode, lines, tuple(map(int, LAST.fullmatch(lines[-1]).groups())) if lines and LAST.fullmatch(lines[-1]) else None


def odd_folders():
    code, _, counts = run(ROOT / "cli" / "conformance" / "testdata" / "odd")
    check("lines that are no test are failures of their own", code == 1 and counts == (0, 13, 3), f"{code} {counts}")
    with tempfile.TemporaryDirectory() as folder:
        code, _, counts = run(folder)
        check("an empty folder", code == 2 and counts == (0, 0, 0), f"{code} {counts}")
        (pathlib.Path(folder) / "a folder.jsonl").mkdir()
        (pathlib.Path(folder) / "empty.jsonl").write_text("")
        code, _, counts = run(folder)
        check("an empty file", code == 0 and counts == (0, 0, 0), f"{code} {counts}")
    check("no folder", subprocess.run([RUNNER], capture_output=True, timeout=60).returncode == 2)
    code, _, counts = run(pathlib.Path(folder) / "gone")
    check("a folder that is not there", code == 2 and counts == (0, 0, 0), f"{code} {counts}")


def page():
    """Every figure of the page, where the suite is at hand."""
    suite = SHARED / "conformance" / "cql"
    if not suite.exists():
        return
    _, lines, counts = run(suite)
    text = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    table = dict((cells[0], [int(cell.replace(",", "").strip("*")) for cell in cells[1:]])
                 for cells in ([cell.strip().strip("*") for cell in line.strip("|").split("|")]
                               for line in text.splitlines() if re.match(r"\| [*a-z ]+ \| \**[\d,]+\** \|", line)))
    printed = {"all": [0] * 6}
    for line in lines:
        name = line.split(":")[0]
        if name not in FILES:
            continue
        of = lambda word: int((re.search(rf"(\d+) {word}", line) or [0, 0])[1])
        figures = [of("passed"), of("failed"), of("differ on purpose"), of("not applicable"), of("disputed")]
        printed[FILES[name]] = [sum(figures), *figures]
        printed["all"] = [a + b for a, b in zip(printed["all"], printed[FILES[name]])]
    for name, figures in printed.items():
        check(f"the row `{name}`", table.get(name) == figures, f"{table.get(name)}, and the runner prints {figures}")
    check("no file is left out", len(printed) == len(FILES) + 1, printed.keys())
    check("nothing fails", counts is not None and counts[1] == 0, counts)
    applicable = printed["all"][0] - printed["all"][4] - printed["all"][5]
    check("enough is applicable and passes", applicable >= 800 and counts[0] >= 0.97 * applicable, f"{counts} of {applicable}")
    # A line of the page may hold several operators, with their tests together.
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \|", text[text.index("## Not applicable"):], re.M)
    for operators, count in rows:
        of_row = [int(n) for n, operator in re.findall(r"^  (\d+) x ([^:]+):", "\n".join(lines), re.M) if operator in operators]
        check(f"{operators} not applicable", sum(of_row) == int(count), of_row)
    check("each has its row", sum(int(count) for _, count in rows) == counts[2], rows)


def main():
    odd_folders()
    page()
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
