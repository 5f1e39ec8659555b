// One step at a time: does it answer, does it not apply, or could it not be judged?
#include "runtime/rules/steps.h"

#include <algorithm>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/ranges.h"

namespace suture::rules {

using plan::AnswerKind;
using plan::StepKind;
using values::ReviewReason;
using values::UnsettledCause;
using values::Value;

bool SameAnswer(const StepAnswer& left, const StepAnswer& right) {
  if (left.kind != right.kind) return false;
  switch (left.kind) {
    case AnswerKind::kValue:
      return values::Equal(left.value, right.value).truth == values::Truth::kTrue;
    case AnswerKind::kAbsent:
      return left.absence == right.absence;
    case AnswerKind::kReview:
      return true;
  }
  return false;
}

Evaluator::Tried Evaluator::Try(plan::FieldId id, int32_t row, int32_t place, Reach& reach,
                                StepAnswer& answer) {
  const StepProgram& program = program_.field(id).steps[place];
  static const StepAnswer kNone{};  // As in Begin
  answer = kNone;
  answer.step = place;
  if (program.effective != nullptr) {
    const Verdict effective = IsEffective(*program.effective);
    if (effective.kind == Verdict::kFalse) return Tried::kNothing;
    if (effective.kind != Verdict::kTrue) {
      reach.open.push_back({.cause = effective.cause});
      return Tried::kNothing;
    }
  }
  return TryInForce(id, row, place, reach, answer);
}

Evaluator::Tried Evaluator::TryInForce(plan::FieldId id, int32_t row, int32_t place, Reach& reach,
                                       StepAnswer& answer) {
  const StepProgram& step = program_.field(id).steps[place];
  switch (step.kind) {
    case StepKind::kHint:
      return TryHint(plan().fields[id.index].steps[place], place, reach);
    case StepKind::kRule:
    case StepKind::kOtherwise:
      return TryRule(step, place, reach, answer);
    case StepKind::kTable:
      return TryTable(plan().fields[id.index].steps[place], place, reach, answer);
    case StepKind::kTake:
      return TryTake(step, reach, answer);
    case StepKind::kAsk:
      return id == unopened_ ? Tried::kNothing : TryAsk(id, row, place, reach, answer);
  }
  return Tried::kNothing;
}

Evaluator::Tried Evaluator::TryHint(const plan::Step& step, int32_t place, Reach& reach) {
  const Judged when = step.when.valid() ? Judge(step.when) : Judged::Of(true);
  if (when.pending()) return Tried::kPending;
  if (!when.IsTrue() || !step.value.valid()) return Tried::kNothing;
  const Judged value = Judge(step.value);
  if (value.pending()) return Tried::kPending;
  if (value.known()) {
    reach.hints.push_back({value.value, place, evidence_.Join(when.evidence, value.evidence)});
  }
  return Tried::kNothing;
}

Evaluator::Tried Evaluator::TryRule(const StepProgram& step, int32_t place, Reach& reach,
                                    StepAnswer& answer) {
  const Judged when = step.when.valid() ? Judge(step.when) : Judged::Of(true);
  if (when.pending()) return Tried::kPending;
  if (when.IsFalse() || when.state == State::kSilent) {
    reach.searched = evidence_.Join(reach.searched, when.evidence);
    return Tried::kNothing;
  }
  answer.kind = step.answer;
  answer.absence = step.absence;
  answer.even_if_unsettled = step.even_if_unsettled;
  answer.evidence = when.evidence;
  Judged value = Judged::Known(Value::OfBool(true));
  if (step.answer == AnswerKind::kValue) {
    value = step.value.valid() ? Judge(step.value) : Judged::Silent();
    if (value.pending()) return Tried::kPending;
    if (value.known()) value = Judged::From(CloseRange(value.value), value.evidence);
    answer.value = value.value;
    answer.evidence = evidence_.Join(when.evidence, value.evidence);
  }
  if (when.IsTrue() && value.known()) return Tried::kAnswer;
  if (when.IsTrue() && value.state == State::kSilent) {
    reach.searched = evidence_.Join(reach.searched, answer.evidence);
    return Tried::kNothing;
  }
  // It could have given this value, or, where that is not known either, any.
  Open open;
  open.anything = !value.known();
  open.would = answer;
  open.would.step = place;
  open.cause = when.unsettled() ? when.cause : value.cause;
  open.evidence = when.unsettled() ? when.evidence : value.evidence;
  reach.open.push_back(open);
  return Tried::kNothing;
}

Evaluator::Tried Evaluator::TryTake(const StepProgram& step, Reach& reach, StepAnswer& answer) {
  Judged when = step.when.valid() ? Judge(step.when) : Judged::Of(true);
  if (when.pending()) return Tried::kPending;
  if (when.IsFalse() || when.state == State::kSilent) return Tried::kNothing;
  Judged value = step.value.valid() ? Judge(step.value) : Judged::Silent();
  if (value.pending()) return Tried::kPending;
  if (value.known()) value = Judged::From(CloseRange(value.value), value.evidence);
  if (value.state == State::kSilent) {
    reach.searched = evidence_.Join(reach.searched, value.evidence);
    return Tried::kNothing;
  }
  answer.value = value.value;
  answer.evidence = value.evidence;
  if (when.IsTrue() && value.known()) return Tried::kAnswer;
  Open open;
  open.anything = !value.known();
  open.would = answer;
  open.cause = value.unsettled() ? value.cause : when.cause;
  open.evidence = value.evidence;
  reach.open.push_back(open);
  return Tried::kNothing;
}

// Lists the prompt once, unless nothing could be shown to it.
Evaluator::Tried Evaluator::Want(Wanted wanted, Reach& reach, int32_t place) {
  const plan::Prompt& prompt = plan().prompts[wanted.prompt.index];
  Verdict blocked = Verdict::Of(false);
  bool any_note = prompt.reads.empty();
  for (size_t r = 0; r < prompt.reads.size(); ++r) {
    const Verdict known =
        NotesInScope(prompt.reads[r], program_.reads(wanted.prompt)[r], notes_, doubtful_notes_);
    if (known.kind != Verdict::kTrue) {
      blocked = Or(blocked, known);
    } else {
      any_note |= !notes_.empty();
    }
  }
  for (const auto* parts : {&prompt.instructions, &prompt.text}) {
    for (const plan::PromptPart& part : *parts) {
      if (part.hole.valid() && Judge(part.hole).pending()) blocked = {Verdict::kPending};
    }
  }
  if (blocked.kind == Verdict::kPending) return Tried::kPending;
  if (blocked.kind == Verdict::kUnsettled) {
    Open open;
    open.would.step = place;
    open.cause = blocked.cause;
    reach.open.push_back(open);
    return Tried::kNothing;
  }
  if (!any_note) {
    reach.searched = evidence_.Join(
        reach.searched, evidence_.Add(EvidenceNode::Kind::kNotes, wanted.prompt.index, wanted.row));
    return Tried::kNothing;
  }
  List(wanted);
  return Tried::kPending;
}

void Evaluator::List(Wanted wanted) {
  const auto holds = [&](const std::vector<Wanted>& list) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
  };
  if (holds(wanted_) || (ahead_ != nullptr && holds(*ahead_))) return;
  (ahead_ != nullptr ? *ahead_ : wanted_).push_back(wanted);
}

