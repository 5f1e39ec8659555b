"""A run goes on only behind results that it would have written itself: with the same settings, line by line; and two
runs never write into one file.

Usage: resume_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import SUTURE, Checks, settings_of, suture  # noqa: E402
from operations import SPEC, Server, build, chart, configuration, write_charts  # noqa: E402

check = Checks()


class Runs:
    """A plan, charts and a configuration; the partial results of a run that was stopped, and what beside them says how
    they were made."""

    def __init__(self, folder, server):
        self.folder = folder
        build(check, folder, SPEC.replace("INDEX", "first"))
        write_charts(folder / "charts", [chart(number) for number in range(1, 41)])
        self.yaml = configuration(server.port)
        self.out = folder / "out"
        self.partial, self.made_with = folder / "out.partial", folder / "out.partial.made_with"

    def arguments(self, *more, out=None):
        folder = self.folder
        (folder / "suture.yaml").write_text(self.yaml)
        return ["run", folder / "plan.json", "--cases", folder / "charts", "--config", folder / "suture.yaml",
                "--cache", folder / "cache", "--out", out or self.out, *more]

    def run(self, *more, yaml=None, out=None):
        before, self.yaml = self.yaml, yaml or self.yaml
        done = suture(*self.arguments(*more, out=out), timeout=60)
        self.yaml = before
        return done

    def cut(self, *more):
        """As a stopped run leaves it: the first twenty results."""
        for path in (self.out, self.partial, self.made_with):
            path.unlink(missing_ok=True)
        whole = self.folder / "whole"
        done = self.run(*more, out=whole)
        check(f"an unbroken run {' '.join(more)}", done.returncode == 0 and not (self.folder / "whole.partial.made_with").exists(),
              done.stderr)
        self.whole = whole.read_bytes()
        self.made_with.write_bytes(settings_of(self.out, self.folder / "plan.json", "--config", self.folder / "suture.yaml", *more))
        self.partial.write_bytes(b"".join(self.whole.splitlines(keepends=True)[:20]))

    def refused(self, name, words, *more, **options):
        before = self.partial.read_bytes(), self.made_with.read_bytes() if self.made_with.exists() else None
        done = self.run("--resume", *more, **options)
        check(f"{name} is refused", done.returncode == 2 and words in done.stderr.decode(), done.stderr.decode()[-400:])
        after = self.partial.read_bytes(), self.made_with.read_bytes() if self.made_with.exists() else None
        check(f"{name}: nothing was changed", before == after and not self.out.exists())


def test_settings(runs):
    runs.cut()
    yaml = runs.yaml
    for name, words, more, options in (
            ("--redact behind results with quotes", "--redact", ["--redact"], {}),
            ("--offline", "--offline", ["--offline"], {}),
            ("--fields", "--fields", ["--fields", "Smoker"], {}),
            ("a pass less", "--disable-pass", ["--disable-pass", "passages"], {}),
            ("a smaller limit on charts", "--max-case-entries", ["--max-case-entries", "50"], {}),
            ("another model", "the role abstractor", [], {"yaml": yaml.replace("model: m\n", "model: n\n").replace("  m: {", "  n: {")}),
            ("another limit on answers", "the role abstractor", [], {"yaml": yaml.replace("tokens: 200", "tokens: 300")}),
            ("another temperature", "the role abstractor", [], {"yaml": yaml.replace("model: m\n", "model: m\n    temperature: 0.5\n")}),
            ("fewer questions a call", "questions_per_call", [], {"yaml": yaml.replace("  tries: 3", "  questions_per_call: 2")}),
            ("another order of dates", "numeric_dates", [], {"yaml": yaml + "numeric_dates: day_first\n"}),
            ("several at once", "--fields, --redact", ["--redact", "--fields", "Smoker"], {}),
            ("another format", "--format", ["--format", "csv"], {})):
        runs.refused(name, words, *more, **options)
    done = runs.run("--resume", "--jobs", "1", "--window", "3", "--max-cost", "50", yaml=yaml.replace("tries: 3", "tries: 2"))
    check("more money, other tries and jobs are no other settings", done.returncode == 0 and runs.out.read_bytes() == runs.whole,
          done.stderr)
    check("nothing is left beside whole results", not runs.partial.exists() and not runs.made_with.exists())

    runs.cut("--redact")
    runs.refused("quotes behind redacted results", "--redact")
    done = runs.run("--resume", "--redact")
    check("redacted results go on redacted", done.returncode == 0 and runs.out.read_bytes() == runs.whole
          and b"were spoken of" not in runs.whole, done.stderr)

    for other, first in (("csv-long", "csv"), ("ndjson", "csv"), ("csv", "csv-long")):
        runs.cut("--format", first)
        runs.refused(f"{other} behind {first}", "--format", "--format", other)

    runs.cut()
    runs.made_with.unlink()
    runs.refused("results of which nobody knows how they were made", "Nothing says")
    runs.made_with.write_text("{\"--redact\":")
    runs.refused("and with half of what says it", "Nothing says")
    runs.partial.write_bytes(b"")
    done = runs.run("--resume")
    check("where nothing was written yet it begins", done.returncode == 0 and runs.out.read_bytes() == runs.whole, done.stderr)


def test_missing_lines(runs):
    charts = runs.folder / "charts"
    kept = charts.read_text()
    # Empty lines have numbers and no results.
    lines = kept.splitlines(keepends=True)
    charts.write_text("\n" + "".join(lines[:7]) + "\n\n" + "".join(lines[7:]))
    for form in ("ndjson", "csv"):
        runs.cut("--format", form)
        results = runs.partial.read_bytes().splitlines(keepends=True)
        done = runs.run("--resume", "--format", form)
        check(f"{form}: empty lines of the charts have no result", done.returncode == 0 and runs.out.read_bytes() == runs.whole,
              done.stderr)
        first = 1 if form == "csv" else 0
        for name, start, end in (("the first", first, first + 1), ("one", 9, 10), ("some", 5, 12), ("one beside an empty line", 7, 8)):
            runs.cut("--format", form)
            runs.partial.write_bytes(b"".join(results[:start] + results[end:]))
            runs.refused(f"{form}: partial results without {name} of their lines", "in line", "--format", form)
    charts.write_text(kept)


def test_one_writer(runs, server):
    for path in (runs.out, runs.partial, runs.made_with, runs.folder / "cache"):
        path.unlink(missing_ok=True)
    server("latency 3000")  # Longer than the runs beside it take, on a slow machine too
    first = subprocess.Popen([SUTURE, *map(str, runs.arguments("--disable-pass", "answer_cache"))], stderr=subprocess.PIPE)
    asked = server.requests()
    while first.poll() is None and server.requests() < asked + 4:
        time.sleep(0.01)
    kept = runs.made_with.read_bytes()
    for more in (["--format", "csv-long"], ["--redact"], ["--resume"]):
        done = runs.run("--disable-pass", "answer_cache", "--audit", runs.folder / "audit", *more)
        words = done.stderr.decode()
        check(f"a second run with the same --out {more} is told at its start", done.returncode == 2
              and "Another run writes" in words and "Models:" not in words, words)
        check(f"{more}: its settings take the place of no others", runs.made_with.read_bytes() == kept)
        check(f"{more}: and its audit knows of no run", b"run_begin" not in (runs.folder / "audit").read_bytes())
    server("latency 0")
    words = first.stderr.read()
    results = [json.loads(line) for line in runs.out.read_bytes().splitlines()] if first.wait(60) == 0 else []
    check("the first one is whole", len(results) == 40, words)
    done = runs.run("--redact")
    check("after it the file is free", done.returncode == 0, done.stderr)


def main():
    with tempfile.TemporaryDirectory() as name, Server() as server:
        runs = Runs(pathlib.Path(name), server)
        test_settings(runs)
        test_missing_lines(runs)
        test_one_writer(runs, server)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
