// Between lexer and parser: what no rule over single characters can settle.
//
// - A word after a number on the same line becomes a unit when UCUM (or a calendar word) knows it:
//   `48 hours`, `5.6 mmol`. So does a word after `decimal`, `integer`, `duration`, `total` and the
//   `in` of a lab.
// - In the bodies of `codes`, `lab`, `document` and `choice`, and after the system in a `given`,
// the
//   pieces that touch are joined to one code: `E11.9`, `2160-0`, `E11.*`.
// - What comes from other languages or a word processor (`==`, `&&`, curly quotes, `#` comments) is
//   reported here and replaced by what was meant, so that the parser need not stumble.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

// `tokens` as Lex gives them, the end of the file last. The result ends the same way.
std::vector<Token> FilterTokens(std::string_view text, int32_t file,
                                const std::vector<Token>& tokens, diag::Emitter& emitter);

// Whether a word may stand as the unit of a number: UCUM, or year(s), month(s), week(s), day(s),
// hour(s), minute(s), second(s).
bool IsUnitText(std::string_view word);

}  // namespace suture::syntax
