#include "compiler/syntax/repair_message.h"

#include <algorithm>
#include <cctype>

#include "compiler/syntax/repair_changes.h"
#include "compiler/syntax/repair_help.h"
#include "compiler/syntax/words.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"
#include "grammar/SutureParser.h"

namespace suture::syntax {

using grammar::SutureLexer;

namespace {

constexpr const char* kRestOfHead = "the rest of this head, up to its `{`";

}  // namespace

std::string RepairMessage::WordAt(size_t at) const {
  return std::string(text_.substr(tokens_[at].begin, tokens_[at].end - tokens_[at].begin));
}

base::Span RepairMessage::AfterPrevious(size_t at) const {
  uint32_t end = at > 0 ? tokens_[at - 1].end : tokens_[at].begin;
  return {file_, end, end};
}

base::Span RepairMessage::PlaceOf(size_t at) const {
  return tokens_[at].type < 0 ? AfterPrevious(at) : SpanOf(at);
}

size_t RepairMessage::OpenerBefore(size_t at, int32_t closer) const {
  int depth = 0;
  bool paren = closer == SutureLexer::RPAREN;
  for (size_t i = at; i-- > 0;) {
    int32_t type = tokens_[i].type;
    bool opens = paren ? type == SutureLexer::LPAREN
                       : type == SutureLexer::LBRACE || type == SutureLexer::HOLE_OPEN;
    if (type == closer) ++depth;
    if (opens && depth-- == 0) return i;
  }
  return tokens_.size();
}

std::string RepairMessage::NamedAt(size_t at) const {
  const std::string named = NamedIn(rules_);
  const int32_t previous = at > 0 ? tokens_[at - 1].type : SutureLexer::LBRACE;
  const bool first_word = IsKeyword(previous) && tokens_[at - 1].line == tokens_[at].line;
  if (first_word) return named;
  if (named == "a choice list") return "a member of a choice list";
  if (named == "a record") return "a cell";
  return named == "a function" ? "a parameter" : named;
}

bool RepairMessage::GoesOn(size_t at) const {
  if (at == 0 || tokens_[at].type < 0 || tokens_[at - 1].line != tokens_[at].line) return false;
  const int32_t previous = tokens_[at - 1].type;
  return previous != SutureLexer::LBRACE && previous != SutureLexer::RBRACE &&
         tokens_[at - 1].begin != tokens_[at - 1].end;
}

bool RepairMessage::InStep() const {
  using P = grammar::SutureParser;
  return std::any_of(rules_.begin(), rules_.end(), [](const OpenRule& open) {
    return open.rule == P::RuleExpr || open.rule == P::RuleNarrowed || open.rule == P::RuleWindow ||
           open.rule == P::RuleFieldItem;
  });
}

diag::Emitter::Builder RepairMessage::EmitUnexpected(size_t at) {
  const std::string wanted = WantedIn(rules_);
  const bool vague = wanted.starts_with("a step") || wanted.starts_with("a declaration");
  auto builder = vague && GoesOn(at) ? emitter_.Emit(diag::kDoesNotFollow, SpanOf(at),
                                                     FoundText(tokens_[at], text_),
                                                     FoundText(tokens_[at - 1], text_))
                                     : emitter_.Emit(diag::kUnexpectedText, PlaceOf(at), wanted,
                                                     FoundText(tokens_[at], text_));
  if (std::string help = HelpFor(text_, tokens_, rules_, at); !help.empty())
    builder.Help(std::move(help));
  return builder;
}

void RepairMessage::ReportDoesNotFollow(size_t at) {
  if (!GoesOn(at)) {
    EmitUnexpected(at);
    return;
  }
  auto builder = emitter_.Emit(diag::kDoesNotFollow, SpanOf(at), FoundText(tokens_[at], text_),
                               FoundText(tokens_[at - 1], text_));
  if (std::string help = HelpFor(text_, tokens_, rules_, at); !help.empty())
    builder.Help(std::move(help));
}

// A keyword that opens a line or begins a name is one that a name may stand behind.
bool RepairMessage::WantsName(size_t at) const {
  if (at == 0) return false;
  const int32_t previous = tokens_[at - 1].type;
  return OpensDeclaration(previous) || previous == SutureLexer::RULE_ ||
         previous == SutureLexer::HINT_ || previous == SutureLexer::TABLE_ ||
         previous == SutureLexer::ASK_ || previous == SutureLexer::AS_ ||
         previous == SutureLexer::FIRST_ || previous == SutureLexer::LAST_ ||
         previous == SutureLexer::EACH_;
}

void RepairMessage::ReportUnexpected(size_t error) {
  auto builder = EmitUnexpected(error);
  if (tokens_[error].type != SutureLexer::LBRACE || error < 2) return;
  const int32_t before = tokens_[error - 1].type;
  if (before == SutureLexer::EQ || before == SutureLexer::NE) {
    builder.Help(
        fmt::format("A set is asked for one member at a time: `A in {0} and B in {0}`. One value "
                    "is looked up in a list with "
                    "`in`: `{0} in {{A, B}}`.",
                    WordAt(error - 2)));
  } else if (before == SutureLexer::OTHERWISE_ || tokens_[error - 2].type == SutureLexer::RULE_) {
    builder.Help(
        "A step answers one choice, without braces. A field of several answers says `resolve "
        "collect` and has one rule for "
        "each.");
  }
}

void RepairMessage::ReportInHead(size_t error, bool of_field) {
  auto builder = emitter_.Emit(diag::kUnexpectedText, PlaceOf(error), kRestOfHead,
                               FoundText(tokens_[error], text_));
  if (OpensItem(tokens_[error].type)) {
    builder.Help(fmt::format("`{}` starts a line of its own, inside the braces.", WordAt(error)));
    return;
  }
  if (of_field && tokens_[error].type == SutureLexer::MINUS) {
    builder.Help("A name has letters, digits and `_`, and no hyphen.");
  } else if (of_field) {
    builder.Help(
        "A field begins so: `field NAME \"label\" id 12 : decimal mg/dL range 0.1..30 {`.");
  } else if (std::any_of(rules_.begin(), rules_.end(), [](const OpenRule& open) {
               return open.rule == grammar::SutureParser::RuleExtractDecl;
             })) {
    builder.Help("An extract bounds its rows: `extract lesions : at most 12 Lesion {`.");
  }
}

void RepairMessage::Report(const Change& change, size_t error) {
  switch (change.kind) {
    case Change::Kind::kInsert:
      return ReportInsert(change);
    case Change::Kind::kReplace:
      return ReportReplace(change);
    case Change::Kind::kMisspelt:
      // `of` for `or`: another short word of the language, spelled as it should be.
      if (IsKeyword(tokens_[change.at].type) &&
          tokens_[change.at].end - tokens_[change.at].begin < 4) {
        return ReportDoesNotFollow(change.at);
      }
      emitter_
          .Emit(diag::kMisspeltKeyword, SpanOf(change.at), WordAt(change.at),
                SpellingOf(change.type))
          .Edit(SpanOf(change.at), SpellingOf(change.type), false);
      return;
    case Change::Kind::kForeignWord:
      emitter_
          .Emit(diag::kForeignOperator, SpanOf(change.at), WordAt(change.at),
                SpellingOf(change.type))
          .Edit(SpanOf(change.at), SpellingOf(change.type), false);
      return;
    case Change::Kind::kKeywordAsName: {
      const bool listed = ChangesAt(text_, tokens_, change.at, {}).StandsAsMember(change.at);
      const bool parameter =
          tokens_[std::min(change.at + 1, tokens_.size() - 1)].type == SutureLexer::COLON;
      if (!listed && !parameter && !WantsName(change.at) && change.cost > 1)
        return ReportDoesNotStand(change.at);
      std::string word = WordAt(change.at);
      std::string other = word;
      other[0] = static_cast<char>(other[0] - 'a' + 'A');
      emitter_.Emit(diag::kKeywordAsName, SpanOf(change.at), word, NamedAt(change.at))
          .Help(fmt::format("Choose another name, such as `{}` or `{}_1`.", other, word));
      return;
    }
    case Change::Kind::kDelete:
      return ReportDelete(change);
    case Change::Kind::kDeletePair:
      return ReportMisplacedItem(change.at);
    case Change::Kind::kSwap: {
      if (tokens_[change.at].type == SutureLexer::STRING ||
          tokens_[change.at].type == SutureLexer::NUMBER) {
        return ReportDoesNotFollow(change.at);
      }
      base::Span both = base::Join(SpanOf(change.at), SpanOf(change.at + 1));
      std::string swapped = WordAt(change.at + 1) + " " + WordAt(change.at);
      emitter_
          .Emit(diag::kUnexpectedText, PlaceOf(error), WantedIn(rules_),
                FoundText(tokens_[error], text_))
          .Help(fmt::format("Did you mean `{}`?", swapped))
          .Edit(both, swapped, false);
      return;
    }
  }
}

void RepairMessage::ReportMissingCloser(const Change& change) {
  size_t opener = OpenerBefore(change.at, change.type);
  std::string closer = SpellingOf(change.type);
  auto builder = emitter_.Emit(diag::kUnclosedBrace, AfterPrevious(change.at), closer);
  if (opener < tokens_.size()) {
    builder.Label(SpanOf(opener), fmt::format("to close this `{}`", WordAt(opener)));
  }
  bool next_line = tokens_[change.at].type < 0 ||
                   (change.at > 0 && tokens_[change.at - 1].line != tokens_[change.at].line);
  bool wide = opener < tokens_.size() && change.at > 0 &&
              tokens_[opener].line != tokens_[change.at - 1].line;
  builder.Edit(AfterPrevious(change.at), next_line && wide ? "\n" + closer : closer, false);
}

void RepairMessage::ReportMisplacedItem(size_t at) {
  const base::Span both = base::Join(SpanOf(at), SpanOf(at + 1));
  const std::string item = std::string(text_.substr(both.begin, both.end - both.begin));
  emitter_.Emit(diag::kUnexpectedText, both, kRestOfHead, FoundText(tokens_[at], text_))
      .Help(
          fmt::format("`{}` is a line of its own, inside the braces of what it belongs to.", item));
}

void RepairMessage::ReportMisplaced(size_t opener, size_t declaration) {
  emitter_
      .Emit(diag::kUnexpectedText, SpanOf(declaration), WantedIn(rules_),
            FoundText(tokens_[declaration], text_))
      .Label(SpanOf(opener), "inside this body")
      .Help(fmt::format("`{}` stands for itself: move it behind the `}}` of this body.",
                        WordAt(declaration)));
}

void RepairMessage::ReportMissingElse(const Change& change) {
  size_t opener = change.at;
  for (auto open = rules_.rbegin(); open != rules_.rend() && opener == change.at; ++open) {
    if (tokens_[open->start].type == SutureLexer::IF_) opener = open->start;
  }
  const bool step_was_told = opener > 0 && tokens_[opener - 1].begin == tokens_[opener - 1].end;
  if (step_was_told) return;
  if (change.more.size() > 1) {
    emitter_
        .Emit(diag::kUnexpectedText, SpanOf(opener), "the answer of the step",
              FoundText(tokens_[opener], text_))
        .Help("Write the answer first, then `when` and the condition: `rule NAME Yes when …`.");
    return;
  }
  emitter_
      .Emit(diag::kMissingText, PlaceOf(change.at), "`else` and the other value",
            FoundText(tokens_[change.at], text_))
      .Label(SpanOf(opener), "of this `if`")
      .Help(
          "A value under a condition says what else it is: `if … then 1 else 0`. A step that "
          "answers under a condition is a "
          "rule: `rule NAME Yes when …`.");
}

void RepairMessage::ReportInsert(const Change& change) {
  bool closer = change.type == SutureLexer::RBRACE || change.type == SutureLexer::RPAREN;
  if (closer) return ReportMissingCloser(change);
  if (change.type == SutureLexer::ELSE_ && !change.more.empty()) return ReportMissingElse(change);
  if (!Plausible(change)) return ReportDoesNotFollow(change.at);
  std::string wanted = PhraseOf(change.type);
  if (change.type == SutureLexer::ID) {
    const std::string named = WantsName(change.at) ? NamedIn(rules_) : "anything";
    wanted = named != "anything" ? fmt::format("the name of {}", named) : WantedIn(rules_);
  } else if (change.type == SutureLexer::BAD) {
    wanted = WantedIn(rules_);
    bool vague = wanted.find("declaration") != std::string::npos || wanted.find("a step") == 0;
    if (vague) wanted = "a value or a condition";
  }
  if (change.type == SutureLexer::DOTDOT && !change.more.empty())
    wanted = "`..` and the upper bound";
  const bool direction = change.type == SutureLexer::BEFORE_ && change.at > 2 &&
                         tokens_[change.at - 3].type == SutureLexer::WITHIN_;
  if (direction) wanted = "`before`, `after` or `of`";
  const bool policy = change.at > 1 && tokens_[change.at - 2].type == SutureLexer::TABLE_;
  if (policy) wanted = "how its rows decide (`first`, `unique`, `any`, `collect` or `priority`)";
  if (change.type == SutureLexer::AT_) wanted = "`at most` and a number of rows";
  if (change.type == SutureLexer::WHEN_ && !change.more.empty()) wanted = "`when` and a condition";
  if (change.type == SutureLexer::TAKE_ && tokens_[change.at].type == SutureLexer::IF_) {
    emitter_
        .Emit(diag::kUnexpectedText, PlaceOf(change.at), WantedIn(rules_),
              FoundText(tokens_[change.at], text_))
        .Help("A step that answers under a condition is a rule: write `rule NAME Yes when …`.");
    return;
  }
  auto builder = emitter_.Emit(diag::kMissingText, PlaceOf(change.at), wanted,
                               FoundText(tokens_[change.at], text_));
  std::string spelling = SpellingOf(change.type);
  // What only the author can know is not put in for him.
  bool spelled = !spelling.empty() && change.more.empty() && !direction && !policy;
  if (spelled) {
    // Signs that belong to the word before them stand right behind it.
    bool tight = change.type == SutureLexer::COMMA || change.type == SutureLexer::DOTDOT ||
                 change.type == SutureLexer::DOT;
    builder.Edit(AfterPrevious(change.at), tight ? spelling : " " + spelling, false);
  }
  if (direction)
    builder.Help(
        "A window says on which side of the moment it lies: `within 30 days before "
        "surgery.start`.");
  if (policy)
    builder.Help("With `first` the upper row wins; with `unique` no two rows may hold at once.");
  if (change.type == SutureLexer::ANY_ && !policy) {
    builder.Help(fmt::format(
        "Say which entries count: `any {0} …`, `no {0} …`, or one of them with `first {0} …`.",
        WordAt(change.at)));
  }
  bool rule = change.at > 1 && (tokens_[change.at - 2].type == SutureLexer::RULE_ ||
                                tokens_[change.at - 2].type == SutureLexer::HINT_);
  if (rule && tokens_[change.at].type == SutureLexer::WHEN_) {
    builder.Help(fmt::format("A {} has a name, then its answer: `{} coded Yes when …`.",
                             WordAt(change.at - 2), WordAt(change.at - 2)));
  }
}

// Whether what would let the parser read on is what the author left out, too.
bool RepairMessage::Plausible(const Change& change) const {
  const bool foreign =
      OpensItem(change.type) && !HelpFor(text_, tokens_, rules_, change.at).empty();
  if (foreign || !GoesOn(change.at)) return !foreign;
  const char next = text_[tokens_[change.at].begin];
  const bool value = std::isupper(static_cast<unsigned char>(next)) != 0 ||
                     std::isdigit(static_cast<unsigned char>(next)) != 0;
  const int32_t previous = tokens_[change.at - 1].type;
  if (change.type == SutureLexer::EQ)
    return !InStep() ||
           (value && previous == SutureLexer::ID && tokens_[change.at].type != SutureLexer::STRING);
  if (change.type == SutureLexer::COMMA) return !InStep() || value;
  return !OpensItem(change.type) && change.type != SutureLexer::FROM_;
}

void RepairMessage::ReportDoesNotStand(size_t at) {
  auto builder = emitter_.Emit(diag::kUnexpectedText, SpanOf(at), WantedIn(rules_),
                               FoundText(tokens_[at], text_));
  if (std::string help = HelpFor(text_, tokens_, rules_, at); !help.empty())
    builder.Help(std::move(help));
}

void RepairMessage::ReportReplace(const Change& change) {
  const bool opens = tokens_[change.at].type == SutureLexer::LBRACE ||
                     tokens_[change.at].type == SutureLexer::LPAREN;
  const bool call = change.type == SutureLexer::LPAREN && !opens;
  if (change.type == SutureLexer::DOT || call) return ReportDoesNotFollow(change.at);
  std::string spelling = SpellingOf(change.type);
  if (tokens_[change.at].type == SutureLexer::BARS && change.type == SutureLexer::OR_) {
    emitter_.Emit(diag::kForeignOperator, SpanOf(change.at), "||", "or")
        .Edit(SpanOf(change.at), "or", false);
    return;
  }
  std::string wanted = change.type == SutureLexer::BAD || change.type == SutureLexer::ID
                           ? WantedIn(rules_)
                           : PhraseOf(change.type);
  auto builder = emitter_.Emit(diag::kUnexpectedText, SpanOf(change.at), wanted,
                               FoundText(tokens_[change.at], text_));
  if (!spelling.empty()) builder.Edit(SpanOf(change.at), spelling, false);
  if (spelling.empty()) {
    if (std::string help = HelpFor(text_, tokens_, rules_, change.at); !help.empty())
      builder.Help(std::move(help));
  }
  if (tokens_[change.at].type == SutureLexer::UNKNOWN_) {
    builder.Help(
        "A choice is written as its list spells it, such as `Unknown`. What the chart leaves open "
        "is `absent` or `review`.");
  }
  if (tokens_[change.at].type == SutureLexer::OF_ && change.at > 0) {
    builder.Help(fmt::format("Codes are looked up with `in`: `{} in {}`.", WordAt(change.at - 1),
                             WordAt(change.at + 1)));
  }
}

void RepairMessage::ReportDelete(const Change& change) {
  int32_t type = tokens_[change.at].type;
  if (type == SutureLexer::RBRACE || type == SutureLexer::RPAREN) {
    emitter_.Emit(diag::kStrayCloser, SpanOf(change.at), WordAt(change.at))
        .Help("Delete it, or look above it for one that closes too early.")
        .Edit(SpanOf(change.at), "", false);
    return;
  }
  if (type == SutureLexer::SEMICOLON || type == SutureLexer::COMMA) {
    // Between two names it may stand where another should: `A B, C` and `A, B, , C` are told alike.
    const int32_t next =
        change.at + 1 < tokens_.size() ? tokens_[change.at + 1].type : SutureLexer::RBRACE;
    const bool trails =
        next < 0 || next == SutureLexer::RBRACE || OpensItem(next) || OpensDeclaration(next);
    const bool joins = change.at > 0 && change.at + 1 < tokens_.size() &&
                       tokens_[change.at - 1].end == tokens_[change.at].begin &&
                       tokens_[change.at].end == tokens_[change.at + 1].begin;
    emitter_.Emit(diag::kNoSeparator, SpanOf(change.at), WordAt(change.at))
        .Edit(SpanOf(change.at), joins ? " " : "", trails);
    return;
  }
  bool doubled = change.at > 0 && tokens_[change.at - 1].type == type &&
                 WordAt(change.at - 1) == WordAt(change.at);
  auto builder = EmitUnexpected(change.at);
  const bool superfluous = type == SutureLexer::OF_ || type == SutureLexer::EQ;
  if (superfluous && change.at > 0 && change.at + 1 < tokens_.size()) {
    builder
        .Help(fmt::format("Write it without `{}`: `{} {}`.", WordAt(change.at),
                          WordAt(change.at - 1), WordAt(change.at + 1)))
        .Edit({file_, tokens_[change.at].begin, tokens_[change.at + 1].begin}, "", false);
  }
  if (doubled)
    builder.Help("It stands here twice: delete one of the two.").Edit(SpanOf(change.at), "", false);
}

}  // namespace suture::syntax
