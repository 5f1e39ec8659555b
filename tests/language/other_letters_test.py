"""Letters of other alphabets in words: one message, and an edit that is safe where the word is known.

Usage: other_letters_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import Checks, suture  # noqa: E402

check = Checks()

SPEC = """use std.fhir
use std.labs
use std.diagnoses
use std.procedures

registry DEMO "Demonstration" version "1" {
  steward "Nobody"
}

index first surgery : procedure in CardiacSurgery

choice YesNo { Yes = 1, No = 2 }

finding diabetes : YesNo {
  rule coded Yes when any condition in DiabetesMellitus before surgery.start
  otherwise review
}

field Renal "Renal failure, почечная недостаточность" : YesNo {
  define \"\"\"
    Креатинин above 2 mg/dL. Κρεατινίνη.
    \"\"\"
  rule high Yes when highest Creatinine within 30 days before surgery.start > 2 mg/dL and diabetes = Yes
  otherwise review because "нет данных"
}
"""


def diagnostics(spec, text):
    spec.write_text(text, encoding="utf-8")
    return json.loads(suture("check", "--format", "json", spec).stdout)["diagnostics"]


def fixed(spec):
    return suture("check", "--fix", spec), spec.read_text(encoding="utf-8")


def told(spec, was, now, code, safe, *parts):
    """The spec with `was` written `now` gives one message; its edit writes it back, unasked where it is safe."""
    text = SPEC.replace(was, now)
    items = diagnostics(spec, text)
    check(f"{now}: one message", [i["code"] for i in items] == [code], items)
    if not items:
        return
    check(f"{now}: it says what the letter is", all(part in items[0]["message"] for part in parts), items[0]["message"])
    edits = items[0]["edits"]
    check(f"{now}: the edit is {'safe' if safe else 'none or a proposal'}", any(e["safe"] for e in edits) == safe, edits)
    done, after = fixed(spec)
    check(f"{now}: --fix", after == (SPEC if safe else text) and (done.returncode == 0) == safe, after if safe else done.stderr)


def main():
    with tempfile.TemporaryDirectory() as name:
        spec = pathlib.Path(name) / "letters.suture"
        check("other letters may stand in texts and comments", diagnostics(spec, SPEC + "// комментарий\n") == [])
        told(spec, "  rule high", "  rulе high", "S0028", True, "`rulе`", "`rule`", "Cyrillic U+0435", "Latin `e`")
        told(spec, "otherwise review because", "οtherwise review because", "S0028", True, "Greek U+03BF", "Latin `o`")
        told(spec, "and diabetes =", "and diаbеtes =", "S0028", True, "Cyrillic U+0430", "1 more letter is like it")
        told(spec, "DiabetesMellitus", "DiabеtesMellitus", "S0028", True, "Cyrillic")
        told(spec, "highest Creatinine", "highest Ｃｒｅａｔｉｎｉｎｅ", "S0028", True, "full-width U+FF23", "9 more letters")
        told(spec, "rule high", "rule hіgh", "S0028", False, "Cyrillic U+0456")
        told(spec, "finding diabetes", "finding diabеtes", "S0028", False, "Cyrillic U+0435")
        told(spec, "2 mg/dL and", "2 mg/dＬ and", "S0028", False, "full-width")
        told(spec, "30 days", "３0 days", "S0028", False, "full-width U+FF13")
        told(spec, "rule coded", "rule кодировано", "S0029", False, "`кодировано`")
        told(spec, "rule coded", "rule 编码", "S0029", False, "`编码`")
        told(spec, "2 mg/dL and", "2 мг/дл and", "S0029", False, "`мг/дл`")
        told(spec, "diabetes = Yes\n", "diabetes ＝ Yes\n", "S0011", True, "`＝`", "`=`")
        items = diagnostics(spec, SPEC.replace("diabetes", "диабет"))
        check("a word that is used again is one message", [i["code"] for i in items] == ["S0029"], items)
        check("that counts the others", any("1 more time" in line for line in items[0]["help"]), items)
        items = diagnostics(spec, SPEC + "codes Wound { icd10cm Т81.4 }\n")
        check("a code with a Cyrillic Т is one message, and no code is changed unasked",
              [i["code"] for i in items] == ["S0028"] and not items[0]["edits"][0]["safe"], items)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
