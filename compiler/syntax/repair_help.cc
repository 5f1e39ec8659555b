#include "compiler/syntax/repair_help.h"

#include <algorithm>
#include <array>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "compiler/syntax/words.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"
#include "grammar/SutureParser.h"

namespace suture::syntax {
namespace {

using grammar::SutureLexer;
using P = grammar::SutureParser;

constexpr const char* kStepHelp =
    "A step that answers under a condition is a rule: `rule NAME ANSWER when CONDITION`.";
constexpr const char* kReadHelp =
    "Name the types of notes: `read HistoryAndPhysical, Consult notes written within 1 year before "
    "surgery.start`.";
constexpr const char* kBlockHelp =
    "A field is a list of steps, without blocks: `rule NAME Yes when CONDITION` on one line, and "
    "`otherwise review` on the last.";
constexpr const char* kDefineHelp =
    "What the field means stands behind `define`, between `\"\"\"` and `\"\"\"`.";
constexpr const char* kAppliesHelp =
    "When a field is asked stands in a line of its own: `applies when CONDITION`.";
constexpr const char* kCuesHelp =
    "Words by which passages are found stand behind `cues`: `cues \"diabet*\", \"insulin\"`.";
constexpr const char* kQuestionHelp =
    "The question stands by itself, between `\"\"\"` and `\"\"\"`.";
constexpr const char* kModelHelp =
    "Which model answers is said in `suture.yaml`; an ask names its role: `ask NAME using "
    "abstractor {`.";
constexpr const char* kOrderHelp =
    "Entries are in the order of their time: ask for `first …`, `last …`, `highest …` or `lowest "
    "…`.";
constexpr const char* kSelectHelp =
    "A query begins with what it gives: `any condition in …`, `count of …`, `last Creatinine …`.";

struct WordHelp {
  std::string_view word, help;
};
constexpr WordHelp kWordHelps[] = {
    {"return", kStepHelp},
    {"case", kStepHelp},
    {"when", kStepHelp},
    {"answer", kStepHelp},
    {"review",
     "The last step says it: `otherwise review because \"…\"`, or a rule does: `rule NAME review "
     "when CONDITION`."},
    {"then",
     "`then` belongs to `if … then … else …`, which gives a value. A step is `rule NAME ANSWER "
     "when CONDITION`."},
    {"except", "The exception of a rule is `unless` and a condition."},
    {"definition", kDefineHelp},
    {"description", kDefineHelp},
    {"where",
     "`where` narrows the entries of a query, or names the inputs of a table under its rows. A "
     "value gets a name above the field: `let peak = highest Creatinine before surgery.start`."},
    {"only", kAppliesHelp},
    {"parent", kAppliesHelp},
    {"keywords", kCuesHelp},
    {"keyword", kCuesHelp},
    {"terms", kCuesHelp},
    {"prompt", kQuestionHelp},
    {"question", kQuestionHelp},
    {"model", kModelHelp},
    {"temperature", kModelHelp},
    {"max", "How much is sent is bounded by `at most 3000 tokens`."},
    {"order", kOrderHelp},
    {"sort", kOrderHelp},
    {"select", kSelectHelp},
    {"count",
     "How many there are is `count of` a collection: `(count of condition in Stroke) >= 2`."},
    {"ago",
     "A window is measured from a moment that has a name: `before surgery.start - 30 days`."},
    {"required", "Every field is asked; `applies when` says when it is not."},
    {"mandatory", "Every field is asked; `applies when` says when it is not."},
    {"optional", "Every field is asked; `applies when` says when it is not."},
    {"end", "A body stands between `{` and `}`."},
    {"assert", "What must come out stands behind `expect`: `expect Diabetes = Yes`."},
    {"more", "A later start moves the moment: `before surgery.start - 30 days`."},
    {"should", "What must come out stands behind `expect`: `expect Diabetes = Yes`."},
    {"=", kStepHelp},
    {"-", "A step begins with its word, such as `rule`, without a bullet."},
    {"*", "A step begins with its word, such as `rule`, without a bullet."},
    {"blank",
     "A field without a value is `otherwise absent`; what is submitted then stands in `absent { … "
     "}`."},
    {"?",
     "A value that depends on a condition is `if … then … else …`; a step is `rule NAME ANSWER "
     "when CONDITION`."},
    {"include",
     "Files of one folder see each other; a module of the library is taken in with `use "
     "std.labs`."},
    {"library", "A registry begins with `registry NAME \"title\" version \"1\" {`."},
    {"valueset", "A set of codes is `codes NAME { icd10cm J18.9 }`."},
    {"same",
     "Days of the calendar are compared with `.date`: `discharge.date = surgery.start.date`."},
    {"starts", "A moment is compared with `before`, `after` or `<`: `discharge > surgery.end`."},
};

bool IsWindowWord(int32_t type) {
  return type == SutureLexer::WITHIN_ || type == SutureLexer::BEFORE_ ||
         type == SutureLexer::AFTER_ || type == SutureLexer::DURING_ ||
         type == SutureLexer::FROM_ || type == SutureLexer::ON_;
}

class Helper {
 public:
  Helper(std::string_view text, const std::vector<Token>& tokens,
         const std::vector<OpenRule>& rules, size_t at)
      : text_(text), tokens_(tokens), rules_(rules), at_(at) {}

