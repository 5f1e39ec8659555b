"""docs/limits.md names every limit with its default: both are compared with the code.

Usage: limits_test.py SUTURE SOURCE_FOLDER. Last line: `N passed, N failed`.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cli import ROOT, Checks, suture  # noqa: E402

check = Checks()
# What is named like a limit and is none, with the reason. A new constant stands here or in docs/limits.md.
NOT_LIMITS = {
    "the size of a buffer or a table inside; what does not fit takes a longer way": """
        runtime/chart/coding_cache.cc kMaxSystems, runtime/chart/coding_cache.h kMaxEntries, runtime/chart/coding_cache.h kMaxBytes,
        runtime/chart/coding_cache.h kMaxArenaBytes, runtime/chart/code_table.h kMaxMemberships, runtime/chart/convert.h kMaxUnits,
        runtime/chart/name_table.cc kMaxEscaped, runtime/chart/program.h kMaxBits, runtime/chart/spill.h max_runs,
        runtime/notes/token_trie.h kMaxBytes,
        runtime/notes/word_memo.h kLongest, runtime/notes/word_memo.h kMostKept,
        runtime/rules/validity.h kMostWords, runtime/rules/validity.h kMaxWordBytes, runtime/store/json_block.h kLargestPiece,
        runtime/store/json_block.h kLongestInteger, runtime/values/decimal.h kMaxWritten, runtime/values/time.h kMaxText,
        runtime/values/unit.h kMaxKept, runtime/values/wide.cc kMaxPositive, runtime/values/wide.h kMaxPowerOfTen, runtime/prompts/citation_index.cc kMostCandidates,
        runtime/operators/type.h kMaxDepth, runtime/rules/field_lines.h kMostLines, cli/pass_savings.cc kMostRemembered""",
    "how much of a text is shown, reported or suggested": """
        compiler/diagnostics/print.h max_columns, compiler/syntax/words.cc kMost, runtime/text/edit_distance.h kMaxEditLength,
        runtime/chart/convert.cc kMaxRawText, runtime/chart/unlisted_codes.h kMaxCodes, runtime/chart/unlisted_codes.h kMaxCodeBytes,
        runtime/config/mapping_reader.h kMostMistakes, runtime/config/mapping_reader.cc kLongestWord, runtime/models/server_names.cc kLongestName, runtime/prompts/deidentify.cc kMost,
        runtime/prompts/evidence.cc kMaxLabel, runtime/store/audit_check.h kMostAuditFindings, runtime/testing/describe_outcome.cc kMost,
        runtime/engine/result_builder.h kMaxFindingDepth, cli/explain.cc kLongestWord, compiler/format/align.cc kMostPadding""",
    "what a word of a note can mean": """
        runtime/notes/relative_time.cc kLargestCount, runtime/notes/sections.cc kLongestUnknownTitle, runtime/notes/lexicon.cc kLongestScope,
        runtime/text/sentences.cc kLongestListNumber, runtime/prompts/value_in_quotes.cc kLongest""",
    "where a sum or a product stops growing": """
        runtime/values/time_arithmetic.cc kMaxAmount, runtime/values/unit_factor.cc kMaxTen, runtime/operators/real.cc kMaxExactExponent,
        runtime/models/dispatcher.cc kMostCost, runtime/models/json_text.h kMostTokens, runtime/models/what_next.cc kMost,
        runtime/store/canonical_json.cc kLargest""",
    "what a key of suture.yaml may hold; docs/suture.schema.json says it": """
        runtime/config/mapping_reader.cc kMostWhole, runtime/config/mapping_reader.cc kMostMilliseconds""",
    "how long is waited, or what a provider takes": """
        runtime/models/rate_limit.cc kLongest, runtime/models/dispatcher.cc kLongestWait, runtime/models/what_next.cc kLongestDate,
        runtime/models/anthropic.cc kMostBreakpoints, runtime/models/anthropic.cc kMostUnions, runtime/prompts/prompt_runner.cc kLongestWaitMs,
        runtime/store/batch_requests.h kMostRequests, runtime/store/batch_requests.h kMostBytes""",
    "how far an analysis looks; beyond it says less": """
        compiler/check/time_bounds.cc kMaxDepth, compiler/check/proofs.cc kMaxDepth, runtime/prompts/citation.cc kMostPlaces, runtime/prompts/citation.cc kMostSeeds,
        runtime/prompts/citation.cc kMostCompared, cli/conformance/elm.cc kMostDepth,
        cli/check.cc kMaxFixRounds, cli/run_paths.cc kMostLinks""",
    "the thousandths that a time written to the second leaves open": "runtime/rules/window.cc kMostOfSecond",
    "positions in a text have 32 bits": "runtime/text/words.h kMaxTextBytes",
    "the default of a member that is listed, or a budget that the spec states": """
        compiler/ast/ast.h max_tokens, compiler/dictionary/dictionary.h max_tokens, runtime/plan/plan.h max_tokens, runtime/models/message.h max_output_tokens,
        runtime/text/edit_distance.h max_distance""",
    "the program's own files, which it wrote itself": "runtime/store/result_reader.h kMaxLineBytes",
    "the longest text of a number that is a number: what it holds is listed": "runtime/values/decimal.h kMaxText",
}
LISTED_ELSEWHERE = {tuple(entry.split()) for entries in NOT_LIMITS.values() for entry in entries.split(",")}

def value_of(text, name):
    """The default that the code gives to `name`; shifts, products and braces are worked out."""
    found = re.search(rf"\b{name}\s*=\s*([^;]+);", text)
    if not found:
        return None
    worked = re.sub(r"size_t\{(\d+)\}|int64_t\{(\d+)\}", lambda m: m.group(1) or m.group(2), found.group(1)).replace("'", "")
    return eval(worked, {"__builtins__": {}}) if re.fullmatch(r"[\d\s*<+()]+", worked) else worked


def rows():
    for line in (ROOT / "docs/limits.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 5 and cells[1].isdigit():
            yield cells


listed = set()
for limit, default, place, option, past in rows():
    path, name = re.findall(r"`([^`]+)`", place)
    listed.add((path, name))
    source = ROOT / path
    value = value_of(source.read_text(encoding="utf-8"), name) if source.exists() else None
    check(f"{limit}: `{name}` is {default}", value == int(default), f"{path} says {value}")
    check(f"{limit} says what happens past it", past != "")
    why = re.fullmatch(r"none: (.+)", option)
    check(f"{limit} has an option, or a reason why it has none", len(why.group(1).split()) >= 4 if why else "`" in option, option)
    for code in re.findall(r"\bS\d{4}\b", past):
        check(f"{limit}: {code} is a message", suture("help", code).returncode == 0)
check("limits are listed", len(listed) >= 35, len(listed))

NAMED = re.compile(r"\b(k(?:Default)?(?:Max|Most|Longest|Largest)\w*)\s*=(?!=)")
MEMBER = re.compile(r"^\s+(?:u?int\w*|size_t)\s+(max_\w+)\s*=\s*(?=\d|size_t\{)", re.M)
found = set()
for folder in ("compiler", "runtime", "cli"):
    for path in sorted([*(ROOT / folder).rglob("*.h"), *(ROOT / folder).rglob("*.cc")]):
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT).as_posix()
        for line in text.splitlines():
            if "constexpr" in line:
                found |= {(place, name) for name in NAMED.findall(line)}
        if path.suffix == ".h":
            found |= {(place, name) for name in MEMBER.findall(text)}
for place in sorted(found - listed - LISTED_ELSEWHERE):
    check(f"{place[0]} {place[1]} stands in docs/limits.md", False, "or in NOT_LIMITS, with the reason")
check("what is no limit is still there", LISTED_ELSEWHERE <= found, sorted(LISTED_ELSEWHERE - found))
check("constants were found", len(found) > 80, len(found))

# Each option is one that the program takes.
said = {command: suture(command, "--help").stdout.decode() for command in ("check", "run", "fmt")}
limits = suture("check", "--limit", "nothing=1", "none.suture").stderr.decode()
schema = (ROOT / "docs/suture.schema.json").read_text(encoding="utf-8")
for limit, _, _, option, _ in rows():
    for name in re.findall(r"`([^`]+)`", option.split(";")[0]):
        taken = (f"{name.split()[1]}" in limits if name.startswith("--limit ") else
                 any(name in text for text in said.values()) if name.startswith("--") else f'"{name}"' in schema)
        if not name.startswith("suture "):
            check(f"{limit}: `{name}` is an option", taken)
sys.exit(check.finish())
