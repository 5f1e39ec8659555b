"""What a script hands over when a variable is unset or a file is the wrong one: an empty word is no value of an option, and the
requests of a batch are not its answers. Nothing is asked and nothing is called whole.

Usage: empty_values_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import Checks, suture  # noqa: E402
from operations import Bench, Server  # noqa: E402

check = Checks()


def refused(name, done, option):
    text = done.stderr.decode(errors="replace")
    check(name, done.returncode == 2 and f"{option} was given without a value" in text, f"exit {done.returncode}: {text[-400:]}")


def main():
    with tempfile.TemporaryDirectory() as name, Server() as server:
        folder = pathlib.Path(name)
        bench = Bench(check, folder, server, 3)
        for option in ("--max-cost", "--cache", "--audit", "--metrics", "--fields"):
            refused(f"{option} with an empty word", bench.run("x", option, ""), option)
        refused("--fields of commas alone", bench.run("x", "--fields", ",,"), "--fields")
        refused("--fields of commas alone, of a dictionary", suture("dictionary", "registries/nsqip", "--fields", ",,"), "--fields")
        refused("--config with an empty word", suture("run", folder / "plan.json", "--cases", folder / "charts", "--out", folder / "x", "--config", ""), "--config")
        check("nothing was asked", server.requests() == 0)
        check("and nothing written", not list(folder.glob("x*")))

        done = bench.run("out", "--audit", folder / "audit", "--cache", folder / "cache")
        check("the run", done.returncode == 0, done.stderr)
        result = next(line for line in map(json.loads, (folder / "out").read_text().splitlines()) if line["status"] == "ok")
        done = suture("explain", "-", "--case", result["case"], "--field", next(iter(result["fields"])), stdin=(folder / "out").read_bytes())
        check("results on standard input are explained", done.returncode == 0 and done.stdout, done.stderr)
        refused("an empty hash", suture("audit", "verify", folder / "audit", "--head", ""), "--head")
        refused("an empty role to purge", suture("cache", "purge", folder / "cache", "--role", ""), "--role")
        refused("an empty place for a plan", suture("build", folder / "plan.suture", "-o", ""), "--out")
        refused("an empty spec", suture("check", ""), "PATH")

        asked = server.requests()
        done = bench.run(None, "--emit-batch", folder / "ask")
        check("requests of a batch", done.returncode == 0, done.stderr)
        (folder / "page").write_text("<html><body>Please sign in.</body></html>\n")
        for wrong in ("ask", "page", "out"):
            done = bench.run("y", "--apply-batch", folder / wrong)
            check(f"{wrong} is no answer of a batch", done.returncode == 2 and b"is an answer of a batch" in done.stderr, done.stderr)
        (folder / "nothing").write_text("\n\n")
        done = bench.run(None, "--apply-batch", folder / "nothing", "--emit-batch", folder / "ask2")
        check("a file in which no answer has come yet is none", done.returncode == 0, done.stderr)
        check("and nothing was asked", server.requests() == asked)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
