"""What an author may ask of an answer beyond its value, through `suture run` and HTTP: samples that agree, a measured
confidence, two roles, a rule to be checked against, reasoning before the value, exact quotes.

Usage: prompt_controls_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import collections
import http.server
import json
import math
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
NOTE = "Seen before surgery. Longstanding diabetes mellitus, on metformin; never smoked."
QUOTE = "Longstanding diabetes mellitus"
CODED = "coded No when any condition in DiabetesMellitus before surgery.start"
TABLE = """table coded first {
    is_coded || Tabled
    yes      || No
    where is_coded = any condition in DiabetesMellitus before surgery.start
  }"""
# Field, who is asked, the lines beside the question, the steps before and after it.
FIELDS = [("Sampled", "abstractor", "samples 3 agree 2", "", ""),
          ("Measured", "abstractor", "accept when confidence >= 0.8", "", ""),
          ("Shared", "abstractor and second_reader", "", "", ""),
          ("Checked", "abstractor", "check against coded", f"hint {CODED}", ""),
          ("Ruled", "abstractor", "check against coded", "", f"rule {CODED}"),
          ("InForce", "abstractor", "check against coded", "", f"rule {CODED} effective 2020"),
          ("Retired", "abstractor", "check against coded", "", f"rule {CODED} effective 2010 until 2020"),
          ("Tabled", "abstractor", "check against coded", "", TABLE),
          ("Silenced", "abstractor", "check against coded", "",
           "rule coded absent when any condition in DiabetesMellitus before surgery.start"),
          ("Reasoned", "abstractor", "reason first", "", ""),
          ("Cited", "abstractor", "cite exact", "", ""),
          ("Quoted", "abstractor", "", "", "")]


def spec():
    fields = "".join(f'''
field {name} "{name}" : YesNo {{
  define """Diabetes before the operation."""
  {before}
  ask told using {roles} {{
    read HistoryAndPhysical notes written within 1 year before surgery.start
    {lines}
    """Was diabetes known, for {name}?"""
  }}
  {after}
  otherwise review because "no note says"
}}''' for name, roles, lines, before, after in FIELDS)
    return f'''registry TEST.CONTROLS "A test of answers" version "1" {{ versions by surgery.start }}
use std.fhir
use std.notes
use std.diagnoses
use std.procedures
index first surgery : procedure in CoronaryBypass
choice YesNo {{ Yes = 1, No = 2 }}
{fields}
'''


class Model(ChatModel):
    """Answers each question by `script[field]`: a function of the model's name and how often it was asked before."""

    script, asked, schemas, probability, doubted = {}, collections.Counter(), {}, 1.0, "Y"
    lock = threading.Lock()

    def answers_to(self, body, prompt):
        answers = {}
        with self.lock:
            for key, field in re.findall(r'<question key="(\w+)"[^>]*>\s*(\w+)', prompt):
                value, quote = self.script[field](body["model"], self.asked[field])
                self.asked[field] += 1
                whole = body["response_format"]["json_schema"]["schema"]
                schema = whole["properties"][key]
                Model.schemas[field] = whole["$defs"][schema["$ref"].split("/")[-1]] if "$ref" in schema else schema
                if isinstance(value, list):
                    answers[key] = {"rows": [{"evidence": [{"passage": 1, "quote": quote}], **row} for row in value]}
                else:
                    evidence = [{"passage": 1, "quote": quote}] if value is not None else []
                    answers[key] = {"evidence": evidence, "found": value is not None, "value": value}
        return answers

    def more_of(self, body, text):
        if not body.get("logprobs"):
            return {}
        # One token a character; some letters are what is doubted.
        doubted = math.log(self.probability)
        return {"logprobs": {"content": [{"token": c, "logprob": doubted if c == self.doubted else 0.0} for c in text]}}


def always(value, quote=QUOTE):
    return lambda model, times: (value, quote)


def run(folder, port, more="", **script):
    Model.script = collections.defaultdict(lambda: always("Yes"), script)
    Model.asked.clear()
    (folder / "suture.yaml").write_text(f"""servers:
  local: {{ kind: openai, base_url: "http://127.0.0.1:{port}/v1" }}
roles:
  abstractor: {{ server: local, model: first, may_see_notes: true, logprobs: true }}
  second_reader: {{ server: local, model: second, may_see_notes: true, logprobs: true }}
{more}
""")
    done = suture("run", folder / "plan.json", "--cases", folder / "charts", "--config", folder / "suture.yaml", "--out", folder / "out",
                  timeout=120)
    if not check("the run ends well", done.returncode == 0, done.stderr[-600:]):
        return collections.defaultdict(dict)
    return json.loads((folder / "out").read_text())["fields"]


