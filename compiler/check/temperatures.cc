// Temperatures are points on a scale. What lies between two of them is a difference, which has a
// unit of its own; which of the two a written number is, what stands beside it tells.
#include "absl/strings/str_cat.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "runtime/values/unit.h"

namespace suture::check {
namespace {

const values::Unit* UnitOf(const Type& type) {
  absl::StatusOr<const values::Unit*> unit = values::Unit::Parse(type.unit);
  return unit.ok() ? *unit : values::Unit::One();
}
bool IsPoint(const Type& type) { return IsNumber(type) && UnitOf(type)->IsTemperature(); }
bool IsDifference(const Type& type) { return IsNumber(type) && UnitOf(type)->IsDifference(); }

}  // namespace

// A number as it is written, with a sign or without.
bool Checker::IsWrittenNumber(ExprId id) const {
  const plan::Expr& expr = At(id);
  if (expr.op == Op::kBuiltin && expr.builtin == kBuiltinNegate)
    return IsWrittenNumber(expr.args[0]);
  return expr.op == Op::kLiteral && IsNumber(expr.type);
}

// `1 K` where a difference is wanted: one kelvin more or less, and no temperature near nothing.
ExprId Checker::ReadAsDifference(ExprId id, const Type& wanted) {
  if (!id.valid() || !IsDifference(wanted) || !IsPoint(At(id).type) || !IsWrittenNumber(id))
    return id;
  Type type = At(id).type;
  type.unit = UnitOfDifference(type.unit);
  if (At(id).op == Op::kBuiltin) {
    const ExprId number = ReadAsDifference(At(id).args[0], wanted);
    return BuiltinCall(kBuiltinNegate, {number}, type, SpanOf(id));
  }
  const std::string text = out_.draft.literals[At(id).literal].text;
  return AddExpr({.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, text})},
                 SpanOf(id));
}

// A sum or a difference where both sides are temperatures, or what lies between them.
ExprId Checker::SumOfTemperatures(bool adds, ExprId left, ExprId right, base::Span span) {
  const auto told = [&](ExprId id) { return !IsPoint(At(id).type) || !IsWrittenNumber(id); };
  const auto is_point = [&](ExprId id) { return IsPoint(At(id).type); };
  const auto is_difference = [&](ExprId id) { return IsDifference(At(id).type); };
  // A temperature takes a difference, and from a difference nothing else is taken away.
  const bool right_told = told(right), left_told = told(left);
  if (!right_told && (adds ? left_told && is_point(left) : is_difference(left))) {
    right = ReadAsDifference(right, TypeOfDifference(right));
  } else if (!left_told && adds && right_told && is_point(right)) {
    left = ReadAsDifference(left, TypeOfDifference(left));
  }
  const bool from_written = !adds && !told(left) && told(right) && is_point(right);
  for (const ExprId written : {right, left}) {
    if (told(written) || from_written) continue;
    ReportPointOrDifference(written);
    return {};
  }
  if (is_point(right) && (adds ? is_point(left) : is_difference(left))) {
    ReportPoint(At(right).type.unit, adds ? "have no sum" : "are not taken from a difference",
                span);
    return {};
  }
  Type type = NumberType(false, At(adds && is_point(right) ? right : left).type.unit);
  if (!adds && is_point(left) && is_point(right)) type.unit = UnitOfDifference(type.unit);
  return BuiltinCall(BuiltinOf(adds ? ast::BinaryOp::kAdd : ast::BinaryOp::kSubtract),
                     {left, right}, type, span);
}

Type Checker::TypeOfDifference(ExprId id) const {
  Type type = At(id).type;
  type.unit = UnitOfDifference(type.unit);
  return type;
}

void Checker::ReportPointOrDifference(ExprId written) {
  const std::string text(sources_.Text(SpanOf(written)));
  const std::string difference = absl::StrCat(text, "{difference}");
  const std::string& unit = At(written).type.unit;
  emitter_.Emit(diag::kPointOrDifference, SpanOf(written), text)
      .Help(
          absl::StrCat("Write `", difference,
                       "` if it is how far two temperatures lie apart. If it is a "
                       "temperature, compare with it alone, or name it: `finding limit : decimal ",
                       unit, " { take ", text, " }`."));
}

void Checker::ReportPoint(const std::string& unit, const std::string& what, base::Span span) {
  absl::StatusOr<const values::Unit*> scale = values::Unit::Parse(unit);
  auto builder = emitter_.Emit(diag::kPointOnScale, span, unit, what);
  if (scale.ok() && (*scale)->IsTemperature()) {
    builder.Help(absl::StrCat(
        "Compare the temperatures themselves, or calculate with what lies between two of "
        "them: `b - a` is a number in `",
        UnitOfDifference(unit), "`, and `a + (b - a) / 2` is halfway."));
  } else {
    builder.Help(absl::StrCat("Compare numbers in `", unit, "` as they stand."));
  }
}

// Nothing where the units have no product or quotient; that is told here.
std::optional<std::string> Checker::ComposedUnit(bool divide, const Type& left, const Type& right,
                                                 base::Span span) {
  absl::StatusOr<const values::Unit*> a = values::Unit::Parse(left.unit),
                                      b = values::Unit::Parse(right.unit);
  if (!a.ok() || !b.ok()) return std::nullopt;  // Told where it is written.
  for (const values::Unit* unit : {*a, *b}) {
    if (!unit->StandsAlone()) continue;
    ReportPoint(unit->text(), "neither multiply nor divide", span);
    return std::nullopt;
  }
  absl::StatusOr<std::string> composed = ComposeUnits(divide, left.unit, right.unit);
  if (composed.ok()) return *composed;
  emitter_
      .Emit(diag::kUnitNotComposed, span, left.unit.empty() ? "1" : left.unit,
            right.unit.empty() ? "1" : right.unit, std::string(composed.status().message()))
      .Help(
          "Calculate in fewer steps, or give one of them a unit of its own: a `define` whose "
          "result has "
          "a plain unit converts to it.");
  return std::nullopt;
}

}  // namespace suture::check
