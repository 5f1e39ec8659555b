// The catalogue of kinds as Markdown: docs/diagnostics is written by it.
#include <algorithm>
#include <array>

#include "compiler/diagnostics/kinds.h"
#include "fmt/format.h"

namespace suture::diag {
namespace {

struct Subject {
  char digit;  // Second character of the code.
  std::string_view title;
};
constexpr std::array<Subject, 10> kSubjects = {{{'0', "The shape of the text"},
                                                {'1', "Names"},
                                                {'2', "Types and units"},
                                                {'3', "Time and phases"},
                                                {'4', "Answers and tables"},
                                                {'5', "Prompts"},
                                                {'6', "Privacy"},
                                                {'7', "Codes"},
                                                {'8', "Review and tests"},
                                                {'9', "Files and limits"}}};
// What stands in the message for something that differs from case to case.
constexpr std::string_view kBlank = "…";

std::string_view SeverityName(const KindInfo& info) {
  return info.severity == Severity::kError ? "error" : "warning";
}

// The message with its arguments left out: `{0}` and `{0:s}` are filled by nobody here.
std::string MessageShape(std::string_view message) {
  std::string out;
  while (!message.empty()) {
    size_t open = message.find('{');
    out += message.substr(0, open);
    if (open == std::string_view::npos) break;
    size_t close = message.find('}', open);
    out += message.substr(open, close - open).find(':') == std::string_view::npos ? kBlank : "s";
    message.remove_prefix(close + 1);
  }
  return out;
}

std::string Snippet(std::string_view title, std::string_view fence, std::string_view text) {
  if (text.empty()) return "";
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  return fmt::format("\n{}\n\n```{}\n{}\n```\n", title, text.front() == '$' ? "console" : fence,
                     text);
}

Page PageOf(KindId id) {
  const KindInfo& info = InfoOf(id);
  std::string text =
      fmt::format("# {} ({})\n\n> {}\n", info.code, SeverityName(info), MessageShape(info.message));
  if (const Explanation* explanation = ExplanationOf(id)) {
    text += fmt::format("\n{}\n", explanation->text);
    text += Snippet("Wrong:", fmt::format("suture wrong {}", info.code), explanation->wrong);
    text += Snippet("Right:", "suture", explanation->right);
  }
  return {fmt::format("{}.md", info.code), std::move(text)};
}

std::vector<KindId> ByCode() {
  std::vector<KindId> ids;
  for (int i = 0; i < NumberOfKinds(); ++i) ids.push_back(static_cast<KindId>(i));
  std::sort(ids.begin(), ids.end(),
            [](KindId a, KindId b) { return InfoOf(a).code < InfoOf(b).code; });
  return ids;
}

}  // namespace

std::vector<Page> Pages() {
  std::vector<Page> pages;
  std::string index =
      "# What the compiler says\n\n"
      "Each message has a code, and each code a page: what it means, an example wrong, an example "
      "right. "
      "`suture help S2003` prints the same. `suture help --pages docs/diagnostics` writes these "
      "pages from the "
      "catalogue in `compiler/diagnostics`; do not edit them here.\n\n"
      "Examples are pieces of the registry in [the language reference](../language/README.md).\n";
  for (const Subject& subject : kSubjects) {
    std::string rows;
    for (KindId id : ByCode()) {
      const KindInfo& info = InfoOf(id);
      if (info.code[1] != subject.digit) continue;
      pages.push_back(PageOf(id));
      rows += fmt::format("| [{0}]({0}.md) | {1} | {2} |\n", info.code, SeverityName(info),
                          MessageShape(info.message));
    }
    if (!rows.empty())
      index += fmt::format("\n## {}\n\n| code | | message |\n| --- | --- | --- |\n{}",
                           subject.title, rows);
  }
  pages.push_back({"README.md", std::move(index)});
  return pages;
}

}  // namespace suture::diag
