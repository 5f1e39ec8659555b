// Mistakes that turn text into code or code into text: a `"""` or a hole that is never closed, a
// `"""` that is missing at the start. They can only be mended by reading the characters again.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/syntax/lex.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

// For a text that does not parse; `stopped` is the first token that did not fit. Adds one
// correction to `fixes` and reports it, or returns false when the text blocks are not at fault.
bool MendTextBlocks(std::string_view text, int32_t file, const std::vector<Token>& tokens,
                    const Token& stopped, LexFixes& fixes, diag::Emitter& emitter);

}  // namespace suture::syntax
