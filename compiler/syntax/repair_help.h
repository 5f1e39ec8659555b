// What to write instead, of a word that cannot stand where it stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/probe.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

// Of the word at `at` in `tokens`; empty where nothing more can be said than the message does.
std::string HelpFor(std::string_view text, const std::vector<Token>& tokens,
                    const std::vector<OpenRule>& rules, size_t at);

}  // namespace suture::syntax
