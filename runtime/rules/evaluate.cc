// Expressions, one operation each; topics with files of their own are called from here.
#include <algorithm>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/periods.h"
#include "runtime/rules/ranges.h"
#include "runtime/rules/window.h"

namespace suture::rules {

using plan::Op;
using values::Kind;
using values::UnsettledCause;
using values::Value;

Evaluator::Evaluator(const Program& program, RowSource* source)
    : program_(program), source_(source) {
  const plan::Plan& plan = program.plan();
  bindings_.resize(static_cast<size_t>(std::max(plan.variables, 1)));
  memos_.resize(plan.exprs.size());
  outcomes_.resize(plan.fields.size());
  overridden_.resize(plan.fields.size());
  groups_.resize(plan.groups.size());
  group_row_.assign(plan.groups.size(), -1);
  derived_.resize(plan.collections.size());
  code_index_.resize(plan.collections.size());
  answers_.resize(plan.prompts.size());
  // Room from the beginning, so that a case with an odd mix of rows seldom asks the heap for more.
  constexpr size_t kFirstRows = 1024;
  row_numbers_.reserve(kFirstRows);
  window_memos_.resize(program.window_count());
  coded_rows_.resize(static_cast<size_t>(program.code_choice_count()));
  candidates_.reserve(kFirstRows);
  context_.arena = &arena_;
  context_.month_rounding = program.month_rounding();
}

void Evaluator::Begin(const chart::Case& chart, absl::Span<const RowRef> events, int32_t which) {
  chart_ = &chart;
  events_ = events;
  event_ = which;
  arena_.Reset();
  evidence_.Reset();
  case_stamp_ = next_stamp_++;
  // From one that stands in memory: one built anew for each is written in parts and read as a
  // whole, which the processor waits for.
  static const Binding kUnbound{};
  std::fill(bindings_.begin(), bindings_.end(), kUnbound);
  static const FieldOutcome kNotBegun;
  std::fill(outcomes_.begin(), outcomes_.end(), kNotBegun);
  overridden_.assign(overridden_.size(), false);
  for (GroupState& group : groups_) {
    group.progress = Progress::kNotBegun;
    group.too_many = group.incomplete = false;
    group.rows.clear();
    group.outcomes.clear();
  }
  group_row_.assign(group_row_.size(), -1);
  for (Derived& derived : derived_) derived.progress = Progress::kNotBegun;
  rows_stamp_ = next_stamp_++;
  for (auto& rows : answers_) rows.clear();
  wanted_.clear();
  candidates_.clear();
  windows_.clear();
  operands_.clear();
  row_numbers_.clear();
  current_field_ = {};
  if (!events.empty()) Bind(0, events[which]);
}

void Evaluator::NewRound() {
  const auto forget = [](Progress& progress) {
    if (progress == Progress::kPending) progress = Progress::kNotBegun;
  };
  for (FieldOutcome& outcome : outcomes_) forget(outcome.progress);
  for (GroupState& group : groups_) {
    forget(group.progress);
    for (FieldOutcome& outcome : group.outcomes) forget(outcome.progress);
  }
  for (Derived& derived : derived_) forget(derived.progress);
  rows_stamp_ = next_stamp_++;  // Rows may have come.
  wanted_.clear();
}

void Evaluator::SetAnswer(Wanted wanted, const AskResult& result) {
  std::vector<AskResult>& rows = answers_[wanted.prompt.index];
  const size_t place = static_cast<size_t>(wanted.row + 1);
  if (rows.size() <= place) rows.resize(place + 1);
  rows[place] = result;
}

const AskResult& Evaluator::Answer(Wanted wanted) const {
  static const AskResult kNone;
  const std::vector<AskResult>& rows = answers_[wanted.prompt.index];
  const size_t place = static_cast<size_t>(wanted.row + 1);
  return place < rows.size() ? rows[place] : kNone;
}

void Evaluator::Override(plan::FieldId field, const FieldOutcome& outcome) {
  outcomes_[field.index] = outcome;
  outcomes_[field.index].progress = Progress::kDone;
  overridden_[field.index] = true;
}

Judged Evaluator::Evaluate(plan::ExprId id) { return Judge(id); }

Judged Evaluator::EvaluateOver(plan::ExprId id, int32_t variable, const chart::Row& row,
                               plan::ShapeId shape) {
  Binding& binding = bindings_[variable];
  binding = {&row, shape, {}, {}, next_stamp_++};
  const Judged judged = Judge(id);
  binding = Binding();
  return judged;
}

void Evaluator::ForgetValues() {
  arena_.Reset();
  evidence_.Reset();
  case_stamp_ = next_stamp_++;
  rows_stamp_ = next_stamp_++;
}

uint64_t Evaluator::StampOf(absl::Span<const int32_t> variables) const {
  uint64_t stamp = case_stamp_;
  for (int32_t variable : variables) stamp = std::max(stamp, bindings_[variable].stamp);
  return stamp;
}

Judged Evaluator::Judge(plan::ExprId id) {
  const Node& node = program_.node(id);
  if (!node.memoised) return JudgeNode(node);
  // Every binding has a stamp of its own that only grows, so that the same greatest stamp means the
  // same rows are bound.
  const uint64_t stamp = StampOf(*node.variables);
  Memo& memo = memos_[id.index];
  if (memo.stamp == stamp) return memo.judged;
  const Judged judged = JudgeNode(node);
  if (!judged.pending()) memos_[id.index] = {stamp, judged};
  return judged;
}

Judged Evaluator::JudgeNode(const Node& node) {
  switch (node.op) {
    case Op::kLiteral:
      return Judged::Known(*node.literal);
    case Op::kUnknown:
    case Op::kText:
      return Judged::Silent();
    case Op::kField:
      return JudgeField({node.subject});
    case Op::kVariable:
      return JudgeVariable(node.subject);
    case Op::kAttribute:
      return JudgeAttribute(node.subject, node.attribute);
    case Op::kLabValue: {
      const Binding& binding = bindings_[node.subject];
      return binding.ref.valid() ? JudgeLab({node.attribute}, binding.ref) : Judged::Silent();
    }
    case Op::kMember: {
      const Judged row = Judge(node.args[0]);
      if (!row.known()) return row;
      Judged cell = Attribute(RowOf(row.value), node.attribute);
      cell.evidence = evidence_.Join(row.evidence, cell.evidence);
      return cell;
    }
    case Op::kBuiltin:
      return JudgeBuiltin(node);
    case Op::kAnd:
    case Op::kAllOf:
      return node.is_together() ? JudgeTogether(node, static_cast<int32_t>(node.args.size()))
                                : JudgeAll(node);
    case Op::kOr:
    case Op::kAnyOf:
      return node.is_together() ? JudgeTogether(node, 1) : JudgeAny(node);
    case Op::kNot: {
      const Judged judged = Judge(node.args[0]);
      return Not(Verdict::Of(judged)).ToJudged(judged.evidence);
    }
    case Op::kUnless:
      return JudgeUnless(node);
    case Op::kAtLeast:
      return node.is_together() ? JudgeTogether(node, node.number) : JudgeAtLeast(node);
    case Op::kIf: {
      const Judged condition = Judge(node.args[0]);
      if (!condition.known()) return condition;
      Judged chosen = Judge(node.args[condition.value.IsTrue() ? 1 : 2]);
      chosen.evidence = evidence_.Join(condition.evidence, chosen.evidence);
      return chosen;
    }
    case Op::kPossibly: {
      const Judged judged = Judge(node.args[0]);
      return judged.unsettled() ? Judged::Of(true, judged.evidence) : judged;
    }
    case Op::kIsKnown: {
      const Judged judged = Judge(node.args[0]);
      // What is there and cannot be judged is neither: a child of it is not closed, it is in
      // review.
      if (judged.pending() || judged.unsettled()) return judged;
      return Judged::Of(judged.known(), judged.evidence);
    }
    case Op::kIn:
      return JudgeIn(node);
    case Op::kInCodes:
      return JudgeInCodes(node);
    case Op::kQuery:
      return JudgeQuery({node.subject});
    case Op::kComplete:
      return JudgeComplete(node);
    case Op::kEarliest:
      return JudgeExtreme(node, /*latest=*/false);
    case Op::kLatest:
      return JudgeExtreme(node, /*latest=*/true);
    case Op::kStart:
      return JudgeEnd(node, /*end=*/false);
    case Op::kEnd:
      return JudgeEnd(node, /*end=*/true);
    case Op::kDayAfter:
      return JudgeDayAfter(node);
    case Op::kNext:
      return JudgeNext(node);
    case Op::kInWindow:
      return JudgeInWindow(node);
  }
  return Judged::Silent();
}

namespace {

// What stays unsettled for those who read a field that a person must decide.
UnsettledCause CauseOf(const FieldOutcome& outcome) {
  using values::ReviewReason;
  if (outcome.cause != UnsettledCause::kNone) return outcome.cause;
  switch (outcome.reason) {
    case ReviewReason::kConflicting:
    case ReviewReason::kDisagreement:
    case ReviewReason::kExclusiveBroken:
    case ReviewReason::kHint:
    case ReviewReason::kSamplesDisagree:
      return UnsettledCause::kConflictingSources;
    case ReviewReason::kTooManyRows:
      return UnsettledCause::kTooManyRows;
    case ReviewReason::kEvidenceCut:
      return UnsettledCause::kEvidenceCut;
    case ReviewReason::kCitation:
    case ReviewReason::kUnquoted:
      return UnsettledCause::kUncitedAnswer;
    case ReviewReason::kOutOfRange:
    case ReviewReason::kNotInVersion:
      return UnsettledCause::kUnreadableValue;
    case ReviewReason::kOtherwise:
    case ReviewReason::kParent:
      return UnsettledCause::kLeftToPerson;
    default:
      return UnsettledCause::kFailedStep;
  }
}

bool IsNotEqual(operators::OperatorId id) {
  static const operators::OperatorId kNotEqual = operators::FindOperator("not_equal").value_or(-1);
  return id == kNotEqual;
}
bool IsEquality(operators::OperatorId id) {
  static const operators::OperatorId kEqual = operators::FindOperator("equal").value_or(-1);
  return id == kEqual || IsNotEqual(id);
}
values::Judgement Not(values::Judgement judgement) {
  return {values::Not(judgement.truth), judgement.cause};
}

Judged OfOutcome(const FieldOutcome& outcome, EvidenceId evidence) {
  if (!outcome.done()) return Judged::Pending();
  switch (outcome.outcome) {
    case values::Outcome::kAnswered:
      return Judged::Known(outcome.value, evidence);
    case values::Outcome::kReview:
      return Judged::Unsettled(CauseOf(outcome), evidence);
    default:
      return Judged::Silent(evidence);
  }
}

}  // namespace

Judged Evaluator::JudgeField(plan::FieldId id) {
  const plan::GroupId group = program_.field(id).group;
  if (!group.valid()) return JudgeFieldAt(id, -1);
  const int32_t row = group_row_[group.index];
  return row < 0 ? Judged::Silent() : JudgeFieldAt(id, row);
}

// A finding that only takes a total or a count is a name for it.
bool Evaluator::NamesNumber(plan::FieldId id) const {
  const plan::Field& field = plan().fields[id.index];
  return field.is_finding && !field.group.valid() && !field.applies_when.valid() && !field.range &&
         field.steps.size() == 1 && field.steps[0].kind == plan::StepKind::kTake &&
         !field.steps[0].when.valid() && field.steps[0].value.valid() &&
         field.type.rounding == plan::Rounding::kNone &&
         program_.field(id).steps[0].effective == nullptr;
}

Judged Evaluator::JudgeFieldAt(plan::FieldId id, int32_t row) {
  const FieldOutcome& outcome = Field(id, row);
  const EvidenceId evidence =
      outcome.done() ? evidence_.Add(EvidenceNode::Kind::kField, id.index, row) : EvidenceId();
  // Where the range alone is known, what compares with it may still be decided.
  if (outcome.done() && !outcome.answered() && NamesNumber(id)) {
    const Judged value = Judge(program_.field(id).steps[0].value);
    if (value.known() && value.value.kind() == values::Kind::kUncertain)
      return Judged::Known(value.value, evidence);
  }
  return OfOutcome(outcome, evidence);
}

Judged Evaluator::JudgeBuiltin(const Node& node) {
  const size_t base = operands_.size();
  EvidenceId evidence;
  bool pending = false, known = true;
  Judged coded, other;
  for (plan::ExprId arg : node.args) {
    const Judged judged = Judge(arg);
    pending |= judged.pending();
    known &= judged.known();
    evidence = evidence_.Join(evidence, judged.evidence);
    (judged.codes != nullptr && coded.codes == nullptr ? coded : other) = judged;
    operands_.push_back(judged.ToValue());
  }
  Value result;
  if (coded.codes != nullptr && known && node.args.size() == 2 && IsEquality(node.builtin)) {
    const values::Judgement same = EqualConcepts(coded, other);
    result = IsNotEqual(node.builtin) ? Not(same).ToValue() : same.ToValue();
  } else if (!pending) {
    result = ApplyToRanges(node.builtin, absl::MakeSpan(operands_).subspan(base), context_);
  }
  operands_.resize(base);
  return pending ? Judged::Pending() : Judged::From(result, evidence);
}

// A concept is in a list of texts when one of its codes is; anything else by equality.
Judged Evaluator::JudgeIn(const Node& node) {
  const Judged item = Judge(node.args[0]);
  if (!item.known()) return item;
  Verdict any = Verdict::Of(false);
  EvidenceId evidence = item.evidence;
  for (size_t i = 1; i < node.args.size(); ++i) {
    const Judged member = Judge(node.args[i]);
    Verdict same = Verdict::Of(member);
    if (member.known()) {
      same = Verdict::Of(EqualConcepts(item, member));
    }
    if (same.kind == Verdict::kTrue) {
      return Judged::Of(true, evidence_.Join(item.evidence, member.evidence));
    }
    evidence = evidence_.Join(evidence, member.evidence);
    any = Or(any, same);
  }
  return any.ToJudged(evidence);
}

Judged Evaluator::JudgeInCodes(const Node& node) {
  const Judged item = Judge(node.args[0]);
  if (!item.known()) return item;
  if (item.codes == nullptr) {
    return Judged::Unsettled(UnsettledCause::kUnmappedCode, item.evidence);
  }
  return InCodeSet(*item.codes, {node.subject}).ToJudged(item.evidence);
}

Judged Evaluator::JudgeExtreme(const Node& node, bool latest) {
  Judged best = Judged::Silent();
  EvidenceId evidence;
  const auto& optional = node.source->optional_args;
  Verdict doubt = Verdict::Of(false);
  for (size_t i = 0; i < node.args.size(); ++i) {
    const Judged judged = Judge(node.args[i]);
    evidence = evidence_.Join(evidence, judged.evidence);
    if (!judged.known()) {
      const bool may_skip =
          judged.state == State::kSilent &&
          std::find(optional.begin(), optional.end(), static_cast<int32_t>(i)) != optional.end();
      if (!may_skip) doubt = Or(doubt, Verdict::Of(judged));
      continue;
    }
    if (!best.known()) {
      best = judged;
      continue;
    }
    const auto order = values::Compare(judged.value, best.value);
    if (order.ordering == values::Ordering::kUncertain) {
      doubt = Or(doubt, Verdict::Unsettled(UnsettledCause::kOverlappingTimes));
    }
    const auto better = latest ? values::Ordering::kGreater : values::Ordering::kLess;
    if (order.ordering == better) best = judged;
  }
  if (doubt.kind != Verdict::kFalse) return doubt.ToJudged(evidence);
  best.evidence = evidence;
  return best;
}

Judged Evaluator::JudgeEnd(const Node& node, bool end) {
  const Judged judged = Judge(node.args[0]);
  if (!judged.known() || judged.value.kind() != Kind::kInterval) return judged;
  const values::Interval& interval = judged.value.interval();
  const Value& point = end ? interval.high : interval.low;
  if (!point.is_null()) return Judged::Known(point, judged.evidence);
  // An end that is open is not there yet; a start that is missing was, but nobody wrote when.
  if (!end) return Judged::Unsettled(UnsettledCause::kImpreciseTime, judged.evidence);
  return interval.high_closed ? Judged::Silent(judged.evidence)
                              : Judged::Unsettled(UnsettledCause::kEmptyCell, judged.evidence);
}

Judged Evaluator::JudgeDayAfter(const Node& node) {
  const Judged judged = Judge(node.args[0]);
  if (!judged.known()) return judged;
  chart::Period period;
  if (judged.value.kind() == Kind::kUncertain) {
    return Judged::Unsettled(UnsettledCause::kUncertainRange, judged.evidence);
  }
  if (!ReadPeriod(judged.value, period)) {
    return Judged::Unsettled(UnsettledCause::kWrongType, judged.evidence);
  }
  if (!period.has_start) {
    return Judged::Unsettled(UnsettledCause::kImpreciseTime, judged.evidence);
  }
  const std::optional<values::DateTime> day = period.start.LocalDate();
  if (!day) return Judged::Unsettled(UnsettledCause::kUncertainRange, judged.evidence);
  const auto moved = values::Add(*day, {node.number, values::CalendarUnit::kDay});
  if (!moved.ok() || moved.value.precision < values::Precision::kDay) {
    return Judged::Unsettled(UnsettledCause::kImpreciseTime, judged.evidence);
  }
  return Judged::Known(Value::OfDateTime(moved.value), judged.evidence);
}

Judged Evaluator::JudgeInWindow(const Node& node) {
  const Judged time = Judge(node.args[0]);
  if (!time.known()) return time;
  chart::Period period;
  if (time.value.kind() == Kind::kUncertain) {
    return Judged::Unsettled(UnsettledCause::kUncertainRange, time.evidence);
  }
  if (!ReadPeriod(time.value, period)) {
    return Judged::Unsettled(UnsettledCause::kWrongType, time.evidence);
  }
  BoundWindow window;
  window.program = &*node.extras->window;
  EvidenceId evidence = time.evidence;
  const Verdict bound = BindWindow(window, evidence);
  if (bound.kind != Verdict::kTrue) return bound.ToJudged(evidence);
  return TestWindow(window, period).ToJudged(evidence);
}

Judged Evaluator::JudgeNext(const Node& node) {
  const int32_t variable = node.subject;
  if (variable == 0) {
    if (event_ + 1 >= static_cast<int32_t>(events_.size())) return Judged::Silent();
    const RowRef next = events_[static_cast<size_t>(event_) + 1];
    return Judged::Known(RowValue(next), evidence_.Row(next));
  }
  for (size_t g = 0; g < groups_.size(); ++g) {
    if (plan().groups[g].variable != variable || group_row_[g] < 0) continue;
    const std::vector<GroupRow>& rows = groups_[g].rows;
    const size_t next = static_cast<size_t>(group_row_[g]) + 1;
    if (next >= rows.size() || rows[next].parent != rows[next - 1].parent) break;
    if (!rows[next].bound.valid()) {
      return Judged::Known(rows[next].member);
    }
    return Judged::Known(RowValue(rows[next].bound), evidence_.Row(rows[next].bound));
  }
  return Judged::Silent();
}

}  // namespace suture::rules
