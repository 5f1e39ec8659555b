// Partial dates and times, calendar arithmetic, and what is certain about their order.
//
// Rules, in short:
// - A value is as precise as it was written: 2019-03 is the whole of March 2019, and
//   `2019 before 2019-06-01` is not known.
// - A `date` (is_date) ends at the day: it is not imprecise for lacking an hour. A `datetime` that
//   was written to the day is.
// - A second is as fine as records go: in spans, windows and durations 10:30:15 is a point. Only
//   Compare, told 10:30:15 and 10:30:15.250, says uncertain, as CQL does.
// - Two values with the same offset (or both without one) compare component by component as
//   written. Two with different offsets compare as UTC instants.
// - Days and anything coarser are local: a date compares with the local day of the other side, and
//   so does every comparison that is asked to the day (`same day as`). The local day is the one of
//   the case's clock, where that is known and differs from the one a value was written by; else the
//   day as written. There is no time-zone database, so summer time may move that clock by an hour:
//   within it the day is not known [docs/decisions/days-of-the-hospital.md].
// - A time of day without an offset against one with an offset: it could be any instant between
//   14 h before and 12 h after its reading as UTC, so the order is known only outside of that.
// - Years, months, weeks and days are calendar units; hours, minutes, seconds and milliseconds are
//   exact. Months and days do not compare.
// Sources: HL7 FHIR R4 datatypes (date, dateTime, instant, time); CQL 1.5, author's guide and
// appendix B for precision, uncertainty, duration and difference.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/values/truth.h"

namespace suture::values {

enum class Precision : uint8_t { kYear, kMonth, kDay, kHour, kMinute, kSecond, kMillisecond };
std::string_view Name(Precision precision);

enum class CalendarUnit : uint8_t {
  kYear,
  kMonth,
  kWeek,
  kDay,
  kHour,
  kMinute,
  kSecond,
  kMillisecond,
};
std::string_view Name(CalendarUnit unit);  // "year"
// "year" or "years"; no abbreviation.
std::optional<CalendarUnit> ParseCalendarUnit(std::string_view text);
// Calendar units depend on the date they are added to; exact units do not.
constexpr bool IsExact(CalendarUnit unit) { return unit >= CalendarUnit::kHour; }
// Milliseconds in one exact unit, and in a day and a week where days are counted as 24 hours.
int64_t MillisecondsIn(CalendarUnit unit);

inline constexpr int64_t kMillisecondsPerMinute = 60 * 1000;
inline constexpr int64_t kMillisecondsPerHour = 60 * kMillisecondsPerMinute;
inline constexpr int64_t kMillisecondsPerDay = 24 * kMillisecondsPerHour;
inline constexpr int kMinYear = 1;
inline constexpr int kMaxYear = 9999;
// Offsets that exist or existed: -12:00 .. +14:00.
inline constexpr int kLeastOffsetMinutes = -12 * 60;
inline constexpr int kGreatestOffsetMinutes = 14 * 60;

int DaysInMonth(int year, int month);
bool IsLeapYear(int year);

// Days since 1970-01-01 in the proleptic Gregorian calendar.
int32_t DayNumber(int year, int month, int day);
struct CalendarDay {
  int16_t year;
  uint8_t month;
  uint8_t day;
};
CalendarDay FromDayNumber(int32_t day_number);

// What is known of the order of two values that may be imprecise.
enum class Ordering : uint8_t { kLess, kEqual, kGreater, kUncertain };

struct DateTime {
  static constexpr int16_t kNoOffset = INT16_MIN;
  static constexpr size_t kMaxText = 40;

  // Components below the precision hold their least value (month 1, day 1, hour 0, ...).
  int16_t year = 1;
  uint8_t month = 1;
  uint8_t day = 1;
  uint8_t hour = 0;
  uint8_t minute = 0;
  uint8_t second = 0;
  Precision precision = Precision::kYear;
  int16_t millisecond = 0;
  int16_t offset_minutes = kNoOffset;
  bool is_date = true;
  // Quarters of an hour by which the clock of the case is ahead of the one that wrote this; 0: it
  // is the same clock, or the case's is not known.
  int8_t case_ahead = 0;

