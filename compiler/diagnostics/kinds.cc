#include "compiler/diagnostics/kinds.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace suture::diag {
namespace {

// A placeholder is {N} or {N:s} with one digit, and every argument is used.
constexpr bool Fits(std::string_view message, size_t arguments) {
  bool used[10] = {};
  for (size_t i = 0; i < message.size(); ++i) {
    if (message[i] != '{') continue;
    if (i + 2 >= message.size() || message[i + 1] < '0' || message[i + 1] > '9') return false;
    size_t index = static_cast<size_t>(message[i + 1] - '0');
    if (index >= arguments) return false;
    used[index] = true;
    if (message[i + 2] == '}') continue;
    if (message.substr(i + 2, 3) != ":s}") return false;
  }
  for (size_t i = 0; i < arguments; ++i) {
    if (!used[i]) return false;
  }
  return arguments <= 10;
}

template <typename... Args>
constexpr size_t ArityOf(const Kind<Args...>&) {
  return sizeof...(Args);
}

#define SUTURE_DIAGNOSTIC(name, code, severity, message, ...)           \
  static_assert(Fits(message, ArityOf(k##name)),                        \
                "the message of " #name " does not fit its arguments"); \
  static_assert(std::string_view(code).size() == 5,                     \
                "the code of " #name " is not S and four digits");
#include "compiler/diagnostics/kinds.def"
#undef SUTURE_DIAGNOSTIC

constexpr KindInfo kInfos[] = {
#define SUTURE_DIAGNOSTIC(name, code, severity, message, ...) \
  {#name, code, Severity::k##severity, message},
#include "compiler/diagnostics/kinds.def"
#undef SUTURE_DIAGNOSTIC
};

struct NamedExplanation {
  KindId id;
  Explanation explanation;
};
constexpr NamedExplanation kExplanations[] = {
#define SUTURE_EXPLANATION(name, text, wrong, right) {KindId::k##name, {text, wrong, right}},
#include "compiler/diagnostics/explanations.def"
#undef SUTURE_EXPLANATION
};

std::string Indented(std::string_view snippet) {
  while (!snippet.empty() && snippet.front() == '\n') snippet.remove_prefix(1);
  while (!snippet.empty() && (snippet.back() == '\n' || snippet.back() == ' '))
    snippet.remove_suffix(1);
  std::string indented = "    ";
  for (char c : snippet) {
    indented += c;
    if (c == '\n') indented += "    ";
  }
  return indented + "\n";
}

}  // namespace

std::string Render(const Word& word) { return fmt::format("`{}`", word.text); }

std::string Render(const Words& words) {
  std::string text;
  for (size_t i = 0; i < words.words.size(); ++i) {
    if (i > 0) text += i + 1 == words.words.size() ? " and " : ", ";
    text += fmt::format("`{}`", words.words[i]);
  }
  return text;
}

std::string Render(const Text& text) { return text.text; }

std::string Render(const Count& count) { return fmt::format("{}", count.value); }

const KindInfo& InfoOf(KindId id) { return kInfos[static_cast<size_t>(id)]; }

const KindInfo* FindByCode(std::string_view code) {
  std::string wanted = absl::AsciiStrToUpper(std::string(code));
  const auto* found = std::find_if(std::begin(kInfos), std::end(kInfos),
                                   [&](const KindInfo& info) { return info.code == wanted; });
  return found == std::end(kInfos) ? nullptr : found;
}

const Explanation* ExplanationOf(KindId id) {
  const auto* found = std::find_if(std::begin(kExplanations), std::end(kExplanations),
                                   [&](const NamedExplanation& named) { return named.id == id; });
  return found == std::end(kExplanations) ? nullptr : &found->explanation;
}

std::string Explain(std::string_view code) {
  const KindInfo* info = FindByCode(code);
  if (info == nullptr) return "";
  std::string page = fmt::format("{} ({})\n\n", info->code,
                                 info->severity == Severity::kError ? "error" : "warning");
  const Explanation* explanation = ExplanationOf(static_cast<KindId>(info - kInfos));
  if (explanation == nullptr) return page + std::string(info->message) + "\n";
  page += fmt::format("{}\n", explanation->text);
  if (!explanation->wrong.empty()) page += "\nWrong:\n\n" + Indented(explanation->wrong);
  if (!explanation->right.empty()) page += "\nRight:\n\n" + Indented(explanation->right);
  return page;
}

}  // namespace suture::diag
