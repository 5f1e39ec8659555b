// Every word of the grammar has a good, a bad and a run case among the file tests of the checker:
// - good: a spec of check/good that checks clean and holds the word, as a word and not as a name;
// - bad: a spec of check/bad of which a message stands at the piece that the word belongs to;
// - run: a spec of check/good/language whose tests all hold, and do not hold, or whose prompts are
// not the
//   same, when the smallest piece around the word that can be left out is left out; of words that
//   say how something is submitted, the columns, ids and codes are not the same.
// The words are those of the grammar; a new one without its cases fails here.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/lexicon.h"
#include "compiler/driver/driver.h"
#include "compiler/syntax/parse_text.h"
#include "compiler/syntax/words.h"
#include "fmt/format.h"
#include "runtime/store/result_table.h"
#include "runtime/testing/suite_runner.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace suture {
namespace {

namespace fs = std::filesystem;
using Parser = grammar::SutureParser;

constexpr char kGood[] = "tests/compiler/check/good", kBad[] = "tests/compiler/check/bad";
constexpr char kRun[] = "tests/compiler/check/good/language";

struct Piece {
  uint32_t begin = 0, end = 0;
};

// A word where it is a word of the language, with the pieces that hold it, the smallest first.
struct Use {
  int32_t word = 0;
  std::vector<Piece> pieces;
};

bool IsNameRule(size_t rule) {
  static const std::set<size_t> kRules = {Parser::RuleName,          Parser::RuleAttributeName,
                                          Parser::RuleBareAttribute, Parser::RuleFirstWord,
                                          Parser::RuleSecondWord,    Parser::RulePathWord,
                                          Parser::RuleStepWord};
  return kRules.contains(rule);
}

Piece PieceOf(const antlr4::ParserRuleContext& context) {
  return {static_cast<uint32_t>(context.start->getStartIndex()),
          static_cast<uint32_t>(context.stop->getStopIndex())};
}

void Collect(antlr4::tree::ParseTree* tree, std::vector<Piece>& around, std::vector<Use>& uses) {
  if (auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(tree)) {
    const auto type = static_cast<int32_t>(terminal->getSymbol()->getType());
    const auto* parent = dynamic_cast<antlr4::ParserRuleContext*>(terminal->parent);
    if (!syntax::IsKeyword(type) || IsNameRule(parent->getRuleIndex())) return;
    const antlr4::Token* symbol = terminal->getSymbol();
    Use use{type,
            {{static_cast<uint32_t>(symbol->getStartIndex()),
              static_cast<uint32_t>(symbol->getStopIndex())}}};
    use.pieces.insert(use.pieces.end(), around.rbegin(), around.rend());
    uses.push_back(std::move(use));
    return;
  }
  auto* rule = dynamic_cast<antlr4::ParserRuleContext*>(tree);
  const bool is_piece =
      rule != nullptr && rule->stop != nullptr && rule->getRuleIndex() != Parser::RuleFile;
  if (is_piece) around.push_back(PieceOf(*rule));
  for (antlr4::tree::ParseTree* child : tree->children) Collect(child, around, uses);
  if (is_piece) around.pop_back();
}

std::vector<Use> UsesIn(const std::string& text) {
  const syntax::ParseLimits limits;
  diag::Emitter emitter;
  const syntax::ParsedText parsed = syntax::ParseText(text, 0, limits, emitter);
  std::vector<Use> uses;
  std::vector<Piece> around;
  if (parsed.tree != nullptr) Collect(parsed.tree, around, uses);
  return uses;
}

std::string Missing(const std::set<int32_t>& found) {
  std::string missing;
  for (const int32_t word : syntax::Keywords()) {
    if (!found.contains(word)) missing += (missing.empty() ? "" : " ") + syntax::SpellingOf(word);
  }
  return missing;
}

TEST_CASE("every word stands in a spec that checks clean") {
  std::set<int32_t> found;
  for (const fs::path& path : testing::FilesIn(kGood, ".suture")) {
    for (const Use& use : UsesIn(testing::ReadText(path))) found.insert(use.word);
  }
  CHECK(Missing(found) == "");
}

TEST_CASE("every word has a message at the piece that it belongs to") {
  std::set<int32_t> found;
  for (const fs::path& path : testing::FilesIn(kBad, ".suture")) {
    fs::current_path(SUTURE_SOURCE_DIR);
    driver::Session session;
    const auto compilation =
        session.Compile(fs::relative(path, SUTURE_SOURCE_DIR).generic_string());
    REQUIRE(compilation.ok());
    const std::string text = testing::ReadText(path);
    const auto line = [&](size_t at) {
      return std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    };
    for (const Use& use : UsesIn(text)) {
      // On the lines that the message underlines, and in a piece that it touches: the word's own
      // rule of the grammar, or one of the two around it, for some rules are no more than the word.
      const Piece word = use.pieces[0],
                  piece = use.pieces[std::min<size_t>(3, use.pieces.size() - 1)];
      for (const diag::Diagnostic& said : compilation->diagnostics) {
        const bool touches = said.span.begin <= piece.end && piece.begin <= said.span.end;
        if (touches && line(said.span.begin) <= line(word.begin) &&
            line(word.begin) <= line(said.span.end))
          found.insert(use.word);
      }
    }
  }
  CHECK(Missing(found) == "");
}

std::string Asked(const plan::Plan& plan) {
  std::string out;
  for (const plan::Prompt& prompt : plan.prompts) {
    out += fmt::format("{} {} {} {} {} {} {} {}", prompt.name, prompt.semantic_hash,
                       prompt.max_tokens, prompt.samples, prompt.agree, prompt.accept_confidence,
                       prompt.cite_exact, prompt.reason_first);
    for (const std::string& role : prompt.roles) out += " " + role;
    for (const std::string& cue : prompt.cues) out += " " + cue;
    for (const plan::PromptExample& example : prompt.examples)
      out += " " + example.text + example.answer + example.because;
    out += "\n";
  }
  return out;
}

// Columns, ids, codes and names, and what the registry says of itself.
std::string Submitted(const plan::Plan& plan) {
  const plan::Registry& registry = plan.registry;
  std::string out = store::ResultTable(plan, {}, store::ResultTable::Form::kWide).header();
  out += registry.name + registry.label + registry.version + registry.steward + registry.revises +
         registry.effective.from + registry.effective.until + "\n";
  for (const plan::Field& field : plan.fields) {
    out += field.id + " " + field.label + " " + field.section + " " + field.was + " " +
           field.definition;
    for (const plan::Tick& tick : field.ticks) out += " " + tick.id + tick.label + tick.absence;
    for (const plan::AbsenceCode& code : field.absence_codes) out += " " + code.absence + code.code;
    out += "\n";
  }
  for (const plan::Choice& choice : plan.choices) {
    for (const plan::ChoiceMember& member : choice.members)
      out += member.code + " " + member.system + " " + member.guidance + "\n";
  }
  for (const plan::Group& group : plan.groups) out += group.counter + "\n";
  for (const plan::Shape& shape : plan.shapes) {
    for (const plan::Attribute& attribute : shape.attributes)
      out += attribute.phi ? shape.name + "." + attribute.name + "\n" : "";
  }
  return out;
}

// What a spec does: how its tests end, what its prompts ask and what is submitted.
class Runner {
 public:
  explicit Runner(const notes::Lexicon& lexicon) : lexicon_(lexicon) {
    // Charts and lists of codes that it names stand beside a spec.
    for (const char* kind : {".json", ".csv"}) {
      for (const fs::path& file : testing::FilesIn(kRun, kind))
        fs::copy_file(file, folder_.File(file.filename().string()));
    }
  }

