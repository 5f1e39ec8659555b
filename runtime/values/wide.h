// Products and quotients wider than 128 bits, for exact decimals and unit factors.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/numeric/int128.h"

namespace suture::values {

// How a quotient that is not whole becomes whole.
enum class Rounding : uint8_t {
  kTowardZero,  // 2.7 -> 2, -2.7 -> -2
  kDown,        // towards minus infinity
  kUp,          // towards plus infinity
  kHalfUp,      // to the nearest, a tie towards plus infinity: 0.5 -> 1, -0.5 -> 0
};

struct Quotient {
  absl::int128 value = 0;
  bool exact = true;  // False when a remainder was rounded away.
};

// left * right / divisor with a 256-bit product; nullopt when the result does not fit in 128 bits
// or the divisor is zero.
std::optional<Quotient> MultiplyDivide(absl::int128 left, absl::int128 right, absl::int128 divisor,
                                       Rounding rounding);

// left * right, nullopt when it does not fit.
std::optional<absl::int128> MultiplyChecked(absl::int128 left, absl::int128 right);
std::optional<absl::int128> AddChecked(absl::int128 left, absl::int128 right);

// 10^exponent for exponent 0..38.
absl::int128 PowerOfTen(int exponent);
inline constexpr int kMaxPowerOfTen = 38;

// Divides by ten while that leaves no remainder, at most `limit` times; how often it did. Zero
// stays.
int StripTens(absl::int128& value, int limit);

absl::uint128 Magnitude(absl::int128 value);
absl::uint128 GreatestCommonDivisor(absl::uint128 left, absl::uint128 right);

}  // namespace suture::values
