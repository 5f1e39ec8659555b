#include "runtime/values/decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace suture::values {
namespace {

absl::int128 MaxCoefficient() { return PowerOfTen(Decimal::kMaxDigits) - 1; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct Aligned {
  absl::int128 left;
  absl::int128 right;
  int scale;
};

// Both coefficients at one scale; nullopt when that takes more than 128 bits.
std::optional<Aligned> Align(const Decimal& left, const Decimal& right) {
  const int scale = std::max(left.scale(), right.scale());
  const auto a = MultiplyChecked(left.coefficient(), PowerOfTen(scale - left.scale()));
  const auto b = MultiplyChecked(right.coefficient(), PowerOfTen(scale - right.scale()));
  if (!a || !b) return std::nullopt;
  return Aligned{*a, *b, scale};
}

std::optional<Decimal> Fit(absl::int128 coefficient, int scale) {
  if (scale > Decimal::kMaxScale) scale -= StripTens(coefficient, scale - Decimal::kMaxScale);
  if (coefficient == 0) scale = std::min(scale, Decimal::kMaxScale);
  return Decimal::Make(coefficient, scale);
}

// Reads "e-3" at the end of a number.
bool ReadExponent(std::string_view text, int* exponent) {
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return false;
  text.remove_prefix(1);
  const bool negative = text[0] == '-';
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  if (text.empty() || text.size() > 4 || !std::all_of(text.begin(), text.end(), IsDigit)) {
    return false;
  }
  std::from_chars(text.data(), text.data() + text.size(), *exponent);
  if (negative) *exponent = -*exponent;
  return true;
}

}  // namespace

std::optional<Decimal> Decimal::Make(absl::int128 coefficient, int scale) {
  if (scale < 0 || scale > kMaxScale) return std::nullopt;
  const absl::int128 limit = MaxCoefficient();
  if (coefficient > limit || coefficient < -limit) return std::nullopt;
  Decimal result;
  result.high_ = absl::Int128High64(coefficient);
  result.low_ = absl::Int128Low64(coefficient);
  result.scale_ = static_cast<uint8_t>(scale);
  return result;
}

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  if (text.empty() || text.size() > kMaxText) return std::nullopt;
  const bool negative = text[0] == '-';
  size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
  absl::uint128 coefficient = 0;
  uint64_t low = 0;  // The coefficient, as long as 64 bits hold it
  constexpr int kDigitsOfLow = 18;
  int digits = 0, scale = 0;
  bool any = false, point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.') {
      if (point || !any || at + 1 == text.size() || !IsDigit(text[at + 1])) return std::nullopt;
      point = true;
      continue;
    }
    if (!IsDigit(c)) break;
    any = true;
    if (digits > 0 || c != '0') ++digits;
    if (digits > kMaxDigits) return std::nullopt;
    if (digits <= kDigitsOfLow) {
      low = low * 10 + static_cast<uint64_t>(c - '0');
    } else {
      if (digits == kDigitsOfLow + 1) coefficient = low;
      coefficient = coefficient * 10 + static_cast<uint64_t>(c - '0');
    }
    if (point) ++scale;
  }
  if (!any) return std::nullopt;
  if (digits <= kDigitsOfLow) coefficient = low;
  int exponent = 0;
  if (at < text.size() && !ReadExponent(text.substr(at), &exponent)) return std::nullopt;
  scale -= exponent;
  absl::int128 value = static_cast<absl::int128>(coefficient);
  if (scale < 0) {
    if (value == 0) {
      scale = 0;
    } else {
      if (-scale > kMaxPowerOfTen) return std::nullopt;
      const auto widened = MultiplyChecked(value, PowerOfTen(-scale));
      if (!widened) return std::nullopt;
      value = *widened;
      scale = 0;
    }
  }
  if (value == 0 && scale > kMaxScale) scale = kMaxScale;
  return Fit(negative ? -value : value, scale);
}

