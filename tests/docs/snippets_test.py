"""Every snippet of the documentation is compiled, and says what the documentation says of it.

Usage: snippets_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import snippets  # noqa: E402
from support.cli import ROOT, SUTURE, Checks, share, suture  # noqa: E402

sys.path.insert(0, str(ROOT / "scripts"))
import grammar  # noqa: E402

FILES = ROOT / "tests/docs/files"  # What snippets import.
AFTER_OTHERS = {"S0020", "S9006"}  # Come after the messages that they count.
check = Checks()


def pages():
    """All but docs/analyses, whose specs stand alone and are held to by tests/compiler/check."""
    book = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path.parent.name != "analyses"]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *book]


def collect():
    found = []
    for path in pages():
        found += snippets.in_text(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    preludes = [s for s in found if s.kind == "prelude"]
    check("one prelude", len(preludes) == 1, [p.place for p in preludes])
    return preludes[0], [s for s in found if s.kind in ("right", "wrong")]


def diagnostics_of(made):
    """By folder: one run over all snippets that are checked with the same options."""
    groups = collections.defaultdict(list)
    for folder, snippet in made:
        groups[tuple(snippet.options)].append(folder)
    by_folder = collections.defaultdict(list)
    for options, folders in groups.items():
        for part in [folders] if not options else [[folder] for folder in folders]:
            done = suture("check", "--format", "json", *options, *part)
            check("check ends well", done.returncode in (0, 1), done.stderr[-2000:])
            for item in json.loads(done.stdout)["diagnostics"]:
                folder = pathlib.Path(item["place"]["file"]).parent if item["place"] else part[0]
                by_folder[folder].append(item)
    return by_folder


def shown(items, text):
    lines = [f"{i['code']} {i['message']}" for i in items]
    return "\n  " + "\n  ".join(lines[:6]) + "\n" + text


def write_module(root, number, snippet, prelude):
    folder, file = snippets.file_name(snippet) or ("book", "registry.suture")
    text = snippet.text if snippet is prelude else snippets.module(snippet, prelude.text)
    folder = root / f"{number:04}" / folder
    folder.mkdir(parents=True)
    (folder / file).write_text(text, encoding="utf-8")
    for name in re.findall(r'(?:import|file) "([^"]+)"', text):
        if (FILES / name).exists():
            shutil.copy(FILES / name, folder / name)
    return folder, text


def check_snippets(prelude, found):
    with tempfile.TemporaryDirectory() as name:
        made = [write_module(pathlib.Path(name), i, s, prelude) for i, s in enumerate([prelude, *found])]
        by_folder = diagnostics_of([(folder, snippet) for (folder, _), snippet in zip(made, [prelude, *found])])
        for (folder, text), snippet in zip(made, [prelude, *found]):
            items = by_folder.get(folder, [])
            codes = {item["code"] for item in items}
            if snippet.code in AFTER_OTHERS and snippet.code in codes:
                codes = {snippet.code}
            wanted = {snippet.code} if snippet.kind == "wrong" else set()
            check(f"{snippet.place} {'gives ' + snippet.code if wanted else 'checks clean'}", codes == wanted,
                  shown(items, snippet.text))
            if snippet.kind == "right" and not codes and re.search(r"^ *test ", text, re.M):
                run_tests(folder, snippet)


def run_tests(folder, snippet):
    done = suture("test", folder)
    check(f"{snippet.place} passes its tests", done.returncode == 0, (done.stdout[-3000:] + done.stderr[-500:]).decode())


def check_pages():
    """The pages behind the codes are those that the catalogue gives, each with its examples."""
    with tempfile.TemporaryDirectory() as name:
        done = suture("help", "--pages", name)
        check("help --pages", done.returncode == 0, done.stderr)
        made = {path.name: path.read_text(encoding="utf-8") for path in pathlib.Path(name).glob("*.md")}
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs/diagnostics").glob("*.md")}
    for page in sorted(made.keys() | kept.keys()):
        check(f"docs/diagnostics/{page} is what `suture help --pages docs/diagnostics` writes",
              made.get(page) == kept.get(page))
    for page, text in share(sorted(made.items())):
        code = page.removesuffix(".md")
        if not re.fullmatch(r"S\d{4}", code):
            continue
        found = snippets.in_text(pathlib.Path(page), text)
        if [s.kind for s in found] == ["console", "console"]:
            check_commands(code, *found)
        else:
            check(f"{code} has an example wrong and one right", [(s.kind, s.code) for s in found] == [("wrong", code), ("right", "")])
        printed = suture("help", code.lower()).stdout.decode()
        check(f"`suture help {code}` prints both", "\nWrong:\n" in printed and "\nRight:\n" in printed and
              all(line.strip() in printed for s in found for line in s.text.splitlines()), printed)


def check_commands(code, wrong, right):
    """Examples that no page can print: commands write the file and check it."""
    for snippet, wanted in ((wrong, [code]), (right, [])):
        with tempfile.TemporaryDirectory() as folder:
            script = re.sub(r"^\$ suture", f'"{SUTURE}"', snippet.text, flags=re.M)
            done = subprocess.run(["sh", "-c", re.sub(r"^\$ ", "", script, flags=re.M)], cwd=folder, capture_output=True)
            said = re.findall(r"^\w+\[(S\d{4})\]", done.stderr.decode(), re.M)
            check(f"{snippet.place} gives {wanted}", said == wanted and done.returncode == len(wanted), done.stderr)


# Words of the language that no compiled example of the book shows, and why.
NOT_SHOWN = {
    "file": "needs a chart beside the spec",
    "list": "the type of what an extract gives, which the compiler writes itself",
    "only": "kept for later; it may be a name",
    "type": "an attribute of records, in the tables of chapter 2",
    "up": "`months round up`, in a line of chapter 3",
}


def check_words(found):
    """A reference is complete when each word of the language is shown in an example that compiles."""
    words = set(re.findall(r"_\s*:\s*'([a-z_]+)'", (ROOT / "grammar/SutureLexer.g4").read_text(encoding="utf-8")))
    shown = set()
    for snippet in found:
        if snippet.path.parent.name == "language":
            shown |= set(re.findall(r"[a-z_]+", re.sub(r'"""(?s:.)*?"""|"[^"]*"|//.*', " ", snippet.text)))
            shown |= set(re.findall(r"\{(reveal) ", snippet.text))
    for word in sorted(words - set(NOT_SHOWN)):
        check(f"the book shows `{word}`", word in shown)
    for word in sorted(set(NOT_SHOWN) & shown):
        check(f"`{word}` is shown and stands in NOT_SHOWN no more", False)
    check("words were found", len(words) > 200, len(words))


def check_readme(prelude):
    """The README's field, with its limit in another unit, gives the message shown; the charts give the result."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    field = snippets.in_text(pathlib.Path("README.md"), text)[0].text
    message, result = (re.search(rf"\n\n```{kind}\n(.*?)\n```\n", text, re.S).group(1) for kind in ("", "json"))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        named = snippets.Snippet(pathlib.Path("README.md"), 0, "let unused = 1\n\nfield Diabetes")
        registry = snippets.module(named, prelude.text).replace("let unused = 1\n\nfield Diabetes", "")
        (folder / "registry.suture").write_text(registry, encoding="utf-8")
        (folder / "diabetes.suture").write_text(field, encoding="utf-8")
        done = suture("check", "diabetes.suture", cwd=folder)
        check("the README's field checks clean", done.returncode == 0 and not done.stderr, done.stderr.decode())
        (folder / "diabetes.suture").write_text(field.replace("6.5 %", "6.5 mg/dL"), encoding="utf-8")
        said = suture("check", "diabetes.suture", cwd=folder).stderr.decode()
        check("the README shows the message", message in said, said)
        suture("build", "registries/sts-acsd", "-o", folder / "plan.json")
        done = suture("run", folder / "plan.json", "--cases", "examples/sts.ndjson", "--out", folder / "out",
                      "--fields", "CreatLst", "--offline")
        lines = (folder / "out").read_text(encoding="utf-8") if done.returncode == 0 else done.stderr.decode()
        check("the README shows a result", result in lines, lines[:1500])


def check_grammar():
    """The grammar and the words in the book are those of the .g4 files."""
    for path, text in grammar.pages(ROOT).items():
        check(f"{path.name} is what `scripts/grammar.py . --write` writes", path.read_text(encoding="utf-8") == text)


def main():
    prelude, found = collect()
    check_snippets(prelude, share(found))
    check_words([prelude, *found])
    check_pages()
    check_grammar()
    check_readme(prelude)
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())
