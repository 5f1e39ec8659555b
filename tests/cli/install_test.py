"""`cmake --install` puts a program in place that works alone: the standard library is in it, no file
of the build or source folder is needed. Also what `--version` and `--help` say.

Usage: install_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, SUTURE, Checks, suture  # noqa: E402

check = Checks()


def commands():
    listing = suture("--help").stdout.decode()
    return re.findall(r"^  ([a-z]+)\s{2,}", listing.split("Subcommands:")[-1], re.MULTILINE)


def test_words():
    version = suture("--version").stdout.decode()
    check("--version names version, commit, plan and result versions",
          re.search(r"\d+\.\d+\.\d+", version) and re.search(r"plan.*\d", version) and re.search(r"result.*\d", version), version)
    names = commands()
    check("the commands of the contract are there", {"check", "build", "run", "test", "explain", "plan", "fmt"} <= set(names), names)
    for name in names:
        done = suture(name, "--help")
        check(f"{name} --help has an example", done.returncode == 0 and "Example" in done.stdout.decode(), done.stdout.decode()[-300:])


def test_install(folder):
    done = subprocess.run(["cmake", "--install", str(pathlib.Path(SUTURE).parent), "--prefix", str(folder / "prefix")],
                          capture_output=True, text=True)
    installed = folder / "prefix" / "bin" / "suture"
    if not check("cmake --install", done.returncode == 0 and installed.exists(), done.stderr[-500:]):
        return
    copy = folder / "nsqip"
    shutil.copytree(ROOT / "registries" / "nsqip", copy)
    done = subprocess.run([installed, "check", "nsqip"], cwd=folder, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})
    check("the installed program checks a registry elsewhere", done.returncode == 0, done.stderr[-500:])


def main():
    test_words()
    with tempfile.TemporaryDirectory() as name:
        test_install(pathlib.Path(name))
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
