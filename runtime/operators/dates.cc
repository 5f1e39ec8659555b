// Building dates and times, taking them apart, and counting between them.
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

using values::CalendarUnit;
using values::DateTime;
using values::Precision;
using values::TimeOfDay;

// Reads the leading whole-number components; stops at the first that is absent. False when a later
// one is there without it, or when one is no whole number.
bool ReadComponents(Arguments a, size_t limit, int64_t* components, size_t* count) {
  *count = 0;
  bool ended = false;
  for (size_t i = 0; i < a.size() && i < limit; ++i) {
    if (a[i].is_null()) {
      ended = true;
      continue;
    }
    if (ended || a[i].kind() != Kind::kInteger || a[i].integer() < 0 || a[i].integer() > 9999) {
      return false;
    }
    components[(*count)++] = a[i].integer();
  }
  return true;
}

Value Build(const int64_t* c, size_t count, bool is_date, int16_t offset) {
  DateTime t;
  t.is_date = is_date;
  t.offset_minutes = offset;
  t.precision = static_cast<Precision>(count - 1);
  const auto part = [&](size_t i, int64_t least) { return i < count ? c[i] : least; };
  // Anything beyond the range of a byte is no component of any date.
  for (size_t i = 1; i < count && i < 6; ++i) {
    if (c[i] > 99) return Undefined();
  }
  t.year = static_cast<int16_t>(part(0, 1));
  t.month = static_cast<uint8_t>(part(1, 1));
  t.day = static_cast<uint8_t>(part(2, 1));
  t.hour = static_cast<uint8_t>(part(3, 0));
  t.minute = static_cast<uint8_t>(part(4, 0));
  t.second = static_cast<uint8_t>(part(5, 0));
  t.millisecond = static_cast<int16_t>(part(6, 0));
  const auto made = DateTime::Make(t);
  return made ? Value::OfDateTime(*made) : Undefined();
}

// An uncertain whole number, or the number itself.
Value FromCount(const values::Count& count, Context& context) {
  if (count.certain()) return Value::OfInteger(count.low);
  return values::MakeUncertain(*context.arena, Value::OfInteger(count.low),
                               Value::OfInteger(count.high));
}

using DateCounter = values::Count (*)(const DateTime&, const DateTime&, CalendarUnit);
using TimeCounter = values::Count (*)(const TimeOfDay&, const TimeOfDay&, CalendarUnit);

Value CountBetween(Arguments a, DateCounter dates, TimeCounter times, Context& context) {
  if (a[2].kind() != Kind::kText) return WrongKind();
  const auto unit = values::ParseCalendarUnit(a[2].text());
  if (!unit) return WrongKind();
  if (IsPointInTime(a[0]) && IsPointInTime(a[1])) {
    return FromCount(dates(a[0].date_time(), a[1].date_time(), *unit), context);
  }
  if (a[0].kind() == Kind::kTime && a[1].kind() == Kind::kTime && values::IsExact(*unit)) {
    return FromCount(times(a[0].time(), a[1].time(), *unit), context);
  }
  return WrongKind();
}

Value DateComponent(const DateTime& t, Precision which) {
  if (which > t.precision) return Value::Null();
  switch (which) {
    case Precision::kYear:
      return Value::OfInteger(t.year);
    case Precision::kMonth:
      return Value::OfInteger(t.month);
    case Precision::kDay:
      return Value::OfInteger(t.day);
    case Precision::kHour:
      return Value::OfInteger(t.hour);
    case Precision::kMinute:
      return Value::OfInteger(t.minute);
    case Precision::kSecond:
      return Value::OfInteger(t.second);
    case Precision::kMillisecond:
      return Value::OfInteger(t.millisecond);
  }
  return Value::Null();
}

Value TimeComponent(const TimeOfDay& t, Precision which) {
  if (which > t.precision) return Value::Null();
  switch (which) {
    case Precision::kHour:
      return Value::OfInteger(t.hour);
    case Precision::kMinute:
      return Value::OfInteger(t.minute);
    case Precision::kSecond:
      return Value::OfInteger(t.second);
    case Precision::kMillisecond:
      return Value::OfInteger(t.millisecond);
    default:
      return WrongKind();
  }
}

}  // namespace

Value MakeDateKernel(Arguments a, Context&) {
  int64_t components[3];
  size_t count = 0;
  if (!ReadComponents(a, 3, components, &count)) return Undefined();
  return count == 0 ? Value::Null() : Build(components, count, true, DateTime::kNoOffset);
}

