// From the characters of a file to ANTLR's tree, mistakes mended and reported on the way.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/token.h"
#include "compiler/syntax/token_stream.h"
#include "grammar/SutureParser.h"

namespace suture::syntax {

// Runs the parser over tokens: SLL first, which is several times faster; full LL for the file that
// SLL alone cannot read.
class TreeParser {
 public:
  TreeParser(const std::vector<Token>& tokens, const ParseLimits& limits) : limits_(limits) {
    Restart(tokens);
  }
  void Restart(const std::vector<Token>& tokens);

  // Null when the tokens do not parse. The tree lives until the next Restart.
  grammar::SutureParser::FileContext* Run();
  bool too_deep() const { return too_deep_; }
  size_t stopped() const;  // The first token that does not fit, after a Run without a tree.

 private:
  const ParseLimits& limits_;
  std::unique_ptr<TokenStream> stream_;
  std::unique_ptr<grammar::SutureParser> parser_;
  bool too_deep_ = false;
};

struct ParsedText {
  std::unique_ptr<TreeParser> parser;                  // Owns the tree.
  grammar::SutureParser::FileContext* tree = nullptr;  // Null: nothing of the file could be read.
  std::vector<Token> tokens;                           // What the tree was read from.
  std::vector<Token> comments;
};

// `limits` must outlive the result.
ParsedText ParseText(std::string_view text, int32_t file, const ParseLimits& limits,
                     diag::Emitter& emitter);

}  // namespace suture::syntax
