"""The seeds of plan_fuzz are small plans of today's form: a seed that is refused at its first byte finds nothing.

Usage: plan_corpus_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, suture  # noqa: E402

check = Checks()


def main():
    specs = {path.stem for path in (ROOT / "tests/fuzz/plan_specs").glob("*.suture")}
    plans = sorted((ROOT / "tests/fuzz/corpus/plan_fuzz").glob("*.json"))
    check("each spec has its plan", specs <= {path.stem for path in plans}, "run tests/fuzz/write_plans")
    for plan in plans:
        done = suture("plan", plan)
        check(f"{plan.name} is read; else run tests/fuzz/write_plans", done.returncode == 0, done.stderr)
        check(f"{plan.name} has at most 20,000 bytes", plan.stat().st_size <= 20_000)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
