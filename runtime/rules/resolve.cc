// Which of a field's steps decides: the first that answers, or all together.
#include <algorithm>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/ranking.h"

namespace suture::rules {

using plan::AnswerKind;
using plan::Resolve;
using plan::StepKind;
using values::ReviewReason;
using values::UnsettledCause;
using values::Value;

FieldOutcome Evaluator::ResolveFirst(plan::FieldId id, int32_t row) {
  const FieldProgram& field = program_.field(id);
  Reaches::Use use(reaches_);
  Reach& reach = use.reach();
  StepAnswer answer;
  for (size_t i = 0; i < field.steps.size(); ++i) {
    switch (Try(id, row, static_cast<int32_t>(i), reach, answer)) {
      case Tried::kPending: {
        // Behind a rule that waits stands what is asked if the rule says nothing.
        if (ahead_ != nullptr && field.steps[i].kind != StepKind::kAsk) break;
        FieldOutcome outcome;
        outcome.progress = Progress::kPending;
        return outcome;
      }
      case Tried::kAnswer:
        return Conclude(id, reach, &answer);
      case Tried::kNothing:
        break;
    }
  }
  return Conclude(id, reach, nullptr);
}

namespace {

// The one that counts more stays. Which of two does may not be known: `unranked` says why, until
// one comes that counts more than both.
void Rank(const StepAnswer& answer, bool highest, StepAnswer& best, UnsettledCause& unranked) {
  const values::Judgement beats = best.kind == AnswerKind::kValue
                                      ? Beats(answer.value, best.value, highest)
                                      : values::Judgement::Of(true);
  if (beats.truth == values::Truth::kTrue) best = answer;
  if (beats.truth == values::Truth::kUnsettled) unranked = beats.cause;
}

// Nothing the choice offers lies beyond this member.
bool IsUtmost(const plan::Plan& plan, const plan::Field& field, const Value& value, bool highest) {
  if (value.kind() != values::Kind::kChoice || !field.type.choice.valid()) return false;
  if (value.choice().rank == values::Choice::kUnordered) return false;
  const auto& members = plan.choices[field.type.choice.index].members;
  return std::none_of(members.begin(), members.end(), [&](const plan::ChoiceMember& member) {
    return member.rank >= 0 &&
           (highest ? member.rank > value.choice().rank : member.rank < value.choice().rank);
  });
}

void AddMembers(const Value& value, std::vector<Value>& members) {
  const auto add = [&](const Value& member) {
    const bool there = std::any_of(members.begin(), members.end(), [&](const Value& other) {
      return values::Identical(member, other);
    });
    if (!there) members.push_back(member);
  };
  if (value.kind() == values::Kind::kList) {
    for (const Value& member : value.items()) add(member);
  } else {
    add(value);
  }
}

}  // namespace

// agree, highest, lowest, collect: every step is heard before `otherwise`.
FieldOutcome Evaluator::ResolveAll(plan::FieldId id, int32_t row) {
  const plan::Field& field = plan().fields[id.index];
  const bool highest = field.resolve == Resolve::kHighest;
  const bool ranked = highest || field.resolve == Resolve::kLowest;
  Reaches::Use use(reaches_);
  Reach& reach = use.reach();
  StepAnswer best, answer;
  bool any = false, pending = false, disagree = false;
  UnsettledCause unranked = UnsettledCause::kNone;
  for (size_t i = 0; i < field.steps.size(); ++i) {
    const plan::Step& step = field.steps[i];
    if (step.kind == StepKind::kOtherwise) continue;
    // An ask is spared when nothing beyond what stands is possible.
    if (ranked && any && step.kind == StepKind::kAsk &&
        IsUtmost(plan(), field, best.value, highest)) {
      continue;
    }
    const Tried tried = Try(id, row, static_cast<int32_t>(i), reach, answer);
    pending |= tried == Tried::kPending;
    if (tried != Tried::kAnswer) continue;
    if (answer.kind == AnswerKind::kReview) return Conclude(id, reach, &answer);
    if (field.resolve == Resolve::kCollect && answer.kind == AnswerKind::kValue) {
      // Conclude counts the last; each of them gave a part of the answer.
      if (any) Count(id, best);
      AddMembers(answer.value, reach.members);
      answer.evidence = evidence_.Join(best.evidence, answer.evidence);
      best = answer;
    } else if (!any) {
      best = answer;
    } else if (ranked) {
      if (answer.kind == AnswerKind::kValue) Rank(answer, highest, best, unranked);
    } else if (field.resolve == Resolve::kAgree) {
      disagree |= !SameAnswer(answer, best);
      best.evidence = evidence_.Join(best.evidence, answer.evidence);
    }
    any = true;
  }
  if (pending) {
    FieldOutcome outcome;
    outcome.progress = Progress::kPending;
    return outcome;
  }
  if (any) {
    if (!reach.members.empty()) best.value = values::MakeList(arena_, reach.members);
    if (ranked) {
      // What could not be judged matters only where it could give more.
      const auto cannot_beat = [&](const Open& open) {
        if (open.anything) return IsUtmost(plan(), field, best.value, highest);
        return open.would.kind != AnswerKind::kValue ||
               Beats(open.would.value, best.value, highest).truth == values::Truth::kFalse;
      };
      reach.open.erase(std::remove_if(reach.open.begin(), reach.open.end(), cannot_beat),
                       reach.open.end());
    }
    if (unranked != UnsettledCause::kNone) {
      best.kind = AnswerKind::kReview;
      best.reason = ReviewReason::kUnsettled;
      best.cause = unranked;
    }
    if (disagree) {
      best.kind = AnswerKind::kReview;
      best.reason = ReviewReason::kDisagreement;
    }
    return Conclude(id, reach, &best);
  }
  for (size_t i = 0; i < field.steps.size(); ++i) {
    if (field.steps[i].kind != StepKind::kOtherwise) continue;
    const Tried tried = Try(id, row, static_cast<int32_t>(i), reach, answer);
    if (tried == Tried::kAnswer) return Conclude(id, reach, &answer);
    if (tried == Tried::kPending) {
      FieldOutcome outcome;
      outcome.progress = Progress::kPending;
      return outcome;
    }
  }
  return Conclude(id, reach, nullptr);
}

}  // namespace suture::rules
