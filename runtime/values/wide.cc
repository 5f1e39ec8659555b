#include "runtime/values/wide.h"

#include <array>
#include <numeric>

namespace suture::values {
namespace {

using U128 = unsigned __int128;

constexpr U128 kMaxPositive = ~U128{0} >> 1;

constexpr std::array<U128, kMaxPowerOfTen + 1> MakePowers() {
  std::array<U128, kMaxPowerOfTen + 1> powers{};
  U128 power = 1;
  for (int i = 0; i <= kMaxPowerOfTen; ++i) {
    powers[i] = power;
    power *= 10;
  }
  return powers;
}
constexpr auto kPowers = MakePowers();

struct U256 {
  U128 high = 0;
  U128 low = 0;
};

U256 Multiply(U128 left, U128 right) {
  const U128 mask = ~uint64_t{0};
  U128 a = left >> 64, b = left & mask, c = right >> 64, d = right & mask;
  U128 bd = b * d;
  U128 middle = (bd >> 64) + ((a * d) & mask) + ((b * c) & mask);
  U256 product;
  product.low = (middle << 64) | (bd & mask);
  product.high = a * c + ((a * d) >> 64) + ((b * c) >> 64) + (middle >> 64);
  return product;
}

// Long division bit by bit: only reached when the product does not fit in 128 bits.
bool Divide(U256 dividend, U128 divisor, U128* quotient, U128* remainder) {
  if (dividend.high == 0 && (dividend.low >> 64) == 0 && (divisor >> 64) == 0) {
    *quotient = static_cast<uint64_t>(dividend.low) / static_cast<uint64_t>(divisor);
    *remainder = static_cast<uint64_t>(dividend.low) % static_cast<uint64_t>(divisor);
    return true;
  }
  if (dividend.high == 0) {
    *quotient = dividend.low / divisor;
    *remainder = dividend.low % divisor;
    return true;
  }
  if (dividend.high >= divisor) return false;
  U128 rest = dividend.high;
  U128 result = 0;
  for (int bit = 127; bit >= 0; --bit) {
    const bool carry = (rest >> 127) != 0;
    rest = (rest << 1) | ((dividend.low >> bit) & 1);
    result <<= 1;
    if (carry || rest >= divisor) {
      rest -= divisor;
      result |= 1;
    }
  }
  *quotient = result;
  *remainder = rest;
  return true;
}

bool RoundsAwayFromZero(bool negative, U128 remainder, U128 divisor, Rounding rounding) {
  if (remainder == 0) return false;
  switch (rounding) {
    case Rounding::kTowardZero:
      return false;
    case Rounding::kDown:
      return negative;
    case Rounding::kUp:
      return !negative;
    case Rounding::kHalfUp: {
      const U128 rest = divisor - remainder;
      return negative ? remainder > rest : remainder >= rest;
    }
  }
  return false;
}

U128 Absolute(absl::int128 value) { return static_cast<U128>(Magnitude(value)); }

}  // namespace

absl::uint128 Magnitude(absl::int128 value) {
  const absl::uint128 bits = static_cast<absl::uint128>(value);
  return value < 0 ? absl::uint128(0) - bits : bits;
}

std::optional<Quotient> MultiplyDivide(absl::int128 left, absl::int128 right, absl::int128 divisor,
                                       Rounding rounding) {
  if (divisor == 0) return std::nullopt;
  const bool negative = ((left < 0) != (right < 0)) != (divisor < 0);
  U128 quotient = 0, remainder = 0;
  const U128 below = Absolute(divisor);
  if (!Divide(Multiply(Absolute(left), Absolute(right)), below, &quotient, &remainder)) {
    return std::nullopt;
  }
  if (RoundsAwayFromZero(negative, remainder, below, rounding)) ++quotient;
  if (quotient > kMaxPositive) return std::nullopt;
  const absl::int128 magnitude = static_cast<absl::int128>(absl::uint128(quotient));
  return Quotient{negative ? -magnitude : magnitude, remainder == 0};
}

std::optional<absl::int128> MultiplyChecked(absl::int128 left, absl::int128 right) {
  const U256 product = Multiply(Absolute(left), Absolute(right));
  if (product.high != 0 || product.low > kMaxPositive) return std::nullopt;
  const absl::int128 magnitude = static_cast<absl::int128>(absl::uint128(product.low));
  return (left < 0) != (right < 0) ? -magnitude : magnitude;
}

std::optional<absl::int128> AddChecked(absl::int128 left, absl::int128 right) {
  __int128 sum = 0;
  if (__builtin_add_overflow(static_cast<__int128>(left), static_cast<__int128>(right), &sum)) {
    return std::nullopt;
  }
  return absl::int128(sum);
}

absl::int128 PowerOfTen(int exponent) { return absl::int128(absl::uint128(kPowers[exponent])); }

int StripTens(absl::int128& value, int limit) {
  int stripped = 0;
  if (value == 0) return stripped;
  while (value > INT64_MAX || value < INT64_MIN) {
    if (stripped == limit || value % 10 != 0) return stripped;
    value /= 10;
    ++stripped;
  }
  // Most numbers are small, and 64-bit division is many times faster.
  int64_t small = static_cast<int64_t>(value);
  while (stripped < limit && small % 10 == 0) {
    small /= 10;
    ++stripped;
  }
  value = small;
  return stripped;
}

absl::uint128 GreatestCommonDivisor(absl::uint128 left, absl::uint128 right) {
  while (right != 0) {
    // Most factors are small, and 64-bit division is many times faster.
    if (absl::Uint128High64(left) == 0 && absl::Uint128High64(right) == 0) {
      return std::gcd(absl::Uint128Low64(left), absl::Uint128Low64(right));
    }
    const absl::uint128 rest = left % right;
    left = right;
    right = rest;
  }
  return left;
}

}  // namespace suture::values
