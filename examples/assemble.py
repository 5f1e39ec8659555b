#!/usr/bin/env python3
"""Assemble the example charts into one NDJSON file per registry.

Each folder under charts/ holds one case: chart.json (a FHIR R4 Bundle without notes) and
notes/NN-type.txt (a header of `Key: value` lines, a blank line, the text). A note becomes a
DocumentReference; its author becomes a Practitioner with a PractitionerRole. The output depends
on the files alone.

  examples/assemble.py           write sts.ndjson, nsqip.ndjson and cathpci.ndjson
  examples/assemble.py --check   write nothing; exit 1 where a file is wrong or out of date
"""
import base64
import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
REGISTRIES = ("sts", "nsqip", "cathpci")
BASE = "https://example.org/fhir/"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
ROLES = {  # role in a note's header -> SNOMED CT occupation code
    "surgeon": "304292004",
    "anaesthetist": "88189002",
    "cardiologist": "17561000",
    "nurse": "224535009",
    "resident": "405277009",
    "radiologist": "66862007",
    "physician": "309343006",
}
HEADER_KEYS = {"Type", "LOINC", "Date", "Author", "Encounter", "Outside-encounter", "Status"}
OUTCOMES = {"answered", "absent", "not_applicable", "review"}
NUMBER_MARK = "\u0001number:"


def read_json(path):
    """Decimals keep their text (1.30 stays 1.30): they travel as marked strings."""
    return json.loads(path.read_text(encoding="utf-8"), parse_float=lambda t: NUMBER_MARK + t)


def write_line(bundle):
    text = json.dumps(bundle, ensure_ascii=False, separators=(",", ":"))
    return re.sub(r'"\\u0001number:([^"]+)"', r"\1", text) + "\n"


def loinc_check_digit_holds(code):
    """The last digit of a LOINC code is the Luhn (mod 10) check digit of the digits before it."""
    match = re.fullmatch(r"(\d+)-(\d)", code)
    if not match:
        return False
    total = 0
    for position, char in enumerate(reversed(match.group(1))):
        doubled = int(char) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10 == int(match.group(2))


def read_note(path):
    head, separator, body = path.read_text(encoding="utf-8").partition("\n\n")
    if not separator or not body.strip():
        raise ValueError("a note is a header, a blank line and a text")
    header = {}
    for line in head.splitlines():
        key, colon, value = line.partition(": ")
        if not colon or key not in HEADER_KEYS:
            raise ValueError(f"unknown header line: {line!r}")
        header[key] = value
    author = re.fullmatch(r"(.+) \((\w+)\)", header["Author"])
    if not author or author.group(2) not in ROLES:
        raise ValueError(f"the author needs a known role: {header['Author']!r}")
    header["Name"], header["Role"] = author.groups()
    return header, body.rstrip("\n") + "\n"


def author_resources(name, role):
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    practitioner = {"resourceType": "Practitioner", "id": f"prac-{slug}", "name": [{"text": name}]}
    practitioner_role = {
        "resourceType": "PractitionerRole",
        "id": f"role-{slug}",
        "practitioner": {"reference": f"Practitioner/prac-{slug}"},
        "code": [{"coding": [{"system": SNOMED, "code": ROLES[role]}], "text": role}],
    }
    return practitioner, practitioner_role


def document(number, header, body, role_id):
    return {
        "resourceType": "DocumentReference",
        "id": f"note-{number:02d}",
        "status": "current" if header.get("Status") != "entered-in-error" else "entered-in-error",
        "type": {"coding": [{"system": LOINC, "code": header["LOINC"]}], "text": header["Type"]},
        "subject": {"reference": "Patient/patient"},
        "date": header["Date"],
        "author": [{"reference": f"PractitionerRole/{role_id}", "display": header["Name"]}],
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": base64.b64encode(body.encode("utf-8")).decode("ascii"),
                    "title": header["Type"],
                    "creation": header["Date"],
                }
            }
        ],
        "context": {"encounter": [{"reference": f"Encounter/{header['Encounter']}"}]},
    }


