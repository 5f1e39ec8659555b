// A field whose parent says nothing: it is neither asked nor ruled out [language meanings 1, 19].
#include <algorithm>

#include "runtime/rules/evaluator.h"

namespace suture::rules {

using plan::Op;
using plan::StepKind;
using values::AbsenceReason;
using values::Outcome;
using values::ReviewReason;

// Whether a gate of which nothing is known cannot open, because a field that it reads is closed
// itself, or not collected: a grandchild is closed with its parent.
bool Evaluator::ClosedThrough(plan::ExprId gate) {
  if (!gate.valid()) return false;
  const Judged judged = Judge(gate);
  if (judged.known()) return judged.IsFalse();
  const Node& node = program_.node(gate);
  const auto closed = [&](plan::ExprId part) { return ClosedThrough(part); };
  switch (node.op) {
    case Op::kAnd:
    case Op::kAllOf:
      return std::any_of(node.args.begin(), node.args.end(), closed);
    case Op::kOr:
    case Op::kAnyOf:
      return std::all_of(node.args.begin(), node.args.end(), closed);
    case Op::kUnless:
      return closed(node.args[0]);
    default:
      return ReadsClosedField(gate);
  }
}

bool Evaluator::ReadsClosedField(plan::ExprId value) {
  if (!value.valid()) return false;
  const Node& node = program_.node(value);
  if (node.op == Op::kField) {
    const plan::FieldId id{node.subject};
    const plan::GroupId group = program_.field(id).group;
    const int32_t row = group.valid() ? group_row_[group.index] : -1;
    if (group.valid() && row < 0) return false;
    const FieldOutcome& outcome = Field(id, row);
    return outcome.done() && (outcome.outcome == Outcome::kNotApplicable ||
                              (outcome.outcome == Outcome::kAbsent &&
                               outcome.absence == AbsenceReason::kNotCollected));
  }
  return std::any_of(node.args.begin(), node.args.end(),
                     [&](plan::ExprId part) { return ReadsClosedField(part); });
}

// What the chart itself tells is not lost: a person sees it as the draft. Where it tells nothing,
// neither of the parent nor of the child, that is all there is to say. A box that says why
// something is absent would answer a question that nothing opened.
FieldOutcome Evaluator::WithoutParent(plan::FieldId id, const Judged& applies,
                                      const FieldOutcome& draft) {
  const plan::Field& field = plan().fields[id.index];
  const bool fell_back = draft.step < 0 || field.steps[draft.step].kind == StepKind::kOtherwise;
  const bool doubted =
      draft.outcome == Outcome::kReview && draft.reason != ReviewReason::kOtherwise;
  const bool ticks = std::any_of(field.ticks.begin(), field.ticks.end(), [](const plan::Tick& t) {
    return t.absence == values::Name(AbsenceReason::kNotDocumented);
  });
  FieldOutcome outcome = draft;
  outcome.evidence = evidence_.Join(applies.evidence, draft.evidence);
  if (!fell_back || doubted || ticks) {
    outcome.proposes_absence = draft.outcome == Outcome::kAbsent || draft.proposes_absence;
    outcome.outcome = Outcome::kReview;
    outcome.reason = ReviewReason::kParent;
    outcome.cause = {};
    return outcome;
  }
  if (coverage_ != nullptr && draft.step >= 0) ++coverage_->not_documented[id.index];
  outcome.outcome = Outcome::kAbsent;
  outcome.absence = AbsenceReason::kNotDocumented;
  outcome.value = {};
  outcome.step = -1;
  outcome.table_row = -1;
  outcome.proposes_absence = false;
  return outcome;
}

}  // namespace suture::rules
