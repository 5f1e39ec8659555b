// Plans and cases built by hand, for tests of the rooms below the compiler.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/chart/case.h"
#include "runtime/plan/plan.h"
#include "runtime/rules/literal.h"

namespace suture::testing_support {

inline plan::Type TypeOf(plan::TypeKind kind, std::string unit = "") {
  plan::Type type;
  type.kind = kind;
  type.unit = std::move(unit);
  return type;
}

class PlanBuilder {
 public:
  using Exprs = std::vector<plan::ExprId>;

  PlanBuilder() { plan.registry.name = "Test"; }

  plan::Plan plan;

  plan::ChoiceId Choice(std::string name, const std::vector<std::string>& members,
                        const std::vector<std::string>& highest_first = {}) {
    plan::Choice choice;
    choice.name = std::move(name);
    for (size_t i = 0; i < members.size(); ++i) {
      plan::ChoiceMember member;
      member.name = members[i];
      member.code = std::to_string(i + 1);
      for (size_t r = 0; r < highest_first.size(); ++r) {
        if (highest_first[r] == members[i]) {
          member.rank = static_cast<int>(highest_first.size() - 1 - r);
        }
      }
      choice.members.push_back(member);
    }
    return Push<plan::ChoiceId>(plan.choices, choice);
  }

  plan::SystemId System(std::string name, bool open = false) {
    return Push<plan::SystemId>(plan.systems, plan::CodeSystem{name, {"urn:" + name}, open});
  }
  plan::CodeSetId Codes(std::string name, plan::SystemId system,
                        const std::vector<std::string>& codes) {
    plan::CodeSet set;
    set.name = std::move(name);
    for (const std::string& code : codes) set.include.push_back({system, code, "", false});
    return Push<plan::CodeSetId>(plan.code_sets, set);
  }

  plan::ShapeId Shape(std::string name,
                      const std::vector<std::pair<std::string, plan::Type>>& attributes,
                      int at = -1, int value = -1) {
    plan::Shape shape;
    shape.name = std::move(name);
    shape.at = at;
    shape.value = value;
    for (const auto& [attribute, type] : attributes) {
      plan::Attribute& to = shape.attributes.emplace_back();
      to.name = attribute;
      to.type = type;
    }
    return Push<plan::ShapeId>(plan.shapes, shape);
  }
  plan::CollectionId Collection(std::string name, plan::ShapeId shape,
                                plan::CollectionKind kind = plan::CollectionKind::kChart) {
    plan::Collection collection;
    collection.name = std::move(name);
    collection.kind = kind;
    collection.shape = shape;
    return Push<plan::CollectionId>(plan.collections, collection);
  }

  // ---- expressions ----
  plan::ExprId Add(plan::Expr expr) { return Push<plan::ExprId>(plan.exprs, std::move(expr)); }
  plan::ExprId Literal(plan::Type type, std::string text) {
    plan.literals.push_back({type, std::move(text)});
    plan::Expr expr;
    expr.op = plan::Op::kLiteral;
    expr.type = type;
    expr.literal = static_cast<int32_t>(plan.literals.size()) - 1;
    return Add(expr);
  }
  plan::ExprId True() { return Literal(TypeOf(plan::TypeKind::kTruth), "true"); }
  plan::ExprId False() { return Literal(TypeOf(plan::TypeKind::kTruth), "false"); }
  plan::ExprId Integer(int value) {
    return Literal(TypeOf(plan::TypeKind::kInteger), std::to_string(value));
  }
  plan::ExprId Decimal(std::string text, std::string unit = "") {
    return Literal(TypeOf(plan::TypeKind::kDecimal, std::move(unit)), std::move(text));
  }
  plan::ExprId Time(std::string text) {
    return Literal(TypeOf(plan::TypeKind::kDateTime), std::move(text));
  }
  plan::ExprId Member(plan::ChoiceId choice, std::string name) {
    plan::Type type = TypeOf(plan::TypeKind::kChoice);
    type.choice = choice;
    return Literal(type, std::move(name));
  }
  plan::ExprId Of(plan::Op op, Exprs args = {}, int32_t number = 0) {
    plan::Expr expr;
    expr.op = op;
    expr.args = std::move(args);
    expr.number = number;
    return Add(expr);
  }
  plan::ExprId Unknown() { return Of(plan::Op::kUnknown); }
  plan::ExprId Builtin(std::string name, Exprs args) {
    plan::Expr expr;
    expr.op = plan::Op::kBuiltin;
    expr.builtin = std::move(name);
    expr.args = std::move(args);
    return Add(expr);
  }
  plan::ExprId Attribute(int32_t variable, int32_t attribute) {
    plan::Expr expr;
    expr.op = plan::Op::kAttribute;
    expr.variable = variable;
    expr.attribute = attribute;
    return Add(expr);
  }
  plan::ExprId Field(plan::FieldId field) {
    plan::Expr expr;
    expr.op = plan::Op::kField;
    expr.field = field;
    return Add(expr);
  }
  plan::ExprId InCodes(plan::ExprId item, plan::CodeSetId set) {
    plan::Expr expr;
    expr.op = plan::Op::kInCodes;
    expr.args = {item};
    expr.code_set = set;
    return Add(expr);
  }