def is_yes(field):
    return field.get("outcome") == "answered" and field.get("value") == "Yes"


def reviewed(field, reason):
    return field.get("outcome") == "review" and field.get("reason") == reason


def test_ranges_of_cells(folder, port):
    """A number that the record does not allow was misread: no rule takes it for more or for less."""
    build(check, folder, spec() + '''
record Lesion { stenosis : integer % range 0 %..100 % "The degree" }
extract lesions : at most 3 Lesion {
  read HistoryAndPhysical notes written within 1 year before surgery.start
  """Narrowings?"""
}
field Narrow "Narrow" : YesNo {
  define """Half or more."""
  rule stated Yes when any lesions where stenosis >= 50 %
  otherwise No when complete lesions because "every report was read"
  otherwise review because "not read"
}
''')
    for stenosis, wanted in ((60, "Yes"), (100, "Yes"), (0, "No"), (160, None), (-5, None), (10**15, None)):
        told = f"a narrowing of {stenosis} %"
        write_charts(folder / "charts", [chart(1, note=f"{NOTE} There is {told}.")])
        rows = lambda model, times, stenosis=stenosis, told=told: ([{"stenosis": stenosis}], told)  # noqa: E731
        answer = run(folder, port, Narrowings=rows, lesions=rows, Lesion=rows)["Narrow"]
        is_right = answer.get("value") == wanted and answer["outcome"] == "answered" if wanted else reviewed(answer, "unsettled")
        check(f"a narrowing of {stenosis} %: {wanted or 'a person decides'}", is_right, answer)


def test_unquoted(folder, port):
    """A number beside a true quote is a proposal, unless the ask says that it is read out of what is quoted."""
    fields = "".join(f'''
field {name} "{name}" : integer % range 1 %..99 % {{
  define """The ejection fraction before the operation."""
  ask told using abstractor {{
    read HistoryAndPhysical notes written within 1 year before surgery.start
    {line}
    """Which ejection fraction, for {name}?"""
  }}
  otherwise review because "no note says"
}}''' for name, line in (("Ef", ""), ("Reasoned_ef", "cite reason")))
    build(check, folder, spec() + fields)
    write_charts(folder / "charts", [chart(1, note=NOTE + " The ejection fraction was 55 %. Function is normal.")])
    beside = run(folder, port, Ef=always(20), Reasoned_ef=always(20))
    check("a number that its quote does not hold is a proposal", reviewed(beside["Ef"], "unquoted") and beside["Ef"].get("proposal") == "20"
          and Model.asked["Ef"] == 2, beside["Ef"])
    check("the quote stands beside it", [item["quote"] for item in beside["Ef"]["evidence"] if item["kind"] == "quote"] == [QUOTE], beside["Ef"])
    check("cite reason takes it", beside["Reasoned_ef"].get("value") == "20", beside["Reasoned_ef"])
    held = run(folder, port, Ef=always(55, "ejection fraction was 55 %"), Reasoned_ef=always(60, "Function is normal"))
    check("one that it holds is taken", held["Ef"].get("value") == "55" and held["Reasoned_ef"].get("value") == "60", held)


