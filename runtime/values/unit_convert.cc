// Exact conversion of values between units.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "runtime/values/unit.h"
#include "runtime/values/unit_factor.h"

namespace suture::values {
namespace {

absl::Status NotCommensurable(const Unit* from, const Unit* to) {
  return absl::InvalidArgumentError(
      fmt::format("`{}` does not convert to `{}`.", from->text(), to->text()));
}
absl::Status TooLarge() {
  return absl::OutOfRangeError("The converted value has more digits than can be held.");
}

// How often 2 and 5 divide a number, and what is left.
struct TenParts {
  int twos = 0;
  int fives = 0;
  absl::int128 rest = 0;
};
TenParts SplitTens(absl::int128 value) {
  TenParts parts{0, 0, value};
  while (parts.rest % 2 == 0) {
    parts.rest /= 2;
    ++parts.twos;
  }
  while (parts.rest % 5 == 0) {
    parts.rest /= 5;
    ++parts.fives;
  }
  return parts;
}

// coefficient * numerator / denominator * 10^-scale, where the quotient ends: nullopt when it does
// not, or does not fit.
std::optional<Decimal> ExactProduct(absl::int128 coefficient, int scale, const UnitFactor& ratio) {
  const auto common = static_cast<absl::int128>(
      GreatestCommonDivisor(Magnitude(coefficient), Magnitude(ratio.denominator)));
  const absl::int128 kept = coefficient / common;
  const absl::int128 below = ratio.denominator / common;
  const TenParts parts = SplitTens(below);
  if (parts.rest != 1) return std::nullopt;
  const int extra = std::max(parts.twos, parts.fives);
  if (extra > kMaxPowerOfTen) return std::nullopt;
  const auto numerator = MultiplyChecked(ratio.numerator, PowerOfTen(extra) / below);
  if (!numerator) return std::nullopt;
  auto product = MultiplyChecked(kept, *numerator);
  if (!product) return std::nullopt;
  int result_scale = scale + extra - ratio.ten;
  if (result_scale > 0) result_scale -= StripTens(*product, result_scale);
  if (*product == 0) return Decimal();
  if (result_scale < 0) {
    if (-result_scale > kMaxPowerOfTen) return std::nullopt;
    product = MultiplyChecked(*product, PowerOfTen(-result_scale));
    if (!product) return std::nullopt;
    result_scale = 0;
  }
  return Decimal::Make(*product, result_scale);
}

// The same, rounded to kConvertedDigits significant digits.
std::optional<Decimal> RoundedProduct(absl::int128 coefficient, int scale,
                                      const UnitFactor& ratio) {
  const double size =
      std::fabs(static_cast<double>(coefficient)) * std::pow(10.0, -scale) * ratio.approximate;
  if (!std::isfinite(size)) return std::nullopt;
  const int before_point = size > 0 ? static_cast<int>(std::floor(std::log10(size))) + 1 : 0;
  int kept = std::clamp(kConvertedDigits - before_point, 0, Decimal::kMaxScale);
  for (; kept >= 0; --kept) {
    const int shift = kept - scale + ratio.ten;
    const auto above = shift >= 0 && shift <= kMaxPowerOfTen
                           ? MultiplyChecked(ratio.numerator, PowerOfTen(shift))
                           : std::optional<absl::int128>(ratio.numerator);
    const auto below = shift < 0 && -shift <= kMaxPowerOfTen
                           ? MultiplyChecked(ratio.denominator, PowerOfTen(-shift))
                           : std::optional<absl::int128>(ratio.denominator);
    if (shift > kMaxPowerOfTen || -shift > kMaxPowerOfTen || !above || !below) continue;
    const auto quotient = MultiplyDivide(coefficient, *above, *below, Rounding::kHalfUp);
    if (!quotient) continue;
    if (const auto result = Decimal::Make(quotient->value, kept)) return result->Normalized();
  }
  return std::nullopt;
}

std::optional<Decimal> Product(const Decimal& value, const UnitFactor& ratio) {
  if (!ratio.exact || ratio.pi != 0) return std::nullopt;
  return ExactProduct(value.coefficient(), value.scale(), ratio);
}

std::optional<Decimal> Scale(const Decimal& value, const UnitFactor& ratio, bool* exact) {
  *exact = true;
  if (value.is_zero()) return Decimal();
  if (const auto product = Product(value, ratio)) return product;
  *exact = false;
  if (!ratio.exact || ratio.pi != 0) {
    return Decimal::FromDouble(value.ToDouble() * ratio.approximate, 15);
  }
  return RoundedProduct(value.coefficient(), value.scale(), ratio);
}

// From one kind of unit to another through a quantity such as 113.12 g/mol: a product where
// `from` is a substance, a quotient where it is a mass.
absl::StatusOr<Decimal> ConvertThrough(const Decimal& value, const Unit* from, const Unit* to,
                                       const Decimal& amount, const Unit* per) {
  if (Commensurable(from, to)) return ConvertExact(value, from, to);
  if (amount.is_negative() || amount.is_zero()) {
    return absl::InvalidArgumentError("A molar mass or a valence must be greater than zero.");
  }
  const auto product_unit = MultiplyUnits(from, per);
  if (product_unit.ok() && Commensurable(*product_unit, to)) {
    const auto product = Decimal::Multiply(value, amount);
    if (!product) return TooLarge();
    return ConvertExact(*product, *product_unit, to);
  }
  const auto quotient_unit = DivideUnits(from, per);
  if (!quotient_unit.ok() || !Commensurable(*quotient_unit, to)) return NotCommensurable(from, to);
  // (value / amount) in one step, so that only one rounding happens.
  UnitFactor divisor;
  divisor.numerator = amount.coefficient();
  divisor.ten = static_cast<int16_t>(-amount.scale());
  divisor.approximate = amount.ToDouble();
  const UnitFactor ratio =
      DivideFactors(DivideFactors((*quotient_unit)->factor(), to->factor()), divisor);
  bool exact = false;
  const auto result = Scale(value, ratio, &exact);
  if (!result) return TooLarge();
  return *result;
}

constexpr std::array<std::string_view, 50> kCommonUnits = {"mg/dL",
                                                           "g/L",
                                                           "g/dL",
                                                           "ug/dL",
                                                           "ug/L",
                                                           "ng/mL",
                                                           "pg/mL",
                                                           "mmol/L",
                                                           "umol/L",
                                                           "nmol/L",
                                                           "pmol/L",
                                                           "meq/L",
                                                           "mosm/kg",
                                                           "%",
                                                           "10*3/uL",
                                                           "10*9/L",
                                                           "10*6/uL",
                                                           "10*12/L",
                                                           "U/L",
                                                           "[IU]/L",
                                                           "m[IU]/mL",
                                                           "mm[Hg]",
                                                           "kPa",
                                                           "cm[H2O]",
                                                           "kg",
                                                           "g",
                                                           "mg",
                                                           "ug",
                                                           "[lb_av]",
                                                           "cm",
                                                           "m",
                                                           "mm",
                                                           "[in_i]",
                                                           "m2",
                                                           "mL",
                                                           "L",
                                                           "mL/h",
                                                           "mL/min",
                                                           "L/min",
                                                           "mL/min/{1.73_m2}",
                                                           "/min",
                                                           "Cel",
                                                           "[degF]",
                                                           "kg/m2",
                                                           "s",
                                                           "min",
                                                           "h",
                                                           "K{difference}",
                                                           "Cel{difference}",
                                                           "[degF]{difference}"};

}  // namespace

absl::StatusOr<Decimal> ConvertExact(const Decimal& value, const Unit* from, const Unit* to,
                                     bool* exact) {
  bool is_exact = true;
  if (exact == nullptr) exact = &is_exact;
  *exact = true;
  if (from == to) return value;
  if (!Commensurable(from, to)) return NotCommensurable(from, to);
  if (SameSize(from, to)) return value;
  // (value + offset) * factor, backwards for the target; plain units have offset zero.
  const auto shifted = Decimal::Add(value, from->offset());
  if (!shifted) return TooLarge();
  const auto scaled = Scale(*shifted, DivideFactors(from->factor(), to->factor()), exact);
  if (!scaled) return TooLarge();
  const auto result = Decimal::Subtract(*scaled, to->offset());
  if (!result) return TooLarge();
  return result->Normalized();
}

absl::StatusOr<Decimal> ConvertMolar(const Decimal& value, const Unit* from, const Unit* to,
                                     const Decimal& molar_mass) {
  static const Unit* gram_per_mole = *Unit::Parse("g/mol");
  return ConvertThrough(value, from, to, molar_mass, gram_per_mole);
}

absl::StatusOr<Decimal> ConvertEquivalents(const Decimal& value, const Unit* from, const Unit* to,
                                           int valence) {
  static const Unit* equivalent_per_mole = *Unit::Parse("eq/mol");
  return ConvertThrough(value, from, to, Decimal::FromInteger(valence), equivalent_per_mole);
}

std::string SuggestUnits(const Unit* like, size_t limit) {
  std::string out;
  size_t count = 0;
  for (std::string_view text : kCommonUnits) {
    const auto unit = Unit::Parse(text);
    if (count == limit) break;
    if (!unit.ok() || *unit == like || !Commensurable(*unit, like)) continue;
    out += fmt::format("{}{}", count == 0 ? "" : ", ", text);
    ++count;
  }
  return out;
}

}  // namespace suture::values
