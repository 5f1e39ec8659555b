// What may be written, and what is read from it. Between them the files take every alternative of
// the grammar.
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "antlr4-runtime.h"
#include "compiler/ast/dump.h"
#include "compiler/diagnostics/print.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/parse_text.h"
#include "grammar/SutureParser.h"
#include "tests/support/golden.h"

namespace suture::syntax {
namespace {

std::string TreeOf(const std::filesystem::path& path) {
  source::SourceSet sources;
  int32_t file = sources.Add(path.filename().string(), testing::ReadText(path));
  diag::Emitter emitter;
  ast::File tree = Parse(sources, file, emitter);
  CHECK_FALSE(tree.has_errors);
  return diag::PrintText(sources, emitter.Take()) + ast::Dump(tree);
}

TEST_CASE("what may be written is read as meant") {
  testing::RunGoldens("tests/compiler/syntax/good", ".suture", TreeOf);
}

TEST_CASE("every specification in the tree is read") {
  for (const char* folder : {"stdlib", "registries", "examples"}) {
    for (const std::filesystem::path& path : testing::FilesIn(folder, ".suture")) {
      INFO(path.string());
      source::SourceSet sources;
      int32_t file = sources.Add(path.filename().string(), testing::ReadText(path));
      diag::Emitter emitter;
      ast::File tree = Parse(sources, file, emitter);
      INFO(diag::PrintText(sources, emitter.Take()));
      CHECK_FALSE(tree.has_errors);
    }
  }
}

// Counts ambiguities by the rule whose decision was open.
class AmbiguityListener : public antlr4::BaseErrorListener {
 public:
  void reportAmbiguity(antlr4::Parser* parser, const antlr4::dfa::DFA& dfa, size_t start, size_t,
                       bool, const antlrcpp::BitSet&, antlr4::atn::ATNConfigSet*) override {
    by_rule[parser->getRuleNames()[dfa.atnStartState->ruleIndex]] =
        parser->getTokenStream()->get(start)->getLine();
  }
  std::map<std::string, size_t> by_rule;  // The line of the last one.
};

TEST_CASE("nothing can be read in two ways but what is meant to be greedy") {
  // `where a and b`: the condition takes all it can. `in A, B` inside a list takes the names after
  // it. Clauses after an inner query belong to the innermost. docs/language.md says each in words.
  const std::map<std::string, std::string> kGreedy = {
      {"expr", "conditions take all they can"},
      {"narrowed", "clauses belong to the innermost query"},
      {"nameList", "names after a comma belong to the list"},
      {"anchor", "sums belong to the innermost anchor"},
      {"anchorTerm", "members belong to the innermost anchor"},
      {"query", "clauses belong to the innermost query"},
      {"source", "`as r` after the kind names its rows, in a group too"},
      {"fieldItem", "`effective` after a step is the step's"},
      {"answered", "`answer q not found` tells what the model found; it negates nothing"},
      {"givenSubject", "`given drug given rxnorm 1` has a kind of two words"},
  };
  std::vector<std::filesystem::path> files =
      testing::FilesIn("tests/compiler/syntax/good", ".suture");
  for (const char* folder : {"stdlib", "registries"}) {
    for (const std::filesystem::path& path : testing::FilesIn(folder, ".suture"))
      files.push_back(path);
  }
  for (const std::filesystem::path& path : files) {
    std::string text = testing::ReadText(path);
    diag::Emitter emitter;
    ParseLimits limits;
    ParsedText parsed = ParseText(text, 0, limits, emitter);
    TokenStream stream(parsed.tokens);
    grammar::SutureParser parser(&stream);
    AmbiguityListener listener;
    parser.removeErrorListeners();
    parser.addErrorListener(&listener);
    parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(
        antlr4::atn::PredictionMode::LL_EXACT_AMBIG_DETECTION);
    parser.file();
    for (const auto& [rule, line] : listener.by_rule) {
      INFO(path.filename().string() << ", line " << line << ": rule " << rule);
      CHECK(kGreedy.contains(rule));
    }
  }
}

TEST_CASE("the good files take every rule of the grammar") {
  std::map<size_t, int> rules;
  for (const std::filesystem::path& path :
       testing::FilesIn("tests/compiler/syntax/good", ".suture")) {
    std::string text = testing::ReadText(path);
    diag::Emitter emitter;
    ParseLimits limits;
    ParsedText parsed = ParseText(text, 0, limits, emitter);
    REQUIRE(parsed.tree != nullptr);
    std::vector<antlr4::ParserRuleContext*> open = {parsed.tree};
    while (!open.empty()) {
      antlr4::ParserRuleContext* context = open.back();
      open.pop_back();
      ++rules[context->getRuleIndex()];
      for (antlr4::tree::ParseTree* child : context->children) {
        if (auto* rule = dynamic_cast<antlr4::ParserRuleContext*>(child)) open.push_back(rule);
      }
    }
  }
  const std::vector<std::string>& names =
      grammar::SutureParser(static_cast<antlr4::TokenStream*>(nullptr)).getRuleNames();
  for (size_t rule = 0; rule < names.size(); ++rule) {
    INFO(names[rule]);
    CHECK(rules[rule] > 0);
  }
}

}  // namespace
}  // namespace suture::syntax