// year, month, day, hour, minute, second, millisecond, offset in hours.
Value MakeDateTimeKernel(Arguments a, Context&) {
  int64_t components[7];
  size_t count = 0;
  if (!ReadComponents(a, 7, components, &count)) return Undefined();
  if (count == 0) return Value::Null();
  int16_t offset = DateTime::kNoOffset;
  if (a.size() > 7 && !a[7].is_null()) {
    if (!IsNumber(a[7])) return WrongKind();
    const auto minutes = Decimal::Multiply(DecimalOf(a[7]), Decimal::FromInteger(60));
    const auto whole = minutes ? minutes->Round().ToInteger() : std::nullopt;
    if (!whole || *whole < values::kLeastOffsetMinutes || *whole > values::kGreatestOffsetMinutes) {
      return Undefined();
    }
    offset = static_cast<int16_t>(*whole);
  }
  return Build(components, count, false, offset);
}

Value MakeTimeKernel(Arguments a, Context&) {
  int64_t c[4] = {0, 0, 0, 0};
  size_t count = 0;
  if (!ReadComponents(a, 4, c, &count)) return Undefined();
  if (count == 0) return Value::Null();
  if (c[0] > 23 || c[1] > 59 || c[2] > 59) return Undefined();
  TimeOfDay t;
  t.hour = static_cast<uint8_t>(c[0]);
  t.minute = static_cast<uint8_t>(c[1]);
  t.second = static_cast<uint8_t>(c[2]);
  t.millisecond = static_cast<int16_t>(c[3]);
  t.precision = static_cast<Precision>(static_cast<size_t>(Precision::kHour) + count - 1);
  const auto made = TimeOfDay::Make(t);
  return made ? Value::OfTime(*made) : Undefined();
}

Value ComponentKernel(Arguments a, Context&) {
  std::optional<Precision> which;
  if (!ReadPrecision(a, 1, &which) || !which) return WrongKind();
  if (IsPointInTime(a[0])) {
    const DateTime& t = a[0].date_time();
    const Value least = DateComponent(t.EarliestOnCaseClock(), *which);
    const Value most = DateComponent(t.LatestOnCaseClock(), *which);
    const bool told = least.is_null() || least.integer() == most.integer();
    return told ? least : Value::Unsettled(UnsettledCause::kUncertainRange);
  }
  return a[0].kind() == Kind::kTime ? TimeComponent(a[0].time(), *which) : WrongKind();
}

Value DateOfKernel(Arguments a, Context&) {
  return IsPointInTime(a[0]) ? values::DateOf(a[0].date_time()) : WrongKind();
}

Value TimeOfKernel(Arguments a, Context&) {
  return IsPointInTime(a[0]) ? values::TimeOf(a[0].date_time()) : WrongKind();
}

// In hours: +05:45 is 5.75.
Value OffsetOfKernel(Arguments a, Context&) {
  if (!IsPointInTime(a[0])) return WrongKind();
  if (!a[0].date_time().has_offset()) return Value::Null();
  return FromOptional(Decimal::Divide(Decimal::FromInteger(a[0].date_time().offset_minutes),
                                      Decimal::FromInteger(60)));
}

Value DurationBetweenKernel(Arguments a, Context& context) {
  return CountBetween(a, values::DurationBetween, values::DurationBetween, context);
}

Value DifferenceBetweenKernel(Arguments a, Context& context) {
  return CountBetween(a, values::DifferenceBetween, values::DifferenceBetween, context);
}

Value LocalDaysBetweenKernel(Arguments a, Context& context) {
  if (!IsPointInTime(a[0]) || !IsPointInTime(a[1])) return WrongKind();
  return FromCount(values::LocalDaysBetween(a[0].date_time(), a[1].date_time()), context);
}

Value SameAsKernel(Arguments a, Context&) {
  std::optional<Precision> precision;
  if (!ReadPrecision(a, 2, &precision)) return WrongKind();
  if (IsInterval(a[0]) && IsInterval(a[1])) {
    const auto starts = EqualAt(StartOf(a[0].interval()), StartOf(a[1].interval()), precision);
    const auto ends = EqualAt(EndOf(a[0].interval()), EndOf(a[1].interval()), precision);
    const Truth both = values::And(starts.truth, ends.truth);
    return Value::OfTruth(both, starts.truth == both ? starts.cause : ends.cause);
  }
  return EqualAt(a[0], a[1], precision).ToValue();
}

Value CameBeforeKernel(Arguments a, Context&) {
  if (!IsPointInTime(a[0]) || !IsPointInTime(a[1])) return WrongKind();
  return Value::OfTruth(values::IsBefore(values::CompareEvents(a[0].date_time(), a[1].date_time())),
                        UnsettledCause::kOverlappingTimes);
}

Value CameAfterKernel(Arguments a, Context&) {
  if (!IsPointInTime(a[0]) || !IsPointInTime(a[1])) return WrongKind();
  return Value::OfTruth(values::IsAfter(values::CompareEvents(a[0].date_time(), a[1].date_time())),
                        UnsettledCause::kOverlappingTimes);
}

}  // namespace suture::operators
