#include <catch2/catch.hpp>

#include "tests/runtime/rules/steps_world.h"

namespace suture::rules {
namespace {

using plan::HitPolicy;
using plan::TypeKind;
using testing_support::TypeOf;
using values::AbsenceReason;
using values::Outcome;
using values::ReviewReason;
using values::UnsettledCause;

TEST_CASE("the first step that answers wins; silence lets the next one speak") {
  World w;
  const auto first = w.YesNoField({w.Rule(w.is_true, w.yes), w.b.Otherwise(w.no)});
  const auto falls =
      w.YesNoField({w.Rule(w.is_false, w.yes), w.Rule(w.silent, w.yes), w.b.Otherwise(w.no)});
  const auto nothing = w.YesNoField({w.Rule(w.is_false, w.yes)});
  const auto person = w.YesNoField({w.Rule(w.is_false, w.yes), w.b.OtherwiseReview()});
  Run run(w);
  CHECK(run(first).outcome == Outcome::kAnswered);
  CHECK(run.Value(run(first)) == "Yes");
  CHECK(run(first).step == 0);
  CHECK(run.Value(run(falls)) == "No");
  CHECK(run(falls).step == 2);
  CHECK(run(nothing).outcome == Outcome::kAbsent);
  CHECK(run(nothing).absence == AbsenceReason::kNotDocumented);
  CHECK(run(person).outcome == Outcome::kReview);
  CHECK(run(person).reason == ReviewReason::kOtherwise);
}

TEST_CASE("an unsettled step that could say otherwise makes a review with the proposal") {
  World w;
  const auto could = w.YesNoField({w.Rule(w.unsettled, w.yes), w.b.Otherwise(w.no)});
  const auto same = w.YesNoField({w.Rule(w.unsettled, w.no), w.b.Otherwise(w.no)});
  plan::Step even = w.b.Otherwise(w.no);
  even.even_if_unsettled = true;
  const auto anyway = w.YesNoField({w.Rule(w.unsettled, w.yes), even});
  const auto later = w.YesNoField({w.Rule(w.is_true, w.no), w.Rule(w.unsettled, w.yes)});
  const auto last = w.YesNoField({w.Rule(w.unsettled, w.yes)});
  const auto possibly = w.YesNoField({w.Rule(w.b.Of(plan::Op::kPossibly, {w.unsettled}), w.yes)});
  Run run(w);
  CHECK(run(could).outcome == Outcome::kReview);
  CHECK(run(could).reason == ReviewReason::kUnsettled);
  CHECK(run(could).cause == UnsettledCause::kImpreciseTime);
  CHECK(run.Value(run(could)) == "No");
  CHECK(run(same).outcome == Outcome::kAnswered);
  CHECK(run(anyway).outcome == Outcome::kAnswered);
  CHECK(run(later).outcome == Outcome::kAnswered);
  CHECK(run(last).outcome == Outcome::kReview);
  CHECK(run(last).value.is_null());
  CHECK(run(possibly).outcome == Outcome::kAnswered);
}

TEST_CASE("a true hint stands against another value, unless a citing ask decides") {
  World w;
  const auto hinted = w.YesNoField({w.b.Hint("h", w.is_true, w.yes), w.b.Otherwise(w.no)});
  const auto agreed = w.YesNoField({w.b.Hint("h", w.is_true, w.yes), w.Rule(w.is_true, w.yes)});
  const auto not_true = w.YesNoField({w.b.Hint("h", w.silent, w.yes), w.b.Otherwise(w.no)});
  const auto alone = w.YesNoField({w.b.Hint("h", w.is_true, w.yes)});
  const auto id = w.NextField();
  const auto asked =
      w.YesNoField({w.b.Hint("h", w.is_true, w.yes), w.AskStep(id), w.b.Otherwise(w.unknown)});
  Run run(w);
  CHECK(run(hinted).outcome == Outcome::kReview);
  CHECK(run(hinted).reason == ReviewReason::kHint);
  CHECK(run.Value(run(hinted)) == "Yes");  // The hint is the proposal.
  CHECK(run(agreed).outcome == Outcome::kAnswered);
  CHECK(run(not_true).outcome == Outcome::kAnswered);
  CHECK(run(alone).reason == ReviewReason::kHint);
  CHECK(run(asked).progress == Progress::kPending);
  REQUIRE(run.evaluator->wanted().size() == 1);
  AskResult answer;
  answer.status = AskResult::Status::kAnswered;
  answer.value = ChoiceValue(w.b.plan, w.yes_no, 1);
  answer.complete = true;
  SECTION("without a quote") {
    run.evaluator->SetAnswer(run.evaluator->wanted()[0], answer);
    run.evaluator->NewRound();
    CHECK(run(asked).reason == ReviewReason::kHint);
  }
  SECTION("with a quote") {
    static const chart::Quote kQuote{0, 0, 4, 0};
    answer.quotes = absl::MakeConstSpan(&kQuote, 1);
    run.evaluator->SetAnswer(run.evaluator->wanted()[0], answer);
    run.evaluator->NewRound();
    CHECK(run(asked).outcome == Outcome::kAnswered);
    CHECK(run.Value(run(asked)) == "No");
  }
}

TEST_CASE("asks: not found passes on, a failure never turns into a negative") {
  World w;
  const auto id = w.NextField();
  const auto field = w.YesNoField({w.AskStep(id), w.b.Otherwise(w.no)});
  Run run(w);
  CHECK(run(field).progress == Progress::kPending);
  AskResult answer;
  const auto resume = [&]() -> const FieldOutcome& {
    run.evaluator->SetAnswer({{0}, -1}, answer);
    run.evaluator->NewRound();
    return run(field);
  };
  SECTION("not found, everything shown") {
    answer.status = AskResult::Status::kNotFound;
    answer.complete = true;
    CHECK(resume().outcome == Outcome::kAnswered);
    CHECK(run.Value(run(field)) == "No");
  }
  SECTION("not found, evidence cut") {
    answer.status = AskResult::Status::kNotFound;
    CHECK(resume().outcome == Outcome::kReview);
    CHECK(run(field).cause == UnsettledCause::kEvidenceCut);
  }
  SECTION("failed") {
    answer.status = AskResult::Status::kFailed;
    answer.reason = ReviewReason::kNoRecordedAnswer;
    CHECK(resume().outcome == Outcome::kReview);
    CHECK(run(field).reason == ReviewReason::kNoRecordedAnswer);
    CHECK(run.Value(run(field)) == "No");
  }
  SECTION("below the confidence that is asked for") {
    answer.status = AskResult::Status::kReview;
    answer.reason = ReviewReason::kLowConfidence;
    answer.value = ChoiceValue(w.b.plan, w.yes_no, 0);
    CHECK(resume().reason == ReviewReason::kLowConfidence);
    CHECK(run.Value(run(field)) == "Yes");
  }
}

TEST_CASE("check against a rule sends a contradiction to review") {
  World w;
  const auto id = w.NextField();
  plan::Step ask = w.AskStep(id);
  w.b.plan.prompts[0].check_against = 1;
  const auto field = w.YesNoField({ask, w.Rule(w.is_true, w.yes)});
  Run run(w);
  run(field);
  AskResult answer;
  answer.status = AskResult::Status::kAnswered;
  answer.value = ChoiceValue(w.b.plan, w.yes_no, 1);
  run.evaluator->SetAnswer({{0}, -1}, answer);
  run.evaluator->NewRound();
  CHECK(run(field).reason == ReviewReason::kDisagreement);
  CHECK(run.Value(run(field)) == "No");
}

TEST_CASE(
    "check against what cannot be judged sends the answer to review, unless it would say the "
    "same") {
  World w;
  const auto answer_against = [&](const plan::Step& other, int member) {
    const auto id = w.NextField();
    plan::Step ask = w.AskStep(id);
    w.b.plan.prompts[ask.prompt.index].check_against = 1;
    const auto field = w.YesNoField({ask, other});
    Run run(w);
    AskResult answer;
    answer.status = AskResult::Status::kAnswered;
    answer.value = ChoiceValue(w.b.plan, w.yes_no, member);
    run.evaluator->SetAnswer({ask.prompt, -1}, answer);
    return run(field);
  };
  constexpr int kYes = 0, kNo = 1;
  for (const bool is_hint : {false, true}) {
    const auto against = [&](plan::ExprId when, plan::ExprId value, int member) {
      return answer_against(is_hint ? w.b.Hint("h", when, value) : w.Rule(when, value), member);
    };
    CHECK(against(w.unsettled, w.yes, kNo).reason == ReviewReason::kUnsettled);
    CHECK(against(w.unsettled, w.yes, kNo).cause != UnsettledCause::kNone);
    CHECK(against(w.unsettled, w.yes, kYes).outcome == Outcome::kAnswered);
    CHECK(against(w.is_false, w.yes, kNo).outcome == Outcome::kAnswered);
    CHECK(against(w.silent, w.yes, kNo).outcome == Outcome::kAnswered);
    CHECK(against(w.is_true, w.yes, kNo).reason == ReviewReason::kDisagreement);
    CHECK(against(w.is_true, w.yes, kYes).outcome == Outcome::kAnswered);
  }
}

TEST_CASE("check against another ask") {
  World w;
  const auto id = w.NextField();
  plan::Step ask = w.AskStep(id), second = w.AskStep(id);
  w.b.plan.prompts[ask.prompt.index].check_against = 1;
  const auto field = w.YesNoField({ask, second});
  AskResult first, other;
  first.status = other.status = AskResult::Status::kAnswered;
  first.value = other.value = ChoiceValue(w.b.plan, w.yes_no, 1);
  first.complete = other.complete = true;
  const auto outcome = [&] {
    Run run(w);
    run.evaluator->SetAnswer({ask.prompt, -1}, first);
    run.evaluator->SetAnswer({second.prompt, -1}, other);
    return run(field);
  };
  CHECK(outcome().outcome == Outcome::kAnswered);
  other.value = ChoiceValue(w.b.plan, w.yes_no, 0);
  CHECK(outcome().reason == ReviewReason::kDisagreement);
  other.status = AskResult::Status::kNotFound;
  CHECK(outcome().outcome == Outcome::kAnswered);
  other.complete = false;
  CHECK(outcome().cause == UnsettledCause::kEvidenceCut);
  for (const auto status : {AskResult::Status::kFailed, AskResult::Status::kReview}) {
    other.status = status;
    other.reason = ReviewReason::kRefusal;
    CHECK(outcome().reason == ReviewReason::kRefusal);
  }
}

TEST_CASE("a disagreement rests on both answers, an agreement on the first alone") {
  World w;
  const auto id = w.NextField();
  plan::Step ask = w.AskStep(id), second = w.AskStep(id);
  w.b.plan.prompts[ask.prompt.index].check_against = 1;
  const auto field = w.YesNoField({ask, second});
  AskResult first, other;
  first.value = ChoiceValue(w.b.plan, w.yes_no, 1);
  first.status = AskResult::Status::kAnswered;
  // The prompts whose answers the field's evidence holds
  const auto rests_on = [&](AskResult::Status status, int member) {
    other.status = status;
    other.value = ChoiceValue(w.b.plan, w.yes_no, member);
    Run run(w);
    run.evaluator->evidence().set_enabled(true);
    run.evaluator->SetAnswer({ask.prompt, -1}, first);
    run.evaluator->SetAnswer({second.prompt, -1}, other);
    std::vector<EvidenceNode> leaves;
    run.evaluator->evidence().Flatten(run(field).evidence, leaves);
    std::vector<int32_t> prompts;
    for (const EvidenceNode& leaf : leaves) {
      if (leaf.kind == EvidenceNode::Kind::kAnswer) prompts.push_back(leaf.a);
    }
    return prompts;
  };
  const std::vector<int32_t> alone = {ask.prompt.index},
                             both = {ask.prompt.index, second.prompt.index};
  CHECK(rests_on(AskResult::Status::kAnswered, 1) == alone);
  CHECK(rests_on(AskResult::Status::kAnswered, 0) == both);
  CHECK(rests_on(AskResult::Status::kReview, 0) == both);
  CHECK(rests_on(AskResult::Status::kUnsettled, 0) == both);
}

TEST_CASE("the highest of answers whose order is not known goes to review") {
  World w;
  const auto none = w.b.Member(w.grade, "None"), mild = w.b.Member(w.grade, "Mild"),
             severe = w.b.Member(w.grade, "Severe");
  const auto resolved = [&](plan::Resolve how, std::vector<plan::ExprId> answers) {
    std::vector<plan::Step> steps;
    for (const plan::ExprId answer : answers) steps.push_back(w.Rule(w.is_true, answer));
    const auto field = w.GradeField(std::move(steps));
    w.b.plan.fields[field.index].resolve = how;
    Run run(w);
    return run.Value(run(field)) + (run(field).outcome == Outcome::kReview ? "?" : "");
  };
  const auto highest = plan::Resolve::kHighest, lowest = plan::Resolve::kLowest;
  CHECK(resolved(highest, {mild, severe, none}) == "Severe");
  CHECK(resolved(lowest, {mild, none, severe}) == "None");
  for (plan::ChoiceMember& member : w.b.plan.choices[w.grade.index].members) member.rank = -1;
  CHECK(resolved(highest, {mild, severe}) == "Mild?");
  CHECK(resolved(highest, {mild, mild}) == "Mild");
  const auto table =
      w.GradeField({w.TableStep(HitPolicy::kPriority, {{w.is_true, mild}, {w.is_true, severe}})});
  Run run(w);
  CHECK(run(table).outcome == Outcome::kReview);
}

TEST_CASE("parents: closed, in review, silent") {
  World w;
  const auto open = w.YesNoField({w.Rule(w.is_true, w.yes)});
  const auto closed = w.YesNoField({w.Rule(w.is_true, w.no)});
  const auto review = w.YesNoField({w.b.OtherwiseReview()});
  const auto absent = w.YesNoField({w.Rule(w.is_false, w.yes)});
  const auto child = [&](plan::FieldId parent) {
    const auto id = w.YesNoField({w.Rule(w.is_true, w.yes)});
    w.b.plan.fields[id.index].applies_when = w.b.Builtin("equal", {w.b.Field(parent), w.yes});
    w.b.plan.fields[id.index].parents = {parent};
    return id;
  };
  const auto of_open = child(open), of_closed = child(closed), of_review = child(review),
             of_absent = child(absent);
  const auto grandchild = child(of_closed);
  Run run(w);
  CHECK(run(of_open).outcome == Outcome::kAnswered);
  CHECK(run(of_closed).outcome == Outcome::kNotApplicable);
  CHECK(run(of_review).outcome == Outcome::kReview);
  CHECK(run(of_review).reason == ReviewReason::kParent);
  CHECK(run.Value(run(of_review)) == "Yes");  // The draft is kept.
  CHECK(run(grandchild).outcome == Outcome::kNotApplicable);
  // Silence neither opens nor closes: what the chart tells of the child is a draft.
  CHECK(run(of_absent).outcome == Outcome::kReview);
  CHECK(run(of_absent).reason == ReviewReason::kParent);
  CHECK(run.Value(run(of_absent)) == "Yes");
}

TEST_CASE("a parent that is silent closes no child, and neither does its negation") {
  World w;
  const auto absent = w.YesNoField({w.Rule(w.is_false, w.yes)});
  const auto is_yes = w.b.Builtin("equal", {w.b.Field(absent), w.yes});
  const auto child = [&](plan::ExprId gate, std::vector<plan::Step> steps) {
    const auto id = w.YesNoField(std::move(steps));
    w.b.plan.fields[id.index].applies_when = gate;
    w.b.plan.fields[id.index].parents = {absent};
    return id;
  };
  const auto not_yes = w.b.Of(plan::Op::kNot, {is_yes});
  const auto told = child(not_yes, {w.Rule(w.is_true, w.yes)});
  const auto bare = child(is_yes, {w.Rule(w.silent, w.yes), w.b.OtherwiseReview()});
  plan::Step fallback = w.Rule({}, w.no);
  fallback.kind = plan::StepKind::kOtherwise;
  const auto fell_back = child(not_yes, {w.Rule(w.silent, w.yes), fallback});
  const auto doubted = child(is_yes, {w.Rule(w.unsettled, w.yes), w.b.OtherwiseReview()});
  const auto ticked = child(is_yes, {w.Rule(w.silent, w.yes)});
  w.b.plan.fields[ticked.index].ticks = {{"6031", "Not drawn", "not_documented"}};
  const auto asked = child(is_yes, {w.AskStep(w.NextField())});
  Run run(w);
  CHECK(run(told).outcome == Outcome::kReview);
  CHECK(run.Value(run(told)) == "Yes");
  for (const plan::FieldId id : {bare, fell_back, asked}) {
    CHECK(run(id).outcome == Outcome::kAbsent);
    CHECK(run(id).absence == AbsenceReason::kNotDocumented);
    CHECK(run(id).value.is_null());
  }
  CHECK(run(doubted).reason == ReviewReason::kParent);
  // A box would say of the child what nobody asked of it.
  CHECK(run(ticked).outcome == Outcome::kReview);
}

TEST_CASE("what is submitted: converted, rounded, in range") {
  World w;
  const auto number = [&](plan::Type type, plan::ExprId value) {
    return w.b.NewField("N" + std::to_string(w.b.plan.fields.size()), type, {w.b.Take(value)});
  };
  plan::Type truncated = TypeOf(TypeKind::kDecimal, "mg/dL");
  truncated.rounding = plan::Rounding::kTruncate;
  truncated.scale = 1;
  plan::Type whole = TypeOf(TypeKind::kInteger, "kg");
  const auto truncates = number(truncated, w.b.Decimal("6.79", "mg/dL"));
  const auto converts = number(truncated, w.b.Decimal("0.0679", "g/L"));
  const auto fraction = number(whole, w.b.Decimal("70.5", "kg"));
  const auto keeps = number(TypeOf(TypeKind::kDecimal, "mg/dL"), w.b.Decimal("1.30", "mg/dL"));
  const auto out = number(truncated, w.b.Decimal("40", "mg/dL"));
  w.b.plan.fields[out.index].range = plan::Bounds{"0.1", "30", "mg/dL"};
  const auto edge = number(truncated, w.b.Decimal("30.09", "mg/dL"));
  w.b.plan.fields[edge.index].range = plan::Bounds{"0.1", "30", "mg/dL"};
  Run run(w);
  CHECK(values::ToText(run(truncates).value) == "6.7 mg/dL");
  CHECK(values::ToText(run(converts).value) == "6.7 mg/dL");
  CHECK(run(fraction).outcome == Outcome::kReview);
  CHECK(values::ToText(run(keeps).value) == "1.30 mg/dL");
  CHECK(run(out).reason == ReviewReason::kOutOfRange);
  CHECK(run(edge).outcome == Outcome::kAnswered);  // Truncated first, compared then.
}

TEST_CASE("unless, at least, and possibly keep to Kleene's tables") {
  World w;
  using plan::Op;
  const auto unless = [&](plan::ExprId a, plan::ExprId b) { return w.b.Of(Op::kUnless, {a, b}); };
  const auto at_least = [&](int n, std::vector<plan::ExprId> args) {
    return w.b.Of(Op::kAtLeast, std::move(args), n);
  };
  const auto blocked = unless(w.is_true, w.is_true), open = unless(w.is_true, w.silent),
             unsure = unless(w.is_true, w.unsettled), never = unless(w.is_false, w.unsettled);
  const auto two = at_least(2, {w.is_true, w.is_true, w.unsettled});
  const auto not_two = at_least(2, {w.is_true, w.is_false, w.is_false});
  const auto perhaps = at_least(2, {w.is_true, w.silent, w.unsettled});
  const auto quiet = at_least(2, {w.is_true, w.silent, w.silent});
  const auto known = w.b.Of(Op::kIsKnown, {w.is_false});
  const auto unstated = w.b.Of(Op::kIsKnown, {w.silent});
  const auto doubtful = w.b.Of(Op::kIsKnown, {w.unsettled});
  Run run(w);
  const auto judge = [&](plan::ExprId id) { return run.evaluator->Evaluate(id); };
  CHECK(judge(blocked).IsFalse());
  CHECK(judge(open).IsTrue());
  CHECK(judge(unsure).unsettled());
  CHECK(judge(never).IsFalse());
  CHECK(judge(two).IsTrue());
  CHECK(judge(not_two).IsFalse());
  CHECK(judge(perhaps).unsettled());
  CHECK(judge(quiet).state == State::kSilent);
  CHECK(judge(known).IsTrue());
  CHECK(judge(unstated).IsFalse());
  // Something is there: `not (x is known)` may not conclude from it that nothing is.
  CHECK(judge(doubtful).unsettled());
}

}  // namespace
}  // namespace suture::rules
