#include "compiler/check/hours_on_dates.h"

#include "compiler/check/builtins.h"
#include "compiler/check/types.h"

namespace suture::check {
namespace {

bool IsDate(const plan::Plan& plan, plan::ExprId id) {
  return plan.exprs[id.index].type.kind == plan::TypeKind::kDate;
}

std::string_view MovedBy(const plan::Plan& plan, plan::ExprId moment) {
  const plan::Expr& expr = plan.exprs[moment.index];
  const bool is_sum = expr.op == plan::Op::kBuiltin && expr.args.size() == 2 &&
                      (expr.builtin == BuiltinOf(ast::BinaryOp::kAdd) ||
                       expr.builtin == BuiltinOf(ast::BinaryOp::kSubtract));
  if (!is_sum || !IsTime(expr.type)) return {};
  const plan::Type& by = plan.exprs[expr.args[1].index].type;
  if (by.kind != plan::TypeKind::kDuration || IsCalendarWord(by.unit)) return {};
  return by.unit;
}

}  // namespace

std::string_view HoursAgainstDate(const plan::Plan& plan, plan::ExprId left, plan::ExprId right) {
  if (IsDate(plan, left) == IsDate(plan, right)) return {};
  return MovedBy(plan, IsDate(plan, left) ? right : left);
}

std::string_view HoursAgainstDate(const plan::Plan& plan, plan::ExprId time,
                                  const plan::Window& window) {
  if (!IsDate(plan, time)) return {};
  if (!window.amount.empty() && !IsCalendarWord(window.amount_unit)) return window.amount_unit;
  for (const plan::ExprId anchor : {window.a, window.b}) {
    if (!anchor.valid()) continue;
    if (const std::string_view unit = MovedBy(plan, anchor); !unit.empty()) return unit;
  }
  return {};
}

}  // namespace suture::check
