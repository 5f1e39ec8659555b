#!/usr/bin/env python3
"""Join the answers that were written by hand with the questions that the specs ask.

recordings/<case>.txt holds what a person answered after reading the notes of a case:

  Status.urgency = Elective            the ask, or the extract of a row below
  > Elective CABG x3 on 20 February.   words copied from a note; several lines where several are cited
  # Stable angina.                     why, for whoever checks it
  lesions                              an extract, a line with a dash for each row
  - vessel=LAD; stenosis=80%
  > LAD: 80% proximal stenosis
  returns = no rows
  not found: PFT.history, ABG.history  the notes do not tell

The questions, their hashes and the passages come from `suture run --unrecorded`; asks are looked for until
no further question turns up. The output depends on the specs, the charts and the hand-written files alone.

  examples/record.py             write recordings/answers.ndjson
  examples/record.py --check     write nothing; exit 1 where it is out of date, or a question has no answer
  --suture FILE                  the program (build/suture)
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REGISTRIES = {"sts": "sts-acsd", "nsqip": "nsqip", "cathpci": "cathpci"}
PEOPLE_KEYS = ("case", "row", "question", "schema", "passages")
ROUNDS = 8


class Answer:
    def __init__(self, value=None, rows=None, found=True):
        self.value, self.rows, self.found = value, rows, found
        self.quotes, self.reasons = [], []


class Row:
    def __init__(self, cells):
        self.cells, self.quotes = cells, []


def read_cells(text):
    cells = {}
    for part in filter(None, (p.strip() for p in text.split(";"))):
        name, equals, value = part.partition("=")
        if not equals or name.strip() in cells:
            raise ValueError(f"a row is `member=value; member=value`, each once: {text!r}")
        cells[name.strip()] = value.strip()
    return cells


def add(answers, ask, answer):
    if ask in answers:
        raise ValueError(f"{ask} is answered twice")
    answers[ask] = answer
    return answer


def read_answers(path):
    """By ask: `Field.name`, `extract`, or either with `@Group#2` behind it."""
    answers, last = {}, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            if line.startswith("not found: "):
                for ask in line[len("not found: "):].split(","):
                    last = add(answers, ask.strip(), Answer(found=False))
            elif line.startswith("> "):
                (last.rows[-1] if last.rows else last).quotes.append(line[2:])
            elif line.startswith("- "):
                last.rows.append(Row(read_cells(line[2:])))
            elif line.startswith("# "):
                last.reasons.append(line[2:])
            elif line.strip():
                ask, _, value = (part.strip() for part in line.partition(" = "))
                rows = [] if value in ("", "no rows") else None
                last = add(answers, ask, Answer(None if rows is not None else value, rows))
        except (ValueError, AttributeError, IndexError) as error:
            raise SystemExit(f"{path}:{number}: {error or 'this line has nothing above it to belong to'}")
    return answers


def as_schema_wants(text, schema):
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "array" in kinds:
        return [as_schema_wants(item.strip(), schema.get("items", {})) for item in text.split(",")]
    if ("integer" in kinds or "number" in kinds) and re.fullmatch(r"-?\d+", text):
        return int(text)
    if "boolean" in kinds:
        return text == "true"
    return text


def evidence(quotes):
    return [{"passage": None, "quote": quote} for quote in quotes]


def answer_json(answer, schema):
    properties = schema["properties"]
    if answer.rows is not None:
        members = properties["rows"]["items"]["properties"]
        rows = []
        for row in answer.rows:
            unknown = set(row.cells) - set(members)
            if unknown:
                raise ValueError(f"a row has no member {', '.join(sorted(unknown))}")
            cells = {name: as_schema_wants(row.cells[name], members[name]) if name in row.cells else None
                     for name in members if name != "evidence"}
            rows.append({"evidence": evidence(row.quotes), **cells})
        return {"rows": rows}
    result = {"evidence": evidence(answer.quotes)}
    if "reasoning" in properties:
        result["reasoning"] = " ".join(answer.reasons)
    result["found"] = answer.found
    result["value"] = as_schema_wants(answer.value, properties["value"]) if answer.found else None
    return result


def squeezed(text):
    return re.sub(r"\s+", " ", text)


def false_quotes(answer, passages):
    shown = squeezed(re.sub(r"</?passage[^>]*>", " ", passages))
    quotes = list(answer.quotes) + [quote for row in answer.rows or [] for quote in row.quotes]
    missing = [quote for quote in quotes if squeezed(quote) not in shown]
    bare = [row for row in answer.rows or [] if not row.quotes]
    if bare or (answer.rows is None and answer.found and not answer.quotes):
        missing.append("(nothing is cited)")
    return missing


def suture(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        raise SystemExit(done.stderr)


def unrecorded(program, plan, charts, lines, folder):
    (folder / "answers.ndjson").write_text("".join(lines), encoding="utf-8")
    config = (HERE / "suture.yaml").read_text(encoding="utf-8").replace("recordings/answers.ndjson", "answers.ndjson")
    (folder / "suture.yaml").write_text(config, encoding="utf-8")
    missing = folder / "missing.ndjson"
    suture(program, "run", plan, "--cases", charts, "--out", folder / "results.ndjson", "--config",
           folder / "suture.yaml", "--unrecorded", missing)
    return [json.loads(line) for line in missing.read_text(encoding="utf-8").splitlines()]


def record(program, registry, hand, problems, folder):
    """Lines of one registry, in the order of the charts."""
    plan = folder / f"{registry}.plan.json"
    suture(program, "build", f"registries/{REGISTRIES[registry]}", "-o", plan)
    lines, used, tried = [], set(), set()
    for _ in range(ROUNDS):
        fresh = 0
        for asked in unrecorded(program, plan, HERE / f"{registry}.ndjson", lines, folder):
            ask = asked["ask"] + ("@" + asked["row"] if "row" in asked else "")
            key = (asked["case"], ask, asked["sample"])
            if key in tried:
                continue
            tried.add(key)
            answer = hand.get(asked["case"], {}).get(ask)
            if answer is None:
                problems.append(f"{asked['case']}: {ask} is asked and has no answer")
                continue
            used.add(key[:2])
            wrong = false_quotes(answer, asked["passages"])
            if wrong:
                problems.append(f"{asked['case']}: {ask} cites what was not shown: {'; '.join(wrong)}")
            try:
                asked["answer"] = answer_json(answer, asked["schema"])
            except ValueError as error:
                problems.append(f"{asked['case']}: {ask}: {error}")
                continue
            line = {name: value for name, value in asked.items() if name not in PEOPLE_KEYS}
            lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            fresh += 1
        if fresh == 0:
            return lines, used
    raise SystemExit(f"New questions still turn up after {ROUNDS} rounds.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--suture", default=str(ROOT / "build" / "suture"))
    arguments = parser.parse_args()
    program = str(Path(arguments.suture).resolve())
    hand = {path.stem: read_answers(path) for path in sorted((HERE / "recordings").glob("*.txt"))}
    lines, problems, used = [], [], set()
    with tempfile.TemporaryDirectory() as name:
        for registry, folder in REGISTRIES.items():
            if (ROOT / "registries" / folder).is_dir():
                more, asked = record(program, registry, hand, problems, Path(name))
                lines += more
                used |= asked
    for case, answers in hand.items():
        spare = [ask for ask in answers if (case, ask) not in used]
        if spare and not arguments.check:
            print(f"{case}: not asked: {', '.join(spare)}")
    target = HERE / "recordings" / "answers.ndjson"
    text = "".join(sorted(set(lines)))
    if not arguments.check:
        target.write_text(text, encoding="utf-8")
        print(f"{len(lines)} answers recorded")
    elif target.read_text(encoding="utf-8") != text:
        problems.append("recordings/answers.ndjson is out of date: run examples/record.py")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
