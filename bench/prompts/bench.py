"""Calls, tokens and right answers of the three registries' asks, pass by pass, against an oracle (README.md).

Usage: bench.py SUTURE SOURCE_FOLDER [--charts N] [--latency MS] [--json FILE] [--check]
`--check` ends with 1 where a target is missed.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from charts import NOTES, Chart, has_cue  # noqa: E402

REGISTRIES = ("nsqip", "sts-acsd", "cathpci")
READ, WRITE = 0.1, 1.25
PASSES = ["fixed_order", "primed_cache", "extract_once", "rules_first", "note_scopes", "copied_text", "shared_evidence", "ask_along", "passages",
          "answer_cache"]
# A asks each field by itself, the question before all notes; B puts the notes first and waits for the cache. Both ask an
# extract once: what that saves stands beside them, and is not counted for the targets. Each pass in turn: its name, the passes
# that are on, whether the cache is paid for, and whether calls go one by one.
ONE_BY_ONE = True
LADDER = [("A: one call a field, question first", PASSES[2:3], False, False),
          ("A + fixed_order", [PASSES[0], PASSES[2]], True, False),
          ("A + fixed_order + primed_cache", PASSES[:3], True, False),
          ("B: notes first, cached", PASSES[:3], True, ONE_BY_ONE),
          ("B without extract_once", PASSES[:2], True, ONE_BY_ONE)]
LADDER += [(f"+ {PASSES[n - 1]}", PASSES[:n], True, "shared_evidence" not in PASSES[:n]) for n in range(4, len(PASSES) - 1)]
LADDER += [("+ passages: all", PASSES[:-1], True, False)]
# What comes first in the order above has little to save yet: once more from the other end.
LADDER += [(f"all without {name}", [one for one in PASSES[:-1] if one != name], True, False) for name in ("fixed_order", "primed_cache", "passages")]
AGAIN = "+ answer_cache: the run repeated"
LADDER += [(AGAIN, PASSES, True, False)]
# For servers that read the schema first, calls are planned without what another schema's call left behind. They ask for no
# cache, beyond some hundred tokens of samples, and are billed as A is.
FRONT = " (schema_in_front)"
LADDER += [(f"B: notes first, cached{FRONT}", PASSES[:3], True, ONE_BY_ONE), (f"all{FRONT}", PASSES[:-1], False, False)]
# What a role with `structured: json_object` sends: the schema ends the prompt, where no server puts it in front of the notes.
TOLD = " (json_object)"
LADDER += [(f"B: notes first, cached{TOLD}", PASSES[:3], True, ONE_BY_ONE), (f"all{TOLD}", PASSES[:-1], True, False)]


class Server:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __call__(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = None
        while not (line := self.process.stdout.readline()).startswith("done "):
            if not line:
                raise RuntimeError("the model server has ended")
            answer = json.loads(line)
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Bench:
    def __init__(self, suture, source, folder, charts, latency):
        self.suture, self.folder, self.latency = suture, folder, latency
        self.plans, self.charts, self.known = {}, {}, {}
        for registry in REGISTRIES:
            plan = folder / f"{registry}.json"
            subprocess.run([suture, "build", source / "registries" / registry, "-o", plan], check=True, capture_output=True)
            self.plans[registry] = json.loads(plan.read_text())
            self.charts[registry] = [Chart(registry, self.plans[registry], n) for n in range(charts)]
            (folder / f"{registry}.ndjson").write_text("".join(chart.bundle() + "\n" for chart in self.charts[registry]))
            self.known[registry] = self.write_known(registry)

    def write_known(self, registry):
        prompts = {prompt["name"]: prompt for prompt in self.plans[registry]["prompts"]}
        known = []
        for ask, (_, kinds, sentence, value) in self.charts[registry][0].gold.items():
            parts = [part.get("text", "") for part in prompts[ask]["text"]]
            marker = max((line.strip() for part in parts for line in part.split("\n")), key=len)
            others = [p["name"] for p in prompts.values() if marker in "".join(x.get("text", "") for x in p["text"])]
            assert others == [ask], f"{ask} cannot be told from {others}"
            known.append({"ask": ask, "question": marker, "quote": sentence, "value": value,
                          "notes": self.shown_as(registry, kinds)})
        (self.folder / f"{registry}.known.json").write_text(json.dumps(known))
        return known

    def shown_as(self, registry, kinds):
        """What prompts call notes of these kinds: the plan's names for them, or their titles."""
        documents = [one.get("label") or one["name"] for one in self.plans[registry]["documents"] if one["name"] in kinds]
        return sorted({*documents, *(title for kind, title, *_ in NOTES if kind in kinds)})

    def shape(self):
        """What the bench is made of, so that nobody has to believe it."""
        prompts = [p for plan in self.plans.values() for p in plan["prompts"]]
        gold = [(entry, next(p for p in self.plans[r]["prompts"] if p["name"] == entry["ask"])) for r in REGISTRIES for entry in self.known[r]]
        return {"asks": sum(not p.get("is_extract") for p in prompts), "extracts": sum(bool(p.get("is_extract")) for p in prompts),
                "gold": len(gold), "gold_without_cue": sum(not has_cue(entry["quote"], prompt) for entry, prompt in gold),
                "charts": sum(len(charts) for charts in self.charts.values()),
                "bytes": [sum(len(t) for t in chart.texts) for charts in self.charts.values() for chart in charts]}

    def run(self, registry, on, rule, again=False, one_by_one=False, structured="json_schema", in_front=False):
        """The bill, the seconds and the results of a run; `again`: of its repetition over the answer cache that it left.
        `one_by_one`: each call waits for the one before, so that it finds whatever the server remembers."""
        slots = 1 if one_by_one else 64
        form = f"structured: {structured}, schema_in_front: {str(in_front).lower()}"
        server = Server(self.suture.parent / "fake_model_server")
        server(f"latency {self.latency}")
        server(f"oracle {self.folder / (registry + '.known.json')} {rule[0]} {rule[1]}")
        config = self.folder / "suture.yaml"
        config.write_text(f"""servers:
  local: {{ kind: openai, base_url: "http://127.0.0.1:{server.port}/v1" }}
roles:
  abstractor: {{ server: local, model: m, may_see_notes: true, concurrency: {slots}, {form} }}
  second_reader: {{ server: local, model: m, may_see_notes: true, concurrency: {slots}, {form} }}
prices:
  m: {{ input: 1, cached_input: 0.1, cache_write: 1.25, output: 5 }}
""")
        # Without --cache there is no answer cache to switch off.
        off = [word for name in PASSES if name not in on for word in ("--disable-pass", name)]
        out = self.folder / "out.ndjson"
        cache = self.folder / f"{registry}.cache"
        more = ["--cache", cache] if again else []
        earlier = {}
        for last in ([False, True] if again else [True]):
            begun = time.monotonic()
            done = subprocess.run([self.suture, "run", self.folder / f"{registry}.json", "--cases", self.folder / f"{registry}.ndjson",
                                   "--out", out, "--config", config, *off, *more], capture_output=True, text=True)
            seconds = time.monotonic() - begun
            bill = server("bill")
            if not last:
                earlier = bill
                out.unlink()
        bill = {name: value - earlier.get(name, 0) for name, value in bill.items() if isinstance(value, int)}
        server.close()
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return bill, seconds, [json.loads(line) for line in out.read_text().splitlines()]

    def judge(self, registry, results):
        """By (case, ask): "right", or what became of the field instead: the reason of its review, or its outcome."""
        outcome = {}
        for result in results:
            for entry in self.known[registry]:
                field = result["fields"].get(entry["ask"].split(".")[0], {})
                value, wanted = field.get("value"), entry["value"]
                said = field.get("outcome") == "answered"
                # Of an ask that proposes: a set's members, a number in whatever spelling.
                same = sorted(value) == sorted(wanted) if isinstance(wanted, list) and isinstance(value, list) else number(value) == number(wanted)
                outcome[result["case"], entry["ask"]] = "right" if said and same else field.get("reason") or field.get("outcome")
        return outcome


