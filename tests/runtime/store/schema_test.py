#!/usr/bin/env python3
"""Checks the published schema of a result line: it takes every kind of result, and refuses wrong ones.

Needs python3-jsonschema. Usage: schema_test.py TEST_PROGRAM [SOURCE_ROOT]
TEST_PROGRAM is the room's test binary, which prints sample results.
"""
import copy
import json
import pathlib
import subprocess
import sys

import jsonschema

ROOT = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).parents[3])
GONE = object()

# What is changed in the first sample, and where: (path, new value or GONE). Each must be refused.
WRONG = [
    (["v"], 2),
    (["line"], 0),
    (["line"], GONE),
    (["status"], "fine"),
    (["status"], "error"),
    (["error"], {"code": "not_json", "message": "x"}),
    (["plan"], "abc"),
    (["fields"], GONE),
    (["checks"], GONE),
    (["started"], "2024-01-01"),
    (["fields", "Diabetes", "outcome"], "unknown"),
    (["fields", "Diabetes", "value"], 1),
    (["fields", "Diabetes", "value"], GONE),
    (["fields", "Diabetes", "reason"], "hint"),
    (["fields", "Diabetes", "absence"], "not_documented"),
    (["fields", "Diabetes", "attempts"], 2),
    (["fields", "Diabetes", "evidence", 0, "kind"], "rumour"),
    (["fields", "Diabetes", "evidence", 1, "grade"], "good"),
    (["fields", "Diabetes", "evidence", 1, "bytes"], [1]),
    (["fields", "Creatinine", "absence"], "no idea"),
    (["fields", "Creatinine", "absence"], GONE),
    (["fields", "Creatinine", "value"], "1.1"),
    (["fields", "Stroke", "reason"], "because"),
    (["fields", "Stroke", "reason"], GONE),
    (["fields", "Ssi", "value"], "x"),
    (["groups", "Lesion", 0, "row"], 0),
    (["checks", 0, "level"], "fatal"),
]


def changed(document, path, value):
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def main():
    run = subprocess.run([sys.argv[1], "Samples for the schema"], capture_output=True, check=True)
    samples = [json.loads(line) for line in run.stderr.splitlines()]
    schema = json.loads((ROOT / "docs/result.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failures = [
        f"Sample {number} is refused: {error.message}"
        for number, sample in enumerate(samples, 1)
        for error in validator.iter_errors(sample)
    ]
    for path, value in WRONG:
        if validator.is_valid(changed(samples[0], path, value)):
            wrong = "gone" if value is GONE else repr(value)
            failures.append(f"The schema takes {path} = {wrong}, which is wrong.")
    for failure in failures:
        print(failure)
    print(f"{len(samples) + len(WRONG) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or len(samples) < 4 else 0


if __name__ == "__main__":
    sys.exit(main())