  int32_t Variable() { return plan.variables++; }
  plan::Query Over(plan::Quantifier quantifier, plan::CollectionId collection) {
    plan::Query query;
    query.quantifier = quantifier;
    query.collection = collection;
    query.variable = Variable();
    return query;
  }
  plan::QueryId Add(plan::Query query) {
    return Push<plan::QueryId>(plan.queries, std::move(query));
  }
  plan::ExprId Ask(plan::Query query) {
    plan::Expr expr;
    expr.op = plan::Op::kQuery;
    expr.query = Add(std::move(query));
    return Add(expr);
  }
  static plan::Window Window(plan::WindowKind kind, plan::ExprId a, plan::ExprId b = {},
                             std::string amount = "", std::string unit = "") {
    plan::Window window;
    window.kind = kind;
    window.a = a;
    window.b = b;
    window.amount = std::move(amount);
    window.amount_unit = std::move(unit);
    return window;
  }

  // ---- fields ----
  plan::FieldId NewField(std::string name, plan::Type type, std::vector<plan::Step> steps) {
    plan::Field field;
    field.name = field.id = std::move(name);
    field.type = type;
    field.steps = std::move(steps);
    const plan::FieldId id = Push<plan::FieldId>(plan.fields, field);
    plan.order.push_back(id);
    return id;
  }
  static plan::Step Rule(std::string name, plan::ExprId when, plan::ExprId value) {
    plan::Step step;
    step.name = std::move(name);
    step.when = when;
    step.value = value;
    return step;
  }
  static plan::Step Otherwise(plan::ExprId value, plan::ExprId when = {}) {
    plan::Step step = Rule("otherwise", when, value);
    step.kind = plan::StepKind::kOtherwise;
    return step;
  }
  static plan::Step OtherwiseReview() {
    plan::Step step = Otherwise({});
    step.answer = plan::AnswerKind::kReview;
    return step;
  }
  static plan::Step Hint(std::string name, plan::ExprId when, plan::ExprId value) {
    plan::Step step = Rule(std::move(name), when, value);
    step.kind = plan::StepKind::kHint;
    return step;
  }
  static plan::Step Take(plan::ExprId value) {
    plan::Step step = Rule("take", {}, value);
    step.kind = plan::StepKind::kTake;
    return step;
  }

 private:
  template <typename Id, typename T>
  static Id Push(std::vector<T>& to, T value) {
    to.push_back(std::move(value));
    return Id{static_cast<int32_t>(to.size()) - 1};
  }
};

// Rows of one case, in its own arena.
class CaseBuilder {
 public:
  explicit CaseBuilder(const plan::Plan& plan) : plan_(plan), chart(plan) {}

