#include "compiler/syntax/words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fmt/format.h"
#include "grammar/SutureLexer.h"
#include "grammar/SutureParser.h"
#include "runtime/text/edit_distance.h"
#include "runtime/text/utf8.h"

namespace suture::syntax {
namespace {

using grammar::SutureLexer;
using P = grammar::SutureParser;

// The generated table belongs to the parser's class but is reached through an instance only.
const antlr4::dfa::Vocabulary& Vocabulary() {
  static const P* parser = new P(static_cast<antlr4::TokenStream*>(nullptr));
  return parser->getVocabulary();
}

struct Place {
  size_t rule;
  std::string_view wanted;
};
constexpr Place kPlaces[] = {
    {P::RuleFile, "a declaration, such as `field` or `codes`"},
    {P::RuleDeclaration, "a declaration, such as `field` or `codes`"},
    {P::RuleRegistryItem, "`steward`, `revises`, `effective`, `versions by`, `absent` or `}`"},
    {P::RuleRegistryDecl, "`steward`, `revises`, `effective`, `versions by`, `absent` or `}`"},
    {P::RuleFieldItem, "a step, such as `rule`, `ask` or `otherwise`, or `}`"},
    {P::RuleFieldDecl, "a step, such as `rule`, `ask` or `otherwise`, or `}`"},
    {P::RuleFindingDecl, "a step, such as `rule`, `ask` or `otherwise`, or `}`"},
    {P::RuleAskBody, "`read`, `cues`, a text between `\"\"\"`, or `}`"},
    {P::RuleAskItem, "`read`, `cues`, a text between `\"\"\"`, or `}`"},
    {P::RuleTestDecl, "`given`, `answer`, `expect`, `vary` or `}`"},
    {P::RuleTestItem, "`given`, `answer`, `expect`, `vary` or `}`"},
    {P::RuleChoiceEntry, "a member of the choice list, or `}`"},
    {P::RuleChoiceDecl, "a member of the choice list, or `}`"},
    {P::RuleSubmittedCode, "the code that is submitted"},
    {P::RuleCodesDecl, "a code system with its codes, `import`, `include`, or `}`"},
    {P::RuleCodesLine, "a code system with its codes, `import`, `include`, or `}`"},
    {P::RuleCodeLine, "a code"},
    {P::RuleCodeRange, "a code"},
    {P::RuleCode, "a code"},
    {P::RuleKindDecl, "an attribute, `at`, `value`, `valid when`, `from`, or `}`"},
    {P::RuleKindItem, "an attribute, `at`, `value`, `valid when`, `from`, or `}`"},
    {P::RuleKindBinding, "a path, such as `code.coding`"},
    {P::RuleLabDecl, "a code system with its codes, `molar mass`, `spelled`, `range`, or `}`"},
    {P::RuleLabItem, "a code system with its codes, `molar mass`, `spelled`, `range`, or `}`"},
    {P::RuleDocumentDecl, "a code system with its codes, `spelled`, or `}`"},
    {P::RuleDocumentItem, "a code system with its codes, `spelled`, or `}`"},
    {P::RulePhrasesDecl, "a phrase in quotation marks"},
    {P::RuleHeadingDecl, "a heading in quotation marks"},
    {P::RuleRecordDecl, "a cell with its type, or `}`"},
    {P::RuleRecordCell, "a cell with its type, or `}`"},
    {P::RuleReadingDecl, "`range`, `words`, `below next lower`, `missing month`, or `}`"},
    {P::RuleReadingItem, "`range`, `words`, `below next lower`, `missing month`, or `}`"},
    {P::RuleEpisodesDecl, "`opens`, `closes`, `seen`, `no end`, or `}`"},
    {P::RuleEpisodesItem, "`opens`, `closes`, `seen`, `no end`, or `}`"},
    {P::RuleAbsentDecl, "an absence, such as `not documented -> blank`, or `}`"},
    {P::RuleAbsenceMapping, "an absence, such as `not documented -> blank`, or `}`"},
    {P::RuleAbsenceReason, "an absence, such as `not documented`"},
    {P::RuleType, "a type, such as `YesNo`, `date` or `decimal mg/dL`"},
    {P::RuleBaseType, "a type, such as `YesNo`, `date` or `decimal mg/dL`"},
    {P::RuleRange, "a range, such as `0.1..30`"},
    {P::RuleBounds, "a range, such as `0.1..30`"},
    {P::RuleHitPolicy, "`first`, `unique`, `any`, `collect` or `priority`"},
    {P::RuleTableHeader, "a column of the table"},
    {P::RuleTableRow, "a cell of the table"},
    {P::RuleCell, "a cell of the table"},
    {P::RuleCellTest, "a cell of the table"},
    {P::RuleCellValue, "a cell of the table"},
    {P::RuleRowAnswer, "the answer of the row"},
    {P::RuleTableInput, "a column with its meaning, such as `oral = any home drug in …`"},
    {P::RuleAnswer, "an answer"},
    {P::RuleExpr, "a value or a condition"},
    {P::RulePrimary, "a value or a condition"},
    {P::RuleCriterion, "a condition, or `}`"},
    {P::RuleCriteria, "a condition, or `}`"},
    {P::RuleSource, "what to look for, such as `condition` or the name of a lab"},
    {P::RuleKindName, "what to look for, such as `condition` or the name of a lab"},
    {P::RuleNarrowed, "what to look for, such as `condition` or the name of a lab"},
    {P::RuleClause, "`in`, a window, `where`, or what follows"},
    {P::RuleWindow, "a window, such as `within 30 days before surgery.start`"},
    {P::RuleAnchor, "the time that the window is measured from, such as `surgery.start`"},
    {P::RuleAnchorTerm, "the time that the window is measured from, such as `surgery.start`"},
    {P::RuleQuantity, "a number with its unit"},
    {P::RuleMembership, "a list, such as `{Yes, Unknown}`, or the name of a code set"},
    {P::RuleGivenWhat, "what the chart holds"},
    {P::RuleGivenSubject, "what the chart holds"},
    {P::RuleMoment, "a date, such as `2024-03-01`"},
    {P::RuleExpectation, "`= VALUE`, `absent`, `not applicable` or `review`"},
    {P::RuleVariation, "a change such as `negate`, or `note`"},
    {P::RuleRowLiteral, "a cell, such as `stenosis = 70 %`, or `}`"},
    {P::RuleDate, "a date, such as `2024-03-01`"},
    {P::RuleBecause, "text in quotation marks"},
    {P::RuleReadScope, "the types of notes to read"},
};

constexpr Place kNamed[] = {
    {P::RuleFieldDecl, "a field"},         {P::RuleFindingDecl, "a finding"},
    {P::RuleFieldItem, "a step"},          {P::RuleCodesDecl, "a code set"},
    {P::RuleChoiceDecl, "a choice list"},  {P::RuleChoiceEntry, "a member of a choice list"},
    {P::RuleKindDecl, "a record kind"},    {P::RuleKindItem, "an attribute"},
    {P::RuleKindName, "a record kind"},    {P::RuleLabDecl, "a lab"},
    {P::RuleRecordDecl, "a record"},       {P::RuleRecordCell, "a cell"},
    {P::RuleEventDecl, "an event"},        {P::RulePhaseDecl, "a phase"},
    {P::RuleLetDecl, "a value"},           {P::RuleDefineDecl, "a function"},
    {P::RuleParameter, "a parameter"},     {P::RuleExtractDecl, "an extract"},
    {P::RuleGroupDecl, "a group"},         {P::RuleDocumentDecl, "a note type"},
    {P::RulePhrasesDecl, "a phrase list"}, {P::RuleReadingDecl, "a reading"},
    {P::RuleIndexDecl, "the index event"}, {P::RuleEpisodesDecl, "a list of episodes"},
    {P::RuleRegistryDecl, "a registry"},   {P::RuleCriterion, "a condition"},
    {P::RuleTableHeader, "a column"},      {P::RuleTableInput, "a column"},
    {P::RuleRowsDecl, "a collection"},     {P::RuleRowCell, "a cell"},
};

template <size_t Count>
std::string_view Innermost(const Place (&places)[Count], const std::vector<OpenRule>& rules) {
  for (auto open = rules.rbegin(); open != rules.rend(); ++open) {
    for (const Place& place : places) {
      if (place.rule == open->rule) return place.wanted;
    }
  }
  return {};
}

constexpr std::pair<std::string_view, int32_t> kForeignWords[] = {
    {"if", SutureLexer::WHEN_},           {"else", SutureLexer::OTHERWISE_},
    {"default", SutureLexer::OTHERWISE_}, {"elif", SutureLexer::WHEN_},
    {"string", SutureLexer::TEXT_},       {"boolean", SutureLexer::TRUTH_},
    {"bool", SutureLexer::TRUTH_},        {"int", SutureLexer::INTEGER_},
    {"number", SutureLexer::DECIMAL_},    {"float", SutureLexer::DECIMAL_},
    {"enum", SutureLexer::CHOICE_},       {"import", SutureLexer::USE_},
    {"include", SutureLexer::USE_},       {"function", SutureLexer::DEFINE_},
    {"def", SutureLexer::DEFINE_},        {"var", SutureLexer::LET_},
    {"const", SutureLexer::LET_},         {"variable", SutureLexer::FIELD_},
    {"element", SutureLexer::FIELD_},     {"prompt", SutureLexer::ASK_},
    {"question", SutureLexer::ASK_},      {"timestamp", SutureLexer::DATETIME_},
    {"all", SutureLexer::EVERY_},         {"valueset", SutureLexer::CODES_},
    {"prior", SutureLexer::BEFORE_},      {"until", SutureLexer::TO_},
    {"equals", SutureLexer::EQ},
};

}  // namespace

std::string SpellingOf(int32_t type) {
  if (type < 0) return "";
  if (type == SutureLexer::LBRACE) return "{";
  std::string literal = std::string(Vocabulary().getLiteralName(static_cast<size_t>(type)));
  if (literal.size() < 2) return "";
  return literal.substr(1, literal.size() - 2);
}

std::string PhraseOf(int32_t type) {
  switch (type) {
    case SutureLexer::ID:
      return "a name";
    case SutureLexer::NUMBER:
      return "a number";
    case SutureLexer::STRING:
      return "text in quotation marks";
    case SutureLexer::DATE_LIT:
      return "a date";
    case SutureLexer::UNIT:
      return "a unit";
    case SutureLexer::CODE:
      return "a code";
    case SutureLexer::BAD:
      return "a value or a condition";
    case SutureLexer::LBRACE:
      return "`{`";
    case SutureLexer::RBRACE:
      return "`}`";
    case SutureLexer::TEXT_OPEN:
      return "a text between `\"\"\"`";
    default:
      break;
  }
  if (type < 0) return "the end of the file";
  return "`" + SpellingOf(type) + "`";
}

std::string FoundText(const Token& token, std::string_view text) {
  constexpr size_t kMost = 40;
  if (token.type < 0) return "the end of the file";
  std::string_view written = text.substr(token.begin, token.end - token.begin);
  if (token.type == SutureLexer::TEXT_OPEN) return "a text between `\"\"\"`";
  if (token.type == SutureLexer::STRING) {
    return written.size() > kMost ? "a text in quotation marks"
                                  : fmt::format("the text `{}`", written);
  }
  size_t shown = std::min(written.size(), kMost);
  while (shown > 0 && shown < written.size() &&
         (static_cast<unsigned char>(written[shown]) & 0xC0) == 0x80)
    --shown;
  return fmt::format("`{}{}`", written.substr(0, shown), shown < written.size() ? "…" : "");
}

bool IsKeyword(int32_t type) {
  return type >= SutureLexer::REGISTRY_ && type <= SutureLexer::FOUND_;
}

bool IsName(int32_t type) {
  return type == SutureLexer::ID || (type >= SutureLexer::ORDERED_ && type <= SutureLexer::FOUND_);
}

bool IsComparison(int32_t type) {
  return type == SutureLexer::EQ || type == SutureLexer::NE || type == SutureLexer::LT ||
         type == SutureLexer::LE || type == SutureLexer::GT || type == SutureLexer::GE;
}

bool OpensDeclaration(int32_t type) {
  return (type >= SutureLexer::REGISTRY_ && type <= SutureLexer::ROWS_ &&
          type != SutureLexer::UNTIL_ && type != SutureLexer::WAS_ &&
          type != SutureLexer::EFFECTIVE_) ||
         type == SutureLexer::ASSIGN_ || type == SutureLexer::DO_;
}

bool OpensItem(int32_t type) {
  switch (type) {
    case SutureLexer::RULE_:
    case SutureLexer::HINT_:
    case SutureLexer::TABLE_:
    case SutureLexer::TAKE_:
    case SutureLexer::ASK_:
    case SutureLexer::OTHERWISE_:
    case SutureLexer::RESOLVE_:
    case SutureLexer::APPLIES_:
    case SutureLexer::TICK_:
    case SutureLexer::GIVEN_:
    case SutureLexer::EXPECT_:
    case SutureLexer::ANSWER_:
    case SutureLexer::VARY_:
    case SutureLexer::READ_:
    case SutureLexer::CUES_:
    case SutureLexer::EXAMPLE_:
    case SutureLexer::WAS_:
    case SutureLexer::EFFECTIVE_:
      return true;
    default:
      return OpensDeclaration(type);
  }
}

const std::vector<int32_t>& Keywords() {
  static const std::vector<int32_t> keywords = [] {
    std::vector<int32_t> all;
    for (int32_t type = SutureLexer::REGISTRY_; type <= SutureLexer::FOUND_; ++type)
      all.push_back(type);
    return all;
  }();
  return keywords;
}

std::vector<int32_t> NearKeywords(std::string_view word) {
  std::vector<std::pair<size_t, int32_t>> near;
  if (word.size() < 2) return {};
  size_t limit = word.size() <= 4 ? 1 : 2;
  for (int32_t type : Keywords()) {
    std::string keyword = SpellingOf(type);
    size_t distance = text::EditDistance(word, keyword, limit);
    // A capital letter alone makes another word in Suture: `Rule` is most often meant as `rule`.
    if (distance <= limit && keyword != word && keyword.size() > 1)
      near.emplace_back(distance, type);
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<int32_t> types;
  for (const auto& [distance, type] : near) types.push_back(type);
  if (types.size() > 6) types.resize(6);
  return types;
}

std::optional<int32_t> KeywordForForeignWord(std::string_view word) {
  for (const auto& [foreign, type] : kForeignWords) {
    if (foreign == word) return type;
  }
  return std::nullopt;
}

std::string WantedIn(const std::vector<OpenRule>& rules) {
  std::string_view wanted = Innermost(kPlaces, rules);
  return std::string(wanted.empty() ? kPlaces[0].wanted : wanted);
}

std::string NamedIn(const std::vector<OpenRule>& rules) {
  std::string_view named = Innermost(kNamed, rules);
  return std::string(named.empty() ? "anything" : named);
}

}  // namespace suture::syntax
