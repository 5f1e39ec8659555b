// Runs the parser over a stretch of tokens and tells where it stops: the question that every repair
// asks ("would it go on if this word were there?"). No tree is built.
#pragma once

#include <cstddef>
#include <vector>

#include "compiler/syntax/token.h"

namespace suture::syntax {

// A rule of the grammar that was open where the parser stopped, and its first token.
struct OpenRule {
  size_t rule = 0;
  size_t start = 0;
};

struct ProbeResult {
  bool whole = false;           // Everything was read.
  size_t token = 0;             // Else: the index of the first token that does not fit.
  std::vector<OpenRule> rules;  // Outermost first; empty when whole.
};

// `tokens` end with the end of the file and hold whole declarations, the last of which may be cut.
// `max_rules` bounds how deep rules may nest; beyond it the parser stops as at a wrong token.
// `fast`: with SLL prediction alone, which may stop at a token that does fit.
ProbeResult Probe(const std::vector<Token>& tokens, int max_rules, bool fast = false);

}  // namespace suture::syntax
