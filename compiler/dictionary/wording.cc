#include "compiler/dictionary/wording.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "compiler/diagnostics/display_width.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/format/breaker.h"
#include "compiler/format/lines.h"

namespace suture::dictionary {
namespace {

using syntax::LayoutKind;
using syntax::LayoutToken;

// A text of its own that holds the words of a span, with their tokens.
struct Piece {
  std::string text;
  std::vector<LayoutToken> tokens;

  void Add(LayoutToken token, std::string_view word) {
    token.begin = static_cast<uint32_t>(text.size());
    text += word;
    token.end = static_cast<uint32_t>(text.size());
    // Where the author broke lines does not matter here.
    token.first_line = token.last_line = 0;
    token.hang = 0;
    // A body is shown as a list of its items.
    if (token.kind == LayoutKind::kOpenBody) token.kind = LayoutKind::kOpenGroup;
    if (token.kind == LayoutKind::kCloseBody) token.kind = LayoutKind::kCloseGroup;
    token.element = token.element || (token.item != syntax::ItemKind::kNone &&
                                      token.kind != LayoutKind::kCloseGroup);
    tokens.push_back(token);
  }

  // A list that would be hard to read on one row has a row for each part.
  void OpenLists() {
    constexpr int kEasyToRead = 50;
    std::vector<size_t> open;
    for (size_t at = 0; at < tokens.size(); ++at) {
      if (tokens[at].kind == LayoutKind::kOpenGroup) open.push_back(at);
      if (tokens[at].kind != LayoutKind::kCloseGroup || open.empty()) continue;
      const size_t first = std::exchange(open.back(), 0) + 1;
      open.pop_back();
      const bool list = tokens[first - 1].spaced && tokens[first].element;
      if (!list || diag::DisplayWidth(format::Flat(text, tokens, first, at)) <= kEasyToRead)
        continue;
      // What follows the brace stands a line below it: that is how the breaker is told.
      for (size_t i = first; i < tokens.size(); ++i) tokens[i].first_line = ++tokens[i].last_line;
    }
  }

  std::string_view LastWord() const {
    const LayoutToken& last = tokens.back();
    return std::string_view(text).substr(last.begin, last.end - last.begin);
  }

  // Whether the part that starts here is told from the one before by nothing but a new line.
  bool NeedsSeparator(const LayoutToken& next) const {
    if (tokens.empty() || !(next.element || next.item != syntax::ItemKind::kNone)) return false;
    if (tokens.back().kind == LayoutKind::kOpenGroup || next.kind == LayoutKind::kCloseBody)
      return false;
    return LastWord() != ";" && LastWord() != ",";
  }
};

}  // namespace

const std::vector<LayoutToken>& Words::TokensOf(int32_t file) {
  const auto [found, fresh] = tokens_.try_emplace(file);
  if (fresh) {
    diag::Emitter unheard;
    found->second = syntax::LayoutOf(sources_, file, unheard).tokens;
  }
  return found->second;
}

Wording Words::Of(base::Span span) {
  if (!span.valid()) return {};
  const std::string_view source = sources_.file(span.file).text();
  const std::vector<LayoutToken>& tokens = TokensOf(span.file);
  Piece piece;
  auto at = std::lower_bound(
      tokens.begin(), tokens.end(), span.begin,
      [](const LayoutToken& token, uint32_t begin) { return token.begin < begin; });
  for (; at != tokens.end() && at->end <= span.end; ++at) {
    if (at->kind == LayoutKind::kComment) continue;
    if (piece.NeedsSeparator(*at)) {
      LayoutToken separator;
      separator.tight_before = true;
      piece.Add(separator, ";");
    }
    piece.Add(*at, source.substr(at->begin, at->end - at->begin));
  }
  if (piece.tokens.empty()) return {};
  Wording out;
  out.line = format::Flat(piece.text, piece.tokens, 0, piece.tokens.size());
  if (diag::DisplayWidth(out.line) > kColumns) piece.OpenLists();
  format::Line line;
  line.tokens = std::move(piece.tokens);
  out.rows = format::Breaker(piece.text, line, kColumns).Rows({});
  return out;
}

std::string Words::InText(base::Span span) const {
  if (!span.valid()) return "";
  const std::string_view text = sources_.file(span.file).text();
  std::string out(text.substr(span.begin, span.end - span.begin));
  absl::RemoveExtraAsciiWhitespace(&out);
  return out;
}

}  // namespace suture::dictionary
