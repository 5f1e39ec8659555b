"""What every test of the command line shares: running suture, and counting what holds.

A test file calls `Checks(__doc__)`, then `check`, `suture` and last `finish`. It is called with
SUTURE (the program) and SOURCE_FOLDER; its last line is `N passed, N failed`.
"""
import os
import pathlib
import subprocess
import sys

SUTURE = str(pathlib.Path(sys.argv[1]).resolve())
ROOT = pathlib.Path(sys.argv[2]).resolve()
SHARED = ROOT.parent / "shared"  # charts and notes of other makers; tests over them are skipped without it
REGISTRIES = sorted(path.name for path in (ROOT / "registries").iterdir() if path.is_dir())
EXAMPLES = {"sts-acsd": "sts.ndjson", "nsqip": "nsqip.ndjson", "cathpci": "cathpci.ndjson"}


def suture(*arguments, env=None, cwd=None, stdin=None, timeout=None):
    return subprocess.run([SUTURE, *map(str, arguments)], capture_output=True, cwd=cwd or ROOT,
                          env={**os.environ, **(env or {})}, input=stdin, timeout=timeout)


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, name, condition, detail=""):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {name}: {detail}")
        return bool(condition)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
