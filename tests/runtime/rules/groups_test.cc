#include <catch2/catch.hpp>
#include <string>

#include "tests/runtime/rules/steps_world.h"

namespace suture::rules {
namespace {

using plan::TypeKind;
using testing_support::TypeOf;
using values::Outcome;
using values::ReviewReason;
using values::UnsettledCause;

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

// Groups of the choice's members, each inside of the one before; the field stands in the last.
struct Nested {
  plan::FieldId field;
  int32_t innermost;
};

Nested NestGroups(World& w, int levels) {
  const plan::FieldId field = w.YesNoField({w.b.Otherwise(w.no)});
  for (int level = 0; level < levels; ++level) {
    plan::Group group;
    group.name = "Level " + std::to_string(level);
    group.over_choice = w.grade;
    group.parent = {level - 1};
    w.b.plan.groups.push_back(group);
  }
  w.b.plan.groups.back().fields = {field};
  w.b.plan.fields[field.index].group = {levels - 1};
  return {field, levels - 1};
}

TEST_CASE("groups inside of groups are bounded by what their rows multiply to") {
  World w;
  const size_t members = w.b.plan.choices[w.grade.index].members.size();
  int levels = 1;
  for (size_t rows = members; rows <= 100'000; rows *= members) ++levels;
  const Nested nested = NestGroups(w, levels);
  Run run(w);
  CHECK(run.evaluator->Group({nested.innermost}).rows.size() == 100'000);
  CHECK(run.evaluator->Field(nested.field, 0).reason == ReviewReason::kTooManyRows);
  CHECK(run.evaluator->Field(nested.field, 99'999).reason == ReviewReason::kTooManyRows);
}

TEST_CASE("what is missing around rows is missing in them") {
  World w;
  const auto shape = w.b.Shape("Lesion", {{"seen", TypeOf(TypeKind::kDateTime)}}, 0);
  const auto lesions = w.b.Collection("lesions", shape, plan::CollectionKind::kChart);
  const Nested nested = NestGroups(w, 2);
  plan::Query over = w.b.Over(plan::Quantifier::kEach, lesions);
  over.at_most = 1;
  plan::Group& around = w.b.plan.groups[0];
  around.over_choice = {};
  around.variable = over.variable;
  around.over = w.b.Add(over);
  Run run(w);
  run.chart.Row(lesions, {run.chart.Time("2024-02-02")});
  SECTION("all are there") {
    REQUIRE(run.evaluator->Group({nested.innermost}).rows.size() == 4);
    CHECK(run.evaluator->Field(nested.field, 0).outcome == Outcome::kAnswered);
  }
  SECTION("one is left out") {
    run.chart.Row(lesions, {run.chart.Time("2024-02-03")});
    REQUIRE(run.evaluator->Group({nested.innermost}).rows.size() == 4);
    CHECK(run.evaluator->Field(nested.field, 0).reason == ReviewReason::kTooManyRows);
  }
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

}  // namespace
}  // namespace suture::rules
