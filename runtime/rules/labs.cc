// A lab's value of one row, in the lab's unit. What does not convert is unsettled, never skipped.
#include <algorithm>
#include <string_view>

#include "runtime/rules/evaluator.h"

namespace suture::rules {
namespace {

using values::Decimal;
using values::UnsettledCause;
using values::Value;

// Digits after the point of a conversion whose quotient does not end.
constexpr int kScale = 12;

// The registry's own conversion, where the row's unit is the one that it names, or one that only it
// can reach: 6.5 % is 0.065 of a whole, while mmol/mol of HbA1c is on a scale of its own.
std::optional<Decimal> ConvertByDeclaration(const LabProgram& lab, const values::Quantity& from) {
  for (const ConversionProgram& conversion : lab.conversions) {
    if (!values::Commensurable(from.unit, conversion.from)) continue;
    if (from.unit != conversion.from && values::Commensurable(from.unit, lab.unit)) continue;
    const auto amount = values::ConvertExact(from.amount, from.unit, conversion.from);
    if (!amount.ok()) continue;
    const auto scaled = Decimal::Multiply(*amount, conversion.numerator);
    const auto divided =
        scaled ? Decimal::Divide(*scaled, conversion.denominator, kScale) : std::nullopt;
    const auto moved = divided ? Decimal::Add(*divided, conversion.offset) : std::nullopt;
    if (!moved) continue;
    const auto result = values::ConvertExact(*moved, conversion.to, lab.unit);
    if (result.ok()) return *result;
  }
  return std::nullopt;
}

std::optional<Decimal> Convert(const LabProgram& lab, values::Quantity from) {
  // Of a lab that is a difference, so many Cel are how far two temperatures lie apart.
  if (lab.unit->IsDifference() && from.unit->IsTemperature()) {
    from.unit = values::DifferenceUnit(from.unit).value_or(from.unit);
  }
  if (from.unit == lab.unit) return from.amount;
  if (const auto declared = ConvertByDeclaration(lab, from)) return declared;
  if (!values::SameKindOfShare(from.unit, lab.unit)) return std::nullopt;
  const auto converted =
      lab.molar_mass ? values::ConvertMolar(from.amount, from.unit, lab.unit, *lab.molar_mass)
                     : values::ConvertExact(from.amount, from.unit, lab.unit);
  if (!converted.ok()) return std::nullopt;
  return *converted;
}

// "12.5 K/cmm" whose unit is one of the spellings that the lab declares.
std::optional<Decimal> ReadSpelled(const plan::Lab& lab, std::string_view text) {
  const size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view unit = text.substr(space + 1);
  if (std::find(lab.spelled.begin(), lab.spelled.end(), unit) == lab.spelled.end()) {
    return std::nullopt;
  }
  return Decimal::Parse(text.substr(0, space));
}

}  // namespace

Judged Evaluator::JudgeLab(plan::LabId id, RowRef ref) {
  const plan::Lab& lab = plan().labs[id.index];
  const LabProgram& program = program_.lab(id);
  const RowRef under = Underlying(ref);
  const int32_t attribute = ShapeOf(under).value;
  const chart::Row* row = ChartRow(under);
  if (row == nullptr || attribute < 0) return Judged::Silent();
  const EvidenceId evidence = evidence_.Cell(under, attribute);
  const chart::Cell& cell = row->cells[attribute];
  const auto in_unit = [&](const Decimal& amount) {
    return Judged::Known(program.unit == nullptr ? Value::OfDecimal(amount)
                                                 : Value::OfQuantity(amount, program.unit),
                         evidence);
  };
  if (cell.kind == chart::Cell::Kind::kUnreadable) {
    if (cell.value.kind() == values::Kind::kText) {
      if (const auto amount = ReadSpelled(lab, cell.value.text())) return in_unit(*amount);
    }
    return Judged::Unsettled(cell.cause, evidence);
  }
  // A result that was drawn and found, and says nothing, may not be passed over.
  if (cell.kind != chart::Cell::Kind::kValue) {
    return Judged::Unsettled(UnsettledCause::kEmptyCell, evidence);
  }
  switch (cell.value.kind()) {
    case values::Kind::kInteger:
    case values::Kind::kDecimal: {
      if (program.unit != nullptr) return Judged::Unsettled(UnsettledCause::kMissingUnit, evidence);
      return Judged::Known(cell.value, evidence);
    }
    case values::Kind::kQuantity: {
      const values::Quantity& quantity = cell.value.quantity();
      if (program.unit == nullptr) {
        return quantity.unit->IsDimensionless()
                   ? in_unit(quantity.amount)
                   : Judged::Unsettled(UnsettledCause::kBadUnit, evidence);
      }
      const auto amount = Convert(program, quantity);
      return amount ? in_unit(*amount) : Judged::Unsettled(UnsettledCause::kBadUnit, evidence);
    }
    default:
      return cell.value.IsNotKnown() ? Judged::From(cell.value, evidence)
                                     : Judged::Unsettled(UnsettledCause::kWrongType, evidence);
  }
}

}  // namespace suture::rules
