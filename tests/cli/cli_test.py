"""The command line as a user meets it: specs check, plans are the same bytes everywhere, runs give one
line a chart, naive and optimised plans agree, bad input ends in a sentence and the right exit code.

Usage: cli_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SUTURE = str(pathlib.Path(sys.argv[1]).resolve())
ROOT = pathlib.Path(sys.argv[2]).resolve()
REGISTRIES = sorted(p.name for p in (ROOT / "registries").iterdir() if p.is_dir())
EXAMPLES = {"sts-acsd": "sts.ndjson", "nsqip": "nsqip.ndjson", "cathpci": "cathpci.ndjson"}
passed = failed = 0


def check(name, condition, detail=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}: {detail}")


def suture(*arguments, env=None, cwd=None, stdin=None):
    return subprocess.run([SUTURE, *map(str, arguments)], capture_output=True, cwd=cwd or ROOT,
                          env={**os.environ, **(env or {})}, input=stdin)


def test_check():
    for folder in ["registries/" + name for name in REGISTRIES] + \
                  [f"stdlib/{p.name}" for p in sorted((ROOT / "stdlib").iterdir()) if list(p.glob("*.suture"))]:
        done = suture("check", folder)
        check(f"check {folder}", done.returncode == 0, done.stderr.decode()[-2000:])


def test_suites():
    done = suture("test", "registries/nsqip", "--quiet")
    last = done.stdout.decode().splitlines()[-1:]
    check("the NSQIP slice's own tests", done.returncode == 0, last)


def test_build(folder):
    plans = {}
    for name in REGISTRIES:
        plan = folder / f"{name}.plan.json"
        done = suture("build", f"registries/{name}", "-o", plan)
        check(f"build {name}", done.returncode == 0, done.stderr.decode()[-2000:])
        if done.returncode == 0:
            plans[name] = plan
    for name, plan in plans.items():
        for env in [{"LC_ALL": "C"}, {"LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "tr_TR.UTF-8"}, {"TZ": "UTC"},
                    {"TZ": "Asia/Kathmandu"}]:
            again = folder / "again.json"
            suture("build", f"registries/{name}", "-o", again, env=env)
            check(f"{name} under {env}", again.read_bytes() == plan.read_bytes(), "the plans differ")
        copy = folder / "elsewhere" / name
        shutil.copytree(ROOT / "registries" / name, copy)
        first, second = folder / "a.json", folder / "b.json"
        suture("build", copy, "-o", first)
        for path in sorted(copy.glob("*.suture"), reverse=True):
            text = path.read_bytes()
            path.unlink()
            path.write_bytes(text)
        suture("build", copy, "-o", second)
        check(f"{name} with files written in reverse", first.read_bytes() == second.read_bytes(), "the plans differ")
    return plans


def test_run(plans, folder):
    for name, plan in plans.items():
        cases = ROOT / "examples" / EXAMPLES[name]
        out = folder / f"{name}.results.ndjson"
        done = suture("run", plan, "--cases", cases, "--out", out, "--jobs", 1)
        check(f"run {name}", done.returncode == 0, done.stderr.decode()[-2000:])
        if done.returncode != 0:
            continue
        lines = out.read_text().splitlines()
        check(f"one line a chart of {name}", len(lines) == len(cases.read_text().splitlines()), f"{len(lines)} lines")
        results = [json.loads(line) for line in lines]
        check(f"{name} finds its cases", any(r["status"] == "ok" for r in results), "no case is ok")
        two = folder / "two.ndjson"
        suture("run", plan, "--cases", cases, "--out", two, "--jobs", 2)
        check(f"{name} with two jobs", two.read_bytes() == out.read_bytes(), "the results differ")
        naive_plan, naive = folder / "naive.json", folder / "naive.ndjson"
        suture("build", f"registries/{name}", "--no-optimize", "-o", naive_plan)
        suture("run", naive_plan, "--cases", cases, "--out", naive)
        same = len(naive.read_text().splitlines()) == len(results)
        for line, result in zip(naive.read_text().splitlines(), results):
            other = json.loads(line)
            other["plan"] = result["plan"]
            same = same and other == result
        check(f"{name}: naive and optimised plans agree", same, "the results differ")


def test_foreign_charts(plans, folder):
    data = ROOT.parent / "shared" / "data" / "synthea_r4.ndjson.gz"
    if not data.exists():
        print("skipped: the charts of other makers are not here (../shared/data)")
        return
    with gzip.open(data) as stream:
        charts = stream.read()
    for name, plan in plans.items():
        done = suture("run", plan, "--cases", "-", "--out", "-", stdin=charts)
        lines = done.stdout.splitlines()
        check(f"{name} over Synthea", done.returncode == 0 and len(lines) == charts.count(b"\n"),
              f"exit {done.returncode}, {len(lines)} lines, {done.stderr.decode()[-500:]}")


def test_bad_input(plans, folder):
    plan = next(iter(plans.values()))

    def expect(name, done, code, words):
        text = done.stderr.decode(errors="replace")
        check(name, done.returncode == code and words in text, f"exit {done.returncode}: {text[-500:]}")

    empty = folder / "empty.suture"
    empty.write_text("")
    expect("an empty spec", suture("check", empty), 1, "S9001")
    binary = folder / "binary.suture"
    binary.write_bytes(b"field\0x")
    expect("a binary spec", suture("check", binary), 1, "S9002")
    long = folder / "long.suture"
    long.write_bytes(b"// " + b"x" * 10_000_000)
    expect("10 MB on one line", suture("check", long), 1, "S9004")
    deep = folder / "deep.suture"
    deep.write_text("let a = " + "(" * 100_000 + "1" + ")" * 100_000)
    expect("100,000 parentheses", suture("check", deep), 1, "S0019")
    lone = folder / "lone.suture"
    lone.write_text("choice A { Yes = 1 }\n}\n")
    expect("a lone brace", suture("check", lone), 1, "closes nothing")
    circle = folder / "circle.suture"
    circle.write_text('choice A { Yes = 1, No = 2 }\nfield F "F" : A {\n  define """ x """\n'
                      '  rule r Yes when F = No\n  otherwise review\n}\n')
    expect("a field that needs itself", suture("check", circle), 1, "depends on itself")
    unused = folder / "unused.suture"
    unused.write_text('registry A "A" version "1" { }\nindex first surgery : procedure in Nothing\n'
                      'event later = surgery.start + 1 day\n')
    expect("an index over a kind that no module in use declares", suture("check", unused), 1, "procedure")
    expect("no such path", suture("check", folder / "nowhere"), 2, "There is no file")
    expect("no such option", suture("check", "--nonsense", empty), 2, "")
    cut = folder / "cut.json"
    cut.write_bytes(plan.read_bytes()[:1000])
    charts = ROOT / "examples" / "sts.ndjson"
    expect("a truncated plan", suture("run", cut, "--cases", charts, "--out", folder / "o"), 2, "")
    edited = folder / "edited.json"
    edited.write_bytes(plan.read_bytes().replace(b'"label"', b'"lable"', 1))
    expect("an edited plan", suture("run", edited, "--cases", charts, "--out", folder / "o"), 2, "")
    own = folder / "own.ndjson"
    own.write_bytes(charts.read_bytes())
    expect("output equal to input", suture("run", plan, "--cases", own, "--out", own), 2, "overwrite")
    check("the input is whole", own.read_bytes() == charts.read_bytes())
    bad = folder / "bad.ndjson"
    good = charts.read_bytes().splitlines()[0]
    bad.write_bytes(b"not json\n" + good + b"\n{\"resourceType\":\"Bundle\",\"entry\":[\n" + good[: len(good) // 2])
    done = suture("run", plan, "--cases", bad, "--out", "-")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    check("one bad case never stops the run", done.returncode == 1 and len(lines) == 4
          and [line["status"] == "error" for line in lines] == [True, False, True, True],
          f"exit {done.returncode}, {[line.get('status') for line in lines]}")
    nothing = folder / "nothing.ndjson"
    nothing.write_text("")
    done = suture("run", plan, "--cases", nothing, "--out", "-")
    check("no chart, no line", done.returncode == 0 and done.stdout == b"", done.stderr.decode())


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_check()
        test_suites()
        plans = test_build(folder)
        test_run(plans, folder)
        test_foreign_charts(plans, folder)
        if plans:
            test_bad_input(plans, folder)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
