#include "compiler/syntax/strings.h"

#include "runtime/text/utf8.h"

namespace suture::syntax {
namespace {

bool IsQuote(char32_t c) { return c == '"' || c == '\'' || (c >= 0x2018 && c <= 0x201F); }

}  // namespace

std::string DecodeString(std::string_view written) {
  if (!written.empty()) {
    text::CodePoint first = text::DecodeAt(written, 0);
    if (IsQuote(first.value)) written.remove_prefix(first.length);
  }
  std::string text;
  text.reserve(written.size());
  for (size_t i = 0; i < written.size();) {
    text::CodePoint point = text::DecodeAt(written, i);
    if (written[i] == '\\' && i + 1 < written.size()) {
      char next = written[i + 1];
      if (next == 'n' || next == 't' || next == '"' || next == '\\') {
        text += next == 'n' ? '\n' : next == 't' ? '\t' : next;
        i += 2;
        continue;
      }
    }
    bool last = i + point.length == written.size();
    if (last && IsQuote(point.value)) break;
    text.append(written.substr(i, point.length));
    i += point.length;
  }
  return text;
}

std::string EncodeString(std::string_view text) {
  std::string written = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') written += '\\';
    if (c == '\n')
      written += "\\n";
    else if (c == '\t')
      written += "\\t";
    else
      written += c;
  }
  return written + "\"";
}

}  // namespace suture::syntax