  chart::Cell Empty() { return {}; }
  chart::Cell Value(const values::Value& value) {
    chart::Cell cell;
    cell.kind = chart::Cell::Kind::kValue;
    cell.value = value;
    return cell;
  }
  chart::Cell Text(std::string_view text) { return Value(values::MakeText(chart.arena(), text)); }
  chart::Cell Time(std::string_view text) {
    auto time = values::DateTime::Parse(text);
    time->is_date = false;
    return Value(values::Value::OfDateTime(*time));
  }
  chart::Cell Date(std::string_view text) {
    return Value(values::Value::OfDateTime(*values::DateTime::Parse(text)));
  }
  chart::Cell Quantity(std::string_view amount, std::string_view unit) {
    return Value(values::Value::OfQuantity(*values::Decimal::Parse(amount),
                                           *values::Unit::ParseClinicalUnit(unit)));
  }
  chart::Cell Decimal(std::string_view amount) {
    return Value(values::Value::OfDecimal(*values::Decimal::Parse(amount)));
  }
  chart::Cell Unreadable(values::UnsettledCause cause, std::string_view text) {
    chart::Cell cell = Text(text);
    cell.kind = chart::Cell::Kind::kUnreadable;
    cell.cause = cause;
    return cell;
  }
  chart::Cell Choice(plan::ChoiceId list, std::string_view member) {
    return Value(
        rules::ChoiceValue(plan_, list, rules::FindMember(plan_.choices[list.index], member)));
  }
  // Codings as "system code"; a system that the plan does not name is unnamed. Sets are found by
  // plain listing, as far as these tests need them.
  chart::Cell Codes(const std::vector<std::pair<std::string, std::string>>& codings,
                    std::string_view text = "") {
    const auto to = chart.arena().NewArray<chart::Coding>(codings.size());
    std::vector<int32_t> sets;
    bool unlisted = false;
    for (size_t i = 0; i < codings.size(); ++i) {
      to[i] = chart::Coding();
      to[i].code = chart.arena().CopyText(codings[i].second);
      for (size_t s = 0; s < plan_.systems.size(); ++s) {
        if (plan_.systems[s].name == codings[i].first) to[i].system = static_cast<int32_t>(s);
      }
      bool listed = false;
      for (size_t set = 0; set < plan_.code_sets.size(); ++set) {
        for (const plan::CodeRange& range : plan_.code_sets[set].include) {
          if (range.system.index != to[i].system || range.low != codings[i].second) continue;
          sets.push_back(static_cast<int32_t>(set));
          listed = true;
        }
      }
      unlisted |= !listed && to[i].system >= 0 && plan_.systems[to[i].system].open;
    }
    std::sort(sets.begin(), sets.end());
    sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
    chart::Cell cell;
    cell.kind = chart::Cell::Kind::kCodes;
    chart::Codes* codes = chart.arena().New<chart::Codes>();
    codes->codings = to;
    codes->sets = chart.arena().CopyArray<int32_t>(sets);
    codes->text = chart.arena().CopyText(text);
    codes->unlisted = unlisted;
    cell.codes = codes;
    return cell;
  }
  chart::Cell Period(std::string_view start, std::string_view end) {
    chart::Period period;
    period.is_period = true;
    const auto read = [](std::string_view text, values::DateTime& time, bool& has) {
      has = !text.empty();
      if (!has) return;
      time = *values::DateTime::Parse(text);
      time.is_date = false;
    };
    read(start, period.start, period.has_start);
    read(end, period.end, period.has_end);
    chart::Cell cell;
    cell.kind = chart::Cell::Kind::kPeriod;
    cell.period = chart.arena().New<chart::Period>(period);
    return cell;
  }

  chart::Row& Row(plan::CollectionId collection, const std::vector<chart::Cell>& cells) {
    const plan::Shape& shape = plan_.shapes[plan_.collections[collection.index].shape.index];
    chart::Row& row = chart.rows(collection).rows.emplace_back();
    row.cells = chart.arena().CopyArray<chart::Cell>(cells);
    if (shape.at >= 0) row.at = chart::TimeOfCell(row.cells[shape.at]);
    chart.Changed(collection);
    return row;
  }

 private:
  const plan::Plan& plan_;

 public:
  chart::Case chart;
};

}  // namespace suture::testing_support
