// A lab: where it is read, its codes, and what it or a record's cell says of its own amounts: molar
// mass, conversions and ranges, each in units that fit.
#include "absl/strings/str_cat.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "runtime/values/unit.h"

namespace suture::check {
namespace {

// Nothing where one unit does not convert to the other without a lab's help.
std::optional<std::string> AmountIn(const std::string& number, const std::string& from,
                                    const std::string& to) {
  if (from == to) return number;
  std::optional<values::Decimal> value = values::Decimal::Parse(number);
  absl::StatusOr<const values::Unit*> from_unit = values::Unit::Parse(from),
                                      to_unit = values::Unit::Parse(to);
  if (!value || !from_unit.ok() || !to_unit.ok()) return std::nullopt;
  absl::StatusOr<values::Decimal> converted = values::ConvertExact(*value, *from_unit, *to_unit);
  return converted.ok() ? std::optional<std::string>(converted->ToString()) : std::nullopt;
}

}  // namespace

// In grams per mole, as the plan has it; empty: reported.
std::string Checker::MolarMassFrom(const ast::Quantity& mass) {
  std::optional<values::Decimal> number = values::Decimal::Parse(mass.number);
  absl::StatusOr<const values::Unit*> unit = values::Unit::Parse(mass.unit.text);
  static const values::Unit* const gram_per_mole = *values::Unit::Parse("g/mol");
  if (number && unit.ok() && !number->is_zero()) {
    absl::StatusOr<values::Decimal> grams = values::ConvertExact(*number, *unit, gram_per_mole);
    if (grams.ok()) return grams->ToString();
  }
  emitter_.Emit(diag::kTypeMismatch, mass.span,
                "a mass per amount above zero, such as `113.12 g/mol`,",
                absl::StrCat(mass.number, mass.unit.empty() ? "" : " ", mass.unit.text));
  return "";
}

void Checker::CheckLabBounds(const ast::Bounds& bounds, const Type& type) {
  std::optional<plan::Bounds> out = BoundsFrom(bounds, type);
  if (!out || out->unit.empty() || FitUnits(out->unit, type.unit) != UnitFit::kDifferent) return;
  emitter_.Emit(diag::kUnitsDiffer, base::Join(bounds.low.span, bounds.high.span), out->unit,
                type.unit);
}

std::optional<plan::Bounds> Checker::PlausibleFrom(const ast::Lab& source) {
  if (!source.range) return std::nullopt;
  const ast::Bounds& valid = source.range->valid;
  const plan::Bounds bounds{valid.low.number, valid.high.number, source.unit.text};
  const std::string& written = valid.high.unit.empty() ? valid.low.unit.text : valid.high.unit.text;
  std::optional<std::string> low =
      AmountIn(bounds.low, written.empty() ? bounds.unit : written, bounds.unit);
  std::optional<std::string> high =
      AmountIn(bounds.high, written.empty() ? bounds.unit : written, bounds.unit);
  if (!low || !high) return std::nullopt;
  return plan::Bounds{*low, *high, bounds.unit};
}

void Checker::CheckLabLimit(ExprId lab_side, ExprId literal) {
  const plan::LabId id = LabBehind(lab_side);
  if (!id.valid() || At(literal).op != Op::kLiteral || !lab_ranges_[id.index]) return;
  const plan::Expr& side = At(lab_side);
  // `date of last X` and `count of X` are no results.
  if (side.op == Op::kQuery) {
    const plan::Query& query = out_.draft.queries[side.query.index];
    const bool one =
        query.quantifier != plan::Quantifier::kCount && query.quantifier != plan::Quantifier::kSum;
    if (!one || !query.yield.valid() || At(query.yield).op != Op::kLabValue) return;
  }
  const plan::Lab& lab = out_.draft.labs[id.index];
  const plan::Bounds& range = *lab_ranges_[id.index];
  const std::string text = out_.draft.literals[At(literal).literal].text;
  const std::string unit = At(literal).type.unit;
  std::optional<std::string> in_lab_unit = AmountIn(text, unit, lab.unit);
  if (!in_lab_unit) in_lab_unit = ConvertForLab(lab, text, unit);
  std::optional<values::Decimal> limit =
      in_lab_unit ? values::Decimal::Parse(*in_lab_unit) : std::nullopt;
  std::optional<values::Decimal> low = values::Decimal::Parse(range.low),
                                 high = values::Decimal::Parse(range.high);
  // `> 0` asks whether there is any.
  if (!limit || !low || !high || *high < *low || limit->is_zero() ||
      (*limit >= *low && *limit <= *high)) {
    return;
  }
  const std::string with_unit = absl::StrCat(unit.empty() ? "" : " ", unit);
  emitter_
      .Emit(diag::kLabLimitOutOfRange, SpanOf(literal), text + with_unit, lab.name,
            absl::StrCat(range.low, "..", range.high, lab.unit.empty() ? "" : " ", lab.unit))
      .Help(
          "Look at the number and its unit. If the limit is meant, widen the `range` of the lab.");
}

// In the cell's own unit: low, high. Empty: reported.
std::vector<std::string> Checker::CellRange(const ast::Bounds& bounds, const Type& type) {
  std::optional<plan::Bounds> out = BoundsFrom(bounds, type);
  if (!out) return {};
  if (type.kind == TypeKind::kDuration || out->unit.empty()) return {out->low, out->high};
  std::optional<std::string> low = AmountIn(out->low, out->unit, type.unit),
                             high = AmountIn(out->high, out->unit, type.unit);
  if (low && high) return {*low, *high};
  emitter_
      .Emit(diag::kUnitsDiffer, base::Join(bounds.low.span, bounds.high.span), out->unit, type.unit)
      .Help("Write the range in the unit of the cell.");
  return {};
}

// One side is in the lab's unit or converts to it, and neither is nothing. False: reported.
bool Checker::CheckConversion(const ast::LabConversion& conversion, const ast::Name& unit) {
  const int errors = emitter_.error_count();
  CheckUnit(conversion.from.unit);
  CheckUnit(conversion.to.unit);
  if (emitter_.error_count() > errors) return false;
  for (const ast::Quantity* side : {&conversion.from, &conversion.to}) {
    std::optional<values::Decimal> number = values::Decimal::Parse(side->number);
    if (number && !number->is_zero()) continue;
    emitter_.Emit(diag::kTypeMismatch, side->span, "an amount above zero", side->number);
    return false;
  }
  const std::string &from = conversion.from.unit.text, &to = conversion.to.unit.text;
  const std::string& only = from.empty() ? to : from;
  if (from.empty() != to.empty() && FitUnits(only, "1") > UnitFit::kConverts) {
    emitter_.Emit(diag::kUnitMissing, conversion.span, only)
        .Help("Write the unit of both amounts.");
    return false;
  }
  auto of_lab = [&](const ast::Quantity& side) {
    return FitUnits(side.unit.text, unit.text) <= UnitFit::kConverts;
  };
  if (unit.empty() || of_lab(conversion.from) || of_lab(conversion.to)) return true;
  emitter_.Emit(diag::kUnitsDiffer, conversion.span, conversion.from.unit.text, unit.text)
      .Help(absl::StrCat("Write how much of another unit one `", unit.text, "` is."));
  return false;
}

ExprId Checker::LabConverted(ExprId id, const Type& wanted, base::Span span) {
  using ast::BinaryOp;
  const plan::LabId lab_id = LabBehind(id);
  const std::string unit = At(id).type.unit;
  const auto fits = [](const std::string& left, const std::string& right) {
    const UnitFit fit = FitUnits(left, right);
    return fit == UnitFit::kSame || fit == UnitFit::kConverts;
  };
  if (!lab_id.valid() || !IsNumber(wanted) || unit.empty() || wanted.unit.empty() ||
      fits(unit, wanted.unit)) {
    return {};
  }
  const auto literal = [&](const std::string& number, const std::string& in) {
    const Type type = NumberType(false, in);
    return AddExpr({.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, number})}, span);
  };
  bool composes = true;
  const auto apply = [&](BinaryOp op, ExprId left, ExprId right) {
    const std::string left_unit = At(left).type.unit, right_unit = At(right).type.unit;
    std::string composed = op == BinaryOp::kSubtract ? UnitOfDifference(left_unit) : right_unit;
    if (op == BinaryOp::kMultiply || op == BinaryOp::kDivide) {
      absl::StatusOr<std::string> unit =
          ComposeUnits(op == BinaryOp::kDivide, left_unit, right_unit);
      composes &= unit.ok();
      composed = unit.value_or("");
    }
    return BuiltinCall(BuiltinOf(op), {left, right}, NumberType(false, composed), span);
  };
  const auto in_unit = [&](ExprId amount) {
    return composes ? Converted(amount, wanted, span) : ExprId{};
  };
  const plan::Lab lab = out_.draft.labs[lab_id.index];
  // On the line through the declared points, or through zero and the only one.
  std::vector<std::pair<ExprId, ExprId>> points;
  for (const plan::LabConversion& c : lab.conversions) {
    if (c.from_unit == unit && fits(c.to_unit, wanted.unit)) {
      points.emplace_back(literal(c.from_number, c.from_unit), literal(c.to_number, c.to_unit));
    } else if (c.to_unit == unit && fits(c.from_unit, wanted.unit)) {
      points.emplace_back(literal(c.to_number, c.to_unit), literal(c.from_number, c.from_unit));
    }
  }
  if (points.size() == 1) {
    return in_unit(apply(BinaryOp::kMultiply, apply(BinaryOp::kDivide, id, points[0].first),
                         points[0].second));
  }
  if (points.size() > 1) {
    const ExprId share = apply(BinaryOp::kDivide, apply(BinaryOp::kSubtract, id, points[1].first),
                               apply(BinaryOp::kSubtract, points[0].first, points[1].first));
    const ExprId along = apply(BinaryOp::kMultiply, share,
                               apply(BinaryOp::kSubtract, points[0].second, points[1].second));
    return in_unit(apply(BinaryOp::kAdd, along, points[1].second));
  }
  constexpr const char* kGramPerMole = "g/mol";
  for (BinaryOp op : {BinaryOp::kDivide, BinaryOp::kMultiply}) {
    if (lab.molar_mass.empty() ||
        !fits(ComposeUnits(op == BinaryOp::kDivide, unit, kGramPerMole).value_or(""),
              wanted.unit)) {
      continue;
    }
    return in_unit(apply(op, id, literal(lab.molar_mass, kGramPerMole)));
  }
  return {};
}

