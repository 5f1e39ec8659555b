// Durations added to times, and counted between them [time.h].
#include "runtime/values/case_clock.h"
#include "runtime/values/time.h"

namespace suture::values {
namespace {

// What holds whatever the clock of the case showed.
template <typename F>
Count CountOnCaseClock(const DateTime& from, const DateTime& to, F count) {
  return {count(from.LatestOnCaseClock(), to.EarliestOnCaseClock()).low,
          count(from.EarliestOnCaseClock(), to.LatestOnCaseClock()).high};
}

// Ends of what a value can be, as full datetimes on one clock.
struct Span {
  DateTime low;
  DateTime high;
};

// Against a value that has an offset, one without can have had any.
Span Possible(const DateTime& value, bool other_has_offset) {
  Span span{value.Lowest(), value.Highest()};
  if (!value.has_offset() && other_has_offset && !value.is_date) {
    span.low.offset_minutes = kGreatestOffsetMinutes;
    span.high.offset_minutes = kLeastOffsetMinutes;
  }
  return span;
}

DateTime OnClockOf(const DateTime& value, const DateTime& other) {
  return value.has_offset() && other.has_offset() ? value.AtOffset(other.offset_minutes) : value;
}

// Milliseconds since the first of its month.
int64_t IntoMonth(const DateTime& t) {
  return t.EarliestLocal() - DayNumber(t.year, t.month, 1) * kMillisecondsPerDay;
}

// Whole months from a to b on one clock, towards zero.
int64_t WholeMonths(const DateTime& a, const DateTime& b) {
  if (b.EarliestLocal() < a.EarliestLocal()) return -WholeMonths(b, a);
  const int64_t months = (b.year - a.year) * 12 + (b.month - a.month);
  return IntoMonth(b) < IntoMonth(a) ? months - 1 : months;
}

int64_t WholeUnits(const DateTime& a, const DateTime& second, CalendarUnit unit) {
  const DateTime b = OnClockOf(second, a);
  switch (unit) {
    case CalendarUnit::kYear:
      return WholeMonths(a, b) / 12;
    case CalendarUnit::kMonth:
      return WholeMonths(a, b);
    default:
      return (b.EarliestLocal() - a.EarliestLocal()) / MillisecondsIn(unit);
  }
}

// 1970-01-04 was a Sunday.
int64_t WeekNumber(int64_t day) { return FloorDivide(day - 3, 7); }

int64_t Boundaries(const DateTime& a, const DateTime& second, CalendarUnit unit) {
  switch (unit) {
    case CalendarUnit::kYear:
      return second.year - a.year;
    case CalendarUnit::kMonth:
      return (second.year - a.year) * 12 + (second.month - a.month);
    case CalendarUnit::kWeek:
      return WeekNumber(second.EarliestLocalDay()) - WeekNumber(a.EarliestLocalDay());
    case CalendarUnit::kDay:
      return second.EarliestLocalDay() - a.EarliestLocalDay();
    default: {
      const int64_t size = MillisecondsIn(unit);
      const DateTime b = OnClockOf(second, a);
      return FloorDivide(b.EarliestLocal(), size) - FloorDivide(a.EarliestLocal(), size);
    }
  }
}

DateTimeResult AddMonths(const DateTime& value, int64_t months, MonthRounding rounding) {
  if (months > 12 * kMaxYear || months < -12 * kMaxYear) {
    return {value, ArithmeticFault::kOutOfRange};
  }
  const int64_t index = value.year * int64_t{12} + (value.month - 1) + months;
  DateTime result = value;
  const int64_t year = FloorDivide(index, 12);
  if (year < kMinYear || year > kMaxYear) return {value, ArithmeticFault::kOutOfRange};
  result.year = static_cast<int16_t>(year);
  result.month = static_cast<uint8_t>(index - year * 12 + 1);
  const int last = DaysInMonth(result.year, result.month);
  if (value.precision < Precision::kDay || result.day <= last) return {result};
  if (rounding == MonthRounding::kRefuse) return {value, ArithmeticFault::kAmbiguous};
  result.day = static_cast<uint8_t>(last);
  if (rounding == MonthRounding::kDown) return {result};
  return Add(result, {1, CalendarUnit::kDay}, rounding);
}

DateTimeResult AddDays(const DateTime& value, int64_t days) {
  constexpr int64_t kSpan = int64_t{366} * kMaxYear;
  if (days > kSpan || days < -kSpan) return {value, ArithmeticFault::kOutOfRange};
  const int64_t day = DayNumber(value.year, value.month, value.day) + days;
  if (day < DayNumber(kMinYear, 1, 1) || day > DayNumber(kMaxYear, 12, 31)) {
    return {value, ArithmeticFault::kOutOfRange};
  }
  const CalendarDay calendar = FromDayNumber(static_cast<int32_t>(day));
  DateTime result = value;
  result.year = calendar.year;
  result.month = calendar.month;
  result.day = calendar.day;
  return {result};
}

DateTimeResult AddMilliseconds(const DateTime& value, int64_t milliseconds) {
  int64_t sum = 0;
  if (__builtin_add_overflow(value.EarliestLocal(), milliseconds, &sum)) {
    return {value, ArithmeticFault::kOutOfRange};
  }
  const auto moved = FromLocalMilliseconds(sum);
  if (!moved) return {value, ArithmeticFault::kOutOfRange};
  DateTime result = *moved;
  result.precision = value.precision;
  result.offset_minutes = value.offset_minutes;
  result.case_ahead = value.case_ahead;
  return {result};
}

// An amount of whole days, months or years that a duration makes for a value that is coarser than
// the duration's unit, counted as CQL counts: 24 hours a day, 30 days a month, 365 days a year.
int64_t DaysIn(const Duration& d) {
  if (d.unit == CalendarUnit::kWeek) return d.amount * 7;
  if (d.unit == CalendarUnit::kDay) return d.amount;
  return d.amount / (kMillisecondsPerDay / MillisecondsIn(d.unit));
}

// No calendar is longer than this in any unit, and no product below overflows.
constexpr int64_t kMaxAmount = int64_t{1} << 50;

}  // namespace

DateTimeResult Add(const DateTime& value, const Duration& duration, MonthRounding rounding) {
  if (duration.amount > kMaxAmount || duration.amount < -kMaxAmount) {
    return {value, ArithmeticFault::kOutOfRange};
  }
  const CalendarUnit unit = duration.unit;
  if (unit == CalendarUnit::kYear) return AddMonths(value, duration.amount * 12, rounding);
  if (unit == CalendarUnit::kMonth) {
    const int64_t months =
        value.precision == Precision::kYear ? duration.amount / 12 * 12 : duration.amount;
    return AddMonths(value, months, rounding);
  }
  if (value.precision == Precision::kYear) {
    return AddMonths(value, DaysIn(duration) / 365 * 12, rounding);
  }
  if (value.precision == Precision::kMonth) {
    return AddMonths(value, DaysIn(duration) / 30, rounding);
  }
  if (!IsExact(unit) || value.precision == Precision::kDay) {
    return AddDays(value, DaysIn(duration));
  }
  int64_t milliseconds = 0;
  if (__builtin_mul_overflow(duration.amount, MillisecondsIn(unit), &milliseconds)) {
    return {value, ArithmeticFault::kOutOfRange};
  }
  if (value.precision == Precision::kHour) milliseconds -= milliseconds % kMillisecondsPerHour;
  if (value.precision == Precision::kMinute) milliseconds -= milliseconds % kMillisecondsPerMinute;
  if (value.precision == Precision::kSecond) milliseconds -= milliseconds % 1000;
  return AddMilliseconds(value, milliseconds);
}

TimeResult Add(const TimeOfDay& value, const Duration& duration) {
  if (!IsExact(duration.unit)) return {value, ArithmeticFault::kTooFine};
  const int64_t size = MillisecondsIn(duration.unit);
  int64_t milliseconds = duration.amount % (kMillisecondsPerDay / size) * size;
  if (value.precision == Precision::kHour) milliseconds -= milliseconds % kMillisecondsPerHour;
  if (value.precision == Precision::kMinute) milliseconds -= milliseconds % kMillisecondsPerMinute;
  if (value.precision == Precision::kSecond) milliseconds -= milliseconds % 1000;
  const int64_t sum = (value.Earliest() + milliseconds + kMillisecondsPerDay) % kMillisecondsPerDay;
  TimeOfDay result = TimeOfDay::FromMilliseconds(sum);
  result.precision = value.precision;
  return {result};
}

Count DurationBetween(const DateTime& from, const DateTime& to, CalendarUnit unit) {
  if (HasOtherClock(from, to) && (unit <= CalendarUnit::kMonth || from.is_date || to.is_date)) {
    return CountOnCaseClock(from, to, [unit](const DateTime& a, const DateTime& b) {
      return DurationBetween(a, b, unit);
    });
  }
  if (!IsExact(unit) && (from.is_date || to.is_date)) {
    const DateTime a = from.DatePart(), b = to.DatePart();
    return {WholeUnits(a.Highest(), b.Lowest(), unit), WholeUnits(a.Lowest(), b.Highest(), unit)};
  }
  DateTime a = from, b = to;
  a.is_date = b.is_date = false;
  const Span first = Possible(a, b.has_offset()), second = Possible(b, a.has_offset());
  return {WholeUnits(first.high, second.low, unit), WholeUnits(first.low, second.high, unit)};
}

Count DurationBetween(const TimeOfDay& from, const TimeOfDay& to, CalendarUnit unit) {
  const int64_t size = MillisecondsIn(unit);
  return {(to.Earliest() - from.Latest()) / size, (to.Latest() - from.Earliest()) / size};
}

Count DifferenceBetween(const DateTime& from, const DateTime& to, CalendarUnit unit) {
  if (HasOtherClock(from, to) && (!IsExact(unit) || from.is_date || to.is_date)) {
    return CountOnCaseClock(from, to, [unit](const DateTime& a, const DateTime& b) {
      return DifferenceBetween(a, b, unit);
    });
  }
  DateTime a = from, b = to;
  if (IsExact(unit)) a.is_date = b.is_date = false;
  const Span first = Possible(a, b.has_offset()), second = Possible(b, a.has_offset());
  return {Boundaries(first.high, second.low, unit), Boundaries(first.low, second.high, unit)};
}

Count DifferenceBetween(const TimeOfDay& from, const TimeOfDay& to, CalendarUnit unit) {
  const int64_t size = MillisecondsIn(unit);
  return {to.Earliest() / size - from.Latest() / size, to.Latest() / size - from.Earliest() / size};
}

Count LocalDaysBetween(const DateTime& from, const DateTime& to) {
  return {to.EarliestLocalDay() - from.LatestLocalDay(),
          to.LatestLocalDay() - from.EarliestLocalDay()};
}

}  // namespace suture::values
