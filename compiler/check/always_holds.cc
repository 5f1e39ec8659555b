#include "compiler/check/always_holds.h"

#include <optional>

#include "absl/algorithm/container.h"
#include "compiler/check/types.h"
#include "runtime/values/decimal.h"

namespace suture::check {
namespace {

using plan::ExprId;
using plan::Op;

// When the index event was: the time that windows of its kind test.
bool IsIndexStart(const plan::Plan& plan, ExprId id) {
  if (!id.valid()) return false;
  const plan::Expr& expr = plan.exprs[id.index];
  if (expr.op == Op::kStart) return IsIndexStart(plan, expr.args[0]);
  if (expr.op != Op::kAttribute || expr.variable != 0 || !plan.index.query.valid()) return false;
  const plan::Query& index = plan.queries[plan.index.query.index];
  return plan.shapes[plan.collections[index.collection.index].shape.index].at == expr.attribute;
}

// `told`: whether to be sure of true, or of false.
bool Sure(const plan::Plan& plan, ExprId id, bool told) {
  if (!id.valid()) return false;
  const plan::Expr& expr = plan.exprs[id.index];
  const auto sure = [&](ExprId arg) { return Sure(plan, arg, told); };
  switch (expr.op) {
    case Op::kLiteral:
      return expr.type.kind == plan::TypeKind::kTruth &&
             plan.literals[expr.literal].text == (told ? "true" : "false");
    case Op::kNot:
      return Sure(plan, expr.args[0], !told);
    case Op::kAnd:
    case Op::kAllOf:
      if (!expr.together_amount.empty()) return false;
      return told ? absl::c_all_of(expr.args, sure) : absl::c_any_of(expr.args, sure);
    case Op::kOr:
    case Op::kAnyOf:
      if (!expr.together_amount.empty()) return false;
      return told ? absl::c_any_of(expr.args, sure) : absl::c_all_of(expr.args, sure);
    case Op::kIsKnown:
      return told && IsIndexStart(plan, expr.args[0]);
    case Op::kBuiltin: {
      if (expr.args.size() != 2 || !expr.args[0].valid() || !expr.args[1].valid()) return false;
      const plan::Expr& left = plan.exprs[expr.args[0].index];
      const plan::Expr& right = plan.exprs[expr.args[1].index];
      if (left.op != Op::kLiteral || right.op != Op::kLiteral) return false;
      const plan::Literal& a = plan.literals[left.literal];
      const plan::Literal& b = plan.literals[right.literal];
      if (told) return HoldsOf(expr.builtin, a, b);
      return (expr.builtin == "equal" && HoldsOf("not_equal", a, b)) ||
             (expr.builtin == "not_equal" && HoldsOf("equal", a, b)) ||
             (expr.builtin == "less" && HoldsOf("greater_or_equal", a, b)) ||
             (expr.builtin == "greater" && HoldsOf("less_or_equal", a, b)) ||
             (expr.builtin == "less_or_equal" && HoldsOf("greater", a, b)) ||
             (expr.builtin == "greater_or_equal" && HoldsOf("less", a, b));
    }
    default:
      return false;
  }
}

}  // namespace

bool AlwaysHolds(const plan::Plan& plan, plan::ExprId condition) {
  return Sure(plan, condition, true);
}
bool NeverHolds(const plan::Plan& plan, plan::ExprId condition) {
  return Sure(plan, condition, false);
}

bool AlwaysAnswers(const plan::Plan& plan, const plan::Step& step) {
  if (!step.effective.from.empty() || !step.effective.until.empty()) return false;
  const auto surely = [&](plan::AnswerKind answer, ExprId value) {
    return answer != plan::AnswerKind::kValue ||
           (value.valid() && plan.exprs[value.index].op == Op::kLiteral);
  };
  switch (step.kind) {
    case plan::StepKind::kRule:
    case plan::StepKind::kOtherwise:
      return step.when.valid() && AlwaysHolds(plan, step.when) && surely(step.answer, step.value);
    case plan::StepKind::kTake:
      return !step.when.valid() && surely(plan::AnswerKind::kValue, step.value);
    case plan::StepKind::kTable: {
      const plan::Table& table = plan.tables[step.table.index];
      return table.policy == plan::HitPolicy::kFirst &&
             absl::c_any_of(table.rows, [&](const plan::TableRow& row) {
               return (!row.condition.valid() || AlwaysHolds(plan, row.condition)) &&
                      surely(row.answer, row.value);
             });
    }
    default:
      return false;
  }
}

bool HoldsOf(std::string_view comparison, const plan::Literal& left, const plan::Literal& right) {
  const bool lengths =
      left.type.kind == plan::TypeKind::kDuration && right.type.kind == plan::TypeKind::kDuration;
  if (lengths || (IsNumber(left.type) && IsNumber(right.type))) {
    const std::optional<values::Decimal> a = values::Decimal::Parse(left.text),
                                         b = values::Decimal::Parse(right.text);
    if (!a || !b || left.type.unit != right.type.unit) return false;
    if (comparison == "equal") return *a == *b;
    if (comparison == "not_equal") return !(*a == *b);
    if (comparison == "less") return *a < *b;
    if (comparison == "less_or_equal") return !(*b < *a);
    if (comparison == "greater") return *b < *a;
    return comparison == "greater_or_equal" && !(*a < *b);
  }
  const bool words =
      left.type.kind == plan::TypeKind::kChoice || left.type.kind == plan::TypeKind::kTruth;
  if (!words || left.type.kind != right.type.kind) return false;
  return (comparison == "equal" && left.text == right.text) ||
         (comparison == "not_equal" && left.text != right.text);
}

}  // namespace suture::check
