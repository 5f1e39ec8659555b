#!/usr/bin/env python3
"""Compare what the program answers about the example charts with the answers that were expected.

expected/<case>.json was worked out from the chart and the facts about the registry, before its author had
seen a spec. Every field that both have is compared. Each disagreement stands in disagreements.md, with who
was right and why; one that does not, and one that stands there and is gone, is a failure.

  examples/compare.py               compare; exit 1 where disagreements.md is not the truth
  examples/compare.py --list        print every disagreement as a row for disagreements.md
  --suture FILE                     the program (build/suture)
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REGISTRIES = {"sts": "sts-acsd", "nsqip": "nsqip", "cathpci": "cathpci"}
VERDICTS = {"program", "expected", "both", "review"}


def plain(text):
    return re.sub(r"[^a-z0-9<>=]+", "", str(text).lower())


def number(text):
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


class Choices:
    """What a member of a field's list may be called: its name, its label, or what is submitted for it."""

    def __init__(self, plan):
        self.members = {}
        for field in plan["fields"]:
            choice = field.get("type", {}).get("choice")
            if choice is not None:
                self.members[field["name"]] = {m["name"]: m for m in plan["choices"][choice]["members"]}

    def names(self, field, value):
        member = self.members.get(field, {}).get(value, {})
        code = member.get("code")
        guidance = member.get("guidance", value).split(":")[0]
        names = {value, member.get("label", value), guidance, code or value}
        return {plain(name) for name in names}, code


def same_value(choices, field, expected, code, value):
    names, own_code = choices.names(field, value)
    if code is not None and own_code is not None:
        return str(code).split(":")[-1] == str(own_code)  # "ncdr:100012989" names the system too
    if number(expected) is not None and number(value) is not None:
        return number(expected) == number(value)
    return plain(expected) in names


def same(choices, field, expected, found):
    if expected["outcome"] == "not_applicable" and found.get("value") == []:
        return True  # No row of the group asks for it.
    if expected["outcome"] != found["outcome"]:
        return False
    if expected["outcome"] == "absent":
        return plain(expected["absence"]) == plain(found.get("absence", ""))
    if expected["outcome"] != "answered":
        return True
    wanted, value = expected["value"], found["value"]
    if not isinstance(wanted, list) and not isinstance(value, list):
        return same_value(choices, field, wanted, expected.get("code"), value)
    wanted = wanted if isinstance(wanted, list) else [wanted]
    value = value if isinstance(value, list) else [value]
    left = list(value)
    for one in wanted:
        match = next((other for other in left if same_value(choices, field, one, None, other)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def shown(answer):
    outcome = answer["outcome"]
    if outcome == "answered":
        value = answer["value"]
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    detail = answer.get("absence") if outcome == "absent" else ""
    return outcome.replace("_", " ") + (f" ({detail.replace('_', ' ')})" if detail else "")


def answers_of(result):
    """By field; the rows of a group as a list, in their order, without those that do not apply. A list of
    events is the list of those that happened."""
    fields = dict(result["fields"])
    for rows in result.get("groups", {}).values():
        for row in rows:
            for name in row["fields"]:
                fields.setdefault(name, [])
            occurred = row["fields"].get("Occurred", {})
            if occurred.get("value") == "No":
                continue
            for name, answer in row["fields"].items():
                if occurred.get("outcome") == "review":
                    answer = occurred
                if answer["outcome"] != "not_applicable":
                    fields[name].append(answer)
    return fields


def joined(rows):
    if all(row["outcome"] == "answered" for row in rows):
        values = [row["value"] for row in rows]
        return {"outcome": "answered",
                "value": [one for value in values for one in (value if isinstance(value, list) else [value])]}
    return next(row for row in rows if row["outcome"] != "answered")


def results_of(program, registry, folder):
    plan, out = folder / f"{registry}.plan.json", folder / f"{registry}.results.ndjson"
    for arguments in (["build", f"registries/{REGISTRIES[registry]}", "-o", plan],
                      ["run", plan, "--cases", HERE / f"{registry}.ndjson", "--config", HERE / "suture.yaml",
                       "--out", out]):
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT)
        if done.returncode != 0:
            raise SystemExit(done.stderr)
    plan = json.loads(plan.read_text(encoding="utf-8"))
    return plan, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def names_of(plan):
    """A field by its name and by its id: the expected answers use either."""
    names = {}
    for field in plan["fields"]:
        names[field["name"]] = field["name"]
        names.setdefault(field.get("id") or field["name"], field["name"])
    return names


def compare(program, counts):
    """(case, field, expected, found) of each disagreement."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        for registry, folder in REGISTRIES.items():
            if not (ROOT / "registries" / folder).is_dir():
                continue
            plan, results = results_of(program, registry, Path(name))
            choices, names = Choices(plan), names_of(plan)
            for result in results:
                expected = json.loads((HERE / "expected" / f"{result['case']}.json").read_text(encoding="utf-8"))
                answers = answers_of(result)
                for field, wanted in expected["fields"].items():
                    answer = answers.get(names.get(field))
                    if answer is None:
                        counts["not in the slice"] += 1
                        continue
                    answer = joined(answer) if isinstance(answer, list) else answer
                    counts["compared"] += 1
                    counts["review in " + registry] += answer["outcome"] == "review"
                    if not same(choices, names[field], wanted, answer):
                        found.append((result["case"], field, shown(wanted), shown(answer)))
    return found


def listed(path):
    """Rows of the table: case, field, expected, program, who was right, why."""
    rows = {}
    for number_, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if not line.startswith("| ") or cells[0] == "case" or set(line) <= set("| -"):
            continue
        if len(cells) != 6 or cells[4] not in VERDICTS or not cells[5]:
            raise SystemExit(f"{path}:{number_}: a row is case, field, expected, program, one of "
                             f"{', '.join(sorted(VERDICTS))}, and why")
        rows[tuple(cells[:4])] = cells[4]
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--suture", default=str(ROOT / "build" / "suture"))
    arguments = parser.parse_args()
    counts = Counter()
    found = compare(str(Path(arguments.suture).resolve()), counts)
    rows = listed(HERE / "disagreements.md")
    if arguments.list:
        for row in found:
            print("| " + " | ".join(row) + " | " + rows.get(row, "") + " | |")
        return 0
    known = Counter(rows[row] for row in found if row in rows)
    print(f"{counts['compared']} answers compared: {counts['compared'] - len(found)} agree, {len(found)} disagree "
          f"({known['program']} the program right, {known['expected']} the expectation right, "
          f"{known['both']} both defensible, {known['review']} left to a person); "
          f"{counts['not in the slice']} expected answers are to fields that the specs leave out.")
    fresh = [row for row in found if row not in rows]
    gone = [row for row in rows if row not in set(found)]
    for row in fresh:
        print("not in disagreements.md: " + " | ".join(row))
    for row in gone:
        print("in disagreements.md and gone: " + " | ".join(row))
    wrong = len(fresh) + len(gone)
    print(f"{counts['compared'] - len(fresh)} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
