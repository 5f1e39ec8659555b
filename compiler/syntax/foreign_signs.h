// Signs that authors bring from other languages and from word processors: reported once each, and
// replaced by what was meant.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

std::vector<Token> MendForeignSigns(std::string_view text, int32_t file,
                                    const std::vector<Token>& tokens, diag::Emitter& emitter);

}  // namespace suture::syntax
