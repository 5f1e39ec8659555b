// The tokens of a file as ANTLR's parser wants to see them: a vector to step through, with no text
// copied and nothing allocated a token.
#pragma once

#include <string>
#include <vector>

#include "antlr4-runtime.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

class ParserToken : public antlr4::Token {
 public:
  ParserToken(const syntax::Token& token, size_t index) : token_(token), index_(index) {}

  uint32_t begin() const { return token_.begin; }
  uint32_t end() const { return token_.end; }

  std::string getText() const override { return {}; }
  size_t getType() const override { return static_cast<size_t>(static_cast<ssize_t>(token_.type)); }
  size_t getLine() const override { return token_.line; }
  size_t getCharPositionInLine() const override { return 0; }
  size_t getChannel() const override { return 0; }
  size_t getTokenIndex() const override { return index_; }
  size_t getStartIndex() const override { return token_.begin; }
  size_t getStopIndex() const override { return token_.end; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

 private:
  syntax::Token token_;
  size_t index_;
};

class TokenStream : public antlr4::TokenStream {
 public:
  // `tokens` end with the end of the file.
  explicit TokenStream(const std::vector<Token>& tokens) {
    tokens_.reserve(tokens.size());
    for (const Token& token : tokens) tokens_.emplace_back(token, tokens_.size());
  }

  antlr4::Token* LT(ssize_t k) override { return &tokens_[Clamped(k)]; }
  size_t LA(ssize_t k) override { return tokens_[Clamped(k)].getType(); }
  antlr4::Token* get(size_t index) const override {
    return const_cast<ParserToken*>(&tokens_[index]);
  }
  void consume() override {
    if (at_ + 1 < tokens_.size()) ++at_;
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  size_t index() override { return at_; }
  void seek(size_t index) override { at_ = index; }
  size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  size_t Clamped(ssize_t k) const {
    ssize_t index = static_cast<ssize_t>(at_) + (k > 0 ? k - 1 : k);
    if (index < 0) return 0;
    size_t last = tokens_.size() - 1;
    return static_cast<size_t>(index) < last ? static_cast<size_t>(index) : last;
  }

  std::vector<ParserToken> tokens_;
  size_t at_ = 0;
};

}  // namespace suture::syntax
