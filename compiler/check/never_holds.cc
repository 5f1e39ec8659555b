#include "compiler/check/never_holds.h"

#include "absl/algorithm/container.h"
#include "compiler/check/always_holds.h"
#include "compiler/check/types.h"

namespace suture::check {

using plan::ExprId;
using plan::Op;

namespace {

bool IsAll(const plan::Expr& expr) {
  return (expr.op == Op::kAnd || expr.op == Op::kAllOf) && expr.together_amount.empty();
}
bool IsAny(const plan::Expr& expr) {
  return (expr.op == Op::kOr || expr.op == Op::kAnyOf) && expr.together_amount.empty();
}

}  // namespace

// What has to hold for the whole to hold. `A unless B` stays beside A, for its exception.
void NeverHoldsFinder::AddParts(ExprId condition, std::vector<ExprId>& parts) const {
  if (!condition.valid()) return;
  const plan::Expr& expr = plan_.exprs[condition.index];
  if (IsAll(expr)) {
    for (ExprId part : expr.args) AddParts(part, parts);
    return;
  }
  parts.push_back(condition);
  if (expr.op == Op::kUnless) AddParts(expr.args[0], parts);
}

std::optional<Contradiction> NeverHoldsFinder::Find(const std::vector<ExprId>& conditions) {
  std::vector<ExprId> parts;
  for (ExprId condition : conditions) AddParts(condition, parts);
  for (size_t i = 0; i < parts.size(); ++i) {
    if (auto found = Alone(parts[i])) return found;
    for (size_t j = 0; j < i; ++j) {
      if (auto found = Together(parts[j], parts[i])) return found;
    }
  }
  return std::nullopt;
}

std::optional<Contradiction> NeverHoldsFinder::Alone(ExprId part) {
  if (NeverHolds(plan_, part)) return Contradiction{part, {}, "the condition is false in every case"};
  if (IsBelowNone(part)) return Contradiction{part, {}, "a count is never below 0"};
  const plan::Expr& expr = plan_.exprs[part.index];
  if (expr.op == Op::kUnless && implications_.Implies(expr.args[0], expr.args[1])) {
    return Contradiction{expr.args[1], expr.args[0],
                         "its exception holds wherever the condition itself does"};
  }
  if (!IsAny(expr) || expr.args.empty()) return std::nullopt;
  std::optional<Contradiction> why;
  for (ExprId way : expr.args) {
    why = Find({way});
    if (!why) return std::nullopt;
  }
  return why;
}

std::optional<Contradiction> NeverHoldsFinder::Together(ExprId first, ExprId second) {
  if (implications_.ShareNoValue(first, second)) {
    return Contradiction{second, first, "no value meets both of its conditions"};
  }
  const auto denies = [&](ExprId denial, ExprId claim) {
    const plan::Expr& expr = plan_.exprs[denial.index];
    return (expr.op == Op::kNot && implications_.Implies(claim, expr.args[0])) ||
           implications_.FoundByNo(claim, denial);
  };
  if (denies(second, first) || denies(first, second)) {
    return Contradiction{second, first, "it asks for something and for its opposite"};
  }
  return std::nullopt;
}

// `count of … < 0`.
bool NeverHoldsFinder::IsBelowNone(ExprId part) const {
  const plan::Expr& expr = plan_.exprs[part.index];
  if (expr.op != Op::kBuiltin || expr.args.size() != 2 || !expr.args[0].valid() ||
      !expr.args[1].valid()) {
    return false;
  }
  const plan::Expr& count = plan_.exprs[expr.args[0].index];
  const plan::Expr& limit = plan_.exprs[expr.args[1].index];
  if (count.op != Op::kQuery || limit.op != Op::kLiteral || !IsNumber(limit.type) ||
      plan_.queries[count.query.index].quantifier != plan::Quantifier::kCount) {
    return false;
  }
  const plan::Literal& number = plan_.literals[limit.literal];
  const plan::Literal none{number.type, "0"};
  // What is below 0, or must not even reach it, is met by no count.
  return (expr.builtin == "less" && HoldsOf("greater_or_equal", none, number)) ||
         ((expr.builtin == "less_or_equal" || expr.builtin == "equal") &&
          HoldsOf("greater", none, number));
}

}  // namespace suture::check
