"""What every test of the command line shares: running suture, and counting what holds.

A test file calls `Checks(__doc__)`, then `check`, `suture` and last `finish`. It is called with
SUTURE (the program) and SOURCE_FOLDER; its last line is `N passed, N failed`.
"""
import os
import pathlib
import random
import subprocess
import sys
import time

SUTURE = str(pathlib.Path(sys.argv[1]).resolve())
ROOT = pathlib.Path(sys.argv[2]).resolve()
SHARED = ROOT.parent / "shared"  # charts and notes of other makers; tests over them are skipped without it
REGISTRIES = sorted(path.name for path in (ROOT / "registries").iterdir() if path.is_dir())
EXAMPLES = {"sts-acsd": "sts.ndjson", "nsqip": "nsqip.ndjson", "cathpci": "cathpci.ndjson"}


SHARE = int(os.environ.get("SUTURE_TEST_SHARE", "1"))  # More than 1: a sanitized build, ten times as slow
OFFSET = int(os.environ.get("SUTURE_TEST_OFFSET", str(random.randrange(SHARE))))


def share(items):
    """All of what is alike; under sanitizers one in SHARE, from a drawn one on (`finish` says which)."""
    return list(items)[OFFSET % SHARE::SHARE]


def suture(*arguments, env=None, cwd=None, stdin=None, timeout=None):
    return subprocess.run([SUTURE, *map(str, arguments)], capture_output=True, cwd=cwd or ROOT,
                          env={**os.environ, **(env or {})}, input=stdin, timeout=timeout)


def settings_of(out, *arguments):
    """What a run killed at its beginning leaves beside its results: with which settings they are made.

    `arguments` are those of `suture run` without --cases and --out; the run waits for its first chart.
    """
    settings = pathlib.Path(f"{out}.partial.made_with")
    with subprocess.Popen([SUTURE, "run", *map(str, arguments), "--cases", "-", "--out", str(out)], stdin=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as run:
        run.stdin.write(b"\n" * 16)
        run.stdin.flush()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and run.poll() is None and not (settings.exists() and settings.read_bytes().endswith(b"}\n")):
            time.sleep(0.01)
        run.kill()
    text = settings.read_bytes()
    settings.unlink()
    pathlib.Path(f"{out}.partial").unlink()
    return text


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
        if SHARE > 1:
            print(f"one in {SHARE} of what is alike, SUTURE_TEST_OFFSET={OFFSET}")
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
