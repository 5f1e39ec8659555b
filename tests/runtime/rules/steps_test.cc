#include <catch2/catch.hpp>

#include "runtime/rules/evaluator.h"
#include "tests/support/plan_builder.h"

namespace suture::rules {
namespace {

using plan::AnswerKind;
using plan::HitPolicy;
using plan::StepKind;
using plan::TypeKind;
using testing_support::CaseBuilder;
using testing_support::PlanBuilder;
using testing_support::TypeOf;
using values::AbsenceReason;
using values::Outcome;
using values::ReviewReason;
using values::UnsettledCause;

// Conditions of every kind, and a YesNo list: what steps are made of.
struct World {
  PlanBuilder b;
  plan::ChoiceId yes_no = b.Choice("YesNo", {"Yes", "No", "Unknown"});
  plan::ChoiceId grade =
      b.Choice("Grade", {"None", "Mild", "Severe", "Other"}, {"Severe", "Mild", "None"});
  plan::Type yes_no_type, grade_type;
  plan::ExprId yes, no, unknown, is_true, is_false, silent, unsettled;

  World() {
    yes_no_type = TypeOf(TypeKind::kChoice);
    yes_no_type.choice = yes_no;
    grade_type = TypeOf(TypeKind::kChoice);
    grade_type.choice = grade;
    yes = b.Member(yes_no, "Yes");
    no = b.Member(yes_no, "No");
    unknown = b.Member(yes_no, "Unknown");
    is_true = b.True();
    is_false = b.False();
    silent = b.Unknown();
    // A month against a day inside it is not decided.
    unsettled = b.Builtin("less", {b.Time("2024-03"), b.Time("2024-03-15")});
  }

