// The functions that leave exact decimals: powers, roots and logarithms. A result keeps fifteen
// significant digits, one less than a double holds, so that two C libraries round to the same
// decimal.
#include <algorithm>
#include <cmath>

#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

constexpr int kRealDigits = 15;
constexpr int64_t kMaxExactExponent = 128;

Value FromReal(double value) {
  if (std::isnan(value)) return Undefined();
  if (!std::isfinite(value)) return Overflow();
  if (value == 0) return Value::OfDecimal(Decimal());
  const int before_point = static_cast<int>(std::floor(std::log10(std::fabs(value)))) + 1;
  const int scale = std::clamp(kRealDigits - before_point, 0, Decimal::kMaxScale);
  return FromOptional(Decimal::FromDouble(value, scale));
}

// Exact while it fits: repeated multiplication for small whole exponents.
std::optional<Decimal> WholePower(Decimal base, int64_t exponent) {
  Decimal result = Decimal::FromInteger(1);
  for (int64_t i = 0; i < exponent; ++i) {
    const auto next = Decimal::Multiply(result, base);
    if (!next) return std::nullopt;
    result = *next;
  }
  return result;
}

Value IntegerPower(int64_t base, int64_t exponent) {
  int64_t result = 1;
  if (base == 0 || base == 1 || base == -1) {
    return Value::OfInteger(exponent == 0 ? 1 : base == -1 && exponent % 2 == 0 ? 1 : base);
  }
  for (int64_t i = 0; i < exponent; ++i) {
    if (__builtin_mul_overflow(result, base, &result)) return Overflow();
  }
  return Value::OfInteger(result);
}

}  // namespace

Value PowerKernel(Arguments a, Context&) {
  if (!IsNumber(a[0]) || !IsNumber(a[1])) return WrongKind();
  const Decimal base = DecimalOf(a[0]), exponent = DecimalOf(a[1]);
  const auto whole = exponent.ToInteger();
  if (a[0].kind() == Kind::kInteger && a[1].kind() == Kind::kInteger && *whole >= 0) {
    return IntegerPower(a[0].integer(), *whole);
  }
  if (base.is_zero() && exponent.is_negative()) return Undefined();
  if (whole && *whole >= 0 && *whole <= kMaxExactExponent) {
    if (const auto exact = WholePower(base, *whole)) return Value::OfDecimal(*exact);
  }
  if (whole && *whole < 0 && *whole >= -kMaxExactExponent) {
    const auto below = WholePower(base, -*whole);
    // Only a quotient that ends is taken from here; the others go through the real power.
    const auto quotient =
        below ? Decimal::Divide(Decimal::FromInteger(1), *below, Decimal::kMaxScale) : std::nullopt;
    const auto back = quotient ? Decimal::Multiply(*quotient, *below) : std::nullopt;
    if (back && *back == Decimal::FromInteger(1)) return Value::OfDecimal(*quotient);
  }
  return FromReal(std::pow(base.ToDouble(), exponent.ToDouble()));
}

Value LnKernel(Arguments a, Context&) {
  if (!IsNumber(a[0])) return WrongKind();
  const double x = DecimalOf(a[0]).ToDouble();
  return x <= 0 ? Undefined() : FromReal(std::log(x));
}

Value ExpKernel(Arguments a, Context&) {
  return IsNumber(a[0]) ? FromReal(std::exp(DecimalOf(a[0]).ToDouble())) : WrongKind();
}

Value LogKernel(Arguments a, Context&) {
  if (!IsNumber(a[0]) || !IsNumber(a[1])) return WrongKind();
  const double x = DecimalOf(a[0]).ToDouble(), base = DecimalOf(a[1]).ToDouble();
  if (x <= 0 || base <= 0 || base == 1) return Undefined();
  if (base == 10) return FromReal(std::log10(x));
  if (base == 2) return FromReal(std::log2(x));
  return FromReal(std::log(x) / std::log(base));
}

Value SquareRootKernel(Arguments a, Context&) {
  if (!IsNumber(a[0])) return WrongKind();
  const double x = DecimalOf(a[0]).ToDouble();
  return x < 0 ? Undefined() : FromReal(std::sqrt(x));
}

}  // namespace suture::operators
