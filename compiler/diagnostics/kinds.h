// Every kind of diagnostic, declared once in kinds.def with a stable code, a severity and a message
// whose arguments are typed: a wrong number of arguments or a wrong type does not compile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace suture::diag {

enum class Severity { kError, kWarning };

// ---- what a message may be filled with ----------------------------------------------------------

// Something of the author's (a name, a piece of the file): printed in backticks.
struct Word {
  Word(std::string_view text) : text(text) {}  // NOLINT: implicit on purpose.
  Word(const std::string& text) : text(text) {}
  Word(const char* text) : text(text) {}
  std::string text;
};
// Several of those: `a`, `b` and `c`.
struct Words {
  Words(std::vector<std::string> words)
      : words(std::move(words)) {}  // NOLINT: implicit on purpose.
  std::vector<std::string> words;
};
// A piece of the sentence itself, printed as it is.
struct Text {
  Text(std::string_view text) : text(text) {}  // NOLINT: implicit on purpose.
  Text(const std::string& text) : text(text) {}
  Text(const char* text) : text(text) {}
  std::string text;
};
// A number; {0:s} in the message adds a plural `s` when it is not one.
struct Count {
  template <typename Integer, typename = std::enable_if_t<std::is_integral_v<Integer>>>
  Count(Integer value) : value(static_cast<int64_t>(value)) {}  // NOLINT: implicit on purpose.
  int64_t value;
};

std::string Render(const Word& word);
std::string Render(const Words& words);
std::string Render(const Text& text);
std::string Render(const Count& count);

// ---- the table ----------------------------------------------------------------------------------

enum class KindId : int16_t {
#define SUTURE_DIAGNOSTIC(name, code, severity, message, ...) k##name,
#include "compiler/diagnostics/kinds.def"
#undef SUTURE_DIAGNOSTIC
  kNumberOfKinds,
};

struct KindInfo {
  std::string_view name;  // For developers: `UnknownName`.
  std::string_view code;  // For users: "S1001"; never reused.
  Severity severity;
  std::string_view message;
};

// A kind together with the types that its message is filled with.
template <typename... Args>
struct Kind {
  KindId id;
};

#define SUTURE_DIAGNOSTIC(name, code, severity, message, ...) \
  inline constexpr Kind<__VA_ARGS__> k##name{KindId::k##name};
#include "compiler/diagnostics/kinds.def"
#undef SUTURE_DIAGNOSTIC

const KindInfo& InfoOf(KindId id);
inline int NumberOfKinds() { return static_cast<int>(KindId::kNumberOfKinds); }
// Null when no kind has the code. Upper and lower case are alike.
const KindInfo* FindByCode(std::string_view code);

// The page behind a code: what it means, and an example wrong and right.
struct Explanation {
  std::string_view text;
  std::string_view wrong;
  std::string_view right;
};
// Null where explanations.def has none.
const Explanation* ExplanationOf(KindId id);
// The page as text for a terminal; empty when no kind has the code.
std::string Explain(std::string_view code);

// A page of documentation: its file's name and its text in Markdown.
struct Page {
  std::string file;
  std::string text;
};
// One page a code, named after it, and README.md, which lists all codes by subject.
std::vector<Page> Pages();

}  // namespace suture::diag
