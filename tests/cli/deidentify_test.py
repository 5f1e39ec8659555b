"""Roles with `deidentify: true`: dates come back right or go to a person, whatever their form; what a model could not read is
not counted as absent; the patient's own names are not sent.

Usage: deidentify_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import datetime
import http.server
import json
import pathlib
import re
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from chat_model import ChatModel  # noqa: E402
from cli import Checks, suture  # noqa: E402
from operations import build, chart, write_charts  # noqa: E402

check = Checks()
SPEC = '''registry TEST.SCRUB "A test of scrubbed roles" version "1" { versions by surgery.start }
use std.fhir
use std.notes
use std.procedures
index first surgery : procedure in CoronaryBypass
choice YesNo { Yes = 1, No = 2 }
field Told "Told" : date {
  define """When the patient was told."""
  ask told using abstractor {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    """When was the patient told?"""
  }
  otherwise review because "no note says"
}
field By "By" : text {
  define """Who told."""
  ask told using abstractor {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    """Who told the patient?"""
  }
  otherwise review because "no note says"
}
field Old "Old" : YesNo {
  define """Aged 90 or more."""
  ask told using abstractor {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    """Is the patient 90 years or older?"""
  }
  otherwise No when complete told because "the notes do not say so"
  otherwise review because "the notes were not read whole"
}
'''
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class Model(ChatModel):
    """Answers what `answer(prompt)` of the test gives: (value, quote), or None for "not found"."""
    answer = None
    prompt = ""

    def answers_to(self, body, prompt):
        Model.prompt = prompt
        found = Model.answer(prompt)
        return {key: {"evidence": [{"passage": 1, "quote": found[1]}] if found else [], "found": bool(found),
                      "value": found[0] if found else None} for key in re.findall(r'<question key="(\w+)"', prompt)}


class Bench:
    def __init__(self, folder):
        self.folder = folder
        build(check, folder, SPEC)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ask(self, field, note, answer, order=None, patient=None, scrubbed=True):
        write_charts(self.folder / "charts", [chart(1, note, patient)])
        Model.answer = staticmethod(answer)
        (self.folder / "suture.yaml").write_text(f"""servers:
  fake: {{ kind: openai, base_url: "http://127.0.0.1:{self.server.server_address[1]}/v1" }}
roles:
  abstractor: {{ server: fake, model: m, may_see_notes: true, deidentify: {"true" if scrubbed else "false"} }}
