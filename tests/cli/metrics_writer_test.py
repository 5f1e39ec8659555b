"""A file of metrics has one writer: a second run that names it is refused before it asks anything.

Usage: metrics_writer_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import SUTURE, Checks, suture  # noqa: E402
from operations import build  # noqa: E402

check = Checks()

SPEC = '''registry TEST.METRICS "A test of metrics" version "1" {
  versions by surgery.start
}
use std.fhir
use std.procedures
index first surgery : procedure in CoronaryBypass
choice YesNo { Yes = 1, No = 2 }
field Bypass "Bypass" : YesNo {
  define """
    The operation was a bypass.
    """
  rule bypass Yes when any procedure in CoronaryBypass
  otherwise No
}
'''


def test_one_writer(folder, option):
    plan = folder / "plan.json"
    written = folder / "counts"
    first = subprocess.Popen([SUTURE, "run", plan, "--cases", "-", "--out", folder / "first", option, written],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    partial = folder / "counts.partial"
    while first.poll() is None and not partial.exists():
        time.sleep(0.01)
    done = suture("run", plan, "--cases", folder / "charts", "--out", folder / "second", option, written)
    words = done.stderr.decode()
    check(f"{option}: a second run is refused", done.returncode == 2 and f"Another run writes {written} now" in words
          and "name another file" in words, words)
    check(f"{option}: and has written nothing", not (folder / "second").exists() and not written.exists())
    _, words = first.communicate()
    check(f"{option}: the first run is none the worse", first.returncode == 0 and written.read_bytes() != b"", words)
    check(f"{option}: everyone whom the umask allows may read it", written.stat().st_mode & 0o044 == 0o044, oct(written.stat().st_mode))
    done = suture("run", plan, "--cases", folder / "charts", "--out", folder / "second", option, written)
    check(f"{option}: then the next may", done.returncode == 0 and not partial.exists(), done.stderr)
    written.unlink()
    # What ends before it begins leaves nothing behind.
    done = suture("run", plan, "--cases", folder / "charts", "--out", folder / "none" / "x", option, written)
    check(f"{option}: a run that cannot begin leaves no partial file", done.returncode == 2 and not partial.exists(), done.stderr)
    (folder / "second").unlink()
    done = suture("run", plan, "--cases", folder / "charts", "--out", "-", option, "-")
    check(f"{option}: results and counts do not mix on standard output", done.returncode == 2 and done.stdout == b""
          and b"cannot both go to standard output" in done.stderr and option.encode() in done.stderr, done.stderr)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        build(check, folder, SPEC)
        (folder / "charts").write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": []}) + "\n")
        for option in ("--metrics", "--telemetry"):
            test_one_writer(folder, option)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
