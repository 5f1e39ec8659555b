// Decision tables: each row is a small rule; the hit policy says what several true ones mean.
#include "runtime/rules/evaluator.h"
#include "runtime/rules/ranges.h"
#include "runtime/rules/ranking.h"

namespace suture::rules {

using plan::AnswerKind;
using plan::HitPolicy;
using values::Value;

namespace {

// Where one gives no value, neither does.
values::Judgement Outranks(const StepAnswer& left, const StepAnswer& right) {
  const bool both = left.kind == AnswerKind::kValue && right.kind == AnswerKind::kValue;
  return both ? Beats(left.value, right.value, true) : values::Judgement::Of(false);
}

// How a true row joins the answer that earlier true rows gave. False: the rows contradict each
// other.
bool Combine(HitPolicy policy, const StepAnswer& row, StepAnswer& answer) {
  switch (policy) {
    case HitPolicy::kUnique:
      return false;
    case HitPolicy::kAny:
      return SameAnswer(row, answer);
    case HitPolicy::kPriority:
      switch (Outranks(row, answer).truth) {
        case values::Truth::kTrue:
          answer = row;
          return true;
        case values::Truth::kFalse:
          return true;
        default:
          return false;
      }
    default:
      return true;
  }
}

}  // namespace

Evaluator::Tried Evaluator::TryTable(const plan::Step& step, int32_t place, Reach& reach,
                                     StepAnswer& answer) {
  const plan::Table& table = plan().tables[step.table.index];
  const size_t collected = operands_.size();
  const size_t opened = reach.open.size();
  bool any = false, conflicting = false, pending = false;
  EvidenceId not_met;
  for (size_t r = 0; r < table.rows.size() && !pending; ++r) {
    const plan::TableRow& row = table.rows[r];
    const Judged condition = Judge(row.condition);
    pending = condition.pending();
    if (condition.IsFalse() || condition.state == State::kSilent) {
      not_met = evidence_.Join(not_met, condition.evidence);
      continue;
    }
    StepAnswer says;
    says.step = place;
    says.table_row = static_cast<int32_t>(r);
    says.kind = row.answer;
    Judged value = Judged::Known(Value::OfBool(true));
    if (row.answer == AnswerKind::kValue) {
      value = row.value.valid() ? Judge(row.value) : Judged::Silent();
      if (value.known()) value = Judged::From(CloseRange(value.value), value.evidence);
      says.value = value.value;
    }
    pending |= value.pending();
    if (pending) break;
    says.evidence = evidence_.Join(condition.evidence, value.evidence);
    if (!condition.IsTrue() || !value.known()) {
      if (condition.IsTrue() && value.state == State::kSilent) continue;
      Open open;
      open.anything = !value.known();
      open.would = says;
      open.cause = condition.unsettled() ? condition.cause : value.cause;
      open.evidence = says.evidence;
      reach.open.push_back(open);
      continue;
    }
    if (table.policy == HitPolicy::kCollect) {
      operands_.push_back(says.value);
      answer.evidence = evidence_.Join(answer.evidence, says.evidence);
      answer.table_row = any ? answer.table_row : says.table_row;
    } else if (!any) {
      answer = says;
    } else {
      conflicting |= !Combine(table.policy, says, answer);
    }
    any = true;
    if (table.policy == HitPolicy::kFirst) break;
  }
  if (table.policy == HitPolicy::kCollect && any) {
    answer.value = values::MakeList(arena_, absl::MakeConstSpan(operands_).subspan(collected));
  }
  operands_.resize(collected);
  if (pending) {
    reach.open.resize(opened);
    return Tried::kPending;
  }
  if (!any) {
    reach.searched = evidence_.Join(reach.searched, not_met);
    return Tried::kNothing;
  }
  // Only a row that would be preferred could change what the priority chose.
  if (table.policy == HitPolicy::kPriority) {
    for (size_t i = opened; i < reach.open.size();) {
      const Open& open = reach.open[i];
      if (!open.anything && Outranks(answer, open.would).truth == values::Truth::kTrue) {
        reach.open.erase(reach.open.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
  }
  if (conflicting) {
    answer.kind = AnswerKind::kReview;
    answer.reason = values::ReviewReason::kConflicting;
  }
  return Tried::kAnswer;
}

}  // namespace suture::rules