std::optional<Decimal> Decimal::FromDouble(double value, int scale) {
  if (!std::isfinite(value) || std::fabs(value) >= 1e30) return std::nullopt;
  scale = std::clamp(scale, 0, kMaxScale);
  // Seventeen significant digits name a double exactly; the decimal rounding is then ours.
  char text[64];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 16);
  std::string_view digits(text, static_cast<size_t>(end.ptr - text));
  const size_t mark = digits.find('e');
  int exponent = 0;
  ReadExponent(digits.substr(mark), &exponent);
  absl::int128 coefficient = 0;
  for (char c : digits.substr(0, mark)) {
    if (IsDigit(c)) coefficient = coefficient * 10 + (c - '0');
  }
  if (digits[0] == '-') coefficient = -coefficient;
  // The value is coefficient * 10^(exponent - 16).
  const int shift = exponent - 16 + scale;
  std::optional<Quotient> scaled;
  if (shift >= 0) {
    if (shift > kMaxPowerOfTen) return std::nullopt;
    scaled = MultiplyDivide(coefficient, PowerOfTen(shift), 1, Rounding::kHalfUp);
  } else if (-shift > kMaxPowerOfTen) {
    scaled = Quotient{};
  } else {
    scaled = MultiplyDivide(coefficient, 1, PowerOfTen(-shift), Rounding::kHalfUp);
  }
  if (!scaled) return std::nullopt;
  const auto result = Make(scaled->value, scale);
  if (!result) return std::nullopt;
  return result->Normalized();
}

bool Decimal::IsInteger() const { return scale_ == 0 || coefficient() % PowerOfTen(scale_) == 0; }

size_t Decimal::Write(char* to) const {
  absl::uint128 rest = Magnitude(coefficient());
  char reversed[kMaxWritten];
  int length = 0;
  const auto digit = [&](int value) {
    reversed[length++] = static_cast<char>('0' + value);
    if (length == scale_) reversed[length++] = '.';
  };
  // 128-bit division is slow; what a chart holds fits in 64.
  while (absl::Uint128High64(rest) != 0) {
    digit(static_cast<int>(rest % 10));
    rest /= 10;
  }
  uint64_t low = absl::Uint128Low64(rest);
  do {
    digit(static_cast<int>(low % 10));
    low /= 10;
  } while (low != 0 || (scale_ > 0 && length <= scale_ + 1));
  if (is_negative()) reversed[length++] = '-';
  std::reverse_copy(reversed, reversed + length, to);
  return static_cast<size_t>(length);
}

std::string Decimal::ToString() const {
  char text[kMaxWritten];
  return std::string(text, Write(text));
}

