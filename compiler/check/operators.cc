// Operators: comparisons, arithmetic and `and` beside `or`, and the types that they take and give.
#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "compiler/check/hours_on_dates.h"

namespace suture::check {
namespace {

bool IsOrdering(ast::BinaryOp op) {
  return op == ast::BinaryOp::kLt || op == ast::BinaryOp::kLe || op == ast::BinaryOp::kGt ||
         op == ast::BinaryOp::kGe;
}
bool IsComparison(ast::BinaryOp op) {
  return op == ast::BinaryOp::kEq || op == ast::BinaryOp::kNe || IsOrdering(op);
}

}  // namespace

bool Checker::CheckMixedLogic(const ast::Expr& expr) {
  for (const ast::ExprPtr& operand : expr.operands) {
    if (operand == nullptr || operand->kind != ast::ExprKind::kBinary || operand->parenthesized)
      continue;
    bool logic = operand->op == ast::BinaryOp::kAnd || operand->op == ast::BinaryOp::kOr;
    if (logic && operand->op != expr.op) {
      emitter_.Emit(diag::kMixedAndOr, expr.op_span)
          .Label(operand->op_span, "This one may belong to either side.")
          .Help("Put parentheses round the part that belongs together.");
      return false;
    }
  }
  return true;
}

ExprId Checker::ElaborateBinary(const ast::Expr& expr, const Scope& scope, const Type* expected) {
  if (expr.kind == ast::ExprKind::kBinary &&
      (expr.op == ast::BinaryOp::kAnd || expr.op == ast::BinaryOp::kOr)) {
    bool clear = CheckMixedLogic(expr);
    ExprId left = Condition(*expr.operands[0], scope);
    ExprId right = Condition(*expr.operands[1], scope);
    if (!clear || !left.valid() || !right.valid()) return {};
    Op op = expr.op == ast::BinaryOp::kAnd ? Op::kAnd : Op::kOr;
    return AddExpr({.op = op, .type = TruthType(), .args = {left, right}}, expr.span);
  }
  if (expr.kind == ast::ExprKind::kBinary && IsComparison(expr.op))
    return ElaborateCompare(expr, scope);
  return ElaborateArithmetic(expr, scope, expected);
}

plan::LabId Checker::LabBehind(ExprId id) const {
  const plan::Expr& expr = At(id);
  if (expr.op == Op::kLabValue) return expr.lab;
  if (expr.op == Op::kQuery) return out_.draft.queries[expr.query.index].lab;
  return {};
}

ExprId Checker::ConvertLabLiteral(ExprId lab_side, ExprId literal, base::Span span) {
  plan::LabId lab_id = LabBehind(lab_side);
  if (!lab_id.valid() || At(literal).op != Op::kLiteral) return {};
  const plan::Lab& lab = out_.draft.labs[lab_id.index];
  std::optional<std::string> converted =
      ConvertForLab(lab, out_.draft.literals[At(literal).literal].text, At(literal).type.unit);
  if (!converted) return {};
  Type type = NumberType(false, lab.unit);
  return AddExpr({.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, *converted})},
                 span);
}

namespace {

bool HasMember(const plan::Plan& plan, const Type& type, std::string_view name) {
  return type.kind == TypeKind::kChoice &&
         absl::c_any_of(plan.choices[type.choice.index].members,
                        [&](const plan::ChoiceMember& m) { return m.name == name; });
}

}  // namespace

