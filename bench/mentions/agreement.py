"""How `suture mentions` agrees with sentences that a reader annotated (README.md).

Usage: agreement.py SUTURE TSV [--show]
Columns, after a line of names: text, phrase (stands once in it), negated, uncertain, historical, hypothetical (1 or 0),
experiencer (patient, or anyone else). `--show` prints every mention that comes out otherwise.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

ATTRIBUTES = ("negated", "uncertain", "historical", "hypothetical", "other")


def read(path):
    rows = [line.split("\t") for line in pathlib.Path(path).read_text(encoding="utf-8").rstrip("\n").split("\n") if line[:2] != "# "]
    return [(row[0], row[1], dict(zip(ATTRIBUTES, [cell == "1" for cell in row[2:6]] + [row[6] != "patient"]))) for row in rows[1:]]


def found(suture, rows):
    """By line and phrase, the attributes of the first mention."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "phrases").write_text("".join(f"{phrase}\n" for phrase in sorted({row[1] for row in rows})), encoding="utf-8")
        (folder / "text").write_text("".join(f"{row[0]}\n" for row in rows), encoding="utf-8")
        lines = subprocess.run([suture, "mentions", "--phrases", folder / "phrases", "--text", folder / "text"],
                               check=True, capture_output=True, text=True, encoding="utf-8").stdout
    mentions = {}
    for mention in map(json.loads, lines.splitlines()):
        mention["other"] = mention["experiencer"] != "patient"
        mentions.setdefault((mention["line"], mention["phrase"]), mention)
    return mentions


def score(suture, path):
    """For each attribute (right, too many, missed); the phrases that were not found; and what came out otherwise."""
    rows = read(path)
    mentions = found(suture, rows)
    counts = {attribute: [0, 0, 0] for attribute in ATTRIBUTES}
    lost, otherwise = [], []
    for number, (text, phrase, wanted) in enumerate(rows, 1):
        mention = mentions.get((number, phrase))
        if mention is None:
            lost.append((text, phrase))
            mention = dict.fromkeys(ATTRIBUTES, False)
        for attribute in ATTRIBUTES:
            counts[attribute][0] += wanted[attribute] and mention[attribute]
            counts[attribute][1] += mention[attribute] and not wanted[attribute]
            counts[attribute][2] += wanted[attribute] and not mention[attribute]
            if wanted[attribute] != mention[attribute]:
                otherwise.append((attribute, "too many" if mention[attribute] else "missed", phrase, text))
    return counts, lost, otherwise


def rates(right, too_many, missed):
    """Precision, recall, F1; 1 where there is nothing to find and nothing was found."""
    precision = right / (right + too_many) if right + too_many else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, 2 * right / (2 * right + too_many + missed) if right + too_many + missed else 1.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("suture")
    parser.add_argument("tsv")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    counts, lost, otherwise = score(arguments.suture, arguments.tsv)
    print(f"{'':13} precision recall    F1   right  too many  missed")
    for attribute, three in counts.items():
        precision, recall, f1 = rates(*three)
        print(f"{attribute:13} {precision:9.3f} {recall:6.3f} {f1:5.3f} {three[0]:7} {three[1]:9} {three[2]:7}")
    print(f"{len(lost)} {'phrase was' if len(lost) == 1 else 'phrases were'} not found")
    if arguments.show:
        for one in lost + otherwise:
            print(" | ".join(one))


if __name__ == "__main__":
    main()
