"""`suture fmt` over every spec in the tree: it is idempotent, gives the same layout whatever the
layout was before, and never changes what a spec means: the plan of a registry stays the same.

Usage: layout_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import REGISTRIES, ROOT, Checks, suture  # noqa: E402

check = Checks()


def flattened(text):
    """The same words with other blanks: no indentation outside text blocks, blanks doubled between words of code."""
    lines, inside = [], False
    for line in text.split("\n"):
        if not inside and '"' not in line and "//" not in line:
            line = line.strip().replace(" ", "  ")
        elif not inside and '"""' not in line:
            line = line.strip()
        if line.count('"""') % 2 == 1:
            inside = not inside
        lines.append(line)
    return "\n".join(lines)


def specs():
    for top in ("registries", "stdlib", "examples", "tests"):
        yield from sorted((ROOT / top).rglob("*.suture"))


def test_every_file(folder):
    kept = 0
    for path in specs():
        name = path.relative_to(ROOT)
        copy = folder / "copy.suture"
        text = path.read_text(errors="surrogateescape")
        copy.write_text(text, errors="surrogateescape")
        done = suture("fmt", copy)
        if done.returncode != 0:  # A file with mistakes is left as it is.
            check(f"{name} has mistakes and is left alone", copy.read_text(errors="surrogateescape") == text and done.returncode in (1, 2),
                  done.stderr.decode()[-400:])
            continue
        kept += 1
        once = copy.read_text()
        suture("fmt", copy)
        check(f"{name}: twice is once", copy.read_text() == once)
        copy.write_text(flattened(once))
        suture("fmt", copy)
        check(f"{name}: the layout before does not matter", copy.read_text() == once, first_difference(once, copy.read_text()))
    check("most specs of the tree could be laid out", kept > 60, kept)


def first_difference(wanted, got):
    for number, (left, right) in enumerate(zip(wanted.split("\n"), got.split("\n")), 1):
        if left != right:
            return f"line {number}: {left!r} became {right!r}"
    return "one is longer"


def without_places(value):
    """A plan without what says where it was written."""
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items() if key not in ("span", "hash", "files")}
    if isinstance(value, list):
        return [without_places(item) for item in value]
    return value


def test_plans(folder):
    for name in REGISTRIES:
        copy = folder / name
        shutil.copytree(ROOT / "registries" / name, copy)
        first, second = folder / "first.json", folder / "second.json"
        suture("build", f"registries/{name}", "-o", first)
        for path in copy.glob("*.suture"):
            path.write_text(flattened(path.read_text()))
        suture("build", copy, "-o", second)
        done = suture("fmt", copy)
        check(f"{name} is laid out", done.returncode == 0, done.stderr.decode()[-400:])
        wanted = without_places(json.loads(first.read_text()))
        check(f"{name}: other blanks, the same plan", without_places(json.loads(second.read_text())) == wanted)
        suture("build", copy, "-o", second)
        check(f"{name}: laid out, the same plan", without_places(json.loads(second.read_text())) == wanted)


def main():
    with tempfile.TemporaryDirectory() as name:
        test_every_file(pathlib.Path(name))
        test_plans(pathlib.Path(name))
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
