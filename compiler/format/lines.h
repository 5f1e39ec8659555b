// The items of a file as lines still to be laid out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/layout.h"

namespace suture::format {

inline constexpr int kIndent = 2;

// One item (or head of an item, or closing brace) with the comments that belong to it.
struct Line {
  int depth = 0;
  bool blank_before = false;
  bool as_written = false;  // A comment stands inside: the author's line breaks are kept.
  std::vector<syntax::LayoutToken> tokens;

  syntax::ItemKind kind() const { return tokens.front().item; }
};

inline int IndentOf(const Line& line) { return line.depth * kIndent + line.tokens.front().hang; }

// `max_columns`: a body that was written on the line of its head stays there if it fits.
std::vector<Line> LinesOf(std::string_view text, const std::vector<syntax::LayoutToken>& tokens,
                          int max_columns);

// The tokens [from, to) on one line, with the blanks between them that the language's style asks
// for.
std::string Flat(std::string_view text, const std::vector<syntax::LayoutToken>& tokens, size_t from,
                 size_t to);

// Whether a blank stands between two neighbours on a line.
bool BlankBetween(const syntax::LayoutToken& left, const syntax::LayoutToken& right);

}  // namespace suture::format
