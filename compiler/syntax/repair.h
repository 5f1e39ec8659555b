// Finds what was probably meant where the parser stops. Small changes (a word put in, taken out,
// replaced, two swapped) are tried out on the parser itself; the cheapest one that lets it read on
// becomes the message and mends the tokens, so that one mistake gives one message and everything
// after it is read as written. Where none helps, the broken item is left out.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/syntax/lex.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

// `tokens` do not parse. Reports each mistake and returns tokens that do (in the worst case none
// but the end of the file).
std::vector<Token> RepairTokens(std::string_view text, int32_t file, std::vector<Token> tokens,
                                const ParseLimits& limits, diag::Emitter& emitter);

// How deep rules of the grammar may nest for a nesting of brackets that the limits allow.
inline int MaxRules(const ParseLimits& limits) { return 64 + 8 * limits.max_depth; }

}  // namespace suture::syntax
