"""`suture run` shows a bar with the share that is done on a terminal, and nothing of it in a pipe.

Usage: progress_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, SUTURE, Checks, suture  # noqa: E402

check = Checks()


def on_terminal(*arguments, stdin=None):
    """What a command writes to a terminal as its error stream."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([SUTURE, *map(str, arguments)], stdin=stdin, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:  # The other end is closed.
            break
        if not more:
            break
        seen += more
    os.close(ours)
    return process.wait(), seen.decode()


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    plan, out, charts = folder / "plan.json", folder / "out.ndjson", ROOT / "examples" / "nsqip.ndjson"
    suture("build", "registries/nsqip", "-o", plan)
    code, seen = on_terminal("run", plan, "--cases", charts, "--out", out)
    bars = re.findall(r"\[(#*)(\.*)\] +(\d+) %  (\d+) charts?\b", seen)
    check("a bar is drawn", code == 0 and bars, seen[:500])
    check("its share and its length agree", bars and all(len(full) + len(rest) == 30 and
          abs(len(full) / 30 * 100 - int(share)) < 4.5 for full, rest, share, _ in bars), bars)
    check("it is wiped before the summary", "\r\033[K" in seen and "chart" not in seen.rsplit("\033[K", 1)[1].split("\n")[0], seen[-500:])
    with open(charts, "rb") as stdin:
        code, seen = on_terminal("run", plan, "--cases", "-", "--out", out, stdin=stdin)
    check("without an end that is known there is no share", code == 0 and " chart" in seen and "%" not in seen, seen[:300])
    done = suture("run", plan, "--cases", charts, "--out", out)
    check("nothing of it goes into a pipe", done.returncode == 0 and b"\r" not in done.stderr and b"chart" not in done.stderr.split(b"\n")[0],
          done.stderr[:300])
sys.exit(check.finish())
