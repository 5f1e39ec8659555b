"""What authors typically get wrong, and what they are told; and files with three separate mistakes, and
fields with three, of which each is told.

Usage: mistakes_test.py SUTURE SOURCE_FOLDER. The whole text of the messages is the expectation
(tests/compiler/mistakes/*.expected and mistakes/three; SUTURE_BLESS=1 writes it anew). Last line: `N passed, N failed`.
"""
import json
import os
import pathlib
import random
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, SHARE, Checks, share, suture  # noqa: E402

check = Checks()
FOLDER = ROOT / "tests/compiler/mistakes"
THREE = FOLDER / "three"
# Files that tell two things on purpose, each of them true.
TWO_MESSAGES = {"between_two_numbers", "member_called_first", "python_block"}
# Messages whose sentence and underline say already what to write.
HELP_NOT_NEEDED = {"S0001", "S0002", "S0011", "S0018", "S1012", "S2003", "S3003", "S4007", "S7001", "S8001"}


def check_mistakes():
    for path in share(sorted(FOLDER.glob("*.suture"))):
        said = suture("check", path.name, cwd=FOLDER).stderr.decode()
        expected = path.with_suffix(".expected")
        if os.environ.get("SUTURE_BLESS") == "1":
            expected.write_text(said, encoding="utf-8")
        check(f"{path.name} has its message", expected.exists() and expected.read_text(encoding="utf-8") == said, said)
        items = json.loads(suture("check", path.name, "--format", "json", cwd=FOLDER).stdout)["diagnostics"]
        check(f"{path.name} is told in one message", 1 <= len(items) <= (2 if path.stem in TWO_MESSAGES else 1), said)
        for item in items[:1]:
            helped = item["help"] or item["edits"] or item["labels"] or item["code"] in HELP_NOT_NEEDED
            check(f"{path.name} says what to write instead", helped, said)
    check("forty mistakes or more", len(list(FOLDER.glob("*.suture"))) >= 40)


HEAD = """use std.fhir
use std.labs
use std.drugs
use std.diagnoses
use std.procedures
use std.notes

index first surgery : procedure in CardiacSurgery

choice YesNo { Yes = 1, No = 2 }

finding treated : YesNo {
  rule drug Yes when any home drug in AntidiabeticDrugs before surgery.start
}

finding operated_on : date {
  take surgery.start.date
}
"""
RULE = "finding {name} : YesNo {{\n  rule coded {answer} when {condition}\n}}\n"


def rule(condition, answer="Yes"):
    """A finding with the mistake in its rule; `step` is the rule alone."""
    def made(name):
        return RULE.format(name=name, answer=answer, condition=condition)
    made.step = lambda name: f"  rule {name} {answer} when {condition}\n"
    return made


# What is wrong, by its sort: the code and a declaration that holds the mistake.
MISTAKES = {
    "lexical": [
        ("S0009", lambda name: f"phrases {name} {{ “insulin”, \"metformin\" }}\n"),
        ("S0010", lambda name: f"phrases {name} {{ 'insulin', \"metformin\" }}\n"),
        ("S0011", rule("treated == Yes")),
        ("S0011", rule("treated = Yes && operated_on is known")),
        ("S0012", lambda name: f"# counted from the start\nlet {name} = treated = Yes\n"),
        ("S0013", rule("treated § = Yes")),
        ("S0014", lambda name: f"codes {name} {{ icd10cm E11 .9 }}\n"),
        ("S0016", rule("any condition in Stroke within 30days before surgery.start")),
    ],
    "syntax": [
        ("S0001", lambda name: f"choice {name} {{ Low : 1 }}\n"),
        ("S0002", lambda name: f"finding {name} : YesNo {{\n  rule coded Yes treated = Yes\n}}\n"),
        ("S0003", lambda name: f"finding {name} : YesNo {{\n  rule take Yes when treated = Yes\n}}\n"),
        ("S0004", lambda name: f"finding {name} : YesNo {{\n  rule coded Yes whem treated = Yes\n}}\n"),
        ("S0005", rule("(treated = Yes")),
        ("S0006", rule("treated = Yes)")),
        ("S0018", rule("treated = Yes;")),
    ],
    "name": [
        ("S1001", rule("traeted = Yes")),
        ("S1003", rule("any condition in DiabetesMelitus before surgery.start")),
        ("S1003", rule("last Creatinin before surgery.start is known")),
        ("S1005", rule("treated = Maybe")),
        ("S1005", rule("treated = Yes", answer="Yess")),
        ("S1006", lambda name: f"let {name} = floorr(2.5)\n"),
        ("S1004", lambda name: f"event {name} = surgery.finished\n"),
    ],
    "type": [
        ("S2001", rule("treated = Yes", answer="3")),
        ("S2002", rule("last HbA1c before surgery.start")),
        ("S2007", rule("treated = \"Yes\"")),
        ("S2009", rule("treated = Yes and operated_on is known or surgery.end is known")),
        ("S2015", lambda name: f"let {name} = floor(\"2.5\")\n"),
        ("S2008", rule("treated > No")),
    ],
    "unit": [
        ("S2003", rule("last HbA1c before surgery.start >= 6.5 mg/dL")),
        ("S2004", rule("last Creatinine before surgery.start > 2")),
        ("S2005", rule("last TroponinI before surgery.start > 40 mcg/L")),
        ("S2003", rule("last Temperature before surgery.start > 38 mmol/L")),
    ],
    "time": [
        ("S3002", rule("any condition in Stroke before surgery")),
        ("S3003", rule("operated_on > 2024-02-30")),
        ("S3007", rule("any condition in Stroke before operated_on + 6 hours")),
        ("S3008", rule("any condition in Stroke within 0 days before surgery.start")),
        ("S3012", lambda name: f"event {name} = highest Creatinine before surgery.start\n"),
        ("S3013", rule("surgery.end - surgery.start > 6 hours")),
    ],
}


