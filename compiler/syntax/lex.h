// Runs the generated lexer over one file.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "compiler/syntax/token.h"

namespace suture::syntax {

// Corrections that a repair asks of the next run over the same text.
struct LexFixes {
  std::set<uint32_t> literal_braces;  // A `{` in a text block that opens no hole.
  std::set<uint32_t> text_ends;       // A text block ends here, though no `"""` stands here.
  std::set<uint32_t> text_starts;     // A text block starts here, likewise.
  bool operator==(const LexFixes&) const = default;
};

struct LexedFile {
  std::vector<Token> tokens;  // Without comments; the last one is the end of the file.
  std::vector<Token> comments;
  bool too_many = false;  // Stopped at the limit.
};

LexedFile Lex(std::string_view text, const LexFixes& fixes, int max_tokens);

}  // namespace suture::syntax
