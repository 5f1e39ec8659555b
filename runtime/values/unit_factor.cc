#include "runtime/values/unit_factor.h"

#include <cmath>
#include <numbers>

namespace suture::values {
namespace {

constexpr int kMaxTen = 1000;

// Lowest terms, with the tens pulled out of both numbers.
void Reduce(UnitFactor& f) {
  const absl::uint128 common =
      GreatestCommonDivisor(Magnitude(f.numerator), Magnitude(f.denominator));
  if (common > 1) {
    f.numerator /= static_cast<absl::int128>(common);
    f.denominator /= static_cast<absl::int128>(common);
  }
  f.ten = static_cast<int16_t>(f.ten + StripTens(f.numerator, kMaxPowerOfTen));
  f.ten = static_cast<int16_t>(f.ten - StripTens(f.denominator, kMaxPowerOfTen));
}

}  // namespace

UnitFactor MultiplyFactors(const UnitFactor& left, const UnitFactor& right) {
  UnitFactor result;
  result.approximate = left.approximate * right.approximate;
  result.exact = left.exact && right.exact;
  if (!result.exact) return result;
  // Cancel across first, so that only what is truly large overflows.
  const auto across = [](absl::int128& a, absl::int128& b) {
    const auto common =
        static_cast<absl::int128>(GreatestCommonDivisor(Magnitude(a), Magnitude(b)));
    if (common > 1) {
      a /= common;
      b /= common;
    }
  };
  absl::int128 n1 = left.numerator, d1 = left.denominator;
  absl::int128 n2 = right.numerator, d2 = right.denominator;
  across(n1, d2);
  across(n2, d1);
  const auto numerator = MultiplyChecked(n1, n2);
  const auto denominator = MultiplyChecked(d1, d2);
  const int ten = left.ten + right.ten;
  if (!numerator || !denominator || ten > kMaxTen || ten < -kMaxTen) {
    result.exact = false;
    return result;
  }
  result.numerator = *numerator;
  result.denominator = *denominator;
  result.ten = static_cast<int16_t>(ten);
  result.pi = static_cast<int8_t>(left.pi + right.pi);
  Reduce(result);
  return result;
}

UnitFactor InvertFactor(const UnitFactor& factor) {
  UnitFactor result = factor;
  result.numerator = factor.denominator;
  result.denominator = factor.numerator;
  result.ten = static_cast<int16_t>(-factor.ten);
  result.pi = static_cast<int8_t>(-factor.pi);
  result.approximate = 1 / factor.approximate;
  return result;
}

UnitFactor DivideFactors(const UnitFactor& left, const UnitFactor& right) {
  return MultiplyFactors(left, InvertFactor(right));
}

UnitFactor RaiseFactor(const UnitFactor& factor, int exponent) {
  const UnitFactor base = exponent < 0 ? InvertFactor(factor) : factor;
  UnitFactor result;
  for (int i = 0; i < std::abs(exponent); ++i) result = MultiplyFactors(result, base);
  return result;
}

UnitFactor ParseFactor(std::string_view text) {
  if (const size_t slash = text.find('/'); slash != std::string_view::npos) {
    return DivideFactors(ParseFactor(text.substr(0, slash)), ParseFactor(text.substr(slash + 1)));
  }
  UnitFactor result;
  int ten = 0;
  if (const size_t mark = text.find('e'); mark != std::string_view::npos) {
    // The exponents of the table are beyond a Decimal's scale, so they are kept apart.
    const bool negative = text[mark + 1] == '-';
    for (char c : text.substr(mark + (negative ? 2 : 1))) ten = ten * 10 + (c - '0');
    if (negative) ten = -ten;
    text = text.substr(0, mark);
  }
  const Decimal digits = *Decimal::Parse(text);
  result.numerator = digits.coefficient();
  result.ten = static_cast<int16_t>(ten - digits.scale());
  result.approximate = digits.ToDouble() * std::pow(10.0, ten);
  Reduce(result);
  return result;
}

UnitFactor PiFactor() {
  UnitFactor result;
  result.pi = 1;
  result.approximate = std::numbers::pi;
  return result;
}

bool SameFactor(const UnitFactor& left, const UnitFactor& right) {
  if (!left.exact || !right.exact) return left.approximate == right.approximate;
  return left.numerator == right.numerator && left.denominator == right.denominator &&
         left.ten == right.ten && left.pi == right.pi;
}

}  // namespace suture::values