  std::string Run() const {
    const int32_t type = tokens_[at_].type;
    const bool doubled = at_ > 0 && type == tokens_[at_ - 1].type && WordAt(at_) == WordAt(at_ - 1);
    if (type < 0 || tokens_[at_].begin == tokens_[at_].end || doubled) return "";
    if (type == SutureLexer::STRING) return OfText();
    if (type == SutureLexer::NUMBER && Naming(Before(1)))
      return "A name begins with a letter: write `Day30Death` for `30DayDeath`.";
    if (type == SutureLexer::MINUS && Naming(Before(2)))
      return "A name has letters, digits and `_`, and no hyphen.";
    if (type == SutureLexer::FROM_ && Before(1) == SutureLexer::READ_) return kReadHelp;
    if (IsWindowWord(type) && Before(2) == SutureLexer::NUMBER &&
        (Before(3) == SutureLexer::PLUS || Before(3) == SutureLexer::MINUS)) {
      return "A moment that is worked out is compared with `<` or `>`: `patient.birth + 18 years < "
             "surgery.start.date`.";
    }
    if (type == SutureLexer::COLON && LineBegins("if", "elif", "else")) return kBlockHelp;
    if (IsWindowWord(type) && OnLine(IsComparison)) {
      return "A window stands inside of the query, before the comparison: `last Creatinine within "
             "30 days before surgery.start > 2 mg/dL`.";
    }
    if (IsWindowWord(type))
      return "A window belongs to a query, such as `any condition in Stroke within 30 days before "
             "surgery.start`.";
    if (type == SutureLexer::COMMA && Inside(P::RuleFieldItem) && Before(2) == SutureLexer::RULE_) {
      return "A step gives one answer. A field of several has `resolve collect` and a rule for "
             "each.";
    }
    if (type == SutureLexer::COLON && Inside(P::RuleFieldItem)) {
      return "Nothing stands between a step's name and its answer: `rule coded Yes when "
             "CONDITION`.";
    }
    if (Inside(P::RuleCell) || Inside(P::RuleTableRow) || Inside(P::RuleTableHeader))
      return OfTable(type);
    if (type == SutureLexer::AND_ && Inside(P::RuleReadScope))
      return "Several types of notes are joined by commas.";
    if (Inside(P::RuleChoiceEntry) || Inside(P::RuleChoiceDecl)) return OfChoice(type);
    if (Inside(P::RuleGivenSubject) || Inside(P::RuleGivenWhat) || Inside(P::RuleTestItem))
      return OfGiven(type);
    if (Inside(P::RuleReadScope)) return kReadHelp;
    if (Before(1) == SutureLexer::BECAUSE_ && type != SutureLexer::BECAUSE_)
      return "The reason stands between quotation marks: `because \"the chart does not tell\"`.";
    if (type == SutureLexer::IN_)
      return "One value is looked up in a list with braces: `X in {A, B}`; a number lies between "
             "two limits: `X >= 1 and X <= 5`.";
    if (UnitBegins() && Before(2) == SutureLexer::LAB_)
      return "A lab says its unit behind `in`: `lab Creatinine in mg/dL {`.";
    if (UnitBegins()) return "A unit stands right behind its number: `> 2 mg/dL`.";
    return OfWord();
  }

 private:
  std::string_view WordAt(size_t at) const {
    return text_.substr(tokens_[at].begin, tokens_[at].end - tokens_[at].begin);
  }
  int32_t Before(size_t back) const { return back <= at_ ? tokens_[at_ - back].type : -1; }
  bool Inside(size_t rule) const {
    for (auto open = rules_.rbegin(); open != rules_.rend(); ++open) {
      if (open->rule == rule) return true;
      if (open->rule == P::RuleExpr) return false;
    }
    return false;
  }

  template <typename Test>
  bool OnLine(Test test) const {
    for (size_t at = at_; at-- > 0 && tokens_[at].line == tokens_[at_].line;) {
      if (test(tokens_[at].type)) return true;
    }
    return false;
  }

  bool LineBegins(std::string_view a, std::string_view b, std::string_view c) const {
    size_t first = at_;
    while (first > 0 && tokens_[first - 1].line == tokens_[at_].line) --first;
    return WordAt(first) == a || WordAt(first) == b || WordAt(first) == c;
  }

