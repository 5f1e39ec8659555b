"""Each limit that docs/limits.md gives an option for: it is set, gone past, and told of in its own words.

Usage: limits_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, suture  # noqa: E402

check = Checks()
scratch = pathlib.Path(tempfile.mkdtemp())
HEAD = "use std.fhir\nuse std.procedures\nuse std.notes\nindex first surgery : procedure in CardiacSurgery\n"
NAMES = "".join(f"finding a{i} : YesNo {{ otherwise No{i} }}\n" for i in range(5))
FIVE_MISTAKES = HEAD + "".join(f"choice C{i} {{ A, B\nfinding f{i} : : C{i} {{ otherwise review }}\n" for i in range(5))
MISSPELT = HEAD + "feild Smoker \"Smoker\" : YesNo {\n  otherwise review\n}\n"
FUNCTIONS = "define F0(x: decimal) : decimal = x\n" + "".join(
    f"define F{i}(x: decimal) : decimal = F{i - 1}(x) + 1\n" for i in range(1, 6)) + \
    "finding deep : decimal { take F5(1.0)\n  otherwise review }\n"
TABLE = HEAD + "choice G { A, B, C, D }\n" + "".join(f"finding g{i} : G {{ otherwise review }}\n" for i in range(5)) + \
    "finding wide : G {\n  table t first {\n    g0 | g1 | g2 | g3 | g4 || wide\n" + "".join(
        "    " + " | ".join("ABCD"[j] if j != i else "-" for j in range(4)) + " | A || A\n" for i in range(4)) + "  }\n}\n"
PROMPT = HEAD + '''choice YesNo { Yes, No }
field Smoker "Smoker" : YesNo {
  define """
    Smokes at the time of the operation.
    """
  ask history {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    cues "smok*"
    """
    Does the patient smoke?
    """
  }
  otherwise review
}
'''
NESTED_SET = {"resourceType": "ValueSet", "expansion": {"contains": [
    {"contains": [{"contains": [{"system": "http://snomed.info/sct", "code": "73211009"}]}]}]}}
IMPORT = HEAD + 'codes Diabetes { import "nested.json" }\n'


def spec(text):
    path = scratch / "spec.suture"
    path.write_text(text, encoding="utf-8")
    return path


def codes(text, *options):
    done = suture("check", "--format", "json", spec(text), *options)
    return [item["code"] for item in json.loads(done.stdout)["diagnostics"]] if done.stdout.startswith(b"{") else done.stderr


# By the option of the table: a spec that goes past a low bound, that bound, what is said then and not before.
OPTIONS = {
    "--limit file-bytes": (PROMPT, "file-bytes=100", "S9004"),
    "--limit file-words": (PROMPT, "file-words=20", "S9005"),
    "--limit nesting": (HEAD + "let deep = ((((((1))))))\n", "nesting=4", "S0019"),
    "--limit syntax-mistakes": (FIVE_MISTAKES, "syntax-mistakes=2", "S0020"),
    "--limit repair-words": (MISSPELT, "repair-words=0", "S0001"),
    "--limit messages": (HEAD + NAMES, "messages=2", "S9006"),
    "--limit function-depth": (FUNCTIONS, "function-depth=3", "S9007"),
    "--limit function-parts": (FUNCTIONS, "function-parts=10", "S9008"),
    "--limit value-set-depth": (IMPORT, "value-set-depth=1", "S7006"),
    "--limit table-search": (TABLE, "table-search=3", "S4022"),
    "--limit call-tokens": (PROMPT, "call-tokens=100", "S5009"),
}
(scratch / "nested.json").write_text(json.dumps(NESTED_SET))
for option, (text, bound, code) in OPTIONS.items():
    check(f"{option}: {code} past it", code in codes(text, "--limit", bound), codes(text, "--limit", bound))
    check(f"{option}: not by default", code not in codes(text), codes(text))



def chain(count, body, call):
    """Functions that call each other: none may cost more memory, time or stack than its limit."""
    lines = "".join(f"define F{i}(x: decimal) : decimal = {body(f'F{i - 1}(x)')}\n" for i in range(1, count + 1))
    return HEAD.replace("use std.notes", "use std.labs") + "define F0(x: decimal) : decimal = x\n" + lines + \
        f"finding grown : decimal {{\n  take {call('last Creatinine before surgery.start / 1 mg/dL')}\n  otherwise review\n}}\n"


def nested(inner, times):
    return "(" * times + inner + " + 1)" * times


def calls(value, times, name):
    return f"{name}(" * times + value + ")" * times


for name, text, options in (
        ("functions that double", chain(30, lambda f: f"{f} + {f}", lambda x: f"F30({x})"), []),
        ("deep functions, many deep", chain(190, lambda f: nested(f, 95), lambda x: f"F190({x})"), ["function-depth=200"]),
        ("deep functions in the arguments of each other", chain(15, lambda f: nested(f, 95), lambda x: calls(x, 95, "F15")), [])):
    given = [word for option in options for word in ("--limit", option)]
    done = suture("check", "--format", "json", spec(text), *given, timeout=60)
    told = [item["code"] for item in json.loads(done.stdout)["diagnostics"]] if done.returncode == 1 else done.stderr
    check(f"{name} are one message", told == ["S9008"], told)



def links(kind, count, first, of_next, down):
    """Names that stand one on the next, the first on the chart: each upon the one above it, or below."""
    lines = [f"{kind} a0{first}\n"] + [f"{kind} a{i}{of_next(f'a{i - 1}')}\n" for i in range(1, count)]
    return HEAD + "".join(lines if down else reversed(lines))


DEMO = 'registry DEMO "Demonstration" version "1" { steward "Nobody" }\n'
CHAINS = {"values": ("let", " = 1", lambda at: f" = {at} + 1"),
          "events": ("event", " = surgery.start", lambda at: f" = {at} + 1 day"),
          "findings": ("finding", " : integer { take count of condition }", lambda at: f" : integer {{ take {at} + 1 }}"),
          "findings of a phase": ("finding", " : integer { take count of condition before surgery.start }",
                                  lambda at: f" : integer {{ phase preop take {at} + 1 }}")}
for name, chained in CHAINS.items():
    for down in (True, False):
        preop = "phase preop = before surgery.start\n" if "phase" in name else ""
        done = suture("check", "--format", "json", spec(preop + links(chained[0], 3000, *chained[1:], down)), timeout=60)
        told = [item["code"] for item in json.loads(done.stdout)["diagnostics"]] if done.returncode == 1 else done.stderr
        check(f"3000 {name} one on the next are one message", told == ["S9008"], told)
        used = "" if chained[0] == "finding" else "finding used : truth { rule r true when a98 = a98 otherwise review }\n"
        most = suture("build", spec(DEMO + preop + links(chained[0], 99, *chained[1:], down) + used), "-o", scratch / "chain.json")
        check(f"99 {name} one on the next make a plan", most.returncode == 0, most.stderr)

for given, said in (("nestling=3", "There is no limit called nestling"), ("nesting=many", "takes a whole number"),
                    ("nesting=0", "from 4 to 1000"), ("nesting", "takes a whole number")):
    done = suture("check", spec(PROMPT), "--limit", given)
    check(f"--limit {given} is refused", done.returncode == 2 and said in done.stderr.decode(), (done.returncode, done.stderr))


def plan_of(*options):
    path = scratch / "plan.json"
    done = suture("build", spec(HEAD.replace("index", 'registry R "R" version "1" { }\nindex', 1) + PROMPT[len(HEAD):]),
                  "-o", path, *options)
    check(f"builds {' '.join(options)}", done.returncode == 0, done.stderr)
    return path


check("--limit prompt-tokens", '"max_tokens":123' in re.sub(r"\s", "", plan_of("--limit", "prompt-tokens=123").read_text()))
plan = plan_of()
chart = (ROOT / "examples/sts.ndjson").read_text(encoding="utf-8").splitlines()[0]
DEEP = '{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Procedure","id":"p","code":' + \
    "[" * 40 + "]" * 40 + "}}]}"
for option, bound, code in (("--max-case-bytes", "1000", "too_large"), ("--max-case-entries", "1", "too_many_rows"),
                            ("--max-case-depth", "4", "too_deep")):
    out = scratch / f"out{option}.ndjson"
    (scratch / "cases.ndjson").write_text((DEEP if code == "too_deep" else chart) + "\n", encoding="utf-8")
    suture("run", plan, "--cases", scratch / "cases.ndjson", "--offline", "--out", out, option, bound)
    check(f"{option}: {code}", code in out.read_text(), out.read_text()[:300])
    OPTIONS[option] = code

for option, bound, code in (("--max-plan-bytes", "1000", "the limit is 1000"), ("--max-plan-entries", "5", "more than 5 entries")):
    done = suture("run", plan, "--cases", scratch / "cases.ndjson", "--offline", "--out", scratch / "out.plan", option, bound)
    check(f"{option}: the plan is refused", done.returncode == 2 and code in done.stderr.decode(), done.stderr)
    OPTIONS[option] = code
# `limits` of suture.yaml and keys of its roles and servers: tests/runtime/config and tests/runtime/prompts go past them.
for key, test in (("answer_rows", "tests/runtime/prompts/answer_reader_test.cc"), ("answer_depth", "tests/runtime/prompts/answer_reader_test.cc"),
                  ("shared_tokens", "tests/runtime/prompts/passes_test.cc"), ("max_in_flight", "tests/runtime/models/dispatcher_test.cc"), ("max_response_bytes", "tests/runtime/models/faults_test.cc"),
                  ("max_output_tokens", "tests/runtime/models")):
    texts = [p.read_text(encoding="utf-8") for p in ([ROOT / test] if (ROOT / test).is_file() else (ROOT / test).glob("*.cc"))]
    check(f"{key} is tested in {test}", any(key in text for text in texts))
    OPTIONS[key] = test

long = HEAD + "let wide = any procedure in CardiacSurgery before surgery.start or any procedure in CardiacSurgery after surgery.start\n"
path = spec(long)
suture("fmt", "--columns", "50", path)
check("--columns", max(map(len, path.read_text().splitlines())) <= 60, path.read_text())

rows = [line.split("|")[4] for line in (ROOT / "docs/limits.md").read_text(encoding="utf-8").splitlines() if line.count("|") == 6]
named = {name for cell in rows for name in re.findall(r"`(--[a-z-]+(?: [a-z-]+)?|[a-z_]+)`", cell)}
OPTIONS |= {"--limit prompt-tokens": "", "--columns": ""}
check("every option of docs/limits.md is tried", named <= set(OPTIONS), named - set(OPTIONS))
shutil.rmtree(scratch)
sys.exit(check.finish())