Evaluator::Tried Evaluator::TryAsk(plan::FieldId id, int32_t row, int32_t place, Reach& reach,
                                   StepAnswer& answer) {
  const Wanted wanted{plan().fields[id.index].steps[place].prompt, row};
  const int32_t other = plan().prompts[wanted.prompt.index].check_against;
  const Tried tried = TryResult(wanted, place, reach, answer);
  if (tried != Tried::kAnswer || answer.kind == AnswerKind::kReview || other < 0) return tried;
  return CheckAgainst(id, row, other, answer);
}

// What came of an ask, whether it answers a field or is what another answer is checked against.
Evaluator::Tried Evaluator::TryResult(Wanted wanted, int32_t place, Reach& reach,
                                      StepAnswer& answer) {
  const AskResult& result = Answer(wanted);
  const auto evidence = [&](EvidenceNode::Kind kind) {
    return evidence_.Add(kind, wanted.prompt.index, wanted.row);
  };
  answer.from_ask = true;
  answer.shown = result.shown;
  answer.value = result.value;
  answer.citing = !result.quotes.empty();
  Open open;
  open.would.step = place;
  open.notes = result.shown;
  open.evidence = evidence(EvidenceNode::Kind::kNotes);
  switch (result.status) {
    case AskResult::Status::kNone:
      return Want(wanted, reach, place);
    case AskResult::Status::kAnswered:
      answer.evidence = evidence(EvidenceNode::Kind::kAnswer);
      return Tried::kAnswer;
    case AskResult::Status::kNotFound:
      reach.searched = evidence_.Join(reach.searched, open.evidence);
      if (result.complete) return Tried::kNothing;
      open.cause = UnsettledCause::kEvidenceCut;
      break;
    case AskResult::Status::kUnsettled:
      open.cause = result.cause;
      open.evidence = evidence(EvidenceNode::Kind::kAnswer);
      break;
    case AskResult::Status::kReview:
      answer.kind = AnswerKind::kReview;
      answer.reason = result.reason;
      answer.cause = result.cause;
      answer.evidence = evidence(EvidenceNode::Kind::kAnswer);
      return Tried::kAnswer;
    case AskResult::Status::kFailed:
      open.cause = UnsettledCause::kFailedStep;
      open.reason = result.reason;
      break;
  }
  reach.open.push_back(open);
  return Tried::kNothing;
}

