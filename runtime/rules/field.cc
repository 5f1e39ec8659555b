// A field from its parent to what is submitted: is it asked at all, what do its steps say, and may
// the answer stand [language meanings 1, 8, 12, 18, 19].
#include <algorithm>
#include <utility>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/reading.h"
#include "runtime/rules/submit.h"
#include "runtime/rules/window.h"

namespace suture::rules {

using plan::AnswerKind;
using values::Outcome;
using values::ReviewReason;
using values::UnsettledCause;
using values::Value;

const FieldOutcome& Evaluator::FieldOnce(plan::FieldId id, int32_t row) {
  const plan::GroupId group = program_.field(id).group;
  const auto slot = [&]() -> FieldOutcome& {
    if (!group.valid()) return outcomes_[id.index];
    const size_t fields = plan().groups[group.index].fields.size();
    return groups_[group.index].outcomes[static_cast<size_t>(row) * fields +
                                         static_cast<size_t>(program_.field(id).place)];
  };
  if (overridden_[id.index]) return outcomes_[id.index];
  if (slot().progress == Progress::kUnderWay) {
    // The verifier has ruled cycles out; should one get here, it ends as a review, not as a crash.
    static const FieldOutcome kCycle = [] {
      FieldOutcome outcome;
      outcome.progress = Progress::kDone;
      outcome.outcome = Outcome::kReview;
      outcome.reason = ReviewReason::kInternalError;
      return outcome;
    }();
    return kCycle;
  }
  if (slot().progress != Progress::kNotBegun) return slot();
  slot().progress = Progress::kUnderWay;
  const size_t mark = saved_rows_.size();
  SetRows(group, row);
  const plan::FieldId before = current_field_;
  current_field_ = id;
  const FieldOutcome outcome = JudgeWholeField(id, row);
  current_field_ = before;
  RestoreRows(mark);
  slot() = outcome;
  return slot();
}

// The local day that chooses a version: that of `versions by`, or of the index event.
std::optional<values::DateTime> Evaluator::VersionDay() {
  if (const plan::ExprId by = plan().registry.versions_by; by.valid()) {
    const Judged time = Judge(by);
    const bool known =
        time.state == State::kKnown &&
        (time.value.kind() == values::Kind::kDateTime || time.value.kind() == values::Kind::kDate);
    return known ? time.value.date_time().LocalDate() : std::nullopt;
  }
  if (events_.empty()) return std::nullopt;
  const chart::Period at = TimeOf(events_[event_]);
  return at.has_start ? at.start.LocalDate() : std::nullopt;
}

// The first and the last day both count.
Verdict Evaluator::IsEffective(const EffectiveProgram& effective) {
  if (effective.empty()) return Verdict::Of(true);
  const std::optional<values::DateTime> day = VersionDay();
  if (!day) return Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  Verdict inside = Verdict::Of(true);
  if (effective.from) inside = And(inside, IsAtOrBefore(*effective.from, *day));
  if (effective.until) inside = And(inside, IsAtOrBefore(*day, *effective.until));
  return inside;
}

// Whether the version of this case has the reading of the answer and offers all of its members.
Verdict Evaluator::InVersion(const FieldProgram& program, const Value& value) {
  Verdict all = IsEffective(program.reading);
  if (program.members.empty()) return all;
  const auto offered = [&](const Value& member) {
    if (member.kind() == values::Kind::kChoice) {
      all = And(all, IsEffective(program.members[member.choice().member]));
    }
  };
  if (value.kind() != values::Kind::kList)
    offered(value);
  else
    std::for_each(value.items().begin(), value.items().end(), offered);
  return all;
}

FieldOutcome Evaluator::JudgeWholeField(plan::FieldId id, int32_t row) {
  const FieldProgram& field = program_.field(id);
  FieldOutcome closed;
  closed.progress = Progress::kDone;
  const Verdict effective = field.is_dated ? IsEffective(field.effective) : Verdict::Of(true);
  if (effective.kind == Verdict::kFalse) {
    closed.outcome = Outcome::kAbsent;
    closed.absence = values::AbsenceReason::kNotCollected;
    return closed;
  }
  Judged applies = field.applies_when.valid() ? Judge(field.applies_when) : Judged::Of(true);
  if (applies.pending()) {
    closed.progress = Progress::kPending;
    return closed;
  }
  const bool silent = applies.state == State::kSilent;
  if (applies.IsFalse() || (silent && ClosedThrough(field.applies_when))) {
    if (coverage_ != nullptr) ++coverage_->not_applicable[id.index];
    closed.outcome = Outcome::kNotApplicable;
    closed.absence = values::AbsenceReason::kNotApplicable;
    closed.evidence = applies.evidence;
    return closed;
  }
  const plan::FieldId outer = std::exchange(unopened_, silent ? id : plan::FieldId{});
  FieldOutcome outcome = JudgeSteps(id, row);
  unopened_ = outer;
  if (outcome.progress != Progress::kDone) return outcome;
  if (silent) outcome = WithoutParent(id, applies, outcome);
  const auto into_review = [&](ReviewReason reason, UnsettledCause cause, EvidenceId evidence) {
    outcome.proposes_absence = outcome.outcome == Outcome::kAbsent;
    outcome.outcome = Outcome::kReview;
    outcome.reason = reason;
    outcome.cause = cause;
    outcome.evidence = evidence_.Join(evidence, outcome.evidence);
  };
  if (effective.kind != Verdict::kTrue) into_review(ReviewReason::kUnsettled, effective.cause, {});
  if (applies.unsettled()) into_review(ReviewReason::kParent, applies.cause, applies.evidence);
  if (!field.group.valid()) return outcome;
  const GroupState& group = groups_[field.group.index];
  if (group.rows[row].doubtful) {
    into_review(ReviewReason::kUnsettled, group.rows[row].cause, {});
  } else if (group.too_many) {
    into_review(ReviewReason::kTooManyRows, UnsettledCause::kTooManyRows, {});
  }
  return outcome;
}

void Evaluator::LookAhead(plan::FieldId id, int32_t row, std::vector<Wanted>& ahead) {
  const plan::Field& field = plan().fields[id.index];
  if (Field(id, row).progress != Progress::kPending) return;
  // What is judged here counts neither as wanted nor as covered.
  Coverage* const coverage = coverage_;
  coverage_ = nullptr;
  ahead_ = &ahead;
  const size_t mark = saved_rows_.size();
  SetRows(field.group, row);
  const plan::FieldId before = current_field_;
  current_field_ = id;
  JudgeSteps(id, row);
  current_field_ = before;
  RestoreRows(mark);
  ahead_ = nullptr;
  coverage_ = coverage;
}

FieldOutcome Evaluator::JudgeSteps(plan::FieldId id, int32_t row) {
  return program_.field(id).takes_first ? ResolveFirst(id, row) : ResolveAll(id, row);
}

// Every entry that could not be judged stands in a note that the ask read.
bool Evaluator::WasShown(const Open& open, absl::Span<const int32_t> notes) {
  const auto shown = [&](int32_t note) {
    return std::binary_search(notes.begin(), notes.end(), note);
  };
  if (!open.notes.empty()) {
    return std::all_of(open.notes.begin(), open.notes.end(), shown);
  }
  bool any = false;
  evidence_.Flatten(open.evidence, leaves_);
  for (const EvidenceNode& leaf : leaves_) {
    if (leaf.kind != EvidenceNode::Kind::kRow && leaf.kind != EvidenceNode::Kind::kCell) continue;
    const RowRef ref = Underlying({leaf.a, leaf.b});
    const chart::Row* row = ref.valid() ? ChartRow(ref) : nullptr;
    if (row == nullptr) return false;
    any = true;
    if (ref.collection == plan().notes.index) {
      if (!shown(ref.row)) return false;
      continue;
    }
    if (row->quotes.empty()) return false;
    for (const chart::Quote& quote : row->quotes) {
      if (!shown(quote.note)) return false;
    }
  }
  return any;
}

FieldOutcome Evaluator::Conclude(plan::FieldId id, const Reach& reach, const StepAnswer* answer) {
  const plan::Field& field = plan().fields[id.index];
  FieldOutcome outcome;
  outcome.progress = Progress::kDone;
  outcome.searched = reach.searched;
  if (answer != nullptr) {
    outcome.step = answer->step;
    outcome.table_row = answer->table_row;
    outcome.evidence = answer->evidence;
    outcome.absence = answer->absence;
    if (answer->kind != AnswerKind::kAbsent) outcome.value = answer->value;
  }
  const auto review = [&](ReviewReason reason, UnsettledCause cause, EvidenceId evidence) {
    outcome.outcome = Outcome::kReview;
    outcome.reason = reason;
    outcome.cause = cause;
    outcome.evidence = evidence_.Join(evidence, outcome.evidence);
    outcome.proposes_absence = answer != nullptr && answer->kind == AnswerKind::kAbsent;
    return outcome;
  };
  if (answer != nullptr) Count(id, *answer);
  if (answer != nullptr && answer->kind == AnswerKind::kReview && answer->from_ask) {
    return review(answer->reason, answer->cause, {});
  }
  // What an earlier step could have said otherwise.
  for (const Open& open : reach.open) {
    if (answer != nullptr) {
      if (answer->even_if_unsettled) break;
      if (!open.anything && SameAnswer(open.would, *answer)) continue;
      if (answer->from_ask && WasShown(open, answer->shown)) continue;
    }
    if (answer == nullptr) outcome.step = open.would.step;
    return review(open.reason, open.cause, open.evidence);
  }
  for (const Hint& hint : reach.hints) {
    if (answer != nullptr) {
      if (answer->from_ask && answer->citing) break;
      if (answer->kind == AnswerKind::kValue &&
          values::Equal(hint.value, answer->value).truth == values::Truth::kTrue) {
        continue;
      }
    }
    outcome.value = hint.value;
    outcome.step = hint.step;
    outcome.table_row = -1;
    return review(ReviewReason::kHint, UnsettledCause::kNone, hint.evidence);
  }
  if (answer == nullptr) {
    if (coverage_ != nullptr) ++coverage_->not_documented[id.index];
    outcome.outcome = Outcome::kAbsent;
    outcome.absence = values::AbsenceReason::kNotDocumented;
    return outcome;
  }
  if (answer->kind == AnswerKind::kReview) return review(answer->reason, answer->cause, {});
  if (answer->kind == AnswerKind::kAbsent) {
    outcome.outcome = Outcome::kAbsent;
    return outcome;
  }
  outcome.outcome = Outcome::kAnswered;
  Submit(field, program_.field(id), outcome);
  return outcome;
}

// Converts and rounds, then checks what the field declares of its values.
void Evaluator::Submit(const plan::Field& field, const FieldProgram& program,
                       FieldOutcome& outcome) {
  const auto review = [&](ReviewReason reason, UnsettledCause cause) {
    outcome.outcome = Outcome::kReview;
    outcome.reason = reason;
    outcome.cause = cause;
  };
  Value value = ToType(program.type, outcome.value, arena_);
  if (program.completes_dates &&
      (value.kind() == values::Kind::kDate || value.kind() == values::Kind::kDateTime)) {
    value = CompleteDate(plan().readings[field.type.reading.index], value.date_time());
  }
  if (value.is_null()) return review(ReviewReason::kUnsettled, value.cause());
  outcome.value = value;
  const Verdict offered = program.has_versions ? InVersion(program, value) : Verdict::Of(true);
  if (offered.kind == Verdict::kFalse)
    return review(ReviewReason::kNotInVersion, UnsettledCause::kNone);
  if (offered.kind != Verdict::kTrue) return review(ReviewReason::kUnsettled, offered.cause);
  if (program.has_range && !InRange(program.range, value)) {
    return review(ReviewReason::kOutOfRange, UnsettledCause::kNone);
  }
  if (program.has_exclusions && BreaksExclusion(plan().choices[field.type.choice.index], value)) {
    review(ReviewReason::kExclusiveBroken, UnsettledCause::kNone);
  }
}

void Evaluator::Count(plan::FieldId id, const StepAnswer& answer) {
  if (coverage_ == nullptr || answer.step < 0) return;
  ++coverage_->steps[id.index][answer.step];
  if (answer.table_row < 0) return;
  const plan::TableId table = plan().fields[id.index].steps[answer.step].table;
  ++coverage_->table_rows[table.index][answer.table_row];
}

}  // namespace suture::rules
