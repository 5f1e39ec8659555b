"""Bad input of every kind: a clear sentence, the right exit code, nothing lost.

Usage: bad_input_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import base64
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, suture  # noqa: E402

check = Checks()
CHARTS = ROOT / "examples" / "sts.ndjson"


def expect(name, done, code, words):
    """The exit code and words of the message, which is text that a person can read."""
    text = done.stderr.decode(errors="replace")
    check(name, done.returncode == code and words in text, f"exit {done.returncode}: {text[-500:]}")


def spec(folder, name, text):
    path = folder / f"{name}.suture"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_specs(folder):
    def refused(name, text, words):
        expect(name, suture("check", spec(folder, name.replace(" ", "_").replace(",", ""), text), timeout=60), 1, words)

    refused("an empty spec", "", "S9001")
    refused("a binary spec", b"field\0x", "S9002")
    refused("a spec that is no UTF-8", b"choice A { Yes = 1 } // \xff\xfe\n", "S9003")
    refused("10 MB on one line", b"// " + b"x" * 10_000_000, "S9004")
    refused("100,000 parentheses", "let a = " + "(" * 100_000 + "1" + ")" * 100_000, "S0019")
    refused("a lone brace", "choice A { Yes = 1 }\n}\n", "closes nothing")
    refused("only a brace", "}\n", "closes nothing")
    refused("an unclosed text block", 'choice A { Yes = 1 }\nfield F "F" : A {\n  define """\n  no end\n', "text block")
    refused("a field that needs itself", 'choice A { Yes = 1, No = 2 }\nfield F "F" : A {\n  define """ x """\n'
            '  rule r Yes when F = No\n  otherwise review\n}\n', "depends on itself")
    refused("doubled ids", 'choice A { Yes = 1 }\nfield F "F" id 7 : A {\n  define """ x """\n  otherwise review\n}\n'
            'field G "G" id 7 : A {\n  define """ x """\n  otherwise review\n}\n', "7")
    refused("an index over an unknown kind", 'registry A "A" version "1" { }\nindex first surgery : procedure in Nothing\n'
            'event later = surgery.start + 1 day\n', "procedure")
    module = folder / "own"
    module.mkdir()
    (module / "own.suture").write_text("use own\nchoice A { Yes = 1 }\n")
    expect("a module that imports itself", suture("check", module), 1, "itself")
    expect("no such path", suture("check", folder / "nowhere"), 2, "There is no file")
    expect("no such option", suture("check", "--nonsense", "x"), 2, "--help")
    expect("no such command", suture("chekc"), 2, "--help")
    expect("building a library", suture("build", "stdlib/labs", "-o", folder / "o.json"), 2, "library")
    expect("explaining a folder", suture("explain", folder, "--case", "x", "--field", "F"), 2, "is a folder, not a file of results")


def test_plans(folder, plan):
    def refused(name, content, words):
        path = folder / "bad.plan.json"
        path.write_bytes(content)
        expect(name, suture("run", path, "--cases", CHARTS, "--out", folder / "o"), 2, words)
        check(f"{name}: no results are left", not (folder / "o").exists())

    text = plan.read_bytes()
    refused("a truncated plan", text[:1000], "plan")
    refused("an empty plan", b"", "plan")
    refused("a plan edited by hand", text.replace(b'"label"', b'"lable"', 1), "plan")
    refused("a chart in place of a plan", CHARTS.read_bytes().splitlines()[0], "plan")
    document = json.loads(text)
    version = next(key for key in document if key in ("version", "v", "plan_version"))
    document[version] = 99
    refused("a plan of a newer version", json.dumps(document).encode(), "reads version")

    def edited(change):
        document = json.loads(text)
        change(document)
        return json.dumps(document, separators=(",", ":")).encode()

    def field_out_of_range(document):
        document["fields"][0]["section"] = 99999

    refused("an index out of range", edited(field_out_of_range), "plan")
    expect("no such plan", suture("run", folder / "none.json", "--cases", CHARTS, "--out", folder / "o"), 2, "Cannot read the plan")


