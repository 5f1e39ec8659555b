#!/usr/bin/env python3
"""Checks the published schema of suture.yaml: it takes the example and refuses what is wrong.

Needs python3-jsonschema and python3-yaml. Run from anywhere: schema_test.py [SOURCE_ROOT]
"""
import copy
import json
import pathlib
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[3])

# What is changed in the example, and where: (path, new value). Each change must be refused.
WRONG = [
    (["servrs"], {}),
    (["version"], 2),
    (["servers"], {}),
    (["servers", "gateway", "kind"], "openapi"),
    (["servers", "gateway", "base_url"], "http://llm.example/v1"),
    (["servers", "gateway", "base_url"], "http://127.0.0.1.evil.example/v1"),
    (["servers", "gateway", "base_url"], "https://user:pass@llm.example/v1"),
    (["servers", "gateway", "key_env"], "sk-looks-like-a-key"),
    (["servers", "gateway", "api_key"], "x"),
    (["servers", "gateway", "recordings"], "r.jsonl"),
    (["servers", "gateway", "dialect"], "azure_classic"),
    (["servers", "claude", "dialect"], "azure"),
    (["servers", "workstation", "proxy"], "http://proxy.example"),
    (["servers", "gateway", "proxy"], "http://user:secret@proxy.example"),
    (["servers", "recorded", "base_url"], "https://x.example"),
    (["servers", "recorded", "recordings"], []),
    (["servers", "gateway", "timeouts", "connect"], 10),
    (["servers", "gateway", "timeouts", "conect"], "10s"),
    (["roles", "abstractor", "modle"], "x"),
    (["roles", "abstractor", "temperature"], 3),
    (["roles", "abstractor", "concurrency"], 0),
    (["roles", "abstractor", "structured"], "json"),
    (["prices", "gpt-5-mini", "input"], -1),
    (["prices", "gpt-5-mini"], {"input": 1}),
    (["limits", "tries"], 0),
]


def changed(document, path, value):
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


def main():
    schema = json.loads((ROOT / "docs/suture.schema.json").read_text(encoding="utf-8"))
    example = yaml.safe_load((ROOT / "docs/suture.example.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)

    errors = validator.iter_errors(example)
    failures = [f"The example is refused: {error.message}" for error in errors]
    for path, value in WRONG:
        if validator.is_valid(changed(example, path, value)):
            failures.append(f"The schema takes {'.'.join(path)} = {value!r}, which is wrong.")
    for failure in failures:
        print(failure)
    print(f"{1 + len(WRONG) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
