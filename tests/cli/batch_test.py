"""Batch files: requests written once, answers taken in any order, with lines missing, double, failed and torn; the end
is what live calls give.

Usage: batch_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import SUTURE, Checks, suture  # noqa: E402
from operations import SPEC, Server, build, chart, configuration, write_charts  # noqa: E402

check = Checks()


def provider(requests, port, kind):
    """What a provider makes of a request file: the fake server's answers as lines of a batch."""
    for line in requests:
        request = json.loads(line)
        body, path = ((request["body"], request["url"]) if kind == "openai" else (request["params"], "/v1/messages"))
        call = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(),
                                      {"Content-Type": "application/json", "anthropic-version": "2023-06-01"})
        answer = json.load(urllib.request.urlopen(call))
        if kind == "openai":
            yield {"id": "batch_req_1", "custom_id": request["custom_id"], "error": None,
                   "response": {"status_code": 200, "request_id": "r", "body": answer}}
        else:
            yield {"custom_id": request["custom_id"], "result": {"type": "succeeded", "message": answer}}


def test_contradiction(folder, kind, common, lines):
    """Two lines for one request that give different answers: the question is asked once more, as after any answer that is no good."""
    at = next(i for i, line in enumerate(lines) if '\\"Yes\\"' in line)
    asked = {}
    for name, more in (("agreed", lines[at]), ("differed", lines[at].replace('\\"Yes\\"', '\\"No\\"'))):
        (folder / name).write_text("\n".join([*lines, more]))
        done = suture(*common, "--apply-batch", folder / name, "--emit-batch", folder / f"ask_{name}")
        count = int(name == "differed")
        check(f"{kind}: {name}: contradictions are counted",
              f"1 stood there twice, {count} with another answer" in done.stderr.decode(), done.stderr)
        asked[name] = (folder / f"ask_{name}").read_text()
    again = [line for line in asked["differed"].splitlines() if line not in asked["agreed"]]
    check(f"{kind}: two answers that differ are none", len(again) == 1, len(again))


def test_batches(folder, kind):
    folder.mkdir()
    build(check, folder, SPEC.replace("INDEX", "first"))
    write_charts(folder / "charts", [chart(number) for number in range(1, 31)])
    common = ["run", folder / "plan.json", "--cases", folder / "charts", "--config", folder / "suture.yaml", "--disable-pass", "ask_along"]
    chance = random.Random(7)
    with Server() as server:
        yaml = configuration(server.port).replace("kind: openai", f"kind: {kind}")
        if kind == "anthropic":
            yaml = yaml.replace(f"{server.port}/v1", str(server.port))
        (folder / "suture.yaml").write_text(yaml)
        live = suture(*common, "--out", folder / "live")
        check(f"{kind}: the live run", live.returncode == 0, live.stderr)
        whole = (folder / "live").read_bytes()

        before = server.requests()
        done = suture(*common, "--emit-batch", folder / "ask1")
        requests = (folder / "ask1").read_text().splitlines()
        names = [json.loads(line)["custom_id"] for line in requests]
        check(f"{kind}: nothing is sent and each request stands once", done.returncode == 0
              and server.requests() == before and len(set(names)) == len(names) > 60, done.stderr)
        check(f"{kind}: the file is private", (folder / "ask1").stat().st_mode & 0o777 == 0o600)

        answers = list(provider(requests, server.port, kind))
        chance.shuffle(answers)
        lines = [json.dumps(answer) for answer in answers]
        test_contradiction(folder, kind, common, lines)
        stranger = json.dumps({**answers[0], "custom_id": "0" * 64})
        lost, failed = json.loads(lines.pop())["custom_id"], json.loads(lines.pop())["custom_id"]
        if kind == "openai":
            failure = {"custom_id": failed, "response": None, "error": {"code": "batch_expired", "message": "x"}}
        else:
            failure = {"custom_id": failed, "result": {"type": "expired"}}
        lines = lines[:5] + [lines[2], lines[3].replace('"r"', '"s"'), stranger, json.dumps(failure), "", "not a line"] + lines[5:]
        (folder / "back1").write_text("\n".join(lines) + '\n{"custom_id": "torn')
        done = suture(*common, "--cache", folder / "cache", "--apply-batch", folder / "back1", "--emit-batch", folder / "ask2")
        words = done.stderr.decode()
        check(f"{kind}: doubles, undone and unreadable lines are counted", "2 stood there twice, 0 with another answer, 1 was not carried out"
              in words and "2 lines could not be read" in words, words)
        again = [json.loads(line)["custom_id"] for line in (folder / "ask2").read_text().splitlines()]
        check(f"{kind}: what is missing is asked again, with what the answers opened",
              lost in again and failed in again and not (set(again) - {lost, failed}) & set(names) and len(again) > 2, len(again))

        rounds, asked = 2, server.requests()
        while (folder / f"ask{rounds}").exists() and rounds < 9:
            lines = [json.dumps(a) for a in provider((folder / f"ask{rounds}").read_text().splitlines(), server.port, kind)]
            chance.shuffle(lines)
            (folder / f"back{rounds}").write_text("\n".join(lines))
            done = suture(*common, "--cache", folder / "cache", "--apply-batch", folder / f"back{rounds}",
                          "--emit-batch", folder / f"ask{rounds + 1}")
            rounds += 1
        check(f"{kind}: then nothing is left to ask", b"Nothing is left" in done.stderr and rounds <= 5, done.stderr)
        sent = server.requests()
        done = suture(*common, "--cache", folder / "cache", "--out", folder / "batched")
        check(f"{kind}: the results are those of live calls, without one", done.returncode == 0 and sent == server.requests()
              and (folder / "batched").read_bytes() == whole, done.stderr)
        # Without a cache, from the answer files alone.
        files = [item for number in range(1, rounds) for item in ("--apply-batch", folder / f"back{number}")]
        done = suture(*common, *files, "--out", folder / "alone", "--offline")
        check(f"{kind}: and from the files alone", (folder / "alone").read_bytes() == whole, done.stderr)
        check(f"{kind}: a stray answer changed nothing", asked <= sent)
    done = suture(*common, "--emit-batch", folder / "x", "--out", folder / "y")
    check("--emit-batch has no results", done.returncode == 2, done.stderr)
    done = suture(*common)
    check("without --out there is a sentence", done.returncode == 2 and b"--out" in done.stderr, done.stderr)


