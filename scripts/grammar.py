"""Prints the grammar as EBNF, and the words of the language, for the language reference.

Usage: grammar.py SOURCE_FOLDER [--write]. With --write, docs/language/16-grammar.md and the words in
docs/language/15-layout.md are written anew; tests/docs compares them with the grammar.
"""
import pathlib
import re
import sys

WORDS_HEAD = "## Words of the language\n"


def without_comments(text):
    return re.sub(r"(?m)^\s*//.*\n|\s//[^\n]*", lambda m: "\n" if m.group().startswith("\n") else "", text)


def tokens(lexer):
    """Token name -> how it is written, for tokens with one spelling."""
    return dict(re.findall(r"(?m)\b([A-Z_0-9]+)\s*:\s*'([^']*)'\s*(?:->[^;]*)?;", lexer))


def rules(parser):
    body = without_comments(parser[parser.index("file :"):])
    return re.findall(r"(?ms)^([a-z]\w*)\s*:(.*?)\n?\s*;\s*$", body)


def ebnf(text, spelled):
    text = re.sub(r"#\s*\w+", "", text)                        # names of alternatives
    text = re.sub(r"\{[^{}]*\}\?", "", text)                   # conditions on the layout
    text = re.sub(r"<assoc=right>", "", text)
    text = re.sub(r"\b\w+=(?=[\w(])", "", text)                # labels
    named = {"ID": "NAME", "TEXT_OPEN": "'\"\"\"'", "TEXT_CLOSE": "'\"\"\"'", "HOLE_OPEN": "'{'", "TEXT_BRACE": "'{{'",
             "CHUNK": "TEXT", "EOF": "END"}
    word = lambda m: named.get(m.group(), f"'{spelled[m.group()]}'" if m.group() in spelled else m.group())
    text = re.sub(r"\b[A-Z][A-Z_0-9]*\b", word, text)
    return re.sub(r"[ \t]+(?=\n|$)", "", text).strip("\n")


def grammar_page(lexer, parser):
    spelled = tokens(lexer)
    lines = ["# 16. Grammar", "",
             "Made from `grammar/SutureParser.g4` by `scripts/grammar.py`; do not edit it here. `?` may be left out, `*` any",
             "number of times, `+` at least once, `|` one or the other. The grammar takes more than is legal: what does not",
             "fit, the checker says in words.", "",
             "Names, numbers, dates, times, units and codes are written as chapter 15 and chapter 6 say.", "", "```ebnf"]
    for name, body in rules(parser):
        body = ebnf(body, spelled)
        if "\n" not in body.strip():
            lines.append(f"{name} : {' '.join(body.split())}")
            continue
        parts = [re.sub(r"\s+", " ", part).strip() for part in re.split(r"(?m)^\s*\|", body)]
        lines.append(name)
        lines += [f"  {':' if i == 0 else '|'} {part}" for i, part in enumerate(parts)]
    return "\n".join(lines) + "\n```\n"


def words(lexer, parser):
    spelled = {t: w for t, w in tokens(lexer).items() if re.fullmatch(r"[a-z]+", w)}
    names = dict(rules(parser))
    soft = set(re.findall(r"[A-Z_]+_\b", names["name"]))
    attribute = set(re.findall(r"[A-Z_]+_\b", names["attributeName"])) | set(re.findall(r"[A-Z_]+_\b", names["bareAttribute"]))
    reserved = sorted(w for t, w in spelled.items() if t not in soft and t not in attribute)
    parts = sorted(w for t, w in spelled.items() if t not in soft and t in attribute)
    free = sorted(w for t, w in spelled.items() if t in soft)
    listed = lambda items: ", ".join(f"`{item}`" for item in items)
    steps = sorted(spelled[t] for t in set(re.findall(r"[A-Z_]+_\b", names["stepWord"])))
    return (f"{WORDS_HEAD}\nThese are no names: {listed(reserved)}. Steps alone may be called {listed(steps)}.\n\n"
            f"These may name a part of an entry or a record, and nothing else: {listed(parts)}.\n\n"
            f"These are words of the language and may be names too: {listed(free)}.\n")


def pages(root):
    """Page -> its text as the grammar says it."""
    lexer = without_comments((root / "grammar/SutureLexer.g4").read_text())
    parser = (root / "grammar/SutureParser.g4").read_text()
    book = root / "docs/language"
    layout = (book / "15-layout.md").read_text()
    kept = layout.split(WORDS_HEAD)[0]
    return {book / "16-grammar.md": grammar_page(lexer, parser), book / "15-layout.md": kept + words(lexer, parser)}


if __name__ == "__main__":
    for path, text in pages(pathlib.Path(sys.argv[1])).items():
        if "--write" in sys.argv:
            path.write_text(text)
        else:
            print(text)