ExprId Checker::ElaborateCompare(const ast::Expr& expr, const Scope& scope) {
  const ast::Expr &first = *expr.operands[0], &second = *expr.operands[1];
  const auto names_nothing = [&](const ast::Expr& side) {
    if (side.kind != ast::ExprKind::kName || side.name.empty()) return false;
    const std::string& name = side.name.text;
    for (const Scope* s = &scope; s != nullptr; s = s->parent) {
      if (absl::c_any_of(s->named, [&](const auto& known) { return known.first == name; }))
        return false;
      if (s->variable >= 0 &&
          (s->alias == name || (s->bare && HasAttribute(s->collection, s->lab, name))))
        return false;
    }
    return !program_.Find(Space::kValue, name, scope.module, scope.group).valid() &&
           !program_.Find(Space::kCollection, name, scope.module, scope.group).valid();
  };
  // `NotGraded <= graded`: what a bare word is a member of, the other side tells.
  const bool second_tells = names_nothing(first) && !names_nothing(second);
  ExprId left, right;
  if (second_tells) {
    right = Elaborate(second, scope);
    if (!right.valid()) return {};
    const Type told = At(right).type;
    left = Elaborate(first, scope, HasMember(out_.draft, told, first.name.text) ? &told : nullptr);
    if (!left.valid()) return {};
  } else {
    left = Elaborate(first, scope);
    if (!left.valid()) return {};
    const Type told = At(left).type;
    right = Elaborate(second, scope, &told);
    if (!right.valid()) return {};
  }
  right = ReadAsDifference(right, At(left).type);
  left = ReadAsDifference(left, At(right).type);
  Type left_type = At(left).type, right_type = At(right).type;
  // `30 days` against a number in days reads as that number.
  if (left_type.kind == TypeKind::kDuration && IsNumber(right_type) &&
      At(left).op == Op::kLiteral) {
    left = QuantityLiteral(expr.operands[0]->quantity, &right_type);
    left_type = At(left).type;
  }
  if (IsNumber(left_type) && IsNumber(right_type)) {
    const ExprId written_left = left, written_right = right;
    if (FitUnits(left_type.unit, right_type.unit) == UnitFit::kDifferent) {
      if (ExprId c = ConvertLabLiteral(left, right, expr.span); c.valid()) {
        right = c;
      } else if (ExprId d = ConvertLabLiteral(right, left, expr.span); d.valid()) {
        left = d;
      }
      right_type = At(right).type, left_type = At(left).type;
    }
    UnitFit fit = FitUnits(left_type.unit, right_type.unit);
    if (fit == UnitFit::kBareAgainstUnit || fit == UnitFit::kDifferent) {
      // Of `2 < cr` the number lacks its unit, whatever stands on the other side.
      const bool bare_left = fit == UnitFit::kBareAgainstUnit && left_type.unit.empty() &&
                             At(right).op != Op::kLiteral;
      ReportTypeMismatch(expr.operands[bare_left ? 0 : 1]->span, bare_left ? right_type : left_type,
                         bare_left ? left_type : right_type);
      return {};
    }
    CheckLabLimit(left, written_right);
    CheckLabLimit(right, written_left);
  } else if (left_type.kind == TypeKind::kSet && left_type.choice.valid()) {
    ReportAskedOfSet(left, expr.span);
    return {};
  } else if (!Comparable(left_type, right_type)) {
    ReportCannotCompare(expr, left_type, right_type);
    return {};
  }
  if (IsOrdering(expr.op) && left_type.kind == TypeKind::kChoice &&
      !IsOrderedChoice(left_type.choice)) {
    emitter_
        .Emit(diag::kChoiceNotOrdered, expr.op_span,
              out_.draft.choices[left_type.choice.index].name)
        .Help(
            "Declare the order on the choice, such as `choice Status ordered Salvage > Emergent > "
            "Urgent > Elective { … }`.");
    return {};
  }
  if (IsOrdering(expr.op) && (RefuseOutsideOrder(left) || RefuseOutsideOrder(right))) return {};
  if (const std::string_view unit = HoursAgainstDate(out_.draft, left, right); !unit.empty()) {
    emitter_.Emit(diag::kHoursOnDate, expr.span, unit).Help(kHelpHoursAgainstDate);
    return {};
  }
  return BuiltinCall(BuiltinOf(expr.op), {left, right}, TruthType(), expr.span);
}

