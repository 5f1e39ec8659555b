// Exact decimal numbers: what a lab printed is what a rule compares. A creatinine of 1.30 stays
// "1.30" and equals 1.3. Nothing here passes through a binary double except the named functions
// FromDouble and ToDouble, which only ln, exp, log and non-integral powers use.
//
// Value is coefficient / 10^scale, |coefficient| < 10^38, scale 0..28. Trivially copyable, 24
// bytes.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/numeric/int128.h"
#include "runtime/values/wide.h"

namespace suture::values {

class Decimal {
 public:
  static constexpr int kMaxScale = 28;
  static constexpr int kMaxDigits = 38;
  // Significant digits that a rounded product keeps: as many as a power or a logarithm has.
  static constexpr int kLeastDigits = 15;
  // What CQL keeps of a quotient.
  static constexpr int kQuotientScale = 8;
  // The longest text that Parse looks at.
  static constexpr size_t kMaxText = 128;

  constexpr Decimal() = default;
  // A whole number, scale 0.
  static constexpr Decimal FromInteger(int64_t value) {
    Decimal result;
    result.high_ = value < 0 ? -1 : 0;
    result.low_ = static_cast<uint64_t>(value);
    return result;
  }
  // nullopt when the coefficient has more than 38 digits or the scale is outside 0..28.
  static std::optional<Decimal> Make(absl::int128 coefficient, int scale);

  // Reads "-12", "1.30", "1.5e-3", "+0.5". No spaces, no thousands marks, no "1." and no ".5".
  // nullopt when the text is not a number or needs more than the digits held here.
  static std::optional<Decimal> Parse(std::string_view text);
  // The nearest decimal with at most `scale` digits after the point; nullopt for infinity, NaN and
  // what is too large.
  static std::optional<Decimal> FromDouble(double value, int scale = kQuotientScale);

  absl::int128 coefficient() const { return absl::MakeInt128(high_, low_); }
  int scale() const { return scale_; }
  bool is_zero() const { return high_ == 0 && low_ == 0; }
  bool is_negative() const { return high_ < 0; }
  bool IsInteger() const;

  // As written: 1.30 prints "1.30".
  std::string ToString() const;
  // The same into a buffer of kMaxWritten bytes; the length.
  static constexpr size_t kMaxWritten = 48;
  size_t Write(char* to) const;
  double ToDouble() const;
  // The whole number when it is one and fits.
  std::optional<int64_t> ToInteger() const;

  // Numeric order: 1.30 == 1.3. Total.
  static std::strong_ordering Compare(const Decimal& left, const Decimal& right);
  friend bool operator==(const Decimal& a, const Decimal& b) { return Compare(a, b) == 0; }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    return Compare(a, b);
  }
  // Same number and same written scale.
  bool Identical(const Decimal& other) const {
    return high_ == other.high_ && low_ == other.low_ && scale_ == other.scale_;
  }

  // Exact, or nullopt when the exact result does not fit. Scale of a sum: the larger of the two; of
  // a product: their sum.
  static std::optional<Decimal> Add(const Decimal& left, const Decimal& right);
  static std::optional<Decimal> Subtract(const Decimal& left, const Decimal& right);
  static std::optional<Decimal> Multiply(const Decimal& left, const Decimal& right);
  // The product, rounded half up where its digits after the point do not fit: a factor with so many
  // comes from a power or a logarithm and is rounded already. nullopt where fewer than
  // kLeastDigits would be left.
  static std::optional<Decimal> MultiplyRounded(const Decimal& left, const Decimal& right);
  // Quotient with at most `scale` digits after the point, rounded half up; trailing zeros that the
  // division itself made are dropped (10 / 4 is "2.5"). nullopt for a zero divisor or overflow.
  static std::optional<Decimal> Divide(const Decimal& left, const Decimal& right,
                                       int scale = kQuotientScale);
  // Whole part of the quotient, towards zero, and what remains: left = whole * right + rest.
  static std::optional<Decimal> DivideWhole(const Decimal& left, const Decimal& right);
  static std::optional<Decimal> Remainder(const Decimal& left, const Decimal& right);

  Decimal Negate() const;
  Decimal Absolute() const { return is_negative() ? Negate() : *this; }
  // At most `scale` digits after the point. A value that has fewer already is returned as written.
  Decimal Rescale(int scale, Rounding rounding) const;
  Decimal Truncate(int scale = 0) const { return Rescale(scale, Rounding::kTowardZero); }
  Decimal Round(int scale = 0) const { return Rescale(scale, Rounding::kHalfUp); }
  Decimal Floor() const { return Rescale(0, Rounding::kDown); }
  Decimal Ceiling() const { return Rescale(0, Rounding::kUp); }
  // Without the zeros at the end: 1.30 -> 1.3, 2.00 -> 2.
  Decimal Normalized() const;

  template <typename H>
  friend H AbslHashValue(H h, const Decimal& value) {
    const Decimal plain = value.Normalized();
    return H::combine(std::move(h), plain.high_, plain.low_, plain.scale_);
  }

 private:
  int64_t high_ = 0;
  uint64_t low_ = 0;
  uint8_t scale_ = 0;
};

static_assert(sizeof(Decimal) == 24);

}  // namespace suture::values
