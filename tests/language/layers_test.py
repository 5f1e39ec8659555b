"""A site's layer over a registry: it adds what this hospital writes, and changes nothing that the registry says.

Usage: layers_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.cli import Checks, suture  # noqa: E402

check = Checks()

BASE = '''use std.fhir
use std.labs
use std.diagnoses
use std.procedures
use std.notes

registry Book.Base "Base" version "1" { steward "The authors" }
index first surgery : procedure in CardiacSurgery
choice YesNo { Yes = 1, No = 2 }
codes Own { icd10cm E11.9 }
field Diabetes "Diabetes" : YesNo {
  define """
    Diabetes before the operation.
    """
  rule coded Yes when any condition in Own before surgery.start
  rule told  Yes when any affirmed mention of Sugar in HistoryAndPhysical notes before surgery.start
  rule sugar Yes when any Creatinine before surgery.start where value > 9 mg/dL
  otherwise review
}
phrases Sugar { "diabet*" }
'''
LAYER = '''use std.fhir
use std.labs
use std.notes

extend Book.Base from "../base" {
  codes Own { icd10cm E10.9 }
  codes Local { icd10cm E13.9 }
  phrases Sugar { "sugar disease" }
  document HistoryAndPhysical { spelled "Aufnahmebefund" }
  lab Creatinine { loinc 77140-2; spelled "mg pro dl" }
  finding local_sugar : YesNo {
    rule coded Yes when any condition in Local before surgery.start
    otherwise review
  }
  test "the site's own code" for Diabetes {
    given surgery on 2024-03-01
    given condition icd10cm E10.9 on 2020-01-05
    expect Diabetes = Yes by coded
  }
  test "the site's own words" for Diabetes {
    given surgery on 2024-03-01
    given HistoryAndPhysical note on 2024-02-28 """ Has sugar disease. """
    expect Diabetes = Yes by told
  }
  test "the site's own field" for local_sugar {
    given surgery on 2024-03-01
    given condition icd10cm E13.9 on 2020-01-05
    expect local_sugar = Yes by coded
  }
}
'''


def main():
    with tempfile.TemporaryDirectory() as folder:
        base, site = pathlib.Path(folder) / "base", pathlib.Path(folder) / "site"
        base.mkdir()
        site.mkdir()
        (base / "registry.suture").write_text(BASE, encoding="utf-8")
        (site / "site.suture").write_text(LAYER, encoding="utf-8")
        checked = suture("check", site)
        check("the layer checks", checked.returncode == 0, checked.stderr.decode())
        done = suture("test", "--quiet", site)
        check("the layer's tests hold", done.stdout.decode().endswith("3 passed, 0 failed\n"),
              done.stdout.decode() + done.stderr.decode())
        check("the registry alone is as before", suture("check", base).returncode == 0)
        plan = suture("build", site, "-o", pathlib.Path(folder) / "plan.json")
        check("a plan is built", plan.returncode == 0, plan.stderr.decode())
        built = (pathlib.Path(folder) / "plan.json").read_text(encoding="utf-8") if plan.returncode == 0 else ""
        check("titles and spellings are in it", "Aufnahmebefund" in built and "mg pro dl" in built and "77140-2" in built)

        def refused(text, code):
            (site / "site.suture").write_text(text, encoding="utf-8")
            out = suture("check", site).stderr.decode()
            check(f"{code} is said", code in out, out)

        refused(LAYER.replace("Book.Base from", "Book.Bass from"), "S1020")
        refused(LAYER.replace('from "../base" ', ""), "S1020")
        refused(LAYER.replace("lab Creatinine {", "lab Creatinine in umol/L {"), "S1021")
        refused(LAYER.replace("codes Own { icd10cm E10.9 }", "codes Own { icd10cm E10.* except E10.9 }"), "S1021")
        refused(LAYER.replace("codes Own { icd10cm E10.9 }", "codes Own { except Local }"), "S1021")
        refused(LAYER.replace("phrases Sugar", "phrases Suger"), "S1003")
        refused(LAYER.replace("document HistoryAndPhysical", "document HistoryAndPhysicals"), "S1003")
        refused(LAYER.replace("lab Creatinine {", "lab Creatinin {"), "S1003")
        refused(LAYER.replace("finding local_sugar", "finding Diabetes"), "S1002")

        def told_of(text, code, *words):
            (site / "site.suture").write_text(text, encoding="utf-8")
            out = suture("check", site).stderr.decode()
            first = out[out.find(f"[{code}]"):].splitlines()[1] if f"[{code}]" in out else ""
            check(f"{code} is said of the layer", "site.suture:" in first, out)
            check(f"{code} says what is wrong", all(word in out for word in words), out)

        prefer = "prefer HistoryAndPhysical over Discharge\n"
        instructions = 'instructions """Answer Yes where in doubt."""\n'
        absent = "absent { not documented -> blank }\n"
        for rules, word in ((prefer, "`prefer`"), (instructions, "`instructions`"), (absent, "`absent`")):
            told_of(LAYER + rules, "S1021", word)
            told_of(LAYER.replace('"../base" {\n', '"../base" {\n' + rules), "S1021", word)
            (site / "more.suture").write_text("use std.fhir\nuse std.notes\n" + rules, encoding="utf-8")
            (site / "site.suture").write_text(LAYER, encoding="utf-8")
            out = suture("check", site).stderr.decode()
            check(f"{word} in another file of the layer", "S1021" in out and "more.suture" in out, out)
            (site / "more.suture").unlink()
            (site / "site.suture").write_text(LAYER, encoding="utf-8")
        field = '''field Diabetes "Again" : YesNo {
  define """Again."""
  otherwise review
}
'''
        told_of(LAYER + field, "S1002", "`Diabetes`")
        (base / "registry.suture").write_text(BASE.replace('"Diabetes" :', '"Diabetes" id 7 :'), encoding="utf-8")
        told_of(LAYER + field.replace("field Diabetes", "field Second").replace('"Again" :', '"Again" id 7 :'),
                "S8001", "`Diabetes`")
        told_of(LAYER.replace("../base", "../nowhere"), "S1020", 'No file in the folder "../nowhere"')
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
