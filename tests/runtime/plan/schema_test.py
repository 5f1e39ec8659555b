#!/usr/bin/env python3
"""Checks the published schema of the plan: it takes a plan, and refuses what is wrong in it.

Needs python3-jsonschema. Usage: schema_test.py TEST_PROGRAM [SOURCE_ROOT]
TEST_PROGRAM is the room's test binary, which prints a sample plan.
"""
import copy
import json
import pathlib
import subprocess
import sys

import jsonschema

ROOT = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).parents[3])

# What is changed in the sample, and where: (path, new value). Each change must be refused.
WRONG = [
    (["version"], 2),
    (["fiels"], []),
    (["exprs", 0, "op"], "frob"),
    (["exprs", 0, "variable"], "0"),
    (["exprs", 2, "args", 0], -2),
    (["exprs", 0, "span"], [0, 1]),
    (["fields", 0, "steps", 0, "kind"], "guess"),
    (["fields", 0, "colour"], "red"),
    (["choices", 0, "members"], {}),
    (["readings", 0, "words", 0], ["normal"]),
    (["queries", 1, "windows", 0, "amount"], 90),
]


def changed(document, path, value):
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


def main():
    run = subprocess.run([sys.argv[1], "A sample for the schema"], capture_output=True, check=True)
    sample = json.loads(run.stderr)
    schema = json.loads((ROOT / "docs/plan.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failures = [f"The sample is refused: {error.message}" for error in validator.iter_errors(sample)]
    for path, value in WRONG:
        if validator.is_valid(changed(sample, path, value)):
            failures.append(f"The schema takes {path} = {value!r}, which is wrong.")
    for failure in failures:
        print(failure)
    print(f"{1 + len(WRONG) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