  // Empty: it does not check.
  std::string Of(const std::string& text) {
    if (known_ && !session_.Edit(path_, text).ok()) return "";
    if (!known_) std::ofstream(path_, std::ios::binary) << text;
    known_ = true;
    const auto compilation = session_.Compile(path_);
    if (!compilation.ok() || compilation->has_errors) return "";
    const auto lowered = driver::BuildPlan(*compilation, {});
    if (!lowered.ok()) return "";
    std::optional<notes::Lexicon> with_headings;
    if (!lowered->plan.headings.empty())
      with_headings = *cli::LoadLexicon("", lowered->plan.headings);
    auto runner =
        testing::SuiteRunner::Create(lowered->plan, with_headings ? &*with_headings : &lexicon_);
    if (!runner.ok()) return "";
    std::string out;
    for (const testing::TestResult& result : (*runner)->Run(lowered->suite).results) {
      out += result.title + (result.passed ? " holds\n" : " does not hold\n");
    }
    for (const plan::Scenario& scenario : lowered->suite.scenarios) {
      out += (scenario.positive ? "so: " : "not so: ") + scenario.text + scenario.because + "\n";
    }
    return out + Asked(lowered->plan) + Submitted(lowered->plan);
  }

 private:
  const notes::Lexicon& lexicon_;
  testing_support::TemporaryFolder folder_;
  const std::string path_ = folder_.File("spec.suture");
  driver::Session session_;
  bool known_ = false;
};

// Whether the run is another one without the word: its smallest piece without which the spec still
// checks changes what comes out. A word that no piece can be without is needed by every run.
bool Matters(Runner& runner, const std::string& text, const std::string& whole, const Use& use) {
  // Of what is expected, the number: without the line, the test would hold all the same.
  const Piece word = use.pieces[1];
  const size_t digit = text.find_first_of("123456789", word.begin);
  if (text.compare(word.begin, 3, "has") == 0 && digit < word.end) {
    std::string other = text;
    ++other[digit];
    return runner.Of(other) != whole;
  }
  for (const Piece& piece : use.pieces) {
    std::string without = text;
    without.replace(piece.begin, piece.end - piece.begin, " ");
    const std::string left = runner.Of(without);
    if (!left.empty()) return left != whole;
  }
  return true;
}

TEST_CASE("every word matters to a run") {
  auto lexicon = cli::LoadLexicon("");
  REQUIRE(lexicon.ok());
  std::set<int32_t> found;
  for (const fs::path& path : testing::FilesIn(kRun, ".suture")) {
    INFO(path.filename().string());
    const std::string text = testing::ReadText(path);
    Runner runner(*lexicon);
    const std::string whole = runner.Of(text);
    REQUIRE(whole != "");
    CHECK(whole.find("does not hold") == std::string::npos);
    for (const Use& use : UsesIn(text)) {
      if (!found.contains(use.word) && Matters(runner, text, whole, use)) found.insert(use.word);
    }
  }
  CHECK(Missing(found) == "");
}

}  // namespace
}  // namespace suture