def bundle_lines():
    return [json.loads(line) for line in CHARTS.read_bytes().splitlines()]


def results_of(plan, charts, *arguments):
    done = suture("run", plan, "--cases", "-", "--out", "-", *arguments, stdin=charts)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


def resources(bundle, kind):
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_lines(folder, plan):
    own = folder / "own.ndjson"
    own.write_bytes(CHARTS.read_bytes())
    expect("output equal to input", suture("run", plan, "--cases", own, "--out", own), 2, "overwrite")
    check("the input is whole", own.read_bytes() == CHARTS.read_bytes())
    good = CHARTS.read_bytes().splitlines()[0]
    done, lines = results_of(plan, b"not json\n" + good + b"\n{\"resourceType\":\"Bundle\",\"entry\":[\n" + good[:len(good) // 2])
    check("one bad case never stops the run", done.returncode == 1 and len(lines) == 4
          and [line["status"] == "error" for line in lines] == [True, False, True, True],
          f"exit {done.returncode}, {[line.get('status') for line in lines]}")
    for line in lines:
        if line["status"] == "error":
            error = line["error"]
            check("an error line has a code, a sentence and a place",
                  error.get("code") and error.get("message", "").endswith(".") and "offset" in error, json.dumps(line))
    done, lines = results_of(plan, b"")
    check("no chart, no line", done.returncode == 0 and not lines, done.stderr.decode())
    done, lines = results_of(plan, b"[1,2]\n\"x\"\n{}\n{\"resourceType\":\"Patient\"}\n")
    check("JSON that is no bundle", done.returncode == 1 and [line["status"] for line in lines] == ["error"] * 4,
          f"exit {done.returncode}, {lines}")
    done, lines = results_of(plan, good.replace(b'"Bundle"', b'"Bun\xff\xfedle"', 1) + b"\n" + good + b"\n")
    check("invalid UTF-8", done.returncode == 1 and [line["status"] for line in lines] == ["error", "ok"],
          f"exit {done.returncode}, {[line['status'] for line in lines]}")


def test_big_bundle(plan):
    good = CHARTS.read_bytes().splitlines()[0]
    big = good[:-1] + b',"note":"' + b"x" * 200_000_000 + b'"}'
    done, lines = results_of(plan, big + b"\n" + good + b"\n")
    check("a bundle of 200 MB is an error line", done.returncode == 1 and lines[0]["status"] == "error"
          and "--max-case-bytes" in lines[0]["error"]["message"] and lines[1]["status"] == "ok",
          f"exit {done.returncode}, {[json.dumps(line)[:300] for line in lines]}")
    done, lines = results_of(plan, good + b"\n", "--max-case-bytes", 1000)
    check("a smaller limit is kept", done.returncode == 1 and lines[0]["status"] == "error", done.stderr.decode())


def changed(change):
    """The first example chart with a change, as a line."""
    bundle = bundle_lines()[0]
    change(bundle)
    return json.dumps(bundle).encode() + b"\n"


def test_entries(plan):
    """Faults inside an entry: the case is judged, the fault never becomes a confident answer."""
    def outcome(name, change, field, allowed):
        done, lines = results_of(plan, changed(change))
        ok = done.returncode == 0 and lines and lines[0]["status"] == "ok"
        answer = lines[0]["fields"].get(field, {}) if ok else {}
        check(name, ok and answer.get("outcome") in allowed, f"exit {done.returncode}: {answer or done.stderr.decode()[-300:]}")

    def creatinines(bundle):
        for resource in resources(bundle, "Observation"):
            if any(coding.get("code") in ("2160-0", "38483-4", "14682-9") for coding in resource["code"]["coding"]):
                yield resource

    def without_dates(bundle):
        for resource in creatinines(bundle):
            resource.pop("effectiveDateTime", None)

    def partial_dates(bundle):
        for resource in creatinines(bundle):
            resource["effectiveDateTime"] = "2024"

    def odd_unit(bundle):
        for resource in creatinines(bundle):
            resource["valueQuantity"] = {"value": 1.0, "unit": "furlong", "code": "furlong", "system": "http://unitsofmeasure.org"}

    outcome("labs without a date", without_dates, "CreatLst", ("review", "absent"))
    outcome("labs known to the year", partial_dates, "CreatLst", ("review",))
    outcome("labs in an unknown unit", odd_unit, "CreatLst", ("review",))

    def bad_base64(bundle):
        for resource in resources(bundle, "DocumentReference"):
            resource["content"][0]["attachment"]["data"] = "!!! not base64 !!!"

    def bad_text(bundle):
        for resource in resources(bundle, "DocumentReference"):
            resource["content"][0]["attachment"]["data"] = base64.b64encode(b"caf\xe9 \xff\xfe").decode()

    done, lines = results_of(plan, changed(bad_base64))
    check("notes of invalid base64", done.returncode in (0, 1) and len(lines) == 1, done.stderr.decode()[-300:])
    if lines and lines[0]["status"] == "ok":
        negatives = [name for name, field in lines[0]["fields"].items()
                     if field.get("step") == "otherwise" and field.get("value") == "No" and "notes" in json.dumps(field)]
        check("notes that cannot be read never give No", not negatives, negatives)
    done, lines = results_of(plan, changed(bad_text))
    check("notes of invalid UTF-8", done.returncode in (0, 1) and len(lines) == 1, done.stderr.decode()[-300:])

    def unknown_code(bundle):
        for resource in resources(bundle, "Condition"):
            for coding in resource["code"]["coding"]:
                coding["code"] = "ZZZ.999"

    done, lines = results_of(plan, changed(unknown_code))
    check("unknown codes", done.returncode == 0 and lines[0]["status"] == "ok", done.stderr.decode()[-300:])
    log = done.stderr.decode()
    check("unknown codes are counted and, of one chart, not named", "no code set holds" in log and "ZZZ.999" not in log, log[-600:])


def test_configuration(folder, plan):
    def refused(name, text, words):
        path = folder / "suture.yaml"
        path.write_text(text)
        expect(name, suture("run", plan, "--cases", CHARTS, "--out", folder / "o", "--config", path), 2, words)

    server = "version: 1\nservers:\n  main: { kind: openai, base_url: 'http://127.0.0.1:9/v1'KEY }\nroles:\n"
    no_key = server.replace("KEY", "")
    refused("a configuration that is no YAML", "a: [", "suture.yaml")
    refused("a role that is not bound", no_key + "  somebody: { server: main, model: m }\n", "abstractor")
    refused("a role bound to no server", no_key + "  abstractor: { server: nobody, model: m }\n", "a server that the file does not have")
    refused("a key variable that is not set", server.replace("KEY", ", key_env: SUTURE_TEST_NO_SUCH_KEY")
            + "  abstractor: { server: main, model: m, may_see_notes: true }\n", "SUTURE_TEST_NO_SUCH_KEY")
    expect("no such configuration", suture("run", plan, "--cases", CHARTS, "--out", folder / "o", "--config", folder / "none.yaml"),
           2, "none.yaml")
    path = folder / "suture.yaml"
    path.write_text(no_key + "  abstractor: { server: main, model: m, may_see_notes: true }\n")
    good = CHARTS.read_bytes().splitlines()[0]
    done = suture("run", plan, "--cases", "-", "--out", "-", "--config", path, stdin=good + b"\n", timeout=300)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    reasons = {field["reason"] for field in lines[0]["fields"].values() if field["outcome"] == "review"} if lines else set()
    check("an unreachable server: review with its reason, and no answer", len(lines) == 1 and lines[0]["status"] == "ok"
          and "offline" in reasons, f"exit {done.returncode}, {reasons}, {done.stderr.decode()[-300:]}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_specs(folder)
        plan = folder / "sts.plan.json"
        done = suture("build", "registries/sts-acsd", "-o", plan)
        if check("build sts-acsd", done.returncode == 0, done.stderr.decode()[-500:]):
            test_plans(folder, plan)
            test_lines(folder, plan)
            test_big_bundle(plan)
            test_entries(plan)
            test_configuration(folder, plan)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