  // Each returns nullopt for a component that does not exist (30 February, hour 24).
  static std::optional<DateTime> MakeDate(int year, int month, int day);
  static std::optional<DateTime> Make(const DateTime& parts);

  // Reads FHIR's date, dateTime and instant: "2019", "2019-03", "2019-03-01", "2019-03-01T10:30Z",
  // "2019-03-01T10:30:15.123+01:00", and CQL's "2019-03-01T10" and a trailing "T". A fraction keeps
  // its first three digits. The second 60 of a leap second is read as 59. Without a "T" the result
  // is a date; 24:00:00 is not a time.
  static std::optional<DateTime> Parse(std::string_view text);
  std::string ToString() const;
  // The same into a buffer of kMaxText bytes; the length.
  size_t Write(char* to) const;

  bool has_offset() const { return offset_minutes != kNoOffset; }
  // Nothing finer could be known: the day of a date, the second of a datetime.
  bool IsPrecise() const { return precision >= (is_date ? Precision::kDay : Precision::kSecond); }
  Precision FinestPrecision() const { return is_date ? Precision::kDay : Precision::kMillisecond; }
  bool operator==(const DateTime&) const = default;

  // With the clock of its case, which is that of the index event.
  DateTime InCaseAt(int16_t offset_minutes) const;
  // The local day, in days since 1970-01-01: the earliest and the latest that it can be.
  int32_t EarliestLocalDay() const;
  int32_t LatestLocalDay() const;
  // What the clock of the case may have shown at the earliest and at the latest, as local values of
  // the same precision; the value itself where it was written by that clock.
  DateTime EarliestOnCaseClock() const;
  DateTime LatestOnCaseClock() const;
  // Milliseconds since 1970-01-01T00:00 on the clock that it was written by.
  int64_t EarliestLocal() const;
  int64_t LatestLocal() const;  // Inclusive: the last millisecond.
  // The same as UTC. Without an offset the widest that offsets allow.
  int64_t Earliest() const;
  int64_t Latest() const;

  // The first and the last full-precision value that it can be; a date stays a date.
  DateTime Lowest() const;
  DateTime Highest() const;
  // Without what is finer than the precision.
  DateTime Truncated(Precision to) const;
  // The same instant written with another offset; the precision stays. Only for values that have an
  // offset and are precise to the minute; others come back unchanged.
  DateTime AtOffset(int minutes) const;
  // The calendar day as written, as a date; of a value coarser than the day, the same coarseness.
  DateTime DatePart() const;
  // The local day, as a date; nullopt: it lies on one of two.
  std::optional<DateTime> LocalDate() const;
};

// Milliseconds on a local clock -> full-precision datetime without offset; nullopt outside the
// years 1..9999.
std::optional<DateTime> FromLocalMilliseconds(int64_t milliseconds);

struct TimeOfDay {
  static constexpr size_t kMaxText = 16;
  uint8_t hour = 0;
  uint8_t minute = 0;
  uint8_t second = 0;
  Precision precision = Precision::kHour;
  int16_t millisecond = 0;

