"""The example charts: they are assembled, every question about them has an answer that was written by hand,
its quotes stand in the notes, and every disagreement with the expected answers is on the list.

Usage: examples_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SUTURE = str(pathlib.Path(sys.argv[1]).resolve())
ROOT = pathlib.Path(sys.argv[2]).resolve()
passed = failed = 0


def check(name, condition, detail=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}: {detail}")


def run(script, *arguments, root=ROOT):
    return subprocess.run([sys.executable, str(root / "examples" / script), *arguments], capture_output=True, text=True)


def test_charts():
    done = run("assemble.py", "--check")
    check("the charts are assembled", done.returncode == 0, done.stdout + done.stderr)


def test_answers():
    done = run("record.py", "--check", "--suture", SUTURE)
    check("every question has an answer, and the recordings are up to date", done.returncode == 0,
          done.stdout + done.stderr)


def test_comparison():
    global passed, failed
    done = run("compare.py", "--suture", SUTURE)
    counts = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.MULTILINE)
    check("the comparison ran", counts is not None and int(counts[1]) > 500, done.stdout + done.stderr)
    if counts:
        passed, failed = passed + int(counts[1]), failed + int(counts[2])
        if counts[2] != "0":
            print(done.stdout)


def test_that_they_can_fail(folder):
    """A false quote, a missing answer, an unlisted disagreement and one that is gone are all found."""
    copy = folder / "project"
    for part in ("examples", "registries", "stdlib"):
        shutil.copytree(ROOT / part, copy / part)
    hand = copy / "examples" / "recordings" / "sts-01-cabg-elective.txt"
    text = hand.read_text(encoding="utf-8")
    hand.write_text(text.replace("> He has never had a heart attack.", "> He has never had a heart failure.")
                    .replace("Dialysis.history = No\n> No kidney disease.\n", ""), encoding="utf-8")
    done = run("record.py", "--check", "--suture", SUTURE, root=copy)
    check("a false quote is found", done.returncode == 1 and "cites what was not shown" in done.stdout, done.stdout)
    check("a question without an answer is found", "Dialysis.history is asked and has no answer" in done.stdout, done.stdout)
    hand.write_text(text, encoding="utf-8")
    rows = copy / "examples" / "disagreements.md"
    listed = rows.read_text(encoding="utf-8").splitlines(keepends=True)
    rows.write_text("".join(listed[:-1]) + listed[-1].replace(listed[-1].split(" | ")[1], "Age"), encoding="utf-8")
    done = run("compare.py", "--suture", SUTURE, root=copy)
    check("an unlisted disagreement and one that is gone are found",
          done.returncode == 1 and "not in disagreements.md: " in done.stdout and "and gone: " in done.stdout, done.stdout)


def main():
    test_charts()
    test_answers()
    test_comparison()
    with tempfile.TemporaryDirectory() as name:
        test_that_they_can_fail(pathlib.Path(name))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