double Decimal::ToDouble() const {
  const std::string text = ToString();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<int64_t> Decimal::ToInteger() const {
  if (!IsInteger()) return std::nullopt;
  const absl::int128 whole = coefficient() / PowerOfTen(scale_);
  if (whole > INT64_MAX || whole < INT64_MIN) return std::nullopt;
  return static_cast<int64_t>(whole);
}

std::strong_ordering Decimal::Compare(const Decimal& left, const Decimal& right) {
  if (left.scale_ == right.scale_) {
    const absl::int128 a = left.coefficient(), b = right.coefficient();
    return a < b   ? std::strong_ordering::less
           : a > b ? std::strong_ordering::greater
                   : std::strong_ordering::equal;
  }
  if (left.scale_ > right.scale_) return 0 <=> Compare(right, left);
  const absl::int128 b = right.coefficient();
  const auto a = MultiplyChecked(left.coefficient(), PowerOfTen(right.scale_ - left.scale_));
  // What outgrows 128 bits at the other's scale is the larger in magnitude.
  if (!a) return left.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  return *a < b   ? std::strong_ordering::less
         : *a > b ? std::strong_ordering::greater
                  : std::strong_ordering::equal;
}

std::optional<Decimal> Decimal::Add(const Decimal& left, const Decimal& right) {
  auto aligned = Align(left, right);
  if (!aligned) aligned = Align(left.Normalized(), right.Normalized());
  if (!aligned) return std::nullopt;
  const auto sum = AddChecked(aligned->left, aligned->right);
  if (!sum) return std::nullopt;
  return Fit(*sum, aligned->scale);
}

std::optional<Decimal> Decimal::Subtract(const Decimal& left, const Decimal& right) {
  return Add(left, right.Negate());
}

std::optional<Decimal> Decimal::Multiply(const Decimal& left, const Decimal& right) {
  if (const auto product = MultiplyChecked(left.coefficient(), right.coefficient())) {
    if (const auto fits = Fit(*product, left.scale_ + right.scale_)) return fits;
  }
  const Decimal a = left.Normalized(), b = right.Normalized();
  const auto product = MultiplyChecked(a.coefficient(), b.coefficient());
  if (!product) return std::nullopt;
  return Fit(*product, a.scale_ + b.scale_);
}

std::optional<Decimal> Decimal::MultiplyRounded(const Decimal& left, const Decimal& right) {
  if (const auto exact = Multiply(left, right)) return exact;
  const Decimal a = left.Normalized(), b = right.Normalized();
  const int scale = a.scale_ + b.scale_;
  for (int drop = std::max(scale - kMaxScale, 1); drop <= std::min(scale, kMaxPowerOfTen); ++drop) {
    const auto product =
        MultiplyDivide(a.coefficient(), b.coefficient(), PowerOfTen(drop), Rounding::kHalfUp);
    const auto fits = product ? Make(product->value, scale - drop) : std::nullopt;
    if (!fits) continue;
    const bool enough =
        Magnitude(fits->coefficient()) >= static_cast<absl::uint128>(PowerOfTen(kLeastDigits - 1));
    return enough ? fits : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Decimal> Decimal::Divide(const Decimal& left, const Decimal& right, int scale) {
  if (right.is_zero()) return std::nullopt;
  scale = std::clamp(scale, 0, kMaxScale);
  const Decimal a = left.Normalized(), b = right.Normalized();
  // a / b at `scale` digits = ca * 10^(scale + sb - sa) / cb.
  const int shift = scale + b.scale_ - a.scale_;
  std::optional<Quotient> quotient;
  if (shift >= 0) {
    if (shift > kMaxPowerOfTen) return std::nullopt;
    quotient =
        MultiplyDivide(a.coefficient(), PowerOfTen(shift), b.coefficient(), Rounding::kHalfUp);
  } else {
    const auto below = MultiplyChecked(b.coefficient(), PowerOfTen(-shift));
    quotient = below ? MultiplyDivide(a.coefficient(), 1, *below, Rounding::kHalfUp) : Quotient{};
  }
  if (!quotient) return std::nullopt;
  const auto result = Make(quotient->value, scale);
  if (!result) return std::nullopt;
  return result->Normalized();
}

std::optional<Decimal> Decimal::DivideWhole(const Decimal& left, const Decimal& right) {
  if (right.is_zero()) return std::nullopt;
  const auto aligned = Align(left.Normalized(), right.Normalized());
  if (!aligned) return std::nullopt;
  return Make(aligned->left / aligned->right, 0);
}

std::optional<Decimal> Decimal::Remainder(const Decimal& left, const Decimal& right) {
  if (right.is_zero()) return std::nullopt;
  auto aligned = Align(left, right);
  if (!aligned) aligned = Align(left.Normalized(), right.Normalized());
  if (!aligned) return std::nullopt;
  return Make(aligned->left % aligned->right, aligned->scale);
}

Decimal Decimal::Negate() const {
  Decimal result = *this;
  const absl::int128 negated = -coefficient();
  result.high_ = absl::Int128High64(negated);
  result.low_ = absl::Int128Low64(negated);
  return result;
}

Decimal Decimal::Rescale(int scale, Rounding rounding) const {
  if (scale >= scale_) return *this;
  scale = std::max(scale, 0);
  const auto quotient = MultiplyDivide(coefficient(), 1, PowerOfTen(scale_ - scale), rounding);
  return *Make(quotient->value, scale);
}

Decimal Decimal::Normalized() const {
  if (scale_ == 0) return *this;
  absl::int128 coefficient = this->coefficient();
  if (coefficient == 0) return Decimal();
  const int stripped = StripTens(coefficient, scale_);
  return *Make(coefficient, scale_ - stripped);
}

}  // namespace suture::values