limits: {{ tries: 1 }}
""" + (f"numeric_dates: {order}\n" if order else ""))
        (self.folder / "out").unlink(missing_ok=True)
        done = suture("run", self.folder / "plan.json", "--cases", self.folder / "charts", "--config", self.folder / "suture.yaml",
                      "--out", self.folder / "out", "--fields", field)
        check(f"a run on {note!r} ends well", done.returncode == 0, done.stderr)
        return json.loads((self.folder / "out").read_text())["fields"][field]


def told(prompt):
    return re.search(r"Told on (.*?) of it", prompt, re.S)


def read_date(text, order):
    """As a careful reader would; None where nobody can tell."""
    words = re.findall(r"\d+|[A-Za-z]{3,}", text)
    names = [word for word in words if word[:3].lower() in MONTHS and word.isalpha()]
    numbers = [word for word in words if word.isdigit()]
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    year = next((n for n in numbers if len(n) == 4), numbers[-1] if numbers else None)
    rest = list(numbers)
    if year in rest:
        rest.remove(year) if len(year) == 4 else rest.pop()
    year = int(year) + (2000 if len(year) == 2 else 0) if year else None
    if names and len(rest) == 1:
        return datetime.date(year, MONTHS.index(names[0][:3].lower()) + 1, int(rest[0]))
    if len(rest) != 2:
        return None
    month, day = map(int, rest)
    if numbers[0] == numbers[-1] or len(numbers[0]) != 4:
        month, day = (day, month) if order == "day_first" else (month, day)
    return datetime.date(year, month, day)


def test_dates(bench):
    """The model reads what it is sent, truthfully, and answers YYYY-MM-DD."""
    forms = {"month_first": ["2023-05-06", "06-May-2023", "6-May-23", "06MAY2023", "2023/05/06", "20230506", "5-6-2023", "05.06.2023",
                             "2023-5-6", "5 / 6 / 2023", "5/6/2023", "May 6th, 2023", "6th of May 2023"],
             "day_first": ["6/5/2023", "06.05.2023", "6-5-2023", "6/5/23"], None: ["2023-05-06", "06-May-2023", "20230506"]}
    for order, spellings in forms.items():
        for spelling in spellings:
            def honest(prompt, order=order):
                sent = told(prompt)
                return read_date(sent[1], order).isoformat(), sent[0]
            field = bench.ask("Told", f"Told on {spelling} of it.", honest, order)
            name = f"{spelling} ({order})"
            check(f"{name} is not sent as it is", told(Model.prompt)[1] != spelling, told(Model.prompt)[1])
            check(f"{name} comes back right", field["outcome"] == "answered" and field["value"] == "2023-05-06", field)
            check(f"{name} is quoted as it stands", [e["quote"] for e in field["evidence"]] == [f"Told on {spelling} of it"], field)
    field = bench.ask("Told", "Told on 5/6/2023 of it.", lambda prompt: ("2023-05-06", told(prompt)[0]))
    check("a date that can be read two ways is not sent, and goes to a person",
          field["outcome"] == "review" and "5/6" not in Model.prompt, field)
    for name, note, answer in (
            ("a date that its quote does not hold", "Told on 06-May-2023 of it.", lambda prompt: ("2023-05-06", told(prompt)[0])),
            ("a date from beside the quote", "Told on 06-May-2023 of it. Well.", lambda prompt: (read_date(told(prompt)[1], None).isoformat(), "Well")),
            ("a part of a moved date", "Told on 06-May-2023 of it.", lambda prompt: (str(read_date(told(prompt)[1], None).year), told(prompt)[0])),
            ("the month of a hidden date", "Told in May 2023 of it.", lambda prompt: ("2023-05", re.search(r"Told in .*? of it", prompt)[0]))):
        field = bench.ask("Told", note, answer)
        check(f"{name} goes to a person", field["outcome"] == "review", field)
    field = bench.ask("Told", "Told in 2023 of it.", lambda prompt: ("2023", "Told in 2023 of it"))
    check("a year that was sent as it is comes back", field.get("value") == "2023", field)
    field = bench.ask("By", "Told by Dr. Wren on 06-May-2023.", lambda prompt: re.search(r"by (Dr\. .*?)()\.\n", prompt).group(1, 1))
    check("a text comes back with its name and date", field.get("value") == "Dr. Wren on 06-May-2023", field)
    field = bench.ask("By", "Told by Dr. Wren.", lambda prompt: ("[NAME-7]", re.search(r"Told by .*?\]", prompt)[0]))
    check("an invented mark is no answer", field["outcome"] == "review" and field["reason"] == "schema", field)


def test_unreadable(bench):
    """Found nothing, because what there is was hidden."""
    def reader(prompt):
        found = re.search(r"(\d+)-year-old", prompt)
        return (("Yes" if int(found[1]) >= 90 else "No"), found[0]) if found else None
    plain = bench.ask("Old", "A 93-year-old woman.", reader, scrubbed=False)
    check("unscrubbed, the age is read", plain.get("value") == "Yes", plain)
    for note in ("A 93-year-old woman.", "Age: 94. Well.", "She was seen in March 2023."):
        field = bench.ask("Old", note, reader)
        check(f"{note!r}: what was hidden is not absent", field["outcome"] == "review", field)
    field = bench.ask("Old", "A woman, Dr. Wren saw her on 2023-05-06.", reader)
    check("with nothing of the kind hidden, nothing found is nothing there", field.get("value") == "No", field)


def test_names(bench):
    patient = {"name": [{"family": "O'Neill", "given": ["Mary Ann", "Zoë"]}], "birthDate": "1950-01-02"}
    for spelling in ("O\u2019Neill", "o'neill", "ONeill", "mary ann", "Mary", "Mary-Ann", "Mary\nAnn", "Neill", "Zoe", "Zoe\u0308", "ZOË"):
        bench.ask("Old", f"Pt {spelling} has it.", lambda prompt: ("Yes", "has it"), patient=patient)
        sent = re.search(r"Pt (.*?) has it", Model.prompt, re.S)[1]
        check(f"{spelling!r} is not sent", re.fullmatch(r"\[NAME-\d\]", sent), sent)


def main():
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(pathlib.Path(name))
        test_dates(bench)
        test_unreadable(bench)
        test_names(bench)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
