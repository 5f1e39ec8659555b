"""Every file of a run is a file of its own: audit, key, cache, results, requests, metrics and all that is read, whatever
name, link or folder leads there.

Usage: own_files_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import SUTURE, Checks, suture  # noqa: E402
from operations import Bench, Server  # noqa: E402

check = Checks()
WRITTEN = ("--out", "--emit-batch", "--metrics", "--telemetry", "--audit", "--cache", "--unrecorded")


class Folder:
    def __init__(self, folder, server):
        self.folder = folder
        Bench(check, folder, server, 3)
        (folder / "recorded").write_text("")
        (folder / "replay.yaml").write_text("servers:\n  r: {kind: replay, recordings: recorded}\nroles:\n  abstractor: {server: r}\n")
        done = self.run("--out", "results", "--audit", "audit", "--cache", "cache")
        check("a run with files of its own", done.returncode == 0, done.stderr)
        (folder / "answers").write_text('{"custom_id":"x","response":{"status_code":200,"body":{}},"error":null}\n')
        (folder / "deep").mkdir()
        os.symlink("..", folder / "deep" / "up")

    def run(self, *more, config="suture.yaml", **options):
        return subprocess.run([SUTURE, "run", "plan.json", "--cases", "charts", "--config", config, *more],
                              cwd=self.folder, capture_output=True, timeout=60, **options)

    def content(self):
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}

    def refused(self, *more, **options):
        before = self.content()
        done = self.run(*more, **options)
        words = done.stderr.decode()
        name = " ".join(more)
        check(f"{name}: refused with what to do", done.returncode == 2 and "would overwrite" in words
              and "Name another file with --" in words and "Models:" not in words, words[-300:])
        after = self.content()
        check(f"{name}: every file is as it was", before == after, set(before.items()) ^ set(after.items()))


def test_one_against_the_other(bench):
    for first in WRITTEN:
        for second in WRITTEN:
            if first == second or {first, second} == {"--out", "--emit-batch"}:
                continue
            more = [] if {"--out", "--emit-batch"} & {first, second} else ["--out", "o"]
            bench.refused(first, "new", second, "new", *more)
    for first, second in (("--audit", "--out"), ("--audit", "--metrics"), ("--cache", "--telemetry")):
        more = [] if second == "--out" else ["--out", "o"]
        stem = "audit" if first == "--audit" else "cache"
        ends = (".head", ".key") if first == "--audit" else ("-wal", "-shm")
        for end in ("", *ends):
            bench.refused(first, stem, second, stem + end, *more)
    bench.refused("--out", "o", "--metrics", "o.partial")
    bench.refused("--out", "o", "--audit", "o.partial.made_with")
    bench.refused("--emit-batch", "b", "--audit", "b.2")
    bench.refused("--emit-batch", "b", "--apply-batch", "answers", "--metrics", "b.3.partial")


def test_against_what_is_read(bench):
    for option in WRITTEN:
        more = [] if option in ("--out", "--emit-batch") else ["--out", "o"]
        for path in ("plan.json", "charts", "suture.yaml", "answers"):
            bench.refused(option, path, "--apply-batch", "answers", *more)
        bench.refused(option, "recorded", *more, config="replay.yaml")
    bench.refused("--emit-batch", "cache", "--cache", "cache")


def test_other_names(bench):
    folder = bench.folder
    os.symlink("audit", folder / "soft")
    os.link(folder / "audit", folder / "hard")
    os.symlink("not_there_yet", folder / "ahead")
    os.symlink(folder / "charts", folder / "charts_link")
    for name in ("soft", "hard", "./audit", "deep/../audit", "deep/up/audit", str(folder / "audit"), "//" + str(folder / "audit")):
        bench.refused("--audit", "audit", "--out", name)
        bench.refused("--audit", name, "--metrics", "audit", "--out", "o")
    bench.refused("--audit", "ahead", "--out", "not_there_yet")
    bench.refused("--audit", "not_there_yet", "--out", "deep/up/ahead")
    bench.refused("--out", "charts_link")
    for name in ("soft", "hard", "ahead", "charts_link"):
        (folder / name).unlink()
    (folder / "audit.yaml").write_text((folder / "suture.yaml").read_text() + "audit: audit\ncache: cache\n")
    bench.refused("--out", "audit", config="audit.yaml")
    bench.refused("--out", "audit.key", config="audit.yaml")
    bench.refused("--out", "o", "--metrics", "cache", config="audit.yaml")
    with (folder / "audit").open("ab") as stdout:
        before = bench.content()
        done = subprocess.run([SUTURE, "run", "plan.json", "--cases", "charts", "--config", "audit.yaml", "--out", "-"], cwd=folder,
                              stdout=stdout, stderr=subprocess.PIPE, timeout=60)
        check("standard output into the audit", done.returncode == 2 and b"would overwrite" in done.stderr
              and bench.content() == before, done.stderr)


def test_what_is_allowed(bench):
    for more in (["--out", "/dev/null", "--metrics", "/dev/null", "--telemetry", "/dev/null"],
                 ["--out", "o", "--metrics", "o.metrics", "--audit", "o.audit", "--cache", "o.cache"],
                 ["--emit-batch", "b", "--apply-batch", "answers", "--cache", "b.cache"],
                 ["--out", "results", "--audit", "audit", "--cache", "cache"]):
        done = bench.run(*more)
        check(f"{' '.join(more)} is allowed", done.returncode == 0, done.stderr)
    done = subprocess.run([SUTURE, "run", "plan.json", "--cases", "-", "--config", "suture.yaml", "--out", "-"], cwd=bench.folder,
                          input=(bench.folder / "charts").read_bytes(), capture_output=True, timeout=60)
    check("from a pipe into a pipe", done.returncode == 0 and done.stdout == (bench.folder / "results").read_bytes(), done.stderr)


def main():
    with tempfile.TemporaryDirectory() as name, Server() as server:
        bench = Folder(pathlib.Path(name), server)
        test_one_against_the_other(bench)
        test_against_what_is_read(bench)
        test_other_names(bench)
        test_what_is_allowed(bench)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
