"""A spec with the tests of its fields, checked, run as planned and as written, and built."""
import pathlib
import tempfile

from .cli import suture


def holds(check, spec_text, tests, charts=()):
    """`check` hears of each step; `tests` is how many tests the spec holds; `charts` are files that they name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in charts:
            (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
        spec = pathlib.Path(folder) / "spec.suture"
        spec.write_text(spec_text, encoding="utf-8")
        checked = suture("check", spec)
        check("it checks", checked.returncode == 0 and not checked.stderr, checked.stderr.decode())
        for flags in ([], ["--no-optimize"]):
            done = suture("test", "--quiet", *flags, spec)
            check(f"all hold {flags}", done.stdout.decode().endswith(f"{tests} passed, 0 failed\n"),
                  done.stdout.decode() + done.stderr.decode())
        plan = pathlib.Path(folder) / "plan.json"
        built = suture("build", spec, "-o", plan)
        check("the plan is built and admitted", built.returncode == 0, built.stderr.decode())