def test_limits(folder):
    """A budget holds for what is written too, and half of the requests never stand under the name of all."""
    build(check, folder, SPEC.replace("INDEX", "first"))
    write_charts(folder / "charts", [chart(number) for number in range(1, 2001)])
    common = ["run", folder / "plan.json", "--cases", folder / "charts", "--config", folder / "suture.yaml", "--emit-batch", folder / "ask"]
    (folder / "suture.yaml").write_text(configuration(1))
    # At most 0.0005 for the prompt and 0.0004 for the answer of each, by half.
    done = suture(*common, "--max-cost", "0.01")
    written = (folder / "ask").read_text().splitlines()
    check("--max-cost holds for a batch", done.returncode == 3 and 10 < len(written) < 40 and b"The budget leaves out" in done.stderr
          and b"--apply-batch" in done.stderr, f"{len(written)} written: {done.stderr}")
    done = suture(*common, "--max-cost", "100", "--audit", folder / "audit")
    whole = (folder / "ask").read_bytes()
    check("a budget that is large enough leaves nothing out", done.returncode == 0 and len(whole.splitlines()) > 1000, done.stderr)
    check("the audit says how it ended", b'"how":"batch"' in (folder / "audit").read_bytes().splitlines()[-1])

    process = subprocess.Popen([SUTURE, *map(str, common)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    partial = folder / "ask.partial"
    while process.poll() is None and not (partial.exists() and partial.stat().st_size):
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    words = process.stderr.read()
    check("stopped, it says that requests are missing", process.wait() == 3 and b"Requests are missing" in words and b"budget" not in words, words)
    check("and what stood there stays", (folder / "ask").read_bytes() == whole)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    done = subprocess.run([SUTURE, *map(str, common)], capture_output=True, preexec_fn=limit)
    check("a full disk is told", done.returncode == 2 and b"Cannot write" in done.stderr and b"requests to" not in done.stderr, done.stderr)
    check("and what stood there stays then, too", (folder / "ask").read_bytes() == whole)


def main():
    with tempfile.TemporaryDirectory() as name:
        for kind in ("openai", "anthropic"):
            test_batches(pathlib.Path(name) / kind, kind)
        test_limits(pathlib.Path(name))
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
