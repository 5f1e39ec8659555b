#include "runtime/rules/window.h"

#include <algorithm>

#include "runtime/rules/periods.h"

namespace suture::rules {
namespace {

using plan::WindowKind;
using values::CalendarUnit;
using values::DateTime;
using values::Duration;
using values::MonthRounding;
using values::Precision;
using values::UnsettledCause;

bool IsLocal(const DateTime& t) { return t.is_date || t.precision <= Precision::kDay; }

Range LocalDays(const DateTime& t) {
  const int64_t first = t.EarliestLocalDay();
  const bool one_day = t.precision >= Precision::kDay && t.case_ahead == 0;
  return {first, one_day ? first : t.LatestLocalDay()};
}

// Both known to the second and on one clock, as most times of a chart are: their digits tell.
bool AreAlike(const DateTime& left, const DateTime& right) {
  return values::IsKnownToTheSecond(left) && values::IsKnownToTheSecond(right) &&
         left.offset_minutes == right.offset_minutes;
}

// What the case's clock showed, in milliseconds.
Range OnCaseClock(const DateTime& t) {
  return {t.EarliestOnCaseClock().EarliestLocal(), t.LatestOnCaseClock().LatestLocal()};
}

// Which local day it is may hang on the hour by which clocks change.
UnsettledCause WhyDayUndecided(const DateTime& left, const DateTime& right) {
  return left.case_ahead != 0 || right.case_ahead != 0 ? UnsettledCause::kUncertainRange
                                                       : UnsettledCause::kImpreciseTime;
}

// Why a comparison of these two could not be decided.
UnsettledCause WhyUndecided(const DateTime& left, const DateTime& right) {
  if (IsLocal(left) != IsLocal(right)) return WhyDayUndecided(left, right);
  const bool clock_unknown = !IsLocal(left) && !IsLocal(right) &&
                             left.has_offset() != right.has_offset() && left.IsPrecise() &&
                             right.IsPrecise();
  return clock_unknown ? UnsettledCause::kUnknownOffset : UnsettledCause::kImpreciseTime;
}

// left < right, left <= right.
Verdict Less(Range left, Range right, UnsettledCause cause) {
  if (left.high < right.low) return Verdict::Of(true);
  if (left.low >= right.high) return Verdict::Of(false);
  return Verdict::Unsettled(cause);
}
Verdict LessOrEqual(Range left, Range right, UnsettledCause cause) {
  if (left.high <= right.low) return Verdict::Of(true);
  if (left.low > right.high) return Verdict::Of(false);
  return Verdict::Unsettled(cause);
}

int64_t SignedDays(const Duration& amount, int64_t sign) {
  return sign * amount.amount * (amount.unit == CalendarUnit::kWeek ? 7 : 1);
}
int64_t Milliseconds(const Duration& amount) {
  return amount.amount * values::MillisecondsIn(amount.unit);
}

// The earliest and latest day that one day of the calendar moves to.
Range MovedDay(int32_t day, int64_t sign, const Duration& amount, MonthRounding rounding) {
  const values::CalendarDay parts = values::FromDayNumber(day);
  const auto date = DateTime::MakeDate(parts.year, parts.month, parts.day);
  const auto move = [&](MonthRounding how) -> int64_t {
    const auto moved = values::Add(*date, {sign * amount.amount, amount.unit}, how);
    if (moved.ok()) return moved.value.EarliestLocalDay();
    return sign < 0 ? INT32_MIN : INT32_MAX;  // Before year 1 or after year 9999.
  };
  if (rounding != MonthRounding::kRefuse) {
    const int64_t to = move(rounding);
    return {to, to};
  }
  return {move(MonthRounding::kDown), move(MonthRounding::kUp)};
}

// Within `amount` on one side of the anchor, in whole local dates.
Verdict WithinDays(const DateTime& time, const DateTime& anchor, int64_t sign,
                   const Duration& amount, MonthRounding rounding) {
  const Range days = LocalDays(time);
  const Range edge = MovedLocalDay(anchor, sign, amount, rounding);
  const bool ambiguous =
      anchor.precision >= Precision::kDay && anchor.case_ahead == 0 && edge.low != edge.high;
  const UnsettledCause cause =
      ambiguous ? UnsettledCause::kAmbiguousArithmetic : WhyDayUndecided(time, anchor);
  return sign < 0 ? LessOrEqual(edge, days, cause) : LessOrEqual(days, edge, cause);
}

// Within `amount` on one side of the anchor, as instants.
Verdict WithinInstants(const DateTime& time, const DateTime& anchor, int64_t sign,
                       const Duration& amount) {
  DateTime a = time, b = anchor;
  a.is_date = b.is_date = false;
  const OnOneClock clock = Align(a, b);
  const int64_t by = Milliseconds(amount);
  const UnsettledCause cause = WhyUndecided(a, b);
  if (sign < 0) {
    return LessOrEqual({clock.right.low - by, clock.right.high - by}, clock.left, cause);
  }
  return LessOrEqual(clock.left, {clock.right.low + by, clock.right.high + by}, cause);
}

Verdict WithinSide(const DateTime& time, const DateTime& anchor, int64_t sign,
                   const Duration& amount, MonthRounding rounding) {
  return values::IsExact(amount.unit) ? WithinInstants(time, anchor, sign, amount)
                                      : WithinDays(time, anchor, sign, amount, rounding);
}

Verdict OnDay(const DateTime& time, const DateTime& anchor) {
  const Range a = LocalDays(time), b = LocalDays(anchor);
  if (a.low == a.high && b.low == b.high) return Verdict::Of(a.low == b.low);
  if (a.high < b.low || b.high < a.low) return Verdict::Of(false);
  return Verdict::Unsettled(WhyDayUndecided(time, anchor));
}

bool IsOpen(const chart::Period& period) { return !period.has_end && !IsEndUnknown(period); }

// Whether the period had not ended before `time`. What ended nobody knows when did not end before
// it began.
Verdict IsReached(const DateTime& time, const chart::Period& period) {
  if (period.has_end) return IsAtOrBefore(time, period.end);
  if (IsOpen(period)) return Verdict::Of(true);
  if (period.has_start && IsAtOrBefore(time, period.start).kind == Verdict::kTrue) {
    return Verdict::Of(true);
  }
  return Verdict::Unsettled(UnsettledCause::kEmptyCell);
}

}  // namespace

OnOneClock Align(const DateTime& left, const DateTime& right) {
  if (left.is_date && right.is_date) return {LocalDays(left), LocalDays(right), true};
  if (IsLocal(left) != IsLocal(right)) return {OnCaseClock(left), OnCaseClock(right)};
  const bool local = IsLocal(left) || left.offset_minutes == right.offset_minutes;
  OnOneClock clock =
      local ? OnOneClock{{left.EarliestLocal(), left.LatestLocal()},
                         {right.EarliestLocal(), right.LatestLocal()}}
            : OnOneClock{{left.Earliest(), left.Latest()}, {right.Earliest(), right.Latest()}};
  // Neither is coarser than the other: the minutes that nobody wrote the seconds of are points.
  const bool comparable = local || (left.has_offset() && right.has_offset());
  if (comparable && left.precision == Precision::kMinute && right.precision == Precision::kMinute) {
    clock.left.high = clock.left.low;
    clock.right.high = clock.right.low;
  }
  return clock;
}

Verdict IsBefore(const DateTime& time, const DateTime& anchor) {
  if (AreAlike(time, anchor)) return Verdict::Of(values::Digits(time) < values::Digits(anchor));
  const OnOneClock clock = Align(time, anchor);
  return Less(clock.left, clock.right, WhyUndecided(time, anchor));
}

Verdict IsAtOrBefore(const DateTime& time, const DateTime& anchor) {
  if (AreAlike(time, anchor)) return Verdict::Of(values::Digits(time) <= values::Digits(anchor));
  const OnOneClock clock = Align(time, anchor);
  return LessOrEqual(clock.left, clock.right, WhyUndecided(time, anchor));
}

Range MovedLocalDay(const DateTime& anchor, int64_t sign, const Duration& amount,
                    MonthRounding rounding) {
  const Range days = LocalDays(anchor);
  if (amount.unit == CalendarUnit::kDay || amount.unit == CalendarUnit::kWeek) {
    const int64_t by = SignedDays(amount, sign);
    return {days.low + by, days.high + by};
  }
  const Range low = MovedDay(static_cast<int32_t>(days.low), sign, amount, rounding);
  if (days.low == days.high) return low;
  const Range high = MovedDay(static_cast<int32_t>(days.high), sign, amount, rounding);
  return {std::min(low.low, high.low), std::max(low.high, high.high)};
}

Verdict TestPoint(WindowKind kind, const DateTime& time, const DateTime& anchor,
                  const Duration& amount, MonthRounding rounding) {
  switch (kind) {
    case WindowKind::kBefore:
      return IsBefore(time, anchor);
    case WindowKind::kAfter:
      return IsBefore(anchor, time);
    case WindowKind::kWithinBefore:
      return And(IsBefore(time, anchor), WithinSide(time, anchor, -1, amount, rounding));
    case WindowKind::kWithinAfter:
      return And(IsBefore(anchor, time), WithinSide(time, anchor, +1, amount, rounding));
    case WindowKind::kWithinOf:
      return And(WithinSide(time, anchor, -1, amount, rounding),
                 WithinSide(time, anchor, +1, amount, rounding));
    case WindowKind::kOn:
      return OnDay(time, anchor);
    case WindowKind::kAt:
      return And(IsAtOrBefore(time, anchor), IsAtOrBefore(anchor, time));
    default:
      return {Verdict::kSilent};
  }
}

Verdict TestFromTo(const DateTime& time, const DateTime& from, const DateTime& to) {
  // A window that is reversed for certain holds nothing, whatever the time.
  if (IsBefore(to, from).kind == Verdict::kTrue) return Verdict::Of(false);
  return And(IsAtOrBefore(from, time), IsAtOrBefore(time, to));
}

Verdict TestDuring(const chart::Period& row, const chart::Period& window) {
  if (!row.has_start) return Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  const Verdict after = window.has_start ? IsAtOrBefore(window.start, row.start)
                                         : Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  const Verdict before = IsReached(row.start, window);
  return And(after, before);
}

Verdict TestOverlapping(const chart::Period& row, const chart::Period& window) {
  const auto reaches = [](const chart::Period& a, const chart::Period& b) {
    // a begins at or before the end of b
    if (a.has_start) return IsReached(a.start, b);
    if (IsOpen(b) || (a.has_end && IsReached(a.end, b).kind == Verdict::kTrue)) {
      return Verdict::Of(true);
    }
    return Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  };
  return And(reaches(row, window), reaches(window, row));
}

Verdict TestInProgress(const chart::Period& row, const DateTime& at) {
  const Verdict begun = row.has_start ? IsAtOrBefore(row.start, at)
                                      : Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  return And(begun, IsReached(at, row));
}

Verdict IsWithin(const DateTime& left, const DateTime& right, const Duration& amount,
                 MonthRounding rounding) {
  return And(WithinSide(left, right, -1, amount, rounding),
             WithinSide(left, right, +1, amount, rounding));
}

namespace {

constexpr int64_t kLastOfDay = (int64_t{1} << values::kDigitsOfDay) - 1;
// What a time that was written to the second may lie behind its beginning.
constexpr int64_t kMostOfSecond = 999;

int64_t FirstOfDay(int64_t day) {
  const values::CalendarDay parts = values::FromDayNumber(static_cast<int32_t>(day));
  DateTime time;
  time.year = parts.year;
  time.month = parts.month;
  time.day = parts.day;
  return values::Digits(time);
}

// Nullopt: outside of the calendar.
std::optional<int64_t> DigitsAt(int64_t local_milliseconds) {
  const auto time = values::FromLocalMilliseconds(local_milliseconds);
  return time ? std::optional(values::Digits(*time)) : std::nullopt;
}

// Narrows by `within AMOUNT` on one side of the anchor, as WithinSide has it; false: not by digits.
bool NarrowWithin(const DateTime& anchor, int64_t sign, const Duration& amount,
                  MonthRounding rounding, WindowEdges& edges) {
  if (values::IsExact(amount.unit)) {
    const int64_t by = sign * Milliseconds(amount);
    const int64_t low = anchor.EarliestLocal() + by, high = anchor.LatestLocal() + by;
    const auto out = DigitsAt(sign < 0 ? low - kMostOfSecond : high);
    const auto in = DigitsAt(sign < 0 ? high : low - kMostOfSecond);
    if (!out || !in) return false;
    sign < 0 ? edges.NarrowBelow(*out, *in) : edges.NarrowAbove(*out, *in);
    return true;
  }
  const Range day = MovedLocalDay(anchor, sign, amount, rounding);
  static const int32_t kFirstDay = values::DayNumber(1, 1, 1),
                       kLastDay = values::DayNumber(9999, 12, 31);
  if (day.low != day.high || day.low < kFirstDay || day.low > kLastDay) return false;
  const int64_t first = FirstOfDay(day.low);
  sign < 0 ? edges.NarrowBelow(first, first)
           : edges.NarrowAbove(first + kLastOfDay, first + kLastOfDay);
  return true;
}

}  // namespace

WindowEdges FindEdges(WindowKind kind, const chart::Period& a, const chart::Period& b,
                      const Duration& amount, MonthRounding rounding) {
  WindowEdges edges;
  if (!a.has_start || !values::IsKnownToTheSecond(a.start)) return edges;
  if (a.start.case_ahead != 0) return edges;  // Its digits do not tell the local day.
  const DateTime& anchor = a.start;
  const int64_t at = values::Digits(anchor);
  edges.offset_minutes = anchor.offset_minutes;
  const auto before = [&] { edges.NarrowAbove(at - 1, at - 1); };
  const auto after = [&] { edges.NarrowBelow(at + 1, at + 1); };
  const auto from = [&](int64_t digits) { edges.NarrowBelow(digits, digits); };
  const auto to = [&](int64_t digits) { edges.NarrowAbove(digits, digits); };
  switch (kind) {
    case WindowKind::kBefore:
      before();
      edges.tell = true;
      return edges;
    case WindowKind::kAfter:
      after();
      edges.tell = true;
      return edges;
    case WindowKind::kWithinBefore:
      before();
      edges.tell = NarrowWithin(anchor, -1, amount, rounding, edges);
      return edges;
    case WindowKind::kWithinAfter:
      after();
      edges.tell = NarrowWithin(anchor, +1, amount, rounding, edges);
      return edges;
    case WindowKind::kWithinOf:
      edges.tell = NarrowWithin(anchor, -1, amount, rounding, edges) &&
                   NarrowWithin(anchor, +1, amount, rounding, edges);
      return edges;
    case WindowKind::kOn:
      from(at & ~kLastOfDay);
      to(at | kLastOfDay);
      edges.tell = true;
      return edges;
    case WindowKind::kAt:
      from(at);
      to(at);
      edges.tell = true;
      return edges;
    case WindowKind::kFromTo:
      edges.tell = b.has_start && AreAlike(anchor, b.start);
      from(at);
      to(values::Digits(b.start));
      return edges;
    case WindowKind::kDuring:
      edges.tell = !a.has_end || AreAlike(anchor, a.end);
      from(at);
      if (a.has_end) to(values::Digits(a.end));
      if (IsEndUnknown(a)) edges.NarrowAbove(INT64_MAX, at);
      return edges;
    case WindowKind::kOverlapping:
    case WindowKind::kInProgress:
      return edges;
  }
  return edges;
}

}  // namespace suture::rules
