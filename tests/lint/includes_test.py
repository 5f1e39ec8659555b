"""An include goes down, never up: every #include of a room's sources is compared with the table of
rooms in scripts/cmake/rooms.cmake. Also: runtime/ never sees compiler/, and every room is listed.

Usage: includes_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks  # noqa: E402

check = Checks()


def rooms():
    """Room -> the rooms it names as DEPENDS."""
    text = re.sub(r"#.*", "", (ROOT / "scripts/cmake/rooms.cmake").read_text())
    table = {}
    for call in re.findall(r"suture_room\(((?:runtime|compiler)/[^)]*)\)", text):
        words = call.split()
        depends, reading = [], False
        for word in words[1:]:
            if word in ("DEPENDS", "LIBS"):
                reading = word == "DEPENDS"
            elif reading:
                depends.append(word)
        table[words[0]] = depends
    return table


def reachable(table, room):
    """What a room may include: itself and all that it stands on."""
    seen, todo = set(), [room]
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo.extend(table[current])
    return seen


def room_of(path, table):
    folder = str(pathlib.PurePosixPath(path).parent)
    while folder not in (".", ""):
        if folder in table:
            return folder
        folder = str(pathlib.PurePosixPath(folder).parent)
    return None


def test_table(table):
    for room, depends in table.items():
        check(f"{room} stands on rooms above it in the table", all(other in table for other in depends), depends)
        check(f"{room} does not stand on itself", room not in {o for d in depends for o in reachable(table, d)}, depends)
        if room.startswith("runtime/"):
            upward = [other for other in reachable(table, room) if other.startswith("compiler/")]
            check(f"{room} does not see the compiler", not upward, upward)
    for top in ("runtime", "compiler"):
        for folder in sorted(p for p in (ROOT / top).iterdir() if p.is_dir()):
            check(f"{top}/{folder.name} is in the table", f"{top}/{folder.name}" in table)


def test_includes(table):
    for source in sorted([*ROOT.glob("runtime/**/*"), *ROOT.glob("compiler/**/*")]):
        if source.suffix not in (".h", ".cc", ".def"):
            continue
        path = str(source.relative_to(ROOT))
        allowed = reachable(table, room_of(path, table))
        wrong = []
        for include in re.findall(r'^\s*#include\s+"([^"]+)"', source.read_text(), re.MULTILINE):
            if include.split("/")[0] in ("cli", "tests", "bench"):
                wrong.append(include)
            elif include.split("/")[0] in ("runtime", "compiler"):
                if room_of(include, table) not in allowed:
                    wrong.append(include)
        check(f"includes of {path}", not wrong, f"{wrong}: an include goes down, never up (scripts/cmake/rooms.cmake)")


def main():
    table = rooms()
    if check("the table of rooms can be read", len(table) >= 20, f"{len(table)} rooms"):
        test_table(table)
        test_includes(table)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