// `grade > NotGraded` where the order of the grades leaves it out: true of none and false of none.
bool Checker::RefuseOutsideOrder(ExprId side) {
  const plan::Expr& expr = At(side);
  if (expr.op != Op::kLiteral || expr.type.kind != TypeKind::kChoice) return false;
  const plan::Choice& choice = out_.draft.choices[expr.type.choice.index];
  const std::string& name = out_.draft.literals[expr.literal].text;
  const auto member =
      absl::c_find_if(choice.members, [&](const plan::ChoiceMember& m) { return m.name == name; });
  if (member == choice.members.end() || member->rank >= 0) return false;
  emitter_.Emit(diag::kOutsideOrder, SpanOf(side), name, choice.name)
      .Help(absl::StrCat("Compare with `=`, or give `", name,
                         "` its place in the order of the choice."));
  return true;
}

// A field or a `let` whose value is a set of choices.
bool Checker::NamesSet(const ast::Name& name, const Scope& scope) {
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    for (const auto& [known, id] : s->named) {
      if (known == name.text) return id.valid() && At(id).type.kind == TypeKind::kSet;
    }
  }
  const SymbolId symbol = program_.Find(Space::kValue, name.text, scope.module, scope.group);
  if (!symbol.valid() || program_.Find(Space::kCodes, name.text, scope.module).valid())
    return false;
  const ExprId value = ElaborateValueSymbol(symbol, name.span, scope);
  return value.valid() && At(value).type.kind == TypeKind::kSet;
}

// `Port in Incisions`.
ExprId Checker::MemberOfSet(const ast::Expr& expr, const Scope& scope) {
  ast::Expr name;
  name.kind = ast::ExprKind::kName;
  name.name = expr.name;
  name.span = expr.name.span;
  const ExprId set = ElaborateName(name, scope, nullptr);
  if (!set.valid()) return {};
  Type member = TypeOf(TypeKind::kChoice);
  member.choice = At(set).type.choice;
  const ExprId item = ValueOf(*expr.operands[0], scope, member);
  if (!item.valid()) return {};
  return BuiltinCall(kBuiltinIn, {item, set}, TruthType(), expr.span);
}

void Checker::ReportAskedOfSet(ExprId set, base::Span span) {
  const plan::Choice& choice = out_.draft.choices[At(set).type.choice.index];
  const std::string member = choice.members.empty() ? "A" : choice.members[0].name;
  const std::string written(sources_.Text(SpanOf(set)));
  emitter_
      .Emit(diag::kCannotCompare, span, Describe(At(set).type, out_.draft),
            absl::StrCat("choices of ", choice.name))
      .Help(absl::StrCat("Ask for one member at a time: `", member, " in ", written,
                         "`, joined with `and` or `or`."));
}

void Checker::ReportCannotCompare(const ast::Expr& expr, const Type& left, const Type& right) {
  auto builder = emitter_.Emit(diag::kCannotCompare, expr.span, Describe(left, out_.draft),
                               Describe(right, out_.draft));
  if (left.kind == TypeKind::kCodes) {
    builder.Help("Ask whether the code is in a code set, such as `code in DiabetesMellitus`.");
  } else if (left.kind == TypeKind::kPeriod || right.kind == TypeKind::kPeriod) {
    builder.Help("Say which edge of the period is meant: add `.start` or `.end`.");
  } else if (IsText(right) && left.kind == TypeKind::kChoice) {
    builder.Help("Write the choice without quotation marks.");
    HelpChoices(left.choice, builder);
  } else if (left.kind == TypeKind::kTruth && (IsNumber(right) || IsTime(right))) {
    builder.Help(
        "Compare twice: `A <= value and value <= B`; a query is put in parentheses, or named with "
        "`let`.");
  } else if (IsText(right) && IsTime(left)) {
    builder.Help("Write the date without quotation marks, such as `2024-03-01`.");
  }
}