plan::LabId Checker::LabOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.second >= 0) return {bound.second};
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Lab& source = *s.As<ast::Lab>();
  plan::Lab lab;
  lab.name = s.name;
  lab.unit = source.unit.text;
  CheckUnit(source.unit);
  lab.collection = NamedKind(source.from.empty() ? "lab result" : source.from.text,
                             source.from.empty() ? s.span : source.from.span, s.module);
  if (!lab.collection.valid()) {
    bound_[symbol.index].state = State::kDone;
    return {};
  }
  if (!source.codes.empty()) {
    plan::CodeSet set;
    set.name = s.name;
    for (const ast::CodeLine& line : source.codes) AddUndatedLine(line, s.module, set);
    for (const ast::Lab* more : program_.AdditionsTo<ast::Lab>(symbol)) {
      for (const ast::CodeLine& line : more->codes) AddUndatedLine(line, program_.main, set);
    }
    lab.codes = AddCodeSet(std::move(set));
  }
  if (source.molar_mass) lab.molar_mass = MolarMassFrom(*source.molar_mass);
  if (source.range && !lab.unit.empty()) {
    Type type = TypeOf(TypeKind::kDecimal);
    type.unit = lab.unit;
    for (const ast::Bounds* bounds :
         {&source.range->valid, source.range->usual ? &*source.range->usual : nullptr}) {
      if (bounds != nullptr) CheckLabBounds(*bounds, type);
    }
  }
  for (const ast::LabConversion& conversion : source.conversions) {
    if (!CheckConversion(conversion, source.unit)) continue;
    lab.conversions.push_back({conversion.from.number, conversion.from.unit.text,
                               conversion.to.number, conversion.to.unit.text});
  }
  lab.spelled = source.spelled;
  for (const ast::Lab* more : program_.AdditionsTo<ast::Lab>(symbol)) {
    lab.spelled.insert(lab.spelled.end(), more->spelled.begin(), more->spelled.end());
  }
  out_.draft.labs.push_back(lab);
  lab_ranges_.push_back(PlausibleFrom(source));
  plan::LabId id{static_cast<int32_t>(out_.draft.labs.size()) - 1};
  bound_[symbol.index] = {State::kDone, lab.collection.index, id.index};
  if (source.derived != nullptr) {
    BindDerivedLab(id, *source.derived, s.module);
  } else if (source.codes.empty()) {
    emitter_.Emit(diag::kLabWithoutCodes, s.span, s.name);
  }
  return id;
}

Type Checker::LabType(plan::LabId lab) const {
  return NumberType(false, out_.draft.labs[lab.index].unit);
}

}  // namespace suture::check
