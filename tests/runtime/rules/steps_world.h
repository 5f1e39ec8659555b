// What the tests of steps, answers and groups share: a plan with conditions of every kind, and its
// run.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/rules/evaluator.h"
#include "tests/support/plan_builder.h"

namespace suture::rules {

// Conditions of every kind, and a YesNo list: what steps are made of.
struct World {
  testing_support::PlanBuilder b;
  plan::ChoiceId yes_no = b.Choice("YesNo", {"Yes", "No", "Unknown"});
  plan::ChoiceId grade =
      b.Choice("Grade", {"None", "Mild", "Severe", "Other"}, {"Severe", "Mild", "None"});
  plan::Type yes_no_type, grade_type;
  plan::ExprId yes, no, unknown, is_true, is_false, silent, unsettled;

  World() {
    yes_no_type = testing_support::TypeOf(plan::TypeKind::kChoice);
    yes_no_type.choice = yes_no;
    grade_type = testing_support::TypeOf(plan::TypeKind::kChoice);
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
  plan::Step TableStep(plan::HitPolicy policy,
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
    step.kind = plan::StepKind::kTable;
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
    step.kind = plan::StepKind::kAsk;
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
  testing_support::CaseBuilder chart;
  std::unique_ptr<const Program> program;
  std::unique_ptr<Evaluator> evaluator;
};

}  // namespace suture::rules
