"""libcurl is loaded where a model is asked and nowhere else; that it cannot be is told.

Usage: curl_library_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import Checks  # noqa: E402
from operations import Bench, Server  # noqa: E402

check = Checks()

with tempfile.TemporaryDirectory() as name, Server() as server:
    folder = pathlib.Path(name)
    broken = folder / "libraries"
    broken.mkdir()
    (broken / "libcurl.so.4").write_text("no library")
    without = {"LD_LIBRARY_PATH": str(broken)}
    bench = Bench(check, folder / "run", server, 6)

    done = bench.run("offline.ndjson", "--offline", env=without)
    check("a run that asks no model needs no libcurl", done.returncode == 0 and bench.read("offline.ndjson").count(b"\n") == 6,
          done.stderr)
    done = bench.run(None, "--emit-batch", folder / "run" / "requests", env=without)
    check("requests for a batch are written without it", done.returncode == 0 and any((folder / "run").glob("requests*")), done.stderr)
    done = bench.run("asked.ndjson", env=without)
    check("a run that asks a model fails without it", done.returncode == 2, done.returncode)
    check("it says what cannot be loaded and what to install",
          b"libcurl cannot be loaded" in done.stderr and b"apt-get install libcurl4" in done.stderr, done.stderr)
    check("no results are put in place", not (folder / "run" / "asked.ndjson").exists())
    check("no model was asked", server.requests() == 0, server.requests())
    done = bench.run("asked.ndjson")
    check("with it the same run asks", done.returncode == 0 and server.requests() > 0, done.stderr)
sys.exit(check.finish())
