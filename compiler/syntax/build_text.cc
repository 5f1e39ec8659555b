// Text blocks: common indentation stripped, `{{` resolved, holes kept as expressions.
#include <algorithm>

#include "compiler/syntax/build.h"

namespace suture::syntax {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// The indentation shared by all lines that hold anything, the first one (beside the opening quotes)
// left aside. `pieces` are the stretches of text between holes, in order; a hole counts as content.
size_t CommonIndent(const std::vector<std::string>& pieces) {
  size_t common = std::string::npos;
  for (size_t p = 0; p < pieces.size(); ++p) {
    const std::string& piece = pieces[p];
    for (size_t at = piece.find('\n'); at != std::string::npos; at = piece.find('\n', at + 1)) {
      size_t first = at + 1;
      while (first < piece.size() && IsBlank(piece[first])) ++first;
      bool hole_follows = first == piece.size() && p + 1 < pieces.size();
      bool content =
          hole_follows || (first < piece.size() && piece[first] != '\n' && piece[first] != '\r');
      if (content) common = std::min(common, first - at - 1);
    }
  }
  return common == std::string::npos ? 0 : common;
}

std::string Outdented(const std::string& piece, size_t indent) {
  std::string text;
  for (size_t i = 0; i < piece.size(); ++i) {
    if (piece[i] == '\r') continue;  // Line ends are one character, whatever the editor wrote.
    text += piece[i];
    if (piece[i] != '\n') continue;
    for (size_t n = 0; n < indent && i + 1 < piece.size() && IsBlank(piece[i + 1]); ++n) ++i;
  }
  return text;
}

// Blanks at the ends of lines carry nothing.
std::string WithoutTrailingBlanks(const std::string& piece, bool hole_follows) {
  std::string text;
  for (char c : piece) {
    if (c == '\n') {
      while (!text.empty() && IsBlank(text.back())) text.pop_back();
    }
    text += c;
  }
  while (!hole_follows && !text.empty() && IsBlank(text.back())) text.pop_back();
  return text;
}

}  // namespace

ast::TextBlock Builder::TextBlockOf(P::TextBlockContext* context) {
  ast::TextBlock block;
  block.span = SpanOf(context);
  // One more piece than holes; an empty piece makes no segment.
  std::vector<std::string> pieces(1);
  std::vector<base::Span> spans(1);
  std::vector<ast::TextSegment> holes;
  for (P::TextPartContext* part : context->textPart()) {
    if (auto* hole = As<P::TextHoleContext>(part)) {
      ast::TextSegment segment;
      segment.hole = ExprOf(hole->expr());
      segment.reveal = hole->REVEAL_() != nullptr;
      segment.span = SpanOf(part);
      holes.push_back(std::move(segment));
      pieces.emplace_back();
      spans.emplace_back();
      continue;
    }
    pieces.back() += As<P::TextBraceContext>(part) != nullptr ? "{" : TextAt(SpanOf(part));
    spans.back() = base::Join(spans.back(), SpanOf(part));
  }
  size_t indent = CommonIndent(pieces);
  for (size_t i = 0; i < pieces.size(); ++i) {
    bool last = i + 1 == pieces.size();
    std::string text = WithoutTrailingBlanks(Outdented(pieces[i], indent), !last);
    if (i == 0) text.erase(0, std::min(text.find_first_not_of(" \t\n"), text.size()));
    if (last) text.erase(text.find_last_not_of(" \t\n") + 1);
    if (!text.empty()) {
      ast::TextSegment segment;
      segment.text = std::move(text);
      segment.span = spans[i];
      block.segments.push_back(std::move(segment));
    }
    if (!last) block.segments.push_back(std::move(holes[i]));
  }
  return block;
}

}  // namespace suture::syntax