  plan::FieldId YesNoField(std::vector<plan::Step> steps) {
    return b.NewField("F" + std::to_string(b.plan.fields.size()), yes_no_type, std::move(steps));
  }
  plan::FieldId GradeField(std::vector<plan::Step> steps) {
    return b.NewField("F" + std::to_string(b.plan.fields.size()), grade_type, std::move(steps));
  }
  plan::Step Rule(plan::ExprId when, plan::ExprId value) { return b.Rule("r", when, value); }
  plan::Step TableStep(HitPolicy policy,
                       const std::vector<std::pair<plan::ExprId, plan::ExprId>>& rows) {
    plan::Table table;
    table.policy = policy;
    for (const auto& [condition, value] : rows) {
      plan::TableRow& row = table.rows.emplace_back();
      row.condition = condition;
      row.value = value;
    }
    b.plan.tables.push_back(table);
    plan::Step step;
    step.kind = StepKind::kTable;
    step.name = "t";
    step.table = {static_cast<int32_t>(b.plan.tables.size()) - 1};
    return step;
  }
  // An ask over no notes at all is not asked; with notes it waits.
  plan::Step AskStep(plan::FieldId field) {
    plan::Prompt prompt;
    prompt.name = "ask";
    prompt.field = field;
    prompt.answer = yes_no_type;
    b.plan.prompts.push_back(prompt);
    plan::Step step;
    step.kind = StepKind::kAsk;
    step.name = "ask";
    step.prompt = {static_cast<int32_t>(b.plan.prompts.size()) - 1};
    return step;
  }
  plan::FieldId NextField() { return {static_cast<int32_t>(b.plan.fields.size())}; }
};

struct Run {
  explicit Run(World& world) : world(world), chart(world.b.plan) {
    auto built = Program::Build(world.b.plan);
    INFO(built.status().ToString());
    REQUIRE(built.ok());
    program = std::move(*built);
    evaluator = std::make_unique<Evaluator>(*program, nullptr);
    evaluator->Begin(chart.chart);
  }
  const FieldOutcome& operator()(plan::FieldId field) { return evaluator->Field(field); }
  std::string Value(const FieldOutcome& outcome) {
    if (outcome.value.kind() == values::Kind::kChoice) {
      const values::Choice& choice = outcome.value.choice();
      return world.b.plan.choices[choice.list].members[choice.member].name;
    }
    return values::ToText(outcome.value);
  }
  World& world;
  CaseBuilder chart;
  std::unique_ptr<const Program> program;
  std::unique_ptr<Evaluator> evaluator;
};

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

TEST_CASE("check against what cannot be judged sends the answer to review, unless it would say the same") {
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
  const std::vector<int32_t> alone = {ask.prompt.index}, both = {ask.prompt.index, second.prompt.index};
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

TEST_CASE("tables by hit policy") {
  World w;
  const auto none = w.b.Member(w.grade, "None"), mild = w.b.Member(w.grade, "Mild"),
             severe = w.b.Member(w.grade, "Severe");
  const auto field = [&](HitPolicy policy,
                         const std::vector<std::pair<plan::ExprId, plan::ExprId>>& rows) {
    return w.GradeField({w.TableStep(policy, rows), w.b.OtherwiseReview()});
  };
  const auto first = field(HitPolicy::kFirst, {{w.is_false, severe}, {w.is_true, mild}});
  const auto unsure = field(HitPolicy::kFirst, {{w.unsettled, severe}, {w.is_true, mild}});
  const auto unsure_same = field(HitPolicy::kFirst, {{w.unsettled, mild}, {w.is_true, mild}});
  const auto overlap = field(HitPolicy::kUnique, {{w.is_true, severe}, {w.is_true, mild}});
  const auto any = field(HitPolicy::kAny, {{w.is_true, mild}, {w.is_true, mild}});
  const auto any_not = field(HitPolicy::kAny, {{w.is_true, mild}, {w.is_true, severe}});
  const auto priority = field(HitPolicy::kPriority, {{w.is_true, mild}, {w.is_true, severe}});
  const auto lower_unsure = field(HitPolicy::kPriority, {{w.is_true, mild}, {w.unsettled, none}});
  const auto higher_unsure =
      field(HitPolicy::kPriority, {{w.is_true, mild}, {w.unsettled, severe}});
  const auto gap = field(HitPolicy::kUnique, {{w.is_false, mild}});
  Run run(w);
  CHECK(run.Value(run(first)) == "Mild");
  CHECK(run(first).table_row == 1);
  CHECK(run(unsure).outcome == Outcome::kReview);
  CHECK(run.Value(run(unsure)) == "Mild");
  CHECK(run(unsure_same).outcome == Outcome::kAnswered);
  CHECK(run(overlap).reason == ReviewReason::kConflicting);
  CHECK(run(any).outcome == Outcome::kAnswered);
  CHECK(run(any_not).reason == ReviewReason::kConflicting);
  CHECK(run.Value(run(priority)) == "Severe");
  CHECK(run(lower_unsure).outcome == Outcome::kAnswered);
  CHECK(run(higher_unsure).outcome == Outcome::kReview);
  CHECK(run(gap).reason == ReviewReason::kOtherwise);
}

TEST_CASE("resolve agree, highest, lowest and collect") {
  World w;
  const auto mild = w.b.Member(w.grade, "Mild"), severe = w.b.Member(w.grade, "Severe"),
             other = w.b.Member(w.grade, "Other");
  const auto field = [&](plan::Resolve resolve, std::vector<plan::Step> steps) {
    const auto id = w.GradeField(std::move(steps));
    w.b.plan.fields[id.index].resolve = resolve;
    return id;
  };
  using plan::Resolve;
  const auto agree = field(Resolve::kAgree, {w.Rule(w.is_true, mild), w.Rule(w.is_true, mild)});
  const auto disagree =
      field(Resolve::kAgree, {w.Rule(w.is_true, mild), w.Rule(w.is_true, severe)});
  const auto highest =
      field(Resolve::kHighest, {w.Rule(w.is_true, mild), w.Rule(w.is_true, severe)});
  const auto lowest = field(Resolve::kLowest, {w.Rule(w.is_true, severe), w.Rule(w.is_true, mild)});
  const auto more =
      field(Resolve::kHighest, {w.Rule(w.is_true, mild), w.Rule(w.unsettled, severe)});
  const auto less =
      field(Resolve::kHighest, {w.Rule(w.is_true, severe), w.Rule(w.unsettled, mild)});
  const auto left_out =
      field(Resolve::kHighest, {w.Rule(w.is_true, other), w.Rule(w.is_true, mild)});
  plan::Type set = TypeOf(TypeKind::kSet);
  set.choice = w.grade;
  w.b.plan.choices[w.grade.index].alone = {0};
  w.b.plan.choices[w.grade.index].exclusive = {{1, 2}};
  const auto collect = [&](std::vector<plan::Step> steps) {
    const auto id = field(Resolve::kCollect, std::move(steps));
    w.b.plan.fields[id.index].type = set;
    return id;
  };
  const auto both = collect({w.Rule(w.is_true, mild), w.Rule(w.is_true, other)});
  const auto broken = collect({w.Rule(w.is_true, mild), w.Rule(w.is_true, severe)});
  const auto not_alone =
      collect({w.Rule(w.is_true, mild), w.Rule(w.is_true, w.b.Member(w.grade, "None"))});
  Run run(w);
  CHECK(run(agree).outcome == Outcome::kAnswered);
  CHECK(run(disagree).reason == ReviewReason::kDisagreement);
  CHECK(run.Value(run(highest)) == "Severe");
  CHECK(run.Value(run(lowest)) == "Mild");
  CHECK(run(more).outcome == Outcome::kReview);
  CHECK(run(less).outcome == Outcome::kAnswered);
  CHECK(run.Value(run(left_out)) == "Mild");
  Coverage coverage;
  for (const plan::Field& each : w.b.plan.fields) coverage.steps.emplace_back(each.steps.size(), 0);
  run.evaluator->set_coverage(&coverage);
  CHECK(run(both).outcome == Outcome::kAnswered);
  // Each step that gave a member was reached, not only the last.
  CHECK(coverage.steps[both.index][0] > 0);
  CHECK(coverage.steps[both.index][1] > 0);
  CHECK(run(both).value.items().size() == 2);
  CHECK(run(broken).reason == ReviewReason::kExclusiveBroken);
  CHECK(run(not_alone).reason == ReviewReason::kExclusiveBroken);
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
  CHECK(run(of_absent).outcome == Outcome::kNotApplicable);
  CHECK(run(grandchild).outcome == Outcome::kNotApplicable);
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

TEST_CASE("cells of records: empty is unsettled, optional is silent") {
  World w;
  const auto shape = w.b.Shape("Wound", {{"layer", w.grade_type}, {"pus", w.yes_no_type}});
  w.b.plan.shapes[shape.index].attributes[1].optional = true;
  const auto wounds = w.b.Collection("wounds", shape, plan::CollectionKind::kExtract);
  const auto any = [&](int attribute, plan::ExprId value) {
    plan::Query query = w.b.Over(plan::Quantifier::kAny, wounds);
    query.where = w.b.Builtin("equal", {w.b.Attribute(query.variable, attribute), value});
    return w.b.Ask(query);
  };
  const auto layer =
      w.YesNoField({w.Rule(any(0, w.b.Member(w.grade, "Mild")), w.yes), w.b.Otherwise(w.no)});
  const auto pus = w.YesNoField({w.Rule(any(1, w.yes), w.yes), w.b.Otherwise(w.no)});
  Run run(w);
  chart::CollectionRows& rows = run.chart.chart.rows(wounds);
  CHECK(run(layer).progress == Progress::kPending);  // The extract has not run.
  rows.ready = rows.complete = true;
  run.chart.Row(wounds, {run.chart.Empty(), run.chart.Empty()});
  run.evaluator->NewRound();
  CHECK(run(layer).outcome == Outcome::kReview);
  CHECK(run(layer).cause == UnsettledCause::kEmptyCell);
  CHECK(run(pus).outcome == Outcome::kAnswered);
}

TEST_CASE("groups: rows in order, fields in rows, the group as a collection, too many") {
  World w;
  const auto shape =
      w.b.Shape("Lesion", {{"seen", TypeOf(TypeKind::kDateTime)}, {"grade", w.grade_type}}, 0);
  const auto lesions = w.b.Collection("lesions", shape, plan::CollectionKind::kChart);
  plan::Query over = w.b.Over(plan::Quantifier::kEach, lesions);
  over.at_most = 3;
  plan::Group group;
  group.name = "Lesion";
  group.variable = over.variable;
  group.over = w.b.Add(over);
  const auto bad = w.YesNoField({w.Rule(w.b.Builtin("equal", {w.b.Attribute(group.variable, 1),
                                                              w.b.Member(w.grade, "Severe")}),
                                        w.yes),
                                 w.b.Otherwise(w.no)});
  const auto group_shape = w.b.Shape("Lesion group", {{"bad", w.yes_no_type}});
  const auto collection = w.b.Collection("Lesion", group_shape, plan::CollectionKind::kGroup);
  w.b.plan.collections[collection.index].group = {0};
  group.collection = collection;
  group.fields = {bad};
  w.b.plan.groups.push_back(group);
  w.b.plan.fields[bad.index].group = {0};
  plan::Query outer = w.b.Over(plan::Quantifier::kAny, collection);
  outer.where = w.b.Builtin("equal", {w.b.Attribute(outer.variable, 0), w.yes});
  const auto any = w.YesNoField({w.Rule(w.b.Ask(outer), w.yes), w.b.Otherwise(w.no)});
  Run run(w);
  run.chart.Row(lesions, {run.chart.Time("2024-02-02"), run.chart.Choice(w.grade, "Severe")});
  run.chart.Row(lesions, {run.chart.Time("2024-02-01"), run.chart.Choice(w.grade, "Mild")});
  SECTION("within bounds") {
    REQUIRE(run.evaluator->Group({0}).rows.size() == 2);
    CHECK(run.Value(run.evaluator->Field(bad, 0)) == "No");  // By time
    CHECK(run.Value(run.evaluator->Field(bad, 1)) == "Yes");
    CHECK(run.Value(run(any)) == "Yes");
  }
  SECTION("too many") {
    run.chart.Row(lesions, {run.chart.Time("2024-02-03"), run.chart.Choice(w.grade, "Mild")});
    run.chart.Row(lesions, {run.chart.Time("2024-02-04"), run.chart.Choice(w.grade, "Mild")});
    CHECK(run.evaluator->Group({0}).rows.size() == 3);
    CHECK(run.evaluator->Field(bad, 0).reason == ReviewReason::kTooManyRows);
    CHECK(run(any).outcome == Outcome::kReview);
  }
}

TEST_CASE("a group over a choice has a row for each member") {
  World w;
  plan::Group group;
  group.name = "Event";
  group.over_choice = w.grade;
  group.variable = w.b.Variable();
  plan::Expr member;
  member.op = plan::Op::kVariable;
  member.variable = group.variable;
  const auto is_mild = w.YesNoField(
      {w.Rule(w.b.Builtin("equal", {w.b.Add(member), w.b.Member(w.grade, "Mild")}), w.yes),
       w.b.Otherwise(w.no)});
  group.fields = {is_mild};
  w.b.plan.groups.push_back(group);
  w.b.plan.fields[is_mild.index].group = {0};
  Run run(w);
  REQUIRE(run.evaluator->Group({0}).rows.size() == 4);
  CHECK(run.Value(run.evaluator->Field(is_mild, 0)) == "No");
  CHECK(run.Value(run.evaluator->Field(is_mild, 1)) == "Yes");
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
