"""What tests of runs against a model server share: the server, a small spec, charts, a configuration, and a run of them."""
import base64
import json
import pathlib
import signal
import subprocess

from cli import SUTURE, suture

SPEC = '''registry TEST.OPS "A test of runs" version "1" {
  versions by surgery.start
}
use std.fhir
use std.notes
use std.procedures
index INDEX surgery : procedure in CoronaryBypass
choice YesNo { Yes = 1, No = 2 }
field Diabetes "Diabetes" : YesNo {
  define """
    Diabetes before the operation.
    """
  ask history using abstractor {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    samples 3 agree 2
    """
    Was diabetes known?
    """
  }
  otherwise review because "no note says"
}
field Insulin "Insulin" : YesNo {
  define """
    Insulin before the operation.
    """
  applies when Diabetes = Yes
  ask drugs using abstractor {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    """
    Was insulin taken?
    """
  }
  otherwise review because "no note says"
}
field Smoker "Smoker" : YesNo {
  define """
    Tobacco within a year before the operation.
    """
  ask habits using abstractor {
    read HistoryAndPhysical notes written within 1 year before surgery.start
    """
    Did the patient smoke?
    """
  }
  otherwise review because "no note says"
}
'''


class Server:
    """The fake model server; `with Server() as server`."""

    def __enter__(self):
        program = pathlib.Path(SUTURE).parent / "fake_model_server"
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def __call__(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = None
        while not (line := self.process.stdout.readline()).startswith("done "):
            if not line:
                raise RuntimeError("the fake model server has ended")
            answer = json.loads(line)
        return answer

    def requests(self):
        return self("stats")["requests"]


def configuration(port, role="", limits="", more="", server="", host="127.0.0.1"):
    return f"""servers:
  fake:
    kind: openai
    base_url: http://{host}:{port}/v1
{server}
roles:
  abstractor:
    server: fake
    model: m
    may_see_notes: true
    max_output_tokens: 200
{role}
prices:
  m: {{ input: 1, output: 2 }}
limits:
  tries: 3
{limits}
{more}
"""


def chart(number, note=None, patient=None):
    """One operation, two from every fifth chart on; no note in every ninth."""
    entries = [{"resourceType": "Patient", "id": "p", "birthDate": "1950-01-02", **(patient or {})}]
    for event in range(2 if number % 5 == 0 else 1):
        entries.append({
            "resourceType": "Procedure", "id": f"op{event}", "status": "completed",
            "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "33533"}]},
            "performedPeriod": {"start": f"2024-03-0{event + 1}T08:00:00Z", "end": f"2024-03-0{event + 1}T12:00:00Z"}})
    if number % 9 or note:
        text = note or f"Patient number {number} was seen before surgery. Diabetes and tobacco were spoken of."
        entries.append({
            "resourceType": "DocumentReference", "id": "n", "status": "current",
            "type": {"coding": [{"system": "http://loinc.org", "code": "34117-2"}], "text": "History and physical"},
            "date": "2024-02-20T10:00:00Z",
            "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(text.encode()).decode()}}]})
    return {"resourceType": "Bundle", "id": f"case-{number}", "type": "collection",
            "entry": [{"resource": entry} for entry in entries]}


def write_charts(path, charts):
    path.write_text("".join(json.dumps(one) + "\n" for one in charts))


def build(check, folder, spec, name="plan"):
    """The plan of a spec: `name`.json beside `name`.suture."""
    (folder / f"{name}.suture").write_text(spec)
    done = suture("build", folder / f"{name}.suture", "-o", folder / f"{name}.json")
    check(f"{name}.suture is built", done.returncode == 0, done.stderr)


class Bench:
    """A folder with a plan, charts and a configuration; a run is one line."""

    def __init__(self, check, folder, server, charts, each=False, **settings):
        self.folder, self.server = folder, server
        folder.mkdir(exist_ok=True)
        build(check, folder, SPEC.replace("INDEX", "each" if each else "first"))
        write_charts(folder / "charts", [chart(number) for number in range(1, charts + 1)])
        self.configure(**settings)

    def configure(self, **settings):
        (self.folder / "suture.yaml").write_text(configuration(self.server.port, **settings))

    def arguments(self, out, *more):
        """Of a run into the file `out` of the folder; "-": standard output; None: `more` says where."""
        folder = self.folder
        place = [] if out is None else ["--out", folder / out if out != "-" else "-"]
        return ["run", folder / "plan.json", "--cases", folder / "charts", "--config", folder / "suture.yaml", *place, *more]

    def run(self, out, *more, **options):
        return suture(*self.arguments(out, *more), timeout=120, **options)

    def start(self, out, *more, **options):
        return subprocess.Popen([SUTURE, *map(str, self.arguments(out, *more))], stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, **options)

    def read(self, name):
        return (self.folder / name).read_bytes()


def restore_signals():
    """Python ignores SIGPIPE and passes that on; suture is to meet what a shell gives it."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
