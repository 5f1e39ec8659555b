"""Runs against a model server as an engineer lets them loose: nothing is paid twice, limits stop cleanly, signals,
kills, full disks and read-only folders lose nothing, the audit stays whole.

Usage: operations_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import SUTURE, Checks, settings_of, suture  # noqa: E402
from operations import Bench, Server, configuration, restore_signals  # noqa: E402

check = Checks()


def said(done):
    return f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-800:]}"


def test_nothing_is_paid_twice(bench):
    server = bench.server
    first = bench.run("a", "--cache", bench.folder / "cache", "--audit", bench.folder / "audit")
    calls = server.requests()
    results = [json.loads(line) for line in bench.read("a").splitlines()]
    with_notes = sum(1 for number in range(1, len(results) + 1) if number % 9)
    diabetics = sum(1 for result in results if result["fields"]["Diabetes"].get("value") == "Yes")
    check("samples 3 makes three calls, the child is asked along", first.returncode == 0 and calls == 3 * with_notes,
          f"{calls} calls, {with_notes} charts with notes; {said(first)}")
    later = bench.run("later", "--disable-pass", "ask_along")
    check("without asking along, the child makes one more call where it opens", later.returncode == 0
          and server.requests() - calls == 3 * with_notes + diabetics, f"{diabetics} with the child; {said(later)}")
    check("with the same answers", bench.read("a") == bench.read("later"))
    calls = server.requests()
    second = bench.run("b", "--cache", bench.folder / "cache", "--audit", bench.folder / "audit")
    check("a second run makes no call", server.requests() == calls, said(second))
    check("and gives the same bytes", bench.read("a") == bench.read("b"))
    offline = bench.run("c", "--cache", bench.folder / "cache", "--offline")
    check("offline the cache still answers", bench.read("a") == bench.read("c"), said(offline))
    listed = suture("cache", "list", bench.folder / "cache", "--json").stdout.splitlines()
    check("the cache lists each call", len(listed) == 3 * with_notes, f"{len(listed)} listed")
    check("the cache verifies", suture("cache", "verify", bench.folder / "cache").returncode == 0)
    done = suture("cache", "purge", bench.folder / "cache")
    check("purge asks what is meant", done.returncode == 2 and b"--all" in done.stderr, said(done))
    suture("cache", "purge", bench.folder / "cache", "--all")
    check("after a purge nothing is listed", suture("cache", "list", bench.folder / "cache").stdout == b"")
    done = suture("audit", "verify", bench.folder / "audit")
    check("the audit of two runs is whole", done.returncode == 0 and b"2 runs" in done.stdout, done.stdout)
    lines = bench.read("audit").splitlines(keepends=True)
    (bench.folder / "audit").write_bytes(b"".join(lines[:-1]))
    done = suture("audit", "verify", bench.folder / "audit")
    check("a cut end is found", done.returncode == 1 and b"cut off" in done.stdout, done.stdout)
    for name in ("a", "cache", "audit", "audit.head", "audit.key"):
        check(f"{name} is private", (bench.folder / name).stat().st_mode & 0o777 == 0o600)


def test_two_processes_share_a_cache(bench):
    before = bench.server.requests()
    both = [bench.start(name, "--cache", bench.folder / "shared") for name in ("p", "q")]
    codes = [process.wait(120) for process in both]
    check("two processes share a cache", codes == [0, 0] and bench.read("p") == bench.read("q"), codes)
    again = bench.run("r", "--cache", bench.folder / "shared")
    sent = bench.server.requests()
    check("and a third asks nothing", bench.run("s", "--cache", bench.folder / "shared").returncode == 0
          and bench.server.requests() == sent and bench.read("r") == bench.read("p"), said(again))
    check("both together asked less than twice everything", sent - before > 0)


def test_budgets(bench, whole):
    done = bench.run("budget", "--cache", bench.folder / "budget.cache", "--max-cost", "0.01")
    check("a budget stops with exit code 3", done.returncode == 3 and b"--resume" in done.stderr, said(done))
    check("no half results stand in the place of whole ones", not (bench.folder / "budget").exists())
    part = bench.read("budget.partial")
    check("what is written is the beginning of an unbroken run", 0 < len(part) < len(whole) and whole.startswith(part),
          f"{len(part)} of {len(whole)} bytes")
    spent = sum(json.loads(line)["cost"] for line in
                suture("cache", "list", bench.folder / "budget.cache", "--json").stdout.splitlines())
    check("and no more is spent than allowed", 0.004 < spent <= 0.01, spent)
    rounds = 1
    while done.returncode == 3 and rounds < 30:
        done = bench.run("budget", "--cache", bench.folder / "budget.cache", "--max-cost", "0.01", "--resume")
        rounds += 1
    check("resumed until it is done, the results are those of an unbroken run",
          done.returncode == 0 and bench.read("budget") == whole, f"{rounds} rounds, {said(done)}")
    done = bench.run("budget", "--cache", bench.folder / "budget.cache", "--resume")
    check("there is nothing to resume then", done.returncode == 0 and b"complete" in done.stderr, said(done))
    bench.configure(limits="  max_cost_per_day: 0.01")
    codes = [bench.run(f"day{n}", "--cache", bench.folder / "day.cache").returncode for n in range(2)]
    check("a day's budget holds over runs", codes == [3, 3], codes)
    done = bench.run("day")
    check("a day's budget needs the cache", done.returncode == 2 and b"--cache" in done.stderr, said(done))
    bench.configure()
    for amount in ("-1", "lots", "1e30"):
        done = bench.run("x", "--max-cost", amount)
        check(f"--max-cost {amount} is refused", done.returncode == 2 and b"such as 12.50" in done.stderr, said(done))


def test_signals(bench, whole):
    bench.server("latency 20")
    for number in (signal.SIGINT, signal.SIGTERM):
        name = number.name
        before = bench.server.requests()
        process = bench.start(name, "--cache", bench.folder / (name + ".cache"), "--window", "4")
        while process.poll() is None and bench.server.requests() < before + 3:
            time.sleep(0.01)  # A machine under load may take seconds to the first request.
        process.send_signal(number)
        words = process.stderr.read()
        check(f"{name} ends with exit code 3", process.wait(60) == 3 and b"--resume" in words, words[-500:])
        part = bench.read(name + ".partial")
        check(f"{name} leaves whole results", whole.startswith(part) and len(part) < len(whole), len(part))
        done = bench.run(name, "--cache", bench.folder / (name + ".cache"), "--resume")
        check(f"{name}: resumed, the results are whole", done.returncode == 0 and bench.read(name) == whole, said(done))
    bench.server("latency 0")


def test_concurrency(bench, whole):
    bench.server("latency 20")
    for role, least, most in (("    concurrency: 6", 5, 6), ("    concurrency: 1", 1, 1)):
        with Server() as server:
            server("latency 20")
            (bench.folder / "suture.yaml").write_text(configuration(server.port, role=role))
            done = bench.run("slots")
            flight = server("stats")["most_in_flight"]
            check(f"the role's slots are used: {role.strip()}", done.returncode == 0 and least <= flight <= most
                  and bench.read("slots") == whole, f"{flight} in flight, {said(done)}")
    bench.configure()
    bench.server("latency 0")


def test_pipes(bench):
    process = subprocess.Popen([SUTURE, *map(str, bench.arguments("-"))], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=restore_signals)
    process.stdout.close()
    words = process.stderr.read()
    check("a closed pipe ends quietly", process.wait(60) == 0 and b"Cannot" not in words, words[-500:])
    done = bench.run("pipe", "--resume", "--cache", bench.folder / "pipe.cache")
    check("--resume without earlier results begins", done.returncode == 0, said(done))
    done = bench.run("-", "--resume")
    check("standard output cannot be resumed", done.returncode == 2 and b"--out" in done.stderr, said(done))


def test_full_disk(bench, whole):
    def limit(size):
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    for size in (3000, 20_000, 60_000):
        name = f"full{size}"
        done = subprocess.run(
            [SUTURE, *map(str, bench.arguments(name, "--cache", bench.folder / (name + ".cache"),
                                               "--audit", bench.folder / (name + ".audit")))],
            capture_output=True, preexec_fn=limit(size), timeout=120)
        check(f"a disk full at {size} bytes ends in a sentence",
              done.returncode == 2 and (b"cannot be" in done.stderr or b"Cannot write" in done.stderr
                                        or b"full" in done.stderr), said(done))
        partial = bench.folder / (name + ".partial")
        part = partial.read_bytes() if partial.exists() else b""
        check(f"and in whole lines ({size})", whole.startswith(part) and (not part or part.endswith(b"\n")), len(part))
        told = re.search(rb"(\d+) cases, ", done.stderr)
        check(f"and counts what was written ({size})", told is None or int(told.group(1)) == part.count(b"\n"), said(done))
        done = bench.run(name, "--cache", bench.folder / (name + ".cache"), "--audit", bench.folder / (name + ".audit"),
                         "--resume")
        check(f"with room again it goes on ({size})", done.returncode == 0 and bench.read(name) == whole, said(done))
        check(f"and the audit is whole ({size})",
              suture("audit", "verify", bench.folder / (name + ".audit")).returncode == 0)


def test_read_only(bench):
    folder = bench.folder / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    if os.geteuid() == 0:
        # Root may write anywhere: a folder that does not exist stands for one that may not be written.
        folder = bench.folder / "nowhere"
    for option in ("--cache", "--audit"):
        done = bench.run("ro", option, folder / "file")
        check(f"{option} in a folder that cannot be written", done.returncode == 2 and b"folder" in done.stderr, said(done))
    done = suture(*bench.arguments("x")[:-1], folder / "out")
    check("--out in a folder that cannot be written", done.returncode == 2 and b"older" in done.stderr, said(done))


def test_foreign_results(bench):
    bench.run("mine", "--cache", bench.folder / "cache")
    results = bench.read("mine").splitlines(keepends=True)
    partial, made_with = bench.folder / "other.partial", bench.folder / "other.partial.made_with"
    made_with.write_bytes(settings_of(bench.folder / "other", bench.folder / "plan.json", "--config", bench.folder / "suture.yaml"))
    partial.write_bytes(b"".join(results[:5]).replace(b'"plan":"', b'"plan":"0'))
    done = bench.run("other", "--resume")
    check("results of another plan are not continued", done.returncode == 2 and b"another plan" in done.stderr, said(done))
    partial.write_bytes(b"a letter\n")
    done = bench.run("other", "--resume")
    check("what is no result is left alone", done.returncode == 2 and partial.read_bytes() == b"a letter\n", said(done))
    partial.write_bytes(b"".join(results[:5]).replace(b"case-5", b"case-x"))
    done = bench.run("other", "--resume")
    check("results of other charts are not continued", done.returncode == 2 and b"other charts" in done.stderr, said(done))
    partial.write_bytes(b"".join(results[:5]) + results[5][:40])
    done = bench.run("other", "--resume", "--cache", bench.folder / "cache")
    check("a torn line is written anew", done.returncode == 0 and bench.read("other") == b"".join(results), said(done))


def test_kills(folder, each):
    """Killed at 50 random points and resumed, a run ends as if nothing had happened."""
    chance = random.Random(20260301 + each)
    charts, slots, kills = 1000, 6, 0
    with Server() as server:
        bench = Bench(check, folder / f"kills{each}", server, charts, each=each, role=f"    concurrency: {slots}")
        server("latency 10")
        began = time.monotonic()
        done = bench.run("unbroken", "--cache", bench.folder / "unbroken.cache")
        unbroken = time.monotonic() - began
        check("the unbroken run", done.returncode == 0, said(done))
        needed = server.requests()
    with Server() as server:
        bench.server = server
        server("latency 10")
        bench.configure(role=f"    concurrency: {slots}")
        stores = ["--cache", bench.folder / "cache", "--audit", bench.folder / "audit", "--resume"]
        in_flight = 0
        while kills < 50:
            process = bench.start("killed", *stores)
            # However fast the machine, all stretches together are shorter than the unbroken run.
            time.sleep(chance.uniform(0.1, 1.5) * unbroken / 50)
            in_flight += server("stats")["in_flight"]
            if process.poll() is not None:
                break
            process.kill()
            process.wait()
            kills += 1
        done = bench.run("killed", *stores)
        extra = server.requests() - needed
        print(f"{kills} kills, {needed} requests needed, {extra} more were made, {in_flight} were seen in flight")
        check("the run was killed 50 times", kills == 50, kills)
        check("the results equal an unbroken run's byte for byte", done.returncode == 0
              and bench.read("killed") == bench.read("unbroken"), said(done))
        check("at most one extra request per slot in flight", 0 <= extra <= kills * slots, extra)
        check("the cache is whole", suture("cache", "verify", bench.folder / "cache").returncode == 0)
        verified = suture("audit", "verify", bench.folder / "audit")
        check("the audit is whole", verified.returncode == 0, verified.stdout[-500:])
        listed = suture("cache", "list", bench.folder / "cache").stdout.splitlines()
        check("each answer was kept once", len(listed) == needed, f"{len(listed)} of {needed}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with Server() as server:
            bench = Bench(check, folder / "bench", server, 60)
            test_nothing_is_paid_twice(bench)
            whole = bench.read("a")
            test_two_processes_share_a_cache(bench)
            test_budgets(bench, whole)
            test_signals(bench, whole)
            test_concurrency(bench, whole)
            test_pipes(bench)
            test_full_disk(bench, whole)
            test_read_only(bench)
            test_foreign_results(bench)
        test_kills(folder, False)
        test_kills(folder, True)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
