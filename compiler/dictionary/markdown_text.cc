#include "compiler/dictionary/markdown_text.h"

#include <algorithm>

namespace suture::dictionary {
namespace {

constexpr std::string_view kSigns = "\\`*[]<|~$&";  // Mean something wherever they stand.

bool IsWordByte(std::string_view text, size_t at) {
  if (at >= text.size()) return false;
  const auto c = static_cast<unsigned char>(text[at]);
  return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string OneLine(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

// What would begin a heading, a list, a quotation or a rule.
std::string EscapedAtStart(std::string_view text) {
  std::string line = Escaped(text);
  const size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')')) {
    line.insert(digits, "\\");
  } else if (!line.empty() && std::string_view("#>-+=").find(line[0]) != std::string_view::npos) {
    line.insert(0, "\\");
  }
  return line;
}

size_t LongestRun(std::string_view text, char sign) {
  size_t longest = 0, run = 0;
  for (char c : text) {
    run = c == sign ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string_view Trimmed(std::string_view line) {
  const size_t from = line.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return {};
  return line.substr(from, line.find_last_not_of(" \t\r") + 1 - from);
}

}  // namespace

std::string Escaped(std::string_view text) {
  const std::string line = OneLine(text);
  std::string out;
  for (size_t i = 0; i < line.size(); ++i) {
    // Inside of a word an underscore is a letter.
    const bool emphasis =
        line[i] == '_' && !(i > 0 && IsWordByte(line, i - 1) && IsWordByte(line, i + 1));
    if (emphasis || kSigns.find(line[i]) != std::string_view::npos) out += '\\';
    out += line[i];
  }
  return out;
}

std::string CodeSpan(std::string_view text, bool in_table) {
  std::string code = OneLine(text);
  const std::string fence(LongestRun(code, '`') + 1, '`');
  // A blank keeps a text that begins or ends with the fence's sign apart from it, and is not shown.
  const bool apart = code.empty() || code.front() == '`' || code.back() == '`';
  if (in_table) {
    for (size_t at = 0; (at = code.find('|', at)) != std::string::npos; at += 2)
      code.insert(at, "\\");
  }
  return fence + (apart ? " " : "") + code + (apart ? " " : "") + fence;
}

std::string Prose(std::string_view text, const std::string& prefix) {
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    std::string row = prefix + (line.substr(0, 2) == "- " ? "- " + Escaped(line.substr(2))
                                                          : EscapedAtStart(line));
    row.erase(row.find_last_not_of(' ') + 1);
    out += row + "\n";
  }
  return out;
}

std::string CodeBlock(const std::vector<std::string>& rows, const std::string& prefix) {
  size_t longest = 2;
  for (const std::string& row : rows) longest = std::max(longest, LongestRun(row, '`'));
  const std::string fence(longest + 1, '`');
  std::string out = prefix + fence + "text\n";
  for (const std::string& row : rows) out += (row.empty() ? "" : prefix + row) + "\n";
  return out + prefix + fence + "\n";
}

}  // namespace suture::dictionary
