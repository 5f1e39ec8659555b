// Text to tree. One function: the author's mistakes go to the emitter, each once, at the place
// where it was made; what can be read around them is in the tree, so that later stages go on.
#pragma once

#include <cstdint>

#include "compiler/ast/ast.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/source/source_set.h"

namespace suture::syntax {

// Bounds on what one file may cost. Each has a message of its own.
struct ParseLimits {
  static constexpr int kDefaultMaxDepth = 200;
  static constexpr int kDefaultMaxTokens = 1'000'000;
  static constexpr int kDefaultMaxSyntaxErrors = 20;
  static constexpr int kDefaultMaxRepairTokens = 2'000'000;

  int max_depth = kDefaultMaxDepth;                 // Nested brackets; operators in one expression.
  int max_tokens = kDefaultMaxTokens;               // Words and signs in a file.
  int max_syntax_errors = kDefaultMaxSyntaxErrors;  // After these, reading the file stops.
  // Words and signs that trials of a mend may read in a file, all together; a mistake past them is
  // reported without a proposal and its item is left out.
  int max_repair_tokens = kDefaultMaxRepairTokens;
};

// Never fails: what cannot be read is missing from the tree, and has_errors is set. Thread-safe for
// different emitters.
ast::File Parse(const source::SourceSet& sources, int32_t file, diag::Emitter& emitter,
                const ParseLimits& limits = {});

}  // namespace suture::syntax
