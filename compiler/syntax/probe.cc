#include "compiler/syntax/probe.h"

#include <algorithm>

#include "compiler/syntax/stopping_strategy.h"
#include "compiler/syntax/token_stream.h"

namespace suture::syntax {

void StoppingStrategy::Stop(antlr4::Parser* parser, size_t token) {
  stopped_.token = token;
  stopped_.rules.clear();
  for (antlr4::RuleContext* rule = parser->getContext(); rule != nullptr;
       rule = static_cast<antlr4::RuleContext*>(rule->parent)) {
    auto* context = static_cast<antlr4::ParserRuleContext*>(rule);
    stopped_.rules.push_back({context->getRuleIndex(), context->start->getTokenIndex()});
  }
  std::reverse(stopped_.rules.begin(), stopped_.rules.end());
  throw antlr4::ParseCancellationException();
}

void StoppingStrategy::recover(antlr4::Parser* parser, std::exception_ptr error) {
  size_t token = parser->getCurrentToken()->getTokenIndex();
  try {
    std::rethrow_exception(error);
  } catch (const antlr4::RecognitionException& stopped) {
    // Prediction may have looked further than the parser stands.
    token = std::max(token, stopped.getOffendingToken()->getTokenIndex());
  }
  Stop(parser, token);
}

antlr4::Token* StoppingStrategy::recoverInline(antlr4::Parser* parser) {
  Stop(parser, parser->getCurrentToken()->getTokenIndex());
}

ProbeResult Probe(const std::vector<Token>& tokens, int max_rules, bool fast) {
  TokenStream stream(tokens);
  grammar::SutureParser parser(&stream);
  auto strategy = std::make_shared<StoppingStrategy>();
  DepthGuard guard(max_rules);
  parser.removeErrorListeners();
  parser.setErrorHandler(strategy);
  parser.setBuildParseTree(false);
  if (fast) {
    parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(
        antlr4::atn::PredictionMode::SLL);
  }
  parser.addParseListener(&guard);
  try {
    parser.file();
  } catch (const antlr4::ParseCancellationException&) {
    ProbeResult stopped = strategy->stopped();
    if (stopped.rules.empty()) stopped.token = parser.getCurrentToken()->getTokenIndex();
    return stopped;
  }
  ProbeResult whole;
  whole.whole = true;
  return whole;
}

}  // namespace suture::syntax
