"""The command line as a user meets it: specs check, plans are the same bytes everywhere, runs give one
line a chart, naive and optimised plans agree.

Usage: cli_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import gzip
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import EXAMPLES, REGISTRIES, ROOT, SHARED, Checks, suture  # noqa: E402

check = Checks()


def test_check():
    for folder in ["registries/" + name for name in REGISTRIES] + \
                  [f"stdlib/{p.name}" for p in sorted((ROOT / "stdlib").iterdir()) if list(p.glob("*.suture"))]:
        done = suture("check", folder)
        check(f"check {folder}", done.returncode == 0, done.stderr.decode()[-2000:])


def test_suites():
    for folder in ["registries", "stdlib"]:
        done = suture("test", folder, "--quiet")
        last = done.stdout.decode().splitlines()[-1:]
        check(f"the tests in {folder}", done.returncode == 0, done.stdout.decode()[-3000:] + done.stderr.decode()[-1000:])
        check(f"{folder} has tests", last and not last[0].startswith("0 passed"), last)


def test_layout():
    done = suture("fmt", "--check", "registries", "stdlib")
    check("registries and stdlib are in the canonical layout", done.returncode == 0,
          (done.stdout + done.stderr).decode()[-1000:])


def test_library(folder):
    done = suture("build", "stdlib/clinical", "-o", folder / "library.json")
    check("a library builds no plan", done.returncode == 2 and b"declares no registry" in done.stderr,
          done.stderr.decode()[-500:])
    own = folder / "own_library"
    own.mkdir()
    (own / "half.suture").write_text("define Half(whole : decimal) : decimal = whole / 2\n"
                                     "finding worked_half : decimal {\n  take Half(3)\n}\n"
                                     'test "three" for worked_half {\n  expect worked_half = 1.5\n}\n'
                                     'test "wrong" for worked_half {\n  expect worked_half = 2\n}\n')
    for naive in [[], ["--no-optimize"]]:
        done = suture("test", own, *naive)
        check(f"a library's own tests {naive}", done.returncode == 1 and b"1 passed, 1 failed" in done.stdout
              and b"expected 2, got 1.5" in done.stdout, (done.stdout + done.stderr).decode()[-1000:])
    done = suture("test", own, "--filter", "three")
    check("a filter chooses", done.returncode == 0 and done.stdout == b"1 passed, 0 failed\n", done.stdout)
    done = suture("test", own, "--filter", "thre e")
    check("a filter that chooses nothing is no success", done.returncode == 2 and done.stdout == b""
          and b'No test has "thre e" in its title' in done.stderr, done.stdout + done.stderr)


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


def test_unrecorded(plans, folder):
    charts = ROOT / "examples" / "sts.ndjson"
    (folder / "empty.ndjson").write_text("")
    config = folder / "replay.yaml"
    config.write_text("version: 1\nservers:\n  recorded:\n    kind: replay\n    recordings: [empty.ndjson, filled.ndjson]\n"
                      "roles:\n  abstractor:\n    server: recorded\n")
    filled, missing, out = folder / "filled.ndjson", folder / "missing.ndjson", folder / "replayed.ndjson"
    filled.write_text("")

    def run(*more):
        return suture("run", plans["sts-acsd"], "--cases", charts, "--out", out, "--config", config, *more)

    done = run("--unrecorded", missing)
    lines = [json.loads(line) for line in missing.read_text().splitlines()]
    check("unrecorded questions are listed", done.returncode == 0 and len(lines) > 100
          and f"{len(lines)} questions without a recorded answer" in done.stderr.decode(), done.stderr.decode()[-500:])
    check("with what a person needs", all(line["answer"] is None and line["question"] and line["schema"]["type"] == "object"
          and "<passage number" in line["passages"] and line["case"].startswith("sts-") for line in lines))
    first = missing.read_bytes()
    run("--unrecorded", missing, "--jobs", 2)
    check("in the order of the charts, however many jobs", missing.read_bytes() == first)
    check("for its reader's eyes only", (missing.stat().st_mode & 0o777) == 0o600)
    wanted = next(line for line in lines if line["ask"] == "Status.urgency" and line["case"] == "sts-01-cabg-elective")
    answer = {"evidence": [{"passage": None, "quote": "Elective CABG x3 on 20 February"}], "reasoning": "planned",
              "found": True, "value": "Elective"}

    def status_when(answer):
        filled.write_text(json.dumps({**wanted, "answer": answer}) + "\n")
        run()
        return json.loads(out.read_text().splitlines()[0])["fields"]["Status"]

    check("a filled line answers", status_when(answer).get("value") == "Elective", status_when(answer))
    answer["evidence"][0]["quote"] = "Emergency CABG on 20 February"
    check("a false quote does not", status_when(answer).get("reason") == "citation", status_when(answer))
    done = suture("run", plans["sts-acsd"], "--cases", charts, "--out", out, "--unrecorded", missing)
    check("without a configuration there is nothing to list", done.returncode == 2 and "--config" in done.stderr.decode())
    before = charts.read_bytes()
    for other in (out, config, plans["sts-acsd"]):
        done = run("--unrecorded", other)
        check("no file is overwritten by the list", done.returncode == 2 and "overwrite" in done.stderr.decode())
    check("the charts are whole", charts.read_bytes() == before)


def test_foreign_charts(plans, folder):
    data = SHARED / "data" / "synthea_r4.ndjson.gz"
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


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_check()
        test_suites()
        test_library(folder)
        test_layout()
        plans = test_build(folder)
        test_run(plans, folder)
        test_unrecorded(plans, folder)
        test_foreign_charts(plans, folder)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
