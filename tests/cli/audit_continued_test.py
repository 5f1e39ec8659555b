"""An audit that was cut, emptied or removed is not continued by the next run: its records would hide what is gone.

Usage: audit_continued_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import Checks, suture  # noqa: E402
from operations import Bench, Server  # noqa: E402

check = Checks()
FILES = ("audit", "audit.head", "audit.key")


def main():
    with tempfile.TemporaryDirectory() as name, Server() as server:
        folder = pathlib.Path(name)
        bench = Bench(check, folder, server, 3)
        audit = folder / "audit"

        def run(out):
            return bench.run(out, "--audit", audit)

        check("a first run", run("first").returncode == 0)
        check("a second one", run("second").returncode == 0)
        whole = {file: (folder / file).read_bytes() for file in FILES}
        lines = whole["audit"].splitlines(keepends=True)
        damages = {"cut by five records": {"audit": b"".join(lines[:-5])}, "cut by one": {"audit": b"".join(lines[:-1])},
                   "emptied": {"audit": b""}, "removed": {"audit": None}, "without its head": {"audit.head": None},
                   "with an empty head": {"audit.head": b""}, "without its key": {"audit.key": None},
                   "with another key": {"audit.key": b"0" * 64 + b"\n"},
                   "removed with its head": {"audit": None, "audit.head": None},
                   "cut, without its head": {"audit": b"".join(lines[:-5]), "audit.head": None}}
        for damage, changed in damages.items():
            for file, content in {**whole, **changed}.items():
                (folder / file).unlink(missing_ok=True)
                if content is not None:
                    (folder / file).write_bytes(content)
            asked = server.requests()
            done = run("refused")
            words = done.stderr.decode()
            check(f"an audit {damage} is refused with what to do", done.returncode == 2 and "cannot be continued" in words
                  and "name another file with --audit" in words, words)
            check(f"{damage}: nothing was asked, nothing is written", server.requests() == asked
                  and not (folder / "refused").exists())
            now = {file: (folder / file).read_bytes() if (folder / file).exists() else None for file in FILES}
            check(f"{damage}: the files are as they were", now == {**whole, **changed})
            check(f"{damage}: verify still finds it", suture("audit", "verify", audit).returncode != 0)
        for file, content in whole.items():
            (folder / file).write_bytes(content)
        check("put back, the audit goes on", run("third").returncode == 0)
        done = suture("audit", "verify", audit)
        check("and is whole", done.returncode == 0 and b"of 3 runs" in done.stdout, done.stdout)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