def test_date_order(folder, port):
    """3/4/2019 is a day only where suture.yaml says which."""
    build(check, folder, spec() + '''
field Told "Told" : date {
  define """The day when diabetes was first told."""
  ask told using abstractor {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    """When was diabetes told, for Told?"""
  }
  otherwise review because "no note says"
}
''')
    for order, written, wanted in (("", "3/4/2019", None), ("day_first", "3/4/2019", "2019-04-03"), ("month_first", "3/4/2019", "2019-03-04"),
                                   ("day_first", "3/14/2019", "2019-03-14"), ("day_first", "19-04-03", None), ("", "2019-04-03", "2019-04-03")):
        write_charts(folder / "charts", [chart(1, note=f"{NOTE} Diabetes was told on {written}.")])
        told = run(folder, port, more=f"numeric_dates: {order}" if order else "", Told=always(written, f"told on {written}"))["Told"]
        is_right = told.get("value") == wanted if wanted else reviewed(told, "schema") and Model.asked["Told"] == 2
        check(f"{written}, {order or 'order not said'}: {wanted}", is_right, told)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        build(check, folder, spec())
        write_charts(folder / "charts", [chart(1, note=NOTE)])
        port = server.server_address[1]

        calm = run(folder, port)
        for field, *_ in FIELDS:
            check(f"{field} is answered", is_yes(calm[field]), calm[field])
        check("three samples, two roles, one call each of the others",
              [Model.asked[field] for field, *_ in FIELDS] == [3, 1, 2] + [1] * (len(FIELDS) - 3), Model.asked)
        order = {field: list(Model.schemas[field]["properties"]) for field, *_ in FIELDS}
        check("reasoning stands between evidence and value where it is asked for",
              order["Reasoned"] == ["evidence", "reasoning", "found", "value"], order["Reasoned"])
        check("and nowhere else", all("reasoning" not in names for field, names in order.items() if field != "Reasoned"), order)

        one = run(folder, port, Sampled=lambda model, times: ("No" if times == 1 else "Yes", QUOTE))
        check("two samples of three are enough", is_yes(one["Sampled"]), one["Sampled"])

        Model.probability = 0.6
        doubtful = run(folder, port)
        check("below the confidence it is a proposal", reviewed(doubtful["Measured"], "low_confidence")
              and doubtful["Measured"].get("proposal") == "Yes", doubtful["Measured"])
        check("who asks for no confidence is not asked for it", is_yes(doubtful["Cited"]), doubtful["Cited"])
        Model.doubted = "f"  # Of "false", and of the word "found"
        missing = run(folder, port, Measured=always(None))
        check("not found below the confidence is no answer either", reviewed(missing["Measured"], "low_confidence"), missing["Measured"])
        check("and where no confidence is asked for it passes on", reviewed(run(folder, port, Cited=always(None))["Cited"], "otherwise"))
        Model.probability, Model.doubted = 1.0, "Y"
        missing = run(folder, port, Measured=always(None))
        check("surely not found passes on", reviewed(missing["Measured"], "otherwise"), missing["Measured"])
        Model.probability = 3.0
        check("likelier than certain is not measured", reviewed(run(folder, port)["Measured"], "low_confidence"))
        Model.probability = 1.0

        split = run(folder, port, Shared=lambda model, times: ("Yes" if model == "first" else "No", QUOTE))
        check("two roles that differ go to a person", reviewed(split["Shared"], "disagreement"), split["Shared"])

        loose = QUOTE.upper()
        cased = run(folder, port, Cited=always("Yes", loose), Quoted=always("Yes", loose))
        check("cite exact takes nothing normalised", reviewed(cased["Cited"], "citation") and Model.asked["Cited"] == 2, cased["Cited"])
        grades = [item.get("grade") for item in cased["Quoted"].get("evidence", []) if item["kind"] == "quote"]
        check("without it the grade is kept", is_yes(cased["Quoted"]) and grades == ["normalised"], cased["Quoted"])

        coded = chart(1, note=NOTE)
        coded["entry"].append({"resource": {
            "resourceType": "Condition", "id": "c", "recordedDate": "2023-05-01",
            "verificationStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"}]},
            "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "E11.9"}]}}})
        write_charts(folder / "charts", [coded])
        against = run(folder, port)
        for field in ("Checked", "Ruled", "InForce", "Tabled", "Silenced"):
            check(f"{field}: an answer against a rule goes to a person", reviewed(against[field], "disagreement"), against[field])
        check("a rule that was not in force yet or any more says nothing", is_yes(against["Retired"]), against["Retired"])
        coded["entry"][-1]["resource"]["recordedDate"] = "2024"  # Before the operation or after it
        write_charts(folder / "charts", [coded])
        doubtful = run(folder, port)
        for field in ("Checked", "Ruled", "InForce", "Tabled", "Silenced"):
            check(f"{field}: a rule that cannot be judged goes to a person, with what was asked as the proposal",
                  reviewed(doubtful[field], "unsettled") and doubtful[field].get("cause") == "imprecise_time"
                  and doubtful[field].get("proposal") == "Yes", doubtful[field])
        check("one that is not in force any more still says nothing", is_yes(doubtful["Retired"]), doubtful["Retired"])
        test_unquoted(folder, port)
        test_date_order(folder, port)
        test_ranges_of_cells(folder, port)
    server.shutdown()
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
