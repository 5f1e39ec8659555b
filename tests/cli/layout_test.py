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
from cli import REGISTRIES, ROOT, SHARE, Checks, share, suture  # noqa: E402

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
    for place in share(sorted({path.parent for path in specs()})):
        # With its neighbours: a file may need what they declare.
        beside = folder / "_".join(place.relative_to(ROOT).parts)
        shutil.copytree(place, beside, ignore=lambda at, names: [n for n in names if (pathlib.Path(at) / n).is_dir()])
        copies = sorted(beside.glob("*.suture"))
        before = {copy: copy.read_bytes() for copy in copies}
        said = suture("fmt", beside).stderr.decode(errors="replace")
        left = {copy for copy in copies if f"{copy} was left as it is" in said}  # Files with mistakes.
        for copy in left:
            check(f"{copy.name} has mistakes and is left alone", copy.read_bytes() == before[copy])
        once = {copy: copy.read_text() for copy in copies if copy not in left}
        kept += len(once)
        suture("fmt", beside)
        for copy, text in once.items():
            check(f"{copy.name}: twice is once", copy.read_text() == text)
            copy.write_text(flattened(text))
        suture("fmt", beside)
        for copy, text in once.items():
            check(f"{copy.name}: the layout before does not matter", copy.read_text() == text, first_difference(text, copy.read_text()))
    check("most specs of the tree could be laid out", kept > 60 // SHARE**2, kept)


def test_refusal(folder):
    """A mistake of any sort stops it, here one that only the check of names sees."""
    path = folder / "unknown.suture"
    text = "let a =   b\n"
    for option in ([], ["--check"]):
        path.write_text(text)
        done = suture("fmt", path, *option)
        check("a file with an unknown name is refused", done.returncode == 1 and b"S1001" in done.stderr, done.stderr.decode())
        check("a file with an unknown name is left as it is", path.read_text() == text, path.read_text())
    module = folder / "module"
    module.mkdir()
    (module / "one.suture").write_text(text)
    (module / "two.suture").write_text("let b = 3\n")
    done = suture("fmt", module / "one.suture")
    check("a name that a neighbour declares is known", done.returncode == 0 and (module / "one.suture").read_text() == "let a = b\n",
          done.stderr.decode())


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
    for name in share(REGISTRIES) or REGISTRIES[:1]:
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
        test_refusal(pathlib.Path(name))
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
