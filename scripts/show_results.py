"""Prints result lines for people: for each case its fields with value and registry code, the step that
answered, and the evidence in short; fields that do not apply by name alone; then what the checks found.

Usage: show_results.py RESULTS. The whole evidence stands in the results and in `suture explain`.
"""
import json
import sys
import textwrap

WIDTH = 150
FIELD, ANSWER, STEP = 15, 44, 16


def joined(value):
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def cut(text, width):
    return text if len(text) <= width else text[:width - 3].rstrip() + "..."


def shown_answer(field):
    outcome = field["outcome"]
    if outcome == "answered":
        value, code = joined(field.get("value", "")), joined(field.get("code", ""))
        return value if code in ("", value) else f"{value} [{code}]"
    if outcome == "absent":
        return f"absent: {field.get('absence', '').replace('_', ' ')}"
    proposal = f", proposes {joined(field['proposal'])}" if "proposal" in field else ""
    return f"REVIEW: {field.get('reason', '').replace('_', ' ')}{proposal}"


def day(item):
    return item.get("time", "")[:10]


def shown_item(item):
    kind = item["kind"]
    if kind == "quote":
        return f"{item.get('type', '')} {day(item)} \"{' '.join(item.get('quote', '').split())}\"".strip()
    if kind == "entry":
        value = item.get("value", "")
        shown = value if value[:10] == day(item) else f"{value} {day(item)}"
        return f"{item.get('source', '')} {shown}".strip()
    if kind == "field" and "value" in item:
        return f"{item['field']} = {item['value']}"
    return ""


def shown_evidence(field):
    items = field.get("evidence", [])
    quotes = [item for item in items if item["kind"] == "quote"]
    parts = list(dict.fromkeys(filter(None, map(shown_item, quotes + [i for i in items if i not in quotes]))))
    if parts:
        return "; ".join(parts)
    searched = dict.fromkeys(item.get("collection") or item.get("prompt", "") for item in field.get("searched", [])
                             if item["kind"] in ("search", "notes"))
    return "searched without a find: " + ", ".join(filter(None, searched)) if searched else ""


def fields_of(result):
    yield from result.get("fields", {}).items()
    for group, rows in result.get("groups", {}).items():
        for number, row in enumerate(rows, 1):
            for name, field in row["fields"].items():
                yield f"{group}#{number}.{name}", field


def line(*cells):
    text = f"  {cells[0]:{FIELD}} {cut(cells[1], ANSWER):{ANSWER}} {cut(cells[2], STEP):{STEP}} "
    return (text + cut(cells[3], WIDTH - len(text))).rstrip()


def counted(fields):
    counts = dict.fromkeys(("answered", "absent", "not_applicable", "review"), 0)
    for _, field in fields:
        counts[field["outcome"]] += 1
    return (f"{len(fields)} fields: {counts['answered']} answered, {counts['absent']} absent, "
            f"{counts['not_applicable']} not applicable, {counts['review']} to review")


def show(result):
    if result["status"] != "ok":
        reason = result.get("error", {}).get("message", "the chart holds no index event")
        print(f"\n{result['case']}: {reason}")
        return
    fields = list(fields_of(result))
    print(f"\n{result['case']} ({counted(fields)})")
    print(line("field", "answer [registry code]", "step", "evidence"))
    print("  " + "-" * (WIDTH - 2))
    closed = []
    for name, field in fields:
        if field["outcome"] == "not_applicable":
            closed.append(name)
        else:
            print(line(name, shown_answer(field), field.get("step", ""), shown_evidence(field)))
    if closed:
        print(textwrap.fill("not applicable: " + ", ".join(closed), WIDTH, initial_indent="  ", subsequent_indent="    "))
    for item in result.get("checks", []):
        print(f"  check ({item.get('level', '')}): {item.get('message', '')}")


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        for text in lines:
            show(json.loads(text))
    print()


if __name__ == "__main__":
    main()