  // Hour 0..23, finer components below the precision are zero.
  static std::optional<TimeOfDay> Make(const TimeOfDay& parts);
  // "10", "10:30", "10:30:15", "10:30:15.123", each with or without a leading "T".
  static std::optional<TimeOfDay> Parse(std::string_view text);
  static TimeOfDay FromMilliseconds(int64_t milliseconds);  // 0 .. kMillisecondsPerDay - 1
  std::string ToString() const;
  int64_t Earliest() const;  // Milliseconds since midnight.
  int64_t Latest() const;
  TimeOfDay Lowest() const;
  TimeOfDay Highest() const;
  TimeOfDay Truncated(Precision to) const;
  bool operator==(const TimeOfDay&) const = default;
};

// An amount of one unit, such as 3 months. Whole units only: "1.5 months" has no meaning here, and
// 1.5 hours is 90 minutes.
struct Duration {
  int64_t amount = 0;
  CalendarUnit unit = CalendarUnit::kDay;
  // "3 months", "1 day".
  std::string ToString() const;
  bool operator==(const Duration&) const = default;
};
// Certain only between units of one family: years and months; weeks and days; hours and finer.
// Days against hours, and months against days, are uncertain unless one of the amounts is zero.
Ordering Compare(const Duration& left, const Duration& right);

// The order as far as it is known. Two values written alike to the same precision are equal, as CQL
// has it: 2014 = 2014. With `limit`, both are looked at only down to that precision (`same day
// as`), and one that does not reach it is uncertain.
Ordering Compare(const DateTime& left, const DateTime& right);
Ordering Compare(const DateTime& left, const DateTime& right, Precision limit);
// Which of two events came first: uncertain whenever the spans that they may lie in overlap, even
// if both are written alike. What `first` and `last` need.
Ordering CompareEvents(const DateTime& left, const DateTime& right);
Ordering Compare(const TimeOfDay& left, const TimeOfDay& right);
Ordering Compare(const TimeOfDay& left, const TimeOfDay& right, Precision limit);
// An order in which any list can be sorted: by earliest instant as written, then by precision. It
// says nothing about what is certain.
std::strong_ordering TotalOrder(const DateTime& left, const DateTime& right);
std::strong_ordering TotalOrder(const TimeOfDay& left, const TimeOfDay& right);

constexpr Truth IsBefore(Ordering o) {
  return o == Ordering::kUncertain ? Truth::kUnsettled : ToTruth(o == Ordering::kLess);
}
constexpr Truth IsAfter(Ordering o) {
  return o == Ordering::kUncertain ? Truth::kUnsettled : ToTruth(o == Ordering::kGreater);
}
constexpr Truth IsSame(Ordering o) {
  return o == Ordering::kUncertain ? Truth::kUnsettled : ToTruth(o == Ordering::kEqual);
}

// What to do when the day does not exist in the month arrived at (31 January + 1 month).
enum class MonthRounding : uint8_t {
  kRefuse,  // no result: ambiguous
  kDown,    // the last day of that month
  kUp,      // the first day of the next
};

enum class ArithmeticFault : uint8_t {
  kNone,
  kAmbiguous,   // the day does not exist and no rounding is declared
  kOutOfRange,  // before year 1 or after year 9999
  kTooFine,     // hours added to a date
};

struct DateTimeResult {
  DateTime value;
  ArithmeticFault fault = ArithmeticFault::kNone;
  bool ok() const { return fault == ArithmeticFault::kNone; }
};
// Adds a duration (subtracts with a negative amount). A value coarser than the unit moves by whole
// units of its own precision, counted as CQL counts them: 2014 + 15 months = 2015. A date takes
// years, months, weeks and days; hours and finer move it by whole days of 24 hours.
DateTimeResult Add(const DateTime& value, const Duration& duration,
                   MonthRounding rounding = MonthRounding::kRefuse);
// Wraps at midnight; units coarser than the hour are refused (kTooFine).
struct TimeResult {
  TimeOfDay value;
  ArithmeticFault fault = ArithmeticFault::kNone;
  bool ok() const { return fault == ArithmeticFault::kNone; }
};
TimeResult Add(const TimeOfDay& value, const Duration& duration);

// The smallest and largest number it can be; low == high when it is known.
struct Count {
  int64_t low = 0;
  int64_t high = 0;
  bool certain() const { return low == high; }
  bool operator==(const Count&) const = default;
};
// Whole units that have passed from `from` to `to` (`years between`); negative when `to` is
// earlier.
Count DurationBetween(const DateTime& from, const DateTime& to, CalendarUnit unit);
Count DurationBetween(const TimeOfDay& from, const TimeOfDay& to, CalendarUnit unit);
// Boundaries of the unit crossed (`difference in years between`); weeks begin on Sunday.
Count DifferenceBetween(const DateTime& from, const DateTime& to, CalendarUnit unit);
Count DifferenceBetween(const TimeOfDay& from, const TimeOfDay& to, CalendarUnit unit);
// Local days from one to the other: what `within N days` means.
Count LocalDaysBetween(const DateTime& from, const DateTime& to);

}  // namespace suture::values