def number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def measure(bench, rule):
    rows = []
    for name, on, caches, one_by_one in LADDER:
        row = {"name": name, "passes": on, "calls": 0, "prompt_tokens": 0, "cached_tokens": 0, "cached_behind_schema": 0, "schema_tokens": 0, "questions": 0, "seconds": 0.0, "outcome": {}}
        for registry in REGISTRIES:
            bill, seconds, results = bench.run(registry, on, rule, again=name == AGAIN, one_by_one=one_by_one,
                                               structured="json_object" if name.endswith(TOLD) else "json_schema",
                                               in_front=name.endswith(FRONT))
            row["calls"] += bill["requests"]
            row["prompt_tokens"] += bill["prompt_tokens"]
            row["cached_tokens"] += bill["cached_tokens"] if caches else 0
            row["cached_behind_schema"] += bill["cached_behind_schema"] if caches else 0
            row["schema_tokens"] += bill["schema_tokens"]
            row["questions"] += bill["questions"]
            row["seconds"] += seconds
            row["outcome"].update(bench.judge(registry, results))
        fresh = row["prompt_tokens"] - row["schema_tokens"] - row["cached_tokens"]
        price = WRITE if caches else 1
        row["billed"] = row["cached_tokens"] * READ + fresh * price
        row["with_schemas"] = row["billed"] + row["schema_tokens"] * price
        row["schema_in_front"] = row["cached_behind_schema"] * READ + (row["prompt_tokens"] - row["cached_behind_schema"]) * price
        rows.append(row)
    reference = {key for key, value in rows[0]["outcome"].items() if value == "right"}
    for row in rows:
        row["right"] = sum(row["outcome"][key] == "right" for key in reference)
        row["missed"] = sum(row["outcome"][key] != "right" for key in reference)
        row["not_found"] = sum(row["outcome"][key] in ("absent", "not_documented") for key in reference)
        row["of"] = len(reference)
    return rows