  static bool Naming(int32_t type) {
    return type == SutureLexer::FIELD_ || type == SutureLexer::FINDING_ ||
           type == SutureLexer::CODES_ || type == SutureLexer::RULE_ ||
           type == SutureLexer::HINT_ || type == SutureLexer::TABLE_ ||
           type == SutureLexer::CHOICE_ || type == SutureLexer::LET_;
  }

  bool UnitBegins() const {
    if (Before(1) == SutureLexer::NUMBER || at_ + 2 >= tokens_.size()) return false;
    return tokens_[at_].type == SutureLexer::UNIT || (tokens_[at_ + 1].type == SutureLexer::SLASH &&
                                                      tokens_[at_].end == tokens_[at_ + 1].begin);
  }

  std::string OfTable(int32_t type) const {
    if (type == SutureLexer::STAR || type == SutureLexer::ANY_ || type == SutureLexer::ELSE_ ||
        type == SutureLexer::BARS) {
      return "A cell that may be anything is `-`.";
    }
    if (type == SutureLexer::BAR)
      return "A row begins with its first cell, without a bar, and `||` stands before its answer.";
    if (type == SutureLexer::COMMA)
      return "Columns are parted by `|`, and `||` stands before the answer: `a | b || Field`.";
    return "";
  }

  std::string OfChoice(int32_t type) const {
    if (type == SutureLexer::NUMBER) return "The name comes first, then its code: `Mild = 1`.";
    if (type == SutureLexer::CODE || type == SutureLexer::MINUS) {
      return "A name has letters, digits and `_`; what people read stands behind it: `NonSmoker = "
             "1 \"Non-smoker\"`.";
    }
    return "";
  }

  std::string OfGiven(int32_t type) const {
    if (type == SutureLexer::CODE || type == SutureLexer::NUMBER) {
      return "A code stands behind its system, and a part of an entry in braces: `given condition "
             "icd10cm E11.9 on 2020-01-05`, "
             "`given patient { birth = 1950-02-03 }`.";
    }
    return OfWord();
  }

  std::string OfText() const {
    const std::string_view inner =
        WordAt(at_).size() > 2 ? WordAt(at_).substr(1, WordAt(at_).size() - 2) : "";
    const bool name = !inner.empty() && absl::c_all_of(inner, [](char c) {
      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
    });
    if (Before(1) == SutureLexer::DEFINE_ && !Inside(P::RuleDefineDecl)) return kDefineHelp;
    if (Before(1) == SutureLexer::ASK_)
      return "An ask has a name, and its question stands in its braces: `ask history { read … "
             "notes written … \"\"\"…\"\"\" }`.";
    if (Inside(P::RuleAskBody) || Inside(P::RuleAskItem)) return kQuestionHelp;
    if (OnLine([](int32_t type) { return type == SutureLexer::NOTE_; }))
      return "The text of a note stands between `\"\"\"` and `\"\"\"`.";
    if (Before(1) == SutureLexer::OF_)
      return "Words are looked for by the name of their list: `phrases Words { \"pneumonia\" }`, "
             "then `mention of Words`.";
    if (Before(1) == SutureLexer::NUMBER)
      return fmt::format("A unit stands without quotation marks: `{}`.", inner);
    if (Inside(P::RuleCodeLine) || Inside(P::RuleCodesLine))
      return fmt::format("Codes stand without quotation marks: `{}`.", inner);
    if (Before(1) == SutureLexer::USE_ || name)
      return fmt::format("Names stand without quotation marks: `{}`.", inner);
    return "";
  }

  std::string OfWord() const {
    const bool sign = !absl::ascii_isalpha(static_cast<unsigned char>(WordAt(at_)[0]));
    const bool leads = at_ == 0 || tokens_[at_ - 1].line != tokens_[at_].line;
    for (const WordHelp& entry : kWordHelps) {
      if (entry.word == WordAt(at_) && (!sign || leads || entry.word == "?"))
        return std::string(entry.help);
    }
    if (Before(1) == SutureLexer::ID && at_ > 0 && tokens_[at_ - 1].line == tokens_[at_].line) {
      for (const WordHelp& entry : kWordHelps) {
        if (entry.word == WordAt(at_ - 1)) return std::string(entry.help);
      }
    }
    return "";
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  const std::vector<OpenRule>& rules_;
  size_t at_;
};

}  // namespace

std::string HelpFor(std::string_view text, const std::vector<Token>& tokens,
                    const std::vector<OpenRule>& rules, size_t at) {
  return at < tokens.size() ? Helper(text, tokens, rules, at).Run() : "";
}

}  // namespace suture::syntax
