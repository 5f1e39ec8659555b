"""No command writes over a file that it reads, under whatever name; a pipe is written where it stands.

Usage: overwrite_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, SUTURE, Checks, suture  # noqa: E402

check = Checks()


def refused(name, done, files):
    check(f"{name}: refused", done.returncode == 2 and b"would overwrite" in done.stderr, done.stderr.decode()[-300:])
    for path, content in files.items():
        check(f"{name}: {path.name} is as it was", path.read_bytes() == content)


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    registry = folder / "cathpci"
    shutil.copytree(ROOT / "registries/cathpci", registry)
    plan, charts, config = folder / "plan.json", folder / "charts.ndjson", folder / "suture.yaml"
    built = suture("build", registry, "-o", plan)
    check("the registry builds", built.returncode == 0, built.stderr.decode())
    charts.write_bytes((ROOT / "examples/cathpci.ndjson").read_bytes())
    config.write_text("version: 1\n")
    kept = {path: path.read_bytes() for path in (plan, charts, config, registry / "registry.suture")}
    soft, hard = folder / "soft.ndjson", folder / "hard.ndjson"
    soft.symlink_to(charts)
    os.link(charts, hard)
    run = ["run", plan, "--cases", charts, "--offline"]
    for out in (charts, soft, hard, plan):
        refused(f"run --out {out.name}", suture(*run, "--out", out), kept)
    refused("run --out of the configuration", suture("run", plan, "--cases", charts, "--config", config, "--out", config), kept)
    for option in ("--metrics", "--telemetry"):
        refused(f"run {option}", suture(*run, "--out", folder / "o", option, charts), kept)
    with charts.open("rb") as stdin:
        done = subprocess.run([SUTURE, "run", plan, "--cases", "-", "--offline", "--out", charts], stdin=stdin, capture_output=True)
    refused("charts from standard input", done, kept)
    with charts.open("ab") as stdout:
        done = subprocess.run([SUTURE, "run", plan, "--cases", charts, "--offline", "--out", "-"], stdout=stdout,
                              stderr=subprocess.PIPE)
    refused("results to standard output", done, kept)
    refused("build", suture("build", registry, "-o", registry / "registry.suture"), kept)
    imported, codes = folder / "imported.suture", folder / "codes.csv"
    codes.write_bytes(b"system,code\nhttp://hl7.org/fhir/sid/icd-10-cm,E11.9\n")
    imported.write_text((ROOT / "tests/cli/golden/small.suture").read_text().replace("codes Diabetes { ", 'codes Diabetes { import "codes.csv"; '))
    written = codes.read_bytes()
    refused("build over an imported file", suture("build", imported, "-o", codes), {codes: written})
    for option in ("--junit", "--coverage-json", "--coverage-lcov"):
        refused(f"test {option}", suture("test", registry, "--quiet", option, registry / "registry.suture"), kept)

    pipe, heard = folder / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()), daemon=True)
    reader.start()
    done = suture("build", registry, "-o", pipe, timeout=60)
    reader.join(timeout=30)
    check("a pipe stays a pipe and gets the plan", done.returncode == 0 and pipe.is_fifo() and heard == [plan.read_bytes()],
          done.stderr.decode())
sys.exit(check.finish())
