#include "runtime/values/time.h"

#include <algorithm>
#include <array>

#include "runtime/values/case_clock.h"

namespace suture::values {
namespace {

constexpr std::array<std::string_view, 7> kPrecisionNames = {
    "year", "month", "day", "hour", "minute", "second", "millisecond"};
constexpr std::array<std::string_view, 8> kUnitNames = {"year", "month",  "week",   "day",
                                                        "hour", "minute", "second", "millisecond"};

int64_t ClockMilliseconds(int hour, int minute, int second, int millisecond) {
  return ((hour * 60 + minute) * int64_t{60} + second) * 1000 + millisecond;
}

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

}  // namespace suture::values