// `check against coded`: the answer stands unless the named step is in force, applies, and says
// something else, or could: what it would say is then not known. Where it is not known whether it
// is in force on the day, it counts as if it were.
Evaluator::Tried Evaluator::CheckAgainst(plan::FieldId id, int32_t row, int32_t place,
                                         StepAnswer& answer) {
  const StepProgram& program = program_.field(id).steps[place];
  if (program.effective != nullptr && IsEffective(*program.effective).kind == Verdict::kFalse) {
    return Tried::kAnswer;
  }
  const plan::Step& step = plan().fields[id.index].steps[place];
  const auto to_review = [&](ReviewReason reason, values::UnsettledCause cause) {
    answer.kind = AnswerKind::kReview;
    answer.reason = reason;
    answer.cause = cause;
    return Tried::kAnswer;
  };
  const auto agrees = [&](const StepAnswer& other) {
    return other.kind == AnswerKind::kValue ? values::Equal(other.value, answer.value)
                                            : values::Judgement{values::Truth::kFalse, {}};
  };
  Reach aside;  // What it says is compared, not answered with.
  StepAnswer said;
  // What another ask is itself checked against does not matter here.
  const Tried tried = step.kind == StepKind::kAsk
                          ? TryResult({step.prompt, row}, place, aside, said)
                      : step.kind == StepKind::kHint ? TryRule(program, place, aside, said)
                                                     : TryInForce(id, row, place, aside, said);
  if (tried == Tried::kPending) return Tried::kPending;
  if (tried == Tried::kAnswer) {
    const values::Judgement agreed = agrees(said);
    if (agreed.truth == values::Truth::kTrue) return Tried::kAnswer;
    // Whoever decides between the two sees what both rest on.
    answer.evidence = evidence_.Join(answer.evidence, said.evidence);
    if (said.from_ask && said.kind == AnswerKind::kReview) {
      return to_review(said.reason, UnsettledCause::kFailedStep);
    }
    return agreed.truth == values::Truth::kFalse
               ? to_review(ReviewReason::kDisagreement, {})
               : to_review(ReviewReason::kUnsettled, agreed.cause);
  }
  for (const Open& open : aside.open) {
    if (!open.anything && agrees(open.would).truth == values::Truth::kTrue) continue;
    answer.evidence = evidence_.Join(answer.evidence, open.evidence);
    return to_review(open.reason, open.cause);
  }
  return Tried::kAnswer;
}

}  // namespace suture::rules
