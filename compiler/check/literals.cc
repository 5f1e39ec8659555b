// Values as they are written: numbers with their units, dates, times, texts, members of choices.
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"
#include "compiler/check/limits.h"
#include "runtime/values/decimal.h"
#include "runtime/values/time.h"
#include "runtime/values/unit.h"

namespace suture::check {

int32_t Checker::AddLiteral(plan::Literal literal) {
  std::string key =
      absl::StrCat(static_cast<int>(literal.type.kind), "|", literal.type.choice.index, "|",
                   literal.type.unit, "|", literal.text);
  auto [it, fresh] =
      literal_index_.try_emplace(key, static_cast<int32_t>(out_.draft.literals.size()));
  if (fresh) out_.draft.literals.push_back(std::move(literal));
  return it->second;
}

ExprId Checker::MemberLiteral(plan::ChoiceId choice, int member, base::Span span) {
  Type type = TypeOf(TypeKind::kChoice);
  type.choice = choice;
  int32_t literal = AddLiteral({type, out_.draft.choices[choice.index].members[member].name});
  return AddExpr({.op = Op::kLiteral, .type = type, .literal = literal}, span);
}

ExprId Checker::ElaborateLiteral(const ast::Expr& expr, const Type* expected) {
  using ast::ExprKind;
  Type type;
  switch (expr.kind) {
    case ExprKind::kQuantity: {
      bool year = expected != nullptr && IsTime(*expected) && expr.quantity.unit.empty() &&
                  expr.quantity.number.size() == 4 &&
                  values::DateTime::Parse(expr.quantity.number).has_value();
      if (!year) return QuantityLiteral(expr.quantity, expected);
      type = TypeOf(TypeKind::kDate);
      return AddExpr(
          {.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, expr.quantity.number})},
          expr.span);
    }
    case ExprKind::kString:
      type = TypeOf(TypeKind::kText);
      break;
    case ExprKind::kDate:
      type = TypeOf(TypeKind::kDate);
      break;
    case ExprKind::kTime:
      type = TypeOf(TypeKind::kTime);
      break;
    default:
      type = TypeOf(TypeKind::kDateTime);
      break;
  }
  if ((IsTime(type) && !values::DateTime::Parse(expr.text)) ||
      (type.kind == TypeKind::kTime && !values::TimeOfDay::Parse(expr.text))) {
    emitter_.Emit(diag::kNoSuchDate, expr.span, expr.text);
    return {};
  }
  return AddExpr({.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, expr.text})},
                 expr.span);
}

bool Checker::TooLong(const values::Decimal& length, const ast::Quantity& quantity) {
  if (!(*values::Decimal::Parse(absl::StrCat(kMostOfLength)) < length)) return false;
  emitter_.Emit(diag::kNumberTooLarge, quantity.span, quantity.number, kMostOfLength);
  return true;
}

ExprId Checker::QuantityLiteral(const ast::Quantity& quantity, const Type* expected) {
  std::optional<values::Decimal> number = values::Decimal::Parse(quantity.number);
  if (!number) {
    emitter_.Emit(diag::kNumberTooLong, quantity.span, quantity.number);
    return {};
  }
  std::string word = DurationWord(quantity.unit.text);
  bool numeric_wanted = expected != nullptr && IsNumber(*expected);
  if (!word.empty() && !numeric_wanted) {
    if (!number->IsInteger()) {
      emitter_.Emit(diag::kDurationNotWhole, quantity.span, quantity.number, word);
      return {};
    }
    if (TooLong(*number, quantity)) return {};
    Type type = TypeOf(TypeKind::kDuration);
    type.unit = word;
    return AddExpr(
        {.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, quantity.number})},
        quantity.span);
  }
  std::string unit = word.empty() ? quantity.unit.text : UcumOfDuration(word);
  if (word.empty() && !unit.empty() && !values::Unit::Parse(unit).ok()) {
    CheckUnit(quantity.unit);
    return {};
  }
  Type type = NumberType(number->IsInteger() && number->scale() == 0, unit);
  return AddExpr({.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, quantity.number})},
                 quantity.span);
}

}  // namespace suture::check