def assemble_case(folder):
    bundle = read_json(folder / "chart.json")
    entries = bundle["entry"]
    authors, documents = {}, []
    for number, path in enumerate(sorted((folder / "notes").glob("*.txt")), start=1):
        header, body = read_note(path)
        practitioner, role = author_resources(header["Name"], header["Role"])
        known = authors.setdefault(practitioner["id"], (practitioner, role))
        if known[1] != role:
            raise ValueError(f"{path.name}: {header['Name']} has two roles")
        documents.append((header, document(number, header, body, role["id"])))
    added = [r for pair in authors.values() for r in pair] + [d for _, d in documents]
    for resource in added:
        full_url = f"{BASE}{resource['resourceType']}/{resource['id']}"
        entries.append({"fullUrl": full_url, "resource": resource})
    return bundle, [header for header, _ in documents]


def walk(value, path=""):
    yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, f"{path}.{key}")
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from walk(child, f"{path}[{index}]")


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_resources(bundle):
    resources = [entry["resource"] for entry in bundle["entry"]]
    names = [f"{r['resourceType']}/{r['id']}" for r in resources]
    for name in sorted(set(names)):
        if names.count(name) > 1:
            yield f"{name} occurs more than once"
    known = set(names)
    for name, resource in zip(names, resources):
        for path, value in walk(resource):
            where = f"{name}{path}"
            if path.endswith(".reference") and value not in known:
                yield f"{where} points at {value}, which is not in the bundle"
            if isinstance(value, dict):
                if value.get("system") == LOINC and not loinc_check_digit_holds(value["code"]):
                    yield f"{where}: LOINC {value['code']} has a wrong check digit"
                if "start" in value and "end" in value and instant(value["start"]) > instant(value["end"]):
                    yield f"{where} ends before it starts"
            if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
                if not re.search(r"([+-]\d\d:\d\d|Z)$", value):
                    yield f"{where}: the time {value} has no offset"


def check_notes(bundle, headers):
    encounters = {
        e["resource"]["id"]: e["resource"]["period"]
        for e in bundle["entry"]
        if e["resource"]["resourceType"] == "Encounter"
    }
    if not 4 <= len(headers) <= 10:
        yield f"{len(headers)} notes; a chart has 4 to 10"
    for header in headers:
        title = f"note {header['Type']!r} of {header['Date']}"
        if not loinc_check_digit_holds(header["LOINC"]):
            yield f"{title}: LOINC {header['LOINC']} has a wrong check digit"
        period = encounters.get(header["Encounter"])
        if period is None:
            yield f"{title}: the chart has no encounter {header['Encounter']!r}"
            continue
        written = instant(header["Date"])
        late = "end" in period and written > instant(period["end"]) + timedelta(hours=24)
        inside = instant(period["start"]) <= written and not late
        if not inside and "Outside-encounter" not in header:
            yield f"{title} lies outside its encounter; say why in an Outside-encounter line"


def check_expected(case):
    path = HERE / "expected" / f"{case}.json"
    if not path.exists():
        yield "no expected answers"
        return
    expected = read_json(path)
    if expected.get("case") != case:
        yield f"{path.name} speaks of the case {expected.get('case')!r}"
    if len(expected["fields"]) < 15:
        yield f"{path.name} has fewer than 15 answers"
    for name, answer in expected["fields"].items():
        outcome = answer.get("outcome")
        if outcome not in OUTCOMES:
            yield f"{path.name}: {name} has the unknown outcome {outcome!r}"
        elif (outcome == "answered") != ("value" in answer):
            yield f"{path.name}: {name} has a value exactly when it is answered"
        if not answer.get("because"):
            yield f"{path.name}: {name} does not say why"


def main():
    check_only = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check_only:
        print(__doc__, file=sys.stderr)
        return 2
    problems, lines = [], {registry: [] for registry in REGISTRIES}
    folders = sorted(p for p in (HERE / "charts").iterdir() if p.is_dir())
    for folder in folders:
        try:
            bundle, headers = assemble_case(folder)
            found = [*check_resources(bundle), *check_notes(bundle, headers)]
            found += check_expected(folder.name)
            lines[folder.name.split("-")[0]].append(write_line(bundle))
        except (OSError, KeyError, TypeError, ValueError) as error:
            found = [f"{type(error).__name__}: {error}"]
        problems += [f"{folder.name}: {text}" for text in found]
    for stray in sorted((HERE / "expected").glob("*.json")):
        if not (HERE / "charts" / stray.stem).is_dir():
            problems.append(f"expected/{stray.name} has no chart")
    for registry, content in lines.items():
        path = HERE / f"{registry}.ndjson"
        text = "".join(content)
        if not check_only:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            problems.append(f"{path.name} is out of date; run examples/assemble.py")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(folders)} charts, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
