// What messages call the tokens and the places of the grammar.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/probe.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

// The keyword's own spelling or the sign; empty for a class of tokens (a name, a number).
std::string SpellingOf(int32_t type);
// "`when`", "a name", "text in quotation marks".
std::string PhraseOf(int32_t type);
// What stands in the file, for "found …": "`when`", "the end of the file". Long text is cut.
std::string FoundText(const Token& token, std::string_view text);

bool IsKeyword(int32_t type);
bool IsName(int32_t type);            // An ID or a keyword that may be a name.
bool IsComparison(int32_t type);      // `=`, `!=`, `<`, `<=`, `>`, `>=`.
bool OpensDeclaration(int32_t type);  // `field`, `codes`, …
bool OpensItem(int32_t type);  // `rule`, `given`, `read`, …: the start of something in a body.
const std::vector<int32_t>& Keywords();

// The keyword that a misspelt word was meant to be, at most two slips away; and the word that
// Suture uses for one of another language (`if` → `when`, `string` → `text`).
std::vector<int32_t> NearKeywords(std::string_view word);
std::optional<int32_t> KeywordForForeignWord(std::string_view word);

// What the innermost open rule that has a name for people wants next: "a step, such as `rule` or
// `ask`, or `}`".
std::string WantedIn(const std::vector<OpenRule>& rules);
// What is being named there: "a field", "a step".
std::string NamedIn(const std::vector<OpenRule>& rules);

}  // namespace suture::syntax
