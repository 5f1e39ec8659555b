// What a condition has: true, false, or not known, and not known has a cause. Silent: nothing is
// there. Unsettled: something is there that cannot be judged. A rule fires on kTrue alone.
//
// The tables are Kleene's strong ones; where neither side decides, unsettled outweighs silent,
// because a person should look at what could not be judged.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/types/span.h"

namespace suture::values {

enum class Truth : uint8_t { kFalse, kTrue, kSilent, kUnsettled };

constexpr Truth ToTruth(bool value) { return value ? Truth::kTrue : Truth::kFalse; }
constexpr bool IsKnown(Truth value) { return value <= Truth::kTrue; }

constexpr Truth Not(Truth value) {
  if (value == Truth::kFalse) return Truth::kTrue;
  if (value == Truth::kTrue) return Truth::kFalse;
  return value;
}

// False dominates, then unsettled, then silent.
constexpr Truth And(Truth left, Truth right) {
  if (left == Truth::kFalse || right == Truth::kFalse) return Truth::kFalse;
  return left > right ? left : right;
}

// True dominates, then unsettled, then silent.
constexpr Truth Or(Truth left, Truth right) {
  if (left == Truth::kTrue || right == Truth::kTrue) return Truth::kTrue;
  return left > right ? left : right;
}

constexpr Truth Xor(Truth left, Truth right) {
  if (IsKnown(left) && IsKnown(right)) return ToTruth(left != right);
  return left > right ? left : right;
}

constexpr Truth Implies(Truth left, Truth right) { return Or(Not(left), right); }

// `A unless B`: B true blocks, B silent does not, B unsettled leaves it unsettled.
constexpr Truth Unless(Truth condition, Truth exception) {
  return And(condition, Not(exception == Truth::kSilent ? Truth::kFalse : exception));
}

// At least `needed` of the conditions hold. Known as soon as enough are true, or as too few are
// left that could be.
inline Truth AtLeast(int64_t needed, absl::Span<const Truth> conditions) {
  int64_t holding = 0, silent = 0, unsettled = 0;
  for (Truth condition : conditions) {
    holding += condition == Truth::kTrue;
    silent += condition == Truth::kSilent;
    unsettled += condition == Truth::kUnsettled;
  }
  if (holding >= needed) return Truth::kTrue;
  if (holding + silent + unsettled < needed) return Truth::kFalse;
  return unsettled > 0 ? Truth::kUnsettled : Truth::kSilent;
}

constexpr std::string_view Name(Truth value) {
  switch (value) {
    case Truth::kFalse:
      return "false";
    case Truth::kTrue:
      return "true";
    case Truth::kSilent:
      return "silent";
    case Truth::kUnsettled:
      return "unsettled";
  }
  return "";
}

static_assert(And(Truth::kFalse, Truth::kUnsettled) == Truth::kFalse);
static_assert(And(Truth::kTrue, Truth::kSilent) == Truth::kSilent);
static_assert(Or(Truth::kSilent, Truth::kUnsettled) == Truth::kUnsettled);
static_assert(Or(Truth::kFalse, Truth::kSilent) == Truth::kSilent);

}  // namespace suture::values
