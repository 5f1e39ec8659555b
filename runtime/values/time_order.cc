// The order of times as far as it is certain [time.h].
#include <algorithm>
#include <array>

#include "runtime/values/case_clock.h"
#include "runtime/values/time.h"
#include "runtime/values/time_digits.h"

namespace suture::values {
namespace {

// Every component in one number, most significant first, so that a shift truncates.
uint64_t Packed(const DateTime& t) {
  uint64_t key = static_cast<uint64_t>(t.year);
  key = key << 4 | t.month;
  key = key << 5 | t.day;
  key = key << 5 | t.hour;
  key = key << 6 | t.minute;
  key = key << 6 | t.second;
  return key << 10 | static_cast<uint64_t>(t.millisecond);
}

uint64_t Packed(const TimeOfDay& t) {
  uint64_t key = t.hour;
  key = key << 6 | t.minute;
  key = key << 6 | t.second;
  return key << 10 | static_cast<uint64_t>(t.millisecond);
}

// Bits below each precision.
constexpr std::array<int, 7> kBitsBelow = {36, 32, 27, 22, 16, 10, 0};

Ordering ToOrdering(uint64_t left, uint64_t right) {
  return left < right ? Ordering::kLess : left > right ? Ordering::kGreater : Ordering::kEqual;
}

// As written, down to `limit` when it is given.
template <typename T>
Ordering CompareWritten(const T& left, const T& right, std::optional<Precision> limit) {
  Precision common = std::min(left.precision, right.precision);
  if (limit) common = std::min(common, *limit);
  const int shift = kBitsBelow[static_cast<size_t>(common)];
  const Ordering known = ToOrdering(Packed(left) >> shift, Packed(right) >> shift);
  if (known != Ordering::kEqual) return known;
  const bool reached = limit ? common == *limit : left.precision == right.precision;
  return reached ? Ordering::kEqual : Ordering::kUncertain;
}

Ordering CompareSpans(const DateTime& left, const DateTime& right) {
  if (left.Latest() < right.Earliest()) return Ordering::kLess;
  if (left.Earliest() > right.Latest()) return Ordering::kGreater;
  return Ordering::kUncertain;
}

bool IsLocal(const DateTime& t) { return t.is_date || t.precision <= Precision::kDay; }

// What holds whatever the clock of the case showed.
template <typename F>
Ordering OrderOnCaseClock(const DateTime& left, const DateTime& right, F compare) {
  const Ordering first = compare(left.EarliestOnCaseClock(), right.LatestOnCaseClock());
  const Ordering second = compare(left.LatestOnCaseClock(), right.EarliestOnCaseClock());
  return first == second ? first : Ordering::kUncertain;
}

}  // namespace

Ordering Compare(const Duration& left, const Duration& right) {
  const auto sign = [](int64_t a) { return a < 0 ? -1 : a > 0 ? 1 : 0; };
  if (left.amount == 0 || right.amount == 0 || sign(left.amount) != sign(right.amount)) {
    const int a = sign(left.amount), b = sign(right.amount);
    return a < b ? Ordering::kLess : a > b ? Ordering::kGreater : Ordering::kEqual;
  }
  // Each family counts in its own unit: months, days, milliseconds.
  const auto family = [](CalendarUnit unit) {
    return unit <= CalendarUnit::kMonth ? 0 : unit <= CalendarUnit::kDay ? 1 : 2;
  };
  if (family(left.unit) != family(right.unit)) return Ordering::kUncertain;
  const auto size = [](CalendarUnit unit) -> __int128 {
    if (unit == CalendarUnit::kYear) return 12;
    return unit == CalendarUnit::kMonth ? 1 : MillisecondsIn(unit);
  };
  const __int128 a = left.amount * size(left.unit), b = right.amount * size(right.unit);
  return a < b ? Ordering::kLess : a > b ? Ordering::kGreater : Ordering::kEqual;
}

Ordering Compare(const DateTime& left, const DateTime& right) {
  if (HasOtherClock(left, right) && (IsLocal(left) || IsLocal(right))) {
    return OrderOnCaseClock(left, right, [](const DateTime& a, const DateTime& b) {
      return CompareWritten(a, b, std::nullopt);
    });
  }
  if (left.offset_minutes == right.offset_minutes || IsLocal(left) || IsLocal(right)) {
    return CompareWritten(left, right, std::nullopt);
  }
  if (left.has_offset() && right.has_offset() && left.precision >= Precision::kMinute &&
      right.precision >= Precision::kMinute) {
    return CompareWritten(left, right.AtOffset(left.offset_minutes), std::nullopt);
  }
  return CompareSpans(left, right);
}

Ordering Compare(const DateTime& left, const DateTime& right, Precision limit) {
  if (HasOtherClock(left, right) && (limit <= Precision::kDay || IsLocal(left) || IsLocal(right))) {
    return OrderOnCaseClock(left, right, [limit](const DateTime& a, const DateTime& b) {
      return CompareWritten(a, b, limit);
    });
  }
  if (limit <= Precision::kDay || left.offset_minutes == right.offset_minutes || IsLocal(left) ||
      IsLocal(right)) {
    return CompareWritten(left, right, limit);
  }
  if (left.has_offset() && right.has_offset() && left.precision >= Precision::kMinute &&
      right.precision >= Precision::kMinute) {
    return CompareWritten(left, right.AtOffset(left.offset_minutes), limit);
  }
  return CompareSpans(left.Truncated(limit), right.Truncated(limit));
}

Ordering CompareEvents(const DateTime& left, const DateTime& right) {
  if (IsKnownToTheSecond(left) && left.has_offset() && !right.is_date &&
      left.precision == right.precision && left.offset_minutes == right.offset_minutes) {
    const int64_t a = Digits(left), b = Digits(right);
    return a < b ? Ordering::kLess : a > b ? Ordering::kGreater : Ordering::kEqual;
  }
  if (HasOtherClock(left, right) && (IsLocal(left) || IsLocal(right))) {
    return OrderOnCaseClock(
        left, right, [](const DateTime& a, const DateTime& b) { return CompareEvents(a, b); });
  }
  if (IsLocal(left) || IsLocal(right) || (!left.has_offset() && !right.has_offset())) {
    if (left.LatestLocal() < right.EarliestLocal()) return Ordering::kLess;
    if (left.EarliestLocal() > right.LatestLocal()) return Ordering::kGreater;
    const bool same_moment =
        left.EarliestLocal() == left.LatestLocal() && right.EarliestLocal() == right.LatestLocal();
    return same_moment ? Ordering::kEqual : Ordering::kUncertain;
  }
  if (left.has_offset() && right.has_offset() && left.IsPrecise() && right.IsPrecise() &&
      left.Earliest() == right.Earliest()) {
    return Ordering::kEqual;
  }
  return CompareSpans(left, right);
}

Ordering Compare(const TimeOfDay& left, const TimeOfDay& right) {
  return CompareWritten(left, right, std::nullopt);
}

Ordering Compare(const TimeOfDay& left, const TimeOfDay& right, Precision limit) {
  return CompareWritten(left, right, limit);
}

std::strong_ordering TotalOrder(const DateTime& left, const DateTime& right) {
  const auto instant = [](const DateTime& t) {
    return t.EarliestLocal() - (t.has_offset() ? t.offset_minutes * kMillisecondsPerMinute : 0);
  };
  if (const auto order = instant(left) <=> instant(right); order != 0) return order;
  if (const auto order = left.precision <=> right.precision; order != 0) return order;
  if (const auto order = left.is_date <=> right.is_date; order != 0) return order;
  return left.offset_minutes <=> right.offset_minutes;
}

std::strong_ordering TotalOrder(const TimeOfDay& left, const TimeOfDay& right) {
  if (const auto order = left.Earliest() <=> right.Earliest(); order != 0) return order;
  return left.precision <=> right.precision;
}

}  // namespace suture::values