def three_mistakes(seed):
    """Fifty files, each with three mistakes of different sorts between declarations that are right."""
    choose = random.Random(seed)
    right = rule("any condition in Stroke before surgery.start")
    for number in range(50):
        sorts = choose.sample(list(MISTAKES), 3)
        picked = [choose.choice(MISTAKES[sort]) for sort in sorts]
        text = HEAD
        for index, (_, made) in enumerate(picked):
            text += "\n" + right(f"good_{index}") + "\n" + made(f"mistaken_{index}")
        yield f"three_{number + 1:02}", text, sorted(code for code, _ in picked)


def check_three_mistakes():
    """The fifty files stand in the tree with their messages; a blessing writes both."""
    for name, text, wanted in share(three_mistakes(20240301)):
        path = THREE / f"{name}.suture"
        expected = path.with_suffix(".expected")
        if os.environ.get("SUTURE_BLESS") == "1":
            path.write_text(text, encoding="utf-8")
            expected.write_text(suture("check", path.name, cwd=THREE).stderr.decode(), encoding="utf-8")
        check(f"{path.name} is the file of the mistakes above", path.read_text(encoding="utf-8") == text)
        said = suture("check", path.name, cwd=THREE).stderr.decode()
        check(f"{path.name} has its messages", expected.read_text(encoding="utf-8") == said, said)
        found = sorted(re.findall(r"^error\[(S\d{4})\]", said, re.M))
        check(f"{path.name} has three messages, one for each mistake", found == wanted, f"wanted {wanted}, found {found}")


def check_three_in_one_field(seed):
    """Fifty fields with three mistakes of different sorts, each in a rule of its own between rules that are right."""
    choose = random.Random(seed)
    right = rule("any condition in Stroke before surgery.start")
    in_rules = {sort: [(code, made) for code, made in mistakes if hasattr(made, "step")] for sort, mistakes in MISTAKES.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "field.suture"
        for number in range(50 // SHARE):
            picked = [choose.choice(in_rules[sort]) for sort in choose.sample([s for s in in_rules if in_rules[s]], 3)]
            text = HEAD + "\nfinding mistaken : YesNo {\n"
            for index, (_, made) in enumerate(picked):
                text += right.step(f"good_{index}") + made.step(f"mistaken_{index}")
            path.write_text(text + "  otherwise review\n}\n", encoding="utf-8")
            said = suture("check", path).stderr.decode()
            wanted, found = sorted(code for code, _ in picked), sorted(re.findall(r"^error\[(S\d{4})\]", said, re.M))
            check(f"field {number + 1} has three messages, one for each mistake", found == wanted,
                  f"wanted {wanted}, found {found}\n{text}{said}")


check_mistakes()
check_three_mistakes()
check_three_in_one_field(20240302)
sys.exit(check.finish())