ExprId Checker::ElaborateArithmetic(const ast::Expr& expr, const Scope& scope,
                                    const Type* expected) {
  if (expr.kind == ast::ExprKind::kNegate) {
    ExprId operand = Elaborate(*expr.operands[0], scope, expected);
    if (!operand.valid()) return {};
    if (!IsNumber(At(operand).type)) {
      emitter_.Emit(diag::kNotANumber, expr.span, Describe(At(operand).type, out_.draft));
      return {};
    }
    if (!CheckScales(kBuiltinNegate, {operand}, expr.span)) return {};
    return BuiltinCall(kBuiltinNegate, {operand}, At(operand).type, expr.span);
  }
  ExprId left = Elaborate(*expr.operands[0], scope);
  if (!left.valid()) return {};
  bool sum = expr.op == ast::BinaryOp::kAdd || expr.op == ast::BinaryOp::kSubtract;
  Type left_type = At(left).type;
  const bool temperature = sum && IsOfTemperature(left_type);
  ExprId right = Elaborate(*expr.operands[1], scope, sum && !temperature ? &left_type : nullptr);
  if (!right.valid()) return {};
  Type right_type = At(right).type;
  if (temperature && IsOfTemperature(right_type)) {
    return SumOfTemperatures(expr.op == ast::BinaryOp::kAdd, left, right, expr.span);
  }
  std::optional<Type> type = ArithmeticType(expr.op, left_type, right_type, expr.span);
  if (!type) return {};
  return BuiltinCall(BuiltinOf(expr.op), {left, right}, *type, expr.span);
}

std::optional<Type> Checker::ArithmeticType(ast::BinaryOp op, const Type& left, const Type& right,
                                            base::Span span) {
  using ast::BinaryOp;
  bool both_whole = left.kind == TypeKind::kInteger && right.kind == TypeKind::kInteger;
  if (op == BinaryOp::kAdd || op == BinaryOp::kSubtract) {
    if (IsTime(left) && right.kind == TypeKind::kDuration) {
      bool needs_time = left.kind == TypeKind::kDate && !IsCalendarWord(right.unit);
      if (needs_time) {
        emitter_.Emit(diag::kHoursOnDate, span, right.unit).Help(kHelpHoursOnDate);
        return std::nullopt;
      }
      return left;
    }
    if (left.kind == TypeKind::kDuration && right.kind == TypeKind::kDuration) return left;
    if (op == BinaryOp::kSubtract && IsTime(left) && IsTime(right)) {
      emitter_.Emit(diag::kSubtractTimes, span)
          .Help(
              "Say what is counted, such as `local_days_between(a, b)` or `duration_between(a, b, "
              "\"hours\")`.");
      return std::nullopt;
    }
    if (IsNumber(left) && IsNumber(right)) {
      UnitFit fit = FitUnits(left.unit, right.unit);
      if (fit == UnitFit::kSame || fit == UnitFit::kConverts)
        return NumberType(both_whole, left.unit);
      ReportTypeMismatch(span, left, right);
      return std::nullopt;
    }
  } else if (IsNumber(left) && IsNumber(right)) {
    if (op == BinaryOp::kPower) {
      if (left.unit.empty() && right.unit.empty()) return NumberType(false, "");
      emitter_.Emit(diag::kPowerOfUnit, span);
      return std::nullopt;
    }
    std::optional<std::string> unit = ComposedUnit(op == BinaryOp::kDivide, left, right, span);
    if (!unit) return std::nullopt;
    return NumberType(both_whole && op == BinaryOp::kMultiply, *unit);
  }
  auto builder = emitter_.Emit(diag::kCannotCalculate, span, Describe(left, out_.draft),
                               Describe(right, out_.draft));
  if (IsTime(left) && IsNumber(right))
    builder.Help("Say what is counted, such as `surgery.start - 30 days`.");
  return std::nullopt;
}

}  // namespace suture::check
