#include "compiler/syntax/text_repair.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "grammar/SutureLexer.h"

namespace suture::syntax {
namespace {

using grammar::SutureLexer;

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// Whether a line of a text block is no prose but a line of the specification.
bool LooksLikeCode(std::string_view line) {
  constexpr std::array<std::string_view, 14> kOpeners = {
      "rule ",  "hint ",    "ask ",   "field ",   "finding ", "test \"", "table ",
      "codes ", "section ", "group ", "extract ", "expect ",  "given ",  "applies when "};
  size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return false;
  line.remove_prefix(first);
  size_t last = line.find_last_not_of(" \t\r");
  line = line.substr(0, last + 1);
  if (line == "}" || StartsWith(line, "otherwise ")) return true;
  bool opens = std::any_of(kOpeners.begin(), kOpeners.end(),
                           [&](std::string_view opener) { return StartsWith(line, opener); });
  bool goes_on = line.find(" when ") != std::string_view::npos || line.back() == '{' ||
                 line.find(" : ") != std::string_view::npos ||
                 line.find(" = ") != std::string_view::npos;
  return opens && (goes_on || StartsWith(line, "given "));
}

// A text block as the lexer saw it, and the first of its lines that looks like code.
struct Block {
  const Token* open = nullptr;
  uint32_t begin = 0, end = 0;
  bool closed = false;
  std::optional<uint32_t> code_line;  // Offset of its first character.
  bool code_at_once = false;          // No prose stands before it.
};

Block Examine(std::string_view text, const std::vector<Token>& tokens, size_t open) {
  Block block;
  block.open = &tokens[open];
  block.begin = tokens[open].end;
  int depth = 0;
  size_t at = open + 1;
  for (; at + 1 < tokens.size(); ++at) {
    if (tokens[at].type == SutureLexer::HOLE_OPEN) ++depth;
    if (tokens[at].type == SutureLexer::RBRACE && depth > 0) --depth;
    if (tokens[at].type == SutureLexer::TEXT_CLOSE && depth == 0) {
      block.closed = true;
      break;
    }
  }
  block.end = tokens[at].begin;
  size_t line = text.find('\n', block.begin);
  bool prose = text.substr(block.begin, line - block.begin).find_first_not_of(" \t\r") !=
               std::string_view::npos;
  while (line != std::string_view::npos && line + 1 < block.end) {
    size_t next = std::min(text.find('\n', line + 1), static_cast<size_t>(block.end));
    std::string_view content = text.substr(line + 1, next - line - 1);
    if (LooksLikeCode(content)) {
      block.code_line = static_cast<uint32_t>(line + 1);
      block.code_at_once = !prose;
      break;
    }
    prose = prose || content.find_first_not_of(" \t\r") != std::string_view::npos;
    line = next;
  }
  return block;
}

// The first hole that is not closed on its own line, or null. Holes are short; one that runs over
// the line has lost its `}`.
const Token* UnclosedHole(const std::vector<Token>& tokens) {
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].type != SutureLexer::HOLE_OPEN) continue;
    int depth = 1;
    for (size_t close = at + 1; close < tokens.size() && tokens[close].line == tokens[at].line;
         ++close) {
      if (tokens[close].type == SutureLexer::LBRACE) ++depth;
      if (tokens[close].type == SutureLexer::RBRACE && --depth == 0) break;
    }
    if (depth > 0) return &tokens[at];
  }
  return nullptr;
}

}  // namespace

bool MendTextBlocks(std::string_view text, int32_t file, const std::vector<Token>& tokens,
                    const Token& stopped, LexFixes& fixes, diag::Emitter& emitter) {
  const Token* hole = UnclosedHole(tokens);
  // With every block closed, a line that looks like code is prose all the same.
  bool balanced = true;
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].type == SutureLexer::TEXT_OPEN)
      balanced = balanced && Examine(text, tokens, at).closed;
  }
  for (size_t at = 0; at < tokens.size() && !balanced; ++at) {
    if (tokens[at].type != SutureLexer::TEXT_OPEN) continue;
    Block block = Examine(text, tokens, at);
    // What stands after an unclosed hole was not read as text, so it tells nothing about the block.
    if (hole != nullptr && hole->begin < (block.code_line ? *block.code_line : block.end)) break;
    if (block.closed && !block.code_line) continue;
    base::Span place{file, block.open->begin, block.open->end};
    if (block.code_at_once && stopped.begin < block.open->begin) {
      // What reads as code before it is the text: this `"""` was meant to close it.
      emitter.Emit(diag::kTextNotOpened, base::Span{file, stopped.begin, stopped.end}, "\"\"\"")
          .Label(place, "the text ends here")
          .Help("Put `\"\"\"` before the text.")
          .Edit({file, stopped.begin, stopped.begin}, "\"\"\"", false);
      return fixes.text_starts.insert(stopped.begin).second;
    }
    uint32_t end = block.code_line ? *block.code_line - 1 : block.end;
    if (!fixes.text_ends.insert(end).second) return false;
    auto builder = emitter.Emit(diag::kUnclosedTextBlock, place);
    builder.Help("Put `\"\"\"` on a line of its own where the text ends.");
    if (block.code_line) {
      uint32_t line_end =
          static_cast<uint32_t>(std::min(text.find('\n', *block.code_line), text.size()));
      uint32_t first = static_cast<uint32_t>(text.find_first_not_of(" \t", *block.code_line));
      builder.Label({file, first, line_end}, "this no longer looks like text");
      builder.Edit({file, end, end}, "\n\"\"\"", false);
    }
    return true;
  }
  if (hole == nullptr) return false;
  emitter.Emit(diag::kUnclosedHole, base::Span{file, hole->begin, hole->end}, "{")
      .Help("Close it with `}` on the same line. For a plain brace in the text write `{{`.");
  return fixes.literal_braces.insert(hole->begin).second;
}

}  // namespace suture::syntax
