"""Runs the tests that ctest knows in a build folder and adds up their cases.

Usage: run_tests.py FOLDER [--only "runtime_models runtime_engine"] [--jobs N]. Prints a line a test program,
the output of those that failed, and last `N passed, N failed`.
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

# Those that take longer than half a minute, the longest first
LONG = ("compiler_mutants", "cli/window", "compiler/mistakes", "cli/prompt_cost", "cli/operations", "cli/privacy", "cli/layout",
        "keywords", "compiler_syntax", "compiler_format")
LONGEST = 1500  # Seconds of one test program, sanitized: one that takes longer hangs


SHARE = "4"  # As SUTURE_TEST_SHARE of scripts/cmake/rooms.cmake


def is_sanitized(folder):
    with open(os.path.join(folder, "CMakeCache.txt"), encoding="utf-8") as cache:
        return any(line.startswith("SUTURE_SANITIZE:") and line.strip().partition("=")[2] for line in cache)


def known_tests(folder):
    listing = subprocess.run(["ctest", "--test-dir", folder, "--show-only=json-v1"],
                             capture_output=True, text=True, check=True)
    tests = []
    for test in json.loads(listing.stdout)["tests"]:
        properties = {item["name"]: item["value"] for item in test.get("properties", [])}
        if "command" in test:
            tests.append((test["name"], test["command"], bool(properties.get("WILL_FAIL"))))
    # The longest first: one that begins last keeps one core while the others are idle.
    return sorted(tests, key=lambda test: LONG.index(test[0]) if test[0] in LONG else len(LONG))


def count_catch(report):
    cases = ElementTree.parse(report).getroot().find(".//OverallResultsCases")
    return int(cases.get("successes")) + int(cases.get("expectedFailures")), int(cases.get("failures"))


def failed_cases(report):
    """What failed in that run: run again for its output, a test may pass."""
    cases = ElementTree.parse(report).getroot().iter("TestCase")
    told = []
    for case in cases:
        if case.find("OverallResult").get("success") == "true":
            continue
        told.append(f"failed: {case.get('name')} ({case.get('filename')}:{case.get('line')})")
        for found in case.iter():
            if found.tag in ("Failure", "Exception", "FatalErrorCondition"):
                told.append(f"  line {found.get('line')}: {' '.join((found.text or '').split())[:400]}")
            elif found.tag == "Expression" and found.get("success") == "false":
                words = [" ".join((part.text or "").split())[:400] for part in found]
                told.append(f"  line {found.get('line')}: " + " | ".join(words))
    return "\n".join(told) + "\n"


def run_catch(command):
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        done = subprocess.run(command + ["-r", "xml", "-o", report.name], capture_output=True, text=True,
                              errors="replace", timeout=LONGEST)
        try:
            passed, failed = count_catch(report.name)
        except (ElementTree.ParseError, AttributeError):
            return 0, 1, done.stdout + done.stderr + f"\nended with {done.returncode} before its report"
        if done.returncode != 0 and failed == 0:
            failed = 1
        output = done.stderr + (failed_cases(report.name) if failed else "")
    if failed:
        output += subprocess.run(command, capture_output=True, text=True, errors="replace").stdout[-8000:]
    return passed, failed, output


def run_script(command, will_fail):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=LONGEST)
    if will_fail:  # A tool that must say no: its exit code is the test.
        return (1, 0, "") if done.returncode != 0 else (0, 1, done.stdout + done.stderr)
    for line in reversed(done.stdout.splitlines()):
        words = line.replace(",", "").split()
        if len(words) >= 4 and words[1] == "passed" and words[3] == "failed":
            failed = int(words[2]) if done.returncode == 0 else max(int(words[2]), 1)
            return int(words[0]), failed, done.stdout + done.stderr
    return (1, 0, "") if done.returncode == 0 else (0, 1, done.stdout + done.stderr)


def run_one(test):
    name, command, will_fail = test
    start = time.monotonic()
    catch = os.path.basename(command[0]).startswith("test_")
    try:
        passed, failed, output = run_catch(command) if catch else run_script(command, will_fail)
    except subprocess.TimeoutExpired:
        passed, failed, output = 0, 1, f"did not end within {LONGEST} s"
    return name, passed, failed, output, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    if is_sanitized(arguments.folder):
        os.environ.setdefault("SUTURE_TEST_SHARE", SHARE)
    only = set(arguments.only.split())
    passed = failed = 0
    tests = [test for test in known_tests(arguments.folder) if not only or test[0] in only]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as workers:
        for name, good, bad, output, seconds in workers.map(run_one, tests):
            passed += good
            failed += bad
            print(f"{'FAILED' if bad else 'ok':6} {name}: {good} passed, {bad} failed ({seconds:.1f} s)")
            if bad:
                print(output[-12000:])
            sys.stdout.flush()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
