"""Prints result lines as a table: case, field, value and registry code, step, evidence in short."""
import json
import sys


def shown_value(field):
    outcome = field["outcome"]
    if outcome == "answered":
        value = field.get("value", "")
        value = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        code = field.get("code", "")
        code = ", ".join(map(str, code)) if isinstance(code, list) else str(code)
        return value if code in ("", value) else f"{value} [{code}]"
    if outcome == "absent":
        return f"absent ({field.get('absence', '')})"
    if outcome == "not_applicable":
        return "not applicable"
    return f"REVIEW ({field.get('reason', '')})"


def shown_evidence(field):
    parts = []
    for item in field.get("evidence", []):
        if item["kind"] == "entry":
            parts.append(" ".join(str(item[key]) for key in ("source", "time", "value") if item.get(key)))
        elif item["kind"] == "quote":
            parts.append(f"\"{item.get('quote', '')}\"")
        elif item["kind"] == "field":
            parts.append(f"{item.get('field', '')} = {item.get('value', '')}")
    text = "; ".join(parts)
    return text if len(text) <= 70 else text[:67] + "..."


def rows(result):
    for name, field in result.get("fields", {}).items():
        if isinstance(field, list):
            for number, row in enumerate(field, 1):
                for inner, value in row.get("fields", row).items():
                    if isinstance(value, dict) and "outcome" in value:
                        yield f"{name}#{number}.{inner}", value
        elif isinstance(field, dict) and "outcome" in field:
            yield name, field


def main():
    for line in open(sys.argv[1], encoding="utf-8"):
        result = json.loads(line)
        print(f"\n{result['case']}: {result['status']}")
        for name, field in rows(result):
            print(f"  {name:18.18} {shown_value(field):34.34} {field.get('step', ''):12.12} {shown_evidence(field)}")
        for item in result.get("checks", []):
            print(f"  check ({item.get('level', '')}): {item.get('message', '')}")


if __name__ == "__main__":
    main()
