#include <catch2/catch.hpp>

#include "tests/runtime/rules/steps_world.h"

namespace suture::rules {
namespace {

using plan::HitPolicy;
using plan::TypeKind;
using testing_support::TypeOf;
using values::Outcome;
using values::ReviewReason;

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

}  // namespace
}  // namespace suture::rules
