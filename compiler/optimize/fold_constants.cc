// A builtin over fixed values is worked out once, by the very kernel that the run would call. What
// the result would say of itself (a cause of not known) is not a literal, so those stay.
#include "compiler/optimize/passes.h"
#include "runtime/base/arena.h"
#include "runtime/operators/table.h"
#include "runtime/values/unit.h"
#include "runtime/values/value.h"

namespace suture::optimize {
namespace {

using plan::TypeKind;
using values::Value;

std::optional<Value> ValueOf(const plan::Literal& literal) {
  bool number = literal.type.kind == TypeKind::kInteger || literal.type.kind == TypeKind::kDecimal;
  if (!number) return std::nullopt;
  std::optional<values::Decimal> decimal = values::Decimal::Parse(literal.text);
  if (!decimal) return std::nullopt;
  if (!literal.type.unit.empty()) {
    absl::StatusOr<const values::Unit*> unit = values::Unit::Parse(literal.type.unit);
    return unit.ok() ? std::optional<Value>(Value::OfQuantity(*decimal, *unit)) : std::nullopt;
  }
  if (literal.type.kind == TypeKind::kDecimal) return Value::OfDecimal(*decimal);
  std::optional<int64_t> integer = decimal->ToInteger();
  return integer ? std::optional<Value>(Value::OfInteger(*integer)) : std::nullopt;
}

// The literal that reads back as `value`, when the type has such a spelling.
std::optional<plan::Literal> LiteralOf(const Value& value, const plan::Type& type) {
  plan::Literal literal{type, ""};
  literal.type.rounding = plan::Rounding::kNone;
  switch (value.kind()) {
    case values::Kind::kInteger:
      if (type.kind != TypeKind::kInteger || !type.unit.empty()) return std::nullopt;
      literal.text = std::to_string(value.integer());
      return literal;
    case values::Kind::kDecimal:
      if (type.kind != TypeKind::kDecimal || !type.unit.empty()) return std::nullopt;
      literal.text = value.decimal().ToString();
      return literal;
    case values::Kind::kQuantity:
      if (type.kind != TypeKind::kDecimal || value.quantity().unit->text() != type.unit)
        return std::nullopt;
      literal.text = value.quantity().amount.ToString();
      return literal;
    default:
      return std::nullopt;
  }
}

}  // namespace

void FoldConstants(plan::Plan& plan) {
  base::Arena arena;
  operators::Context context;
  context.arena = &arena;
  for (plan::Expr& expr : plan.exprs) {
    if (expr.op != plan::Op::kBuiltin || expr.args.empty()) continue;
    std::vector<Value> arguments;
    for (plan::ExprId arg : expr.args) {
      const plan::Expr& operand = plan.exprs[arg.index];
      std::optional<Value> value =
          operand.op == plan::Op::kLiteral ? ValueOf(plan.literals[operand.literal]) : std::nullopt;
      if (!value) break;
      arguments.push_back(*value);
    }
    std::optional<operators::OperatorId> id = operators::FindOperator(expr.builtin);
    if (arguments.size() != expr.args.size() || !id) continue;
    std::optional<plan::Literal> literal =
        LiteralOf(operators::Apply(*id, arguments, context), expr.type);
    if (!literal) continue;
    plan::SourceSpan span = expr.span;
    expr = {.op = plan::Op::kLiteral,
            .type = literal->type,
            .literal = static_cast<int32_t>(plan.literals.size()),
            .span = span};
    plan.literals.push_back(*std::move(literal));
  }
}

}  // namespace suture::optimize
