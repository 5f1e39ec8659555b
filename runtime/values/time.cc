#include "runtime/values/time.h"

#include <algorithm>
#include <array>

#include "runtime/values/time_digits.h"

namespace suture::values {
namespace {

constexpr std::array<std::string_view, 7> kPrecisionNames = {
    "year", "month", "day", "hour", "minute", "second", "millisecond"};
constexpr std::array<std::string_view, 8> kUnitNames = {"year", "month",  "week",   "day",
                                                        "hour", "minute", "second", "millisecond"};

int64_t ClockMilliseconds(int hour, int minute, int second, int millisecond) {
  return ((hour * 60 + minute) * int64_t{60} + second) * 1000 + millisecond;
}

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

int32_t WrittenDay(const DateTime& t) { return DayNumber(t.year, t.month, t.day); }

// How far the case's clock may stand ahead of the one that wrote a value, in milliseconds. Clocks
// one hour apart are one clock before and after summer time, or two: either day may be meant.
struct Ahead {
  int64_t least = 0, most = 0;
};
Ahead CaseAhead(const DateTime& t) {
  const int64_t ahead = t.case_ahead * 15 * kMillisecondsPerMinute;
  if (ahead >= -kMillisecondsPerHour && ahead <= kMillisecondsPerHour) {
    return {std::min<int64_t>(ahead, 0), std::max<int64_t>(ahead, 0)};
  }
  return {ahead - kMillisecondsPerHour, ahead + kMillisecondsPerHour};
}

DateTime OnClockAheadBy(const DateTime& t, int64_t milliseconds) {
  const auto moved = FromLocalMilliseconds(t.EarliestLocal() + milliseconds);
  if (moved) return moved->Truncated(t.precision);
  DateTime result = t;
  result.case_ahead = 0;
  result.offset_minutes = DateTime::kNoOffset;
  return result;
}

// Whether the local days of the two are not simply those that were written.
bool HasOtherClock(const DateTime& left, const DateTime& right) {
  return left.case_ahead != 0 || right.case_ahead != 0;
}

// What holds whatever the clock of the case showed.
template <typename F>
Ordering OrderOnCaseClock(const DateTime& left, const DateTime& right, F compare) {
  const Ordering first = compare(left.EarliestOnCaseClock(), right.LatestOnCaseClock());
  const Ordering second = compare(left.LatestOnCaseClock(), right.EarliestOnCaseClock());
  return first == second ? first : Ordering::kUncertain;
}
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

int64_t FloorDivide(int64_t value, int64_t by) {
  const int64_t quotient = value / by;
  return value % by < 0 ? quotient - 1 : quotient;
}

// Whole months from a to b on one clock, towards zero.
int64_t WholeMonths(const DateTime& a, const DateTime& b) {
  if (b.EarliestLocal() < a.EarliestLocal()) return -WholeMonths(b, a);
  const int64_t months = (b.year - a.year) * 12 + (b.month - a.month);
  const int64_t in_a =
      (a.day * kMillisecondsPerDay) + ClockMilliseconds(a.hour, a.minute, a.second, a.millisecond);
  const int64_t in_b =
      (b.day * kMillisecondsPerDay) + ClockMilliseconds(b.hour, b.minute, b.second, b.millisecond);
  return in_b < in_a ? months - 1 : months;
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
  const int64_t day = WrittenDay(value) + days;
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

std::string_view Name(Precision precision) {
  return kPrecisionNames[static_cast<size_t>(precision)];
}
std::string_view Name(CalendarUnit unit) { return kUnitNames[static_cast<size_t>(unit)]; }

std::optional<CalendarUnit> ParseCalendarUnit(std::string_view text) {
  if (!text.empty() && text.back() == 's') text.remove_suffix(1);
  for (size_t i = 0; i < kUnitNames.size(); ++i) {
    if (kUnitNames[i] == text) return static_cast<CalendarUnit>(i);
  }
  return std::nullopt;
}

int64_t MillisecondsIn(CalendarUnit unit) {
  switch (unit) {
    case CalendarUnit::kWeek:
      return 7 * kMillisecondsPerDay;
    case CalendarUnit::kDay:
      return kMillisecondsPerDay;
    case CalendarUnit::kHour:
      return kMillisecondsPerHour;
    case CalendarUnit::kMinute:
      return kMillisecondsPerMinute;
    case CalendarUnit::kSecond:
      return 1000;
    default:
      return 1;
  }
}

bool IsLeapYear(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysInMonth(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[static_cast<size_t>(month - 1)];
}

// Counts the year from March, so that the leap day comes last and months have a regular length.
int32_t DayNumber(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int year_of_era = y - era * 400;
  const int month_from_march = (month + 9) % 12;
  const int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

CalendarDay FromDayNumber(int32_t day_number) {
  const int shifted = day_number + 719468;
  const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int day_of_era = shifted - era * 146097;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const int year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return {static_cast<int16_t>(year), static_cast<uint8_t>(month), static_cast<uint8_t>(day)};
}

std::optional<DateTime> DateTime::MakeDate(int year, int month, int day) {
  if (year < kMinYear || year > kMaxYear || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  DateTime result;
  result.year = static_cast<int16_t>(year);
  result.month = static_cast<uint8_t>(month);
  result.day = static_cast<uint8_t>(day);
  result.precision = Precision::kDay;
  return Make(result);
}

std::optional<DateTime> DateTime::Make(const DateTime& parts) {
  const DateTime& p = parts;
  if (p.year < kMinYear || p.year > kMaxYear || p.month < 1 || p.month > 12 || p.day < 1 ||
      p.day > DaysInMonth(p.year, p.month) || p.hour > 23 || p.minute > 59 || p.second > 59 ||
      p.millisecond < 0 || p.millisecond > 999 || (p.is_date && p.precision > Precision::kDay)) {
    return std::nullopt;
  }
  if (p.has_offset() &&
      (p.offset_minutes < kLeastOffsetMinutes || p.offset_minutes > kGreatestOffsetMinutes)) {
    return std::nullopt;
  }
  return p.Truncated(p.precision);
}

DateTime DateTime::InCaseAt(int16_t clock) const {
  constexpr int kQuarter = 15;
  DateTime result = *this;
  const bool differs = has_offset() && !is_date && precision >= Precision::kHour &&
                       clock != kNoOffset && clock != offset_minutes;
  if (!differs) {
    result.case_ahead = 0;
    return result;
  }
  const int quarters = (clock - offset_minutes) / kQuarter;
  // Offsets of odd minutes are of before the standard times; they are no clock of ours.
  result.case_ahead = static_cast<int8_t>(quarters != 0            ? quarters
                                          : clock < offset_minutes ? -1
                                                                   : 1);
  return result;
}

DateTime DateTime::EarliestOnCaseClock() const {
  return case_ahead == 0 ? *this : OnClockAheadBy(*this, CaseAhead(*this).least);
}

DateTime DateTime::LatestOnCaseClock() const {
  return case_ahead == 0 ? *this : OnClockAheadBy(*this, CaseAhead(*this).most);
}

std::optional<DateTime> DateTime::LocalDate() const {
  if (case_ahead == 0) return DatePart();
  const DateTime date = EarliestOnCaseClock().DatePart();
  return date == LatestOnCaseClock().DatePart() ? std::optional(date) : std::nullopt;
}

int32_t DateTime::EarliestLocalDay() const {
  return WrittenDay(case_ahead == 0 ? *this : EarliestOnCaseClock());
}

int32_t DateTime::LatestLocalDay() const {
  if (case_ahead != 0) return WrittenDay(LatestOnCaseClock());
  if (precision == Precision::kYear) return DayNumber(year, 12, 31);
  if (precision == Precision::kMonth) return DayNumber(year, month, DaysInMonth(year, month));
  return DayNumber(year, month, day);
}

int64_t DateTime::EarliestLocal() const {
  return WrittenDay(*this) * kMillisecondsPerDay +
         ClockMilliseconds(hour, minute, second, millisecond);
}

int64_t DateTime::LatestLocal() const {
  if (precision <= Precision::kDay) {
    return (LatestLocalDay() + int64_t{1}) * kMillisecondsPerDay - 1;
  }
  if (precision == Precision::kHour) return EarliestLocal() + kMillisecondsPerHour - 1;
  if (precision == Precision::kMinute) return EarliestLocal() + kMillisecondsPerMinute - 1;
  return EarliestLocal();
}

int64_t DateTime::Earliest() const {
  return EarliestLocal() -
         (has_offset() ? offset_minutes : kGreatestOffsetMinutes) * kMillisecondsPerMinute;
}

int64_t DateTime::Latest() const {
  return LatestLocal() -
         (has_offset() ? offset_minutes : kLeastOffsetMinutes) * kMillisecondsPerMinute;
}

DateTime DateTime::Lowest() const {
  DateTime result = *this;
  result.precision = FinestPrecision();
  return result;
}

DateTime DateTime::Highest() const {
  DateTime result = *this;
  result.precision = FinestPrecision();
  if (precision < Precision::kMonth) result.month = 12;
  if (precision < Precision::kDay) {
    result.day = static_cast<uint8_t>(DaysInMonth(result.year, result.month));
  }
  if (is_date) return result;
  if (precision < Precision::kHour) result.hour = 23;
  if (precision < Precision::kMinute) result.minute = 59;
  if (precision < Precision::kSecond) {
    result.second = 59;
    result.millisecond = 999;
  }
  return result;
}

DateTime DateTime::Truncated(Precision to) const {
  DateTime result = *this;
  result.precision = std::min(to, precision);
  if (result.precision < Precision::kMonth) result.month = 1;
  if (result.precision < Precision::kDay) result.day = 1;
  if (result.precision < Precision::kHour) result.hour = 0;
  if (result.precision < Precision::kMinute) result.minute = 0;
  if (result.precision < Precision::kSecond) result.second = 0;
  if (result.precision < Precision::kMillisecond) result.millisecond = 0;
  return result;
}

DateTime DateTime::AtOffset(int minutes) const {
  if (!has_offset() || precision < Precision::kMinute || minutes == offset_minutes) return *this;
  const auto moved =
      FromLocalMilliseconds(EarliestLocal() + (minutes - offset_minutes) * kMillisecondsPerMinute);
  if (!moved) return *this;
  DateTime result = *moved;
  result.precision = precision;
  result.offset_minutes = static_cast<int16_t>(minutes);
  return result;
}

DateTime DateTime::DatePart() const {
  DateTime result = Truncated(Precision::kDay);
  result.is_date = true;
  result.offset_minutes = kNoOffset;
  result.case_ahead = 0;
  return result;
}

std::optional<DateTime> FromLocalMilliseconds(int64_t milliseconds) {
  const int64_t day = FloorDivide(milliseconds, kMillisecondsPerDay);
  if (day < DayNumber(kMinYear, 1, 1) || day > DayNumber(kMaxYear, 12, 31)) return std::nullopt;
  const CalendarDay calendar = FromDayNumber(static_cast<int32_t>(day));
  const TimeOfDay clock = TimeOfDay::FromMilliseconds(milliseconds - day * kMillisecondsPerDay);
  DateTime result;
  result.year = calendar.year;
  result.month = calendar.month;
  result.day = calendar.day;
  result.hour = clock.hour;
  result.minute = clock.minute;
  result.second = clock.second;
  result.millisecond = clock.millisecond;
  result.precision = Precision::kMillisecond;
  result.is_date = false;
  return result;
}

std::optional<TimeOfDay> TimeOfDay::Make(const TimeOfDay& p) {
  if (p.hour > 23 || p.minute > 59 || p.second > 59 || p.millisecond < 0 || p.millisecond > 999 ||
      p.precision < Precision::kHour) {
    return std::nullopt;
  }
  return p.Truncated(p.precision);
}

TimeOfDay TimeOfDay::FromMilliseconds(int64_t milliseconds) {
  TimeOfDay result;
  result.hour = static_cast<uint8_t>(milliseconds / kMillisecondsPerHour);
  result.minute = static_cast<uint8_t>(milliseconds / kMillisecondsPerMinute % 60);
  result.second = static_cast<uint8_t>(milliseconds / 1000 % 60);
  result.millisecond = static_cast<int16_t>(milliseconds % 1000);
  result.precision = Precision::kMillisecond;
  return result;
}

int64_t TimeOfDay::Earliest() const { return ClockMilliseconds(hour, minute, second, millisecond); }

int64_t TimeOfDay::Latest() const {
  if (precision == Precision::kHour) return Earliest() + kMillisecondsPerHour - 1;
  if (precision == Precision::kMinute) return Earliest() + kMillisecondsPerMinute - 1;
  return Earliest();
}

TimeOfDay TimeOfDay::Lowest() const { return FromMilliseconds(Earliest()); }
TimeOfDay TimeOfDay::Highest() const { return FromMilliseconds(Latest()); }

TimeOfDay TimeOfDay::Truncated(Precision to) const {
  TimeOfDay result = *this;
  result.precision = std::min(std::max(to, Precision::kHour), precision);
  if (result.precision < Precision::kMinute) result.minute = 0;
  if (result.precision < Precision::kSecond) result.second = 0;
  if (result.precision < Precision::kMillisecond) result.millisecond = 0;
  return result;
}

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
