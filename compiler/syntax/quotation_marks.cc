#include "compiler/syntax/quotation_marks.h"

#include <algorithm>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "runtime/text/utf8.h"

namespace suture::syntax {
namespace {

struct Mark {
  uint32_t begin, end;
  char32_t sign;
};

bool IsLetter(char32_t c) {
  return c < 0x80 ? absl::ascii_isalnum(static_cast<unsigned char>(c)) : c >= 0xC0 && c < 0x2000;
}

// Up to the end of the line; among curly marks also straight ones, which people mix with them.
std::vector<Mark> MarksBehind(std::string_view text, uint32_t begin, uint32_t end, bool curly) {
  std::vector<Mark> marks;
  char32_t before = 0;
  for (uint32_t at = begin; at < end;) {
    const text::CodePoint point = text::DecodeAt(text, at);
    const uint32_t next = at + point.length;
    const bool apostrophe =
        IsLetter(before) && next < end && IsLetter(text::DecodeAt(text, next).value);
    const bool mark = curly ? IsCurlyQuote(point.value) || point.value == '"'
                            : IsSingleQuote(point.value) && !apostrophe;
    if (mark) marks.push_back({at, next, point.value});
    before = point.value;
    at = next;
  }
  return marks;
}

// `“a “nested” text”`; where the marks do not pair, as in `“a", “b”`, the first of them ends the
// text.
size_t CurlyCloser(const std::vector<Mark>& marks, char32_t opener) {
  int depth = 1;
  for (size_t at = 0; at < marks.size(); ++at) {
    const bool curly = marks[at].sign != '"';
    if (curly && opener != U'“') return at;
    if (curly) depth += marks[at].sign == U'“' ? 1 : -1;
    if (depth == 0) return at;
  }
  return 0;
}

// `‘the patients’ history’` ends with the last mark before another text begins; straight marks come
// in pairs.
size_t SingleCloser(const std::vector<Mark>& marks, char32_t opener) {
  if (opener != U'‘') return marks.size() % 2 == 0 ? marks.size() - 1 : 0;
  const auto another = absl::c_find_if(marks, [](const Mark& mark) { return mark.sign == U'‘'; });
  return another == marks.begin() ? 0 : static_cast<size_t>(another - marks.begin()) - 1;
}

}  // namespace

bool IsCurlyQuote(char32_t character) { return character >= 0x201C && character <= 0x201F; }

bool IsSingleQuote(char32_t character) {
  return character == '\'' || (character >= 0x2018 && character <= 0x201B) || character == '`';
}

Quoted QuotedFrom(std::string_view text, uint32_t begin, char32_t opener) {
  const auto line_end =
      static_cast<uint32_t>(std::min(text.find_first_of("\r\n", begin), text.size()));
  const bool curly = IsCurlyQuote(opener);
  const std::vector<Mark> marks = MarksBehind(text, begin, line_end, curly);
  if (marks.empty()) return {};
  const size_t at = curly ? CurlyCloser(marks, opener) : SingleCloser(marks, opener);
  Quoted quoted{true, true, marks[at].begin, marks[at].end};
  const std::string_view inside = text.substr(begin, quoted.inside_end - begin);
  const std::string_view behind = text.substr(quoted.end, line_end - quoted.end);
  const bool odd = marks[at].sign == '"' && absl::c_count(behind, '"') % 2 != 0;
  // What would be escaped, or hold a comment, may be no text at all.
  quoted.clear = at == 0 && !odd && inside.find_first_of("\"\\") == std::string_view::npos &&
                 inside.find("//") == std::string_view::npos;
  return quoted;
}

}  // namespace suture::syntax
