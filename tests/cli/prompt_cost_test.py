"""The bench of prompts keeps its targets on two charts of each registry (under sanitizers on one), and `plan --explain --cases` tells what each pass saves.

Usage: prompt_cost_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, SHARE, SUTURE, Checks, share, suture  # noqa: E402
from operations import SPEC, build, chart, write_charts  # noqa: E402

sys.path.insert(0, str(ROOT / "bench" / "prompts"))
from bench import PASSES, Bench, measure, targets  # noqa: E402

check = Checks()


def test_targets(bench):
    shape = bench.shape()
    check("at least 60 asks and 5 extracts", shape["asks"] >= 60 and shape["extracts"] >= 5, shape)
    check("at least half of the asks have a gold quote", 2 * shape["gold"] >= shape["asks"], shape)
    check("a fifth of the quotes hold no cue", 5 * shape["gold_without_cue"] >= shape["gold"], shape)
    rows = measure(bench, (128, 1024))
    a = rows[0]
    check("charts of 20,000 to 60,000 tokens", 20_000 <= a["prompt_tokens"] / a["calls"] <= 60_000, a["prompt_tokens"] / a["calls"])
    by_name = {row["name"]: row for row in rows}
    left = by_name["+ rules_first"]["questions"]
    check("rules answer at most 40 % of the asks", left >= 0.6 * a["questions"], left)
    b, each = by_name["B: notes first, cached"], by_name["B without extract_once"]
    check("an extract for each field that reads it takes more calls and tokens",
          each["calls"] > b["calls"] and each["billed"] > b["billed"], (each["calls"], b["calls"]))
    check("and gives the same answers", each["outcome"] == b["outcome"])
    check("the oracle answers most gold quotes", a["right"] >= 0.8 * shape["gold"] * shape["charts"] / 3, a["right"])
    # The targets are those of more than one chart, and no sanitizer changes a count.
    for name, value, most in targets(rows) if SHARE == 1 else ():
        check(f"{name}: {value:.4f}, at most {most:.4f}", value <= most)


def test_switches(bench, folder):
    """Each pass alone: left out, the answers stay and something costs more."""
    whole, _, results = bench.run("sts-acsd", PASSES, (128, 1024))
    right = bench.judge("sts-acsd", results)
    for name in share(PASSES):
        bill, _, results = bench.run("sts-acsd", [one for one in PASSES if one != name], (128, 1024))
        lost = [ask for ask, value in bench.judge("sts-acsd", results).items() if right[ask] == "right" and value != "right"]
        # Alone, a question has its own budget only, and says so.
        cut = name == "shared_evidence" and all(bench.judge("sts-acsd", results)[ask] == "unsettled" for ask in lost)
        check(f"without {name} no right answer is lost", not lost or cut, lost)
        if name in ("extract_once", "shared_evidence", "ask_along", "rules_first", "copied_text", "note_scopes", "fixed_order"):
            check(f"without {name} it costs otherwise", bill != whole, bill)
    done = suture("run", folder / "nsqip.json", "--cases", folder / "nsqip.ndjson", "--out", folder / "x", "--config",
                  folder / "suture.yaml", "--disable-pass", "speed")
    check("a pass that there is not", done.returncode == 2 and b"shared_evidence" in done.stderr, done.stderr)


def explained(plan, cases):
    """What `plan --explain` prints, and its numbers by the pass that was added."""
    done = suture("plan", plan, "--explain", "--cases", cases)
    rows = re.finditer(r"^  (no pass|\+ \w+) +([\d ]+)$", done.stdout.decode(), re.M)
    return done, {row[1]: [int(number) for number in row[2].split()] for row in rows}


def test_short_prompts(folder):
    build(check, folder, SPEC.replace("INDEX", "first"))
    write_charts(folder / "short.ndjson", [chart(number) for number in range(1, 4)])
    done, rows = explained(folder / "plan.json", folder / "short.ndjson")
    calls, _, tokens, billed = rows["+ fixed_order"]
    check("prompts that are too short to be remembered are billed as they are", tokens < 1024 * calls and tokens == billed, done.stdout)


def test_explain(folder):
    done, rows = explained(folder / "nsqip.json", folder / "nsqip.ndjson")
    check("every pass is told", done.returncode == 0 and len(rows) == len(PASSES) + 1, done.stdout[-1500:])
    first, last = rows["no pass"], list(rows.values())[-1]
    check("fewer calls and tokens with all of them", last[0] * 5 < first[0] and last[3] * 10 < first[3], rows)
    done = suture("plan", folder / "nsqip.json", "--cases", folder / "nowhere")
    check("charts that are not there", done.returncode == 2 and b"Cannot read" in done.stderr, done.stderr)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bench = Bench(pathlib.Path(SUTURE).resolve(), ROOT, folder, charts=2 if SHARE == 1 else 1, latency=3)
        test_targets(bench)
        test_switches(bench, folder)
        test_explain(folder)
        test_short_prompts(folder)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
