// Steps as other languages write them: SQL's `case`, CQL's retrieves, rules in braces.
#include <algorithm>
#include <string>

#include "absl/algorithm/container.h"
#include "compiler/syntax/mender.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"

namespace suture::syntax {

using grammar::SutureLexer;

namespace {

// How far what belongs to a step is looked for.
constexpr size_t kFarInStep = 64;

bool IsRule(int32_t type) { return type == SutureLexer::RULE_ || type == SutureLexer::HINT_; }

bool IsSelecting(int32_t type) {
  return type == SutureLexer::ANY_ || type == SutureLexer::NO_ || type == SutureLexer::EVERY_ ||
         type == SutureLexer::LAST_ || type == SutureLexer::FIRST_;
}

bool EndsQuery(int32_t type) {
  static constexpr int32_t kEnds[] = {
      SutureLexer::AND_,  SutureLexer::OR_,        SutureLexer::UNLESS_, SutureLexer::RULE_,
      SutureLexer::HINT_, SutureLexer::OTHERWISE_, SutureLexer::RBRACE,  SutureLexer::RPAREN,
      SutureLexer::THEN_, SutureLexer::ELSE_};
  return absl::c_linear_search(kEnds, type);
}

}  // namespace

size_t Mender::BraceBehind(size_t open) const {
  int depth = 0;
  for (size_t at = open; at < std::min(open + kFarInStep, in_.size()); ++at) {
    depth += in_[at].type == SutureLexer::LBRACE ? 1 : in_[at].type == SutureLexer::RBRACE ? -1 : 0;
    if (depth == 0) return at;
  }
  return 0;
}

// `case when C then A else B end` is `if C then A else B`.
bool Mender::MendCase() {
  if (WordAt(at_) != "case" || TypeAt(1) != SutureLexer::WHEN_ || IsRule(Before(1))) return false;
  emitter_
      .Emit(diag::kForeignOperator, SpanTo(at_ + 1), Written(in_[at_].begin, in_[at_ + 1].end),
            "if")
      .Help(
          "A value that depends on a condition is `if … then … else …`, without `end`. A step that "
          "answers is `rule NAME ANSWER when CONDITION`.");
  Push(SutureLexer::IF_, in_[at_]);
  for (size_t at = at_ + 2; at < std::min(at_ + kFarInStep, in_.size()); ++at) {
    if (WordAt(at) != "end") continue;
    later_[in_[at].begin] = kDropped;
    break;
  }
  at_ += 2;
  return true;
}

// `[Condition: A]`, with the `exists` or the selector before it.
bool Mender::MendRetrieve() {
  const size_t open = WordAt(at_) == "exists" ? at_ + 1 : at_;
  const bool named = WordAt(open) == "[" && open + 2 < in_.size() &&
                     in_[open + 1].type == SutureLexer::ID &&
                     (in_[open + 2].type == SutureLexer::COLON || WordAt(open + 2) == "]");
  // A list of answers in brackets has more than one.
  if (!named || (WordAt(open + 2) == "]" && open == at_ && !IsSelecting(Before(1)))) return false;
  size_t last = open + 2;
  while (last + 1 < in_.size() && WordAt(last) != "]" && in_[last].line == in_[open].line) ++last;
  if (WordAt(last) != "]") return false;
  const std::string written = Written(in_[at_].begin, in_[last].end);
  emitter_.Emit(diag::kForeignOperator, SpanTo(last), written, "any condition in NAME")
      .Help(
          "Entries are named by their kind and a set of codes, and a lab by its name: `any "
          "condition in Stroke before surgery.start`, `last Creatinine before surgery.start`.");
  if (IsSelecting(Before(1))) out_.pop_back();
  Token whole = in_[at_];
  whole.type = SutureLexer::BAD;
  // A window behind it belongs to it.
  while (last + 1 < in_.size() && in_[last + 1].line == whole.line &&
         !EndsQuery(in_[last + 1].type))
    ++last;
  whole.end = in_[last].end;
  out_.push_back(whole);
  at_ = last + 1;
  return true;
}

// `rule a { Yes when … }`, `rule a Yes when { … }`
bool Mender::MendRuleBraces() {
  if (TypeAt(0) != SutureLexer::LBRACE) return false;
  const bool behind_name = Before(1) == SutureLexer::ID && IsRule(Before(2));
  if (!behind_name && Before(1) != SutureLexer::WHEN_) return false;
  const size_t close = BraceBehind(at_);
  if (close == 0) return false;
  emitter_.Emit(diag::kNoSeparator, SpanTo(at_), "{")
      .Help(
          "A rule has no braces: `rule NAME ANSWER when CONDITION`. Several criteria stand in `all "
          "of { … }` or `any of { … }`.");
  later_[in_[close].begin] = kDropped;
  ++at_;
  return true;
}

// `rule a Yes unless X`: an exception of no condition.
bool Mender::MendRuleUnless() {
  const bool exception =
      TypeAt(0) == SutureLexer::UNLESS_ && IsRule(Before(3)) && Before(1) == SutureLexer::ID;
  if (!exception) return false;
  emitter_
      .Emit(diag::kMissingText, SpanTo(at_), "`when` and a condition",
            fmt::format("`{}`", WordAt(at_)))
      .Help(
          "`unless` is the exception of a condition: `rule NAME ANSWER when CONDITION unless "
          "EXCEPTION`. Where the exception is all there is, write `when not (…)`.");
  Push(SutureLexer::WHEN_, in_[at_]);
  Push(SutureLexer::NOT_, in_[at_]);
  ++at_;
  return true;
}

// `hint any condition in Stroke`: a hint without a name and an answer.
bool Mender::MendHintQuery() {
  if (!IsRule(Before(1)) || !IsSelecting(TypeAt(0)) || TypeAt(1) != SutureLexer::ID) return false;
  if (TypeAt(2) != SutureLexer::IN_ && TypeAt(2) != SutureLexer::BEFORE_ &&
      TypeAt(2) != SutureLexer::WITHIN_) {
    return false;
  }
  const std::string word = Before(1) == SutureLexer::RULE_ ? "rule" : "hint";
  emitter_
      .Emit(diag::kMissingText, SpanTo(at_), "a name, an answer and `when`",
            fmt::format("`{}`", WordAt(at_)))
      .Help(fmt::format("Say what it answers, and then when: `{} coded Yes when any condition in "
                        "Stroke before surgery.start`.",
                        word));
  Token place = in_[at_];
  place.end = place.begin;
  for (int32_t type : {SutureLexer::ID, SutureLexer::BAD, SutureLexer::WHEN_}) {
    place.type = type;
    out_.push_back(place);
  }
  out_.push_back(in_[at_]);
  ++at_;
  return true;
}

}  // namespace suture::syntax
