// An error strategy that neither reports nor recovers: it notes where the parser stood and stops.
#pragma once

#include <memory>

#include "antlr4-runtime.h"
#include "compiler/syntax/probe.h"
#include "grammar/SutureParser.h"

namespace suture::syntax {

class StoppingStrategy : public antlr4::DefaultErrorStrategy {
 public:
  void recover(antlr4::Parser* parser, std::exception_ptr error) override;
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  void sync(antlr4::Parser*) override {}
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}

  const ProbeResult& stopped() const { return stopped_; }

 private:
  [[noreturn]] void Stop(antlr4::Parser* parser, size_t token);
  ProbeResult stopped_;
};

// Stops a parse that nests too deep before it exhausts the stack.
class DepthGuard : public antlr4::tree::ParseTreeListener {
 public:
  explicit DepthGuard(int most) : most_(most) {}
  void enterEveryRule(antlr4::ParserRuleContext*) override {
    if (++depth_ <= most_) return;
    exceeded_ = true;
    throw antlr4::ParseCancellationException();
  }
  void exitEveryRule(antlr4::ParserRuleContext*) override { --depth_; }
  bool exceeded() const { return exceeded_; }
  void visitTerminal(antlr4::tree::TerminalNode*) override {}
  void visitErrorNode(antlr4::tree::ErrorNode*) override {}

 private:
  int most_;
  int depth_ = 0;
  bool exceeded_ = false;
};

}  // namespace suture::syntax
