"""One slow answer holds up no more cases than --window says, and so memory stays flat.

Usage: window_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import SHARE, SUTURE, Checks  # noqa: E402
from operations import Server, build, chart, configuration, write_charts  # noqa: E402

SPEC = '''registry TEST.WINDOW "A test of slow cases" version "1" {
  versions by surgery.start
}
use std.fhir
use std.notes
use std.procedures
index first surgery : procedure in CoronaryBypass
choice YesNo { Yes = 1, No = 2 }
field Smoker "Smoker" : YesNo {
  define """
    Tobacco within a year before the operation.
    """
  ask habits using abstractor {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    """
    Did the patient smoke?
    """
  }
  otherwise review because "no note says"
}
'''
CASES = 1200 if SHARE == 1 else 600
NOTE_BYTES = 40_000

check = Checks()


def run(folder, name, drip, *more):
    """The most memory of a run whose first answer comes byte by byte, every `drip` milliseconds, in MB; the requests that had come when nothing but that
    answer was under way any more (None: that never was); what it wrote."""
    out = folder / name
    with Server() as server:
        (folder / "suture.yaml").write_text(configuration(server.port, role="    concurrency: 64"))
        server("forget")
        if drip:
            server(f"slow_first {drip}")
        # Freed memory is given back under the address sanitizer too, so that what is held can be told from what was.
        process = subprocess.Popen([SUTURE, "run", folder / "plan.json", "--cases", folder / "cases.ndjson", "--out", out,
                                    "--config", folder / "suture.yaml", *more], stderr=subprocess.DEVNULL,
                                   env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1"})
        most, held, before, quiet = 0, None, 0, 0
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            # Not the usage of the ended process: that begins with what this program held when it began the run.
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            most = max([most] + [int(kilobytes) for kilobytes in re.findall(r"^VmHWM:\s*(\d+) kB", status, re.M)])
            now = server("stats")
            quiet = quiet + 1 if now["in_flight"] == 1 and now["requests"] == before > 0 else 0
            before = now["requests"]
            if quiet >= 10:
                held = now["requests"]
            time.sleep(0.02)
    check(f"{name}: the run ends well", process.wait() == 0, process.returncode)
    return most / 1024, held, out.read_bytes()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        build(check, folder, SPEC)
        # One sentence has a word of the question: of a long note only what ranks for it is shown.
        notes = (f"Patient number {number} does not smoke. " + f"Record number {number} goes on. " * (NOTE_BYTES // 30) for number in range(CASES))
        write_charts(folder / "cases.ndjson", (chart(5 * number + 1, note) for number, note in enumerate(notes)))
        begun = time.monotonic()
        _, _, calm = run(folder, "calm", 0)
        # The slow answer has about 600 bytes; it lasts three times as long as all the others, however slow the machine.
        drip = max(6, round(3000 * (time.monotonic() - begun) / 600))
        narrow, held, results = run(folder, "narrow", drip, "--window", "16")
        check("a slow answer changes no result", results == calm, (len(results), len(calm)))
        check("16 cases wait for the slow answer, and no more", held is not None and held <= 32, held)
        default, held, same = run(folder, "default", drip)
        check("256 where nothing is said", held is not None and 200 <= held <= 512, held)
        check("the results are the same", same == results and results.count(b"\n") == CASES, (len(same), len(results)))
        wide, held, same = run(folder, "wide", drip, "--window", "100000")
        check("without a bound all of them are begun", held == CASES and same == results, held)
        # All charts in memory at once, against sixteen of them.
        least = CASES * NOTE_BYTES / 2**20
        check("what waits is held back, not piled up", wide - narrow > least, (narrow, default, wide))
        print(f"at most {narrow:.0f} MB with 16 cases, {default:.0f} MB by default, {wide:.0f} MB with all")
        check("by default too", wide - default > least * (1 - 256 / CASES) / 2, (narrow, default, wide))
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