def targets(rows):
    """What is held to: what it is, the value, the most that it may be."""
    a, b, best, again, b_front, front, b_told, told = (next(row for row in rows if row["name"].startswith(name)) for name in
                                                       ("A:", "B:", "+ passages: all", AGAIN, f"B: notes first, cached{FRONT}", f"all{FRONT}",
                                                        f"B: notes first, cached{TOLD}", f"all{TOLD}"))
    return [("calls against A", best["calls"] / a["calls"], 1 / 8), ("billed tokens against A", best["billed"] / a["billed"], 1 / 20),
            ("billed tokens against B", best["billed"] / b["billed"], 1 / 4),
            ("billed tokens against B, schemas at the full price", best["with_schemas"] / b["with_schemas"], 1 / 4),
            ("calls against A, schemas in front", front["calls"] / a["calls"], 1 / 8),
            ("billed tokens against A, schemas in front", front["schema_in_front"] / a["schema_in_front"], 1 / 20),
            ("billed tokens against B, schemas in front", front["schema_in_front"] / b_front["schema_in_front"], 1 / 4),
            ("right answers lost, schemas in front", front["missed"] / front["of"], 0.01),
            ("billed tokens against A, json_object", told["schema_in_front"] / a["schema_in_front"], 1 / 20),
            ("billed tokens against B, json_object", told["schema_in_front"] / b_told["schema_in_front"], 1 / 4),
            ("right answers lost, json_object", told["missed"] / told["of"], 0.01),
            ("right answers lost", best["missed"] / best["of"], 0.01),
            ("calls of a run that the answer cache knows", again["calls"], 0), ("right answers lost then", again["missed"] / again["of"], 0.01)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("suture", type=pathlib.Path)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--charts", type=int, default=3, help="of each registry")
    parser.add_argument("--latency", type=int, default=40, help="of the server, in ms")
    parser.add_argument("--rule", default="openai", choices=("openai", "vllm"))
    parser.add_argument("--json")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(arguments.suture.resolve(), arguments.source, pathlib.Path(name), arguments.charts, arguments.latency)
        print(json.dumps(bench.shape()))
        rows = measure(bench, {"openai": (128, 1024), "vllm": (16, 16)}[arguments.rule])
    print(f"{'':36} {'calls':>6} {'prompt':>10} {'schemas':>8} {'billed':>10} {'+ schemas':>10} {'in front':>10} {'s':>6} {'right':>6} {'lost':>5} {'not found':>9}")
    for row in rows:
        print(f"{row['name']:36} {row['calls']:6} {row['prompt_tokens']:10} {row['schema_tokens']:8} {row['billed']:10.0f} {row['with_schemas']:10.0f} {row['schema_in_front']:10.0f} {row['seconds']:6.1f} "
              f"{row['right']:6} {row['missed']:5} {row['not_found']:9}")
    a, best = (next(row for row in rows if row["name"].startswith(name)) for name in ("A:", "+ passages: all"))
    print(f"billed tokens against A, schemas at the full price: {best['with_schemas'] / a['with_schemas']:.4f}")
    missed = [name for name, value, most in targets(rows) if value > most]
    for name, value, most in targets(rows):
        print(f"{name}: {value:.4f}, at most {most:.4f}: {'yes' if value <= most else 'NO'}")
    if arguments.json:
        for row in rows:
            row["outcome"] = {f"{case} {ask}": value for (case, ask), value in row["outcome"].items()}
        pathlib.Path(arguments.json).write_text(json.dumps(rows, indent=1))
    return 1 if arguments.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
