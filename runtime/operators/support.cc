#include "runtime/operators/support.h"

#include <array>

namespace suture::operators {
namespace {

using values::CalendarUnit;
using values::DateTime;
using values::Interval;
using values::Precision;
using values::TimeOfDay;

// CQL's step between two decimals: the eighth digit after the point.
Decimal DecimalStep() { return *Decimal::Make(1, 8); }

Value StepDateTime(const DateTime& t, int direction) {
  static constexpr std::array<CalendarUnit, 7> kUnits = {
      CalendarUnit::kYear,   CalendarUnit::kMonth,  CalendarUnit::kDay,        CalendarUnit::kHour,
      CalendarUnit::kMinute, CalendarUnit::kSecond, CalendarUnit::kMillisecond};
  const CalendarUnit unit = kUnits[static_cast<size_t>(t.precision)];
  const auto moved = values::Add(t, {direction, unit}, values::MonthRounding::kDown);
  return moved.ok() ? Value::OfDateTime(moved.value) : Overflow();
}

Value StepTime(const TimeOfDay& t, int direction) {
  int64_t size = 1;
  if (t.precision == Precision::kHour) size = values::kMillisecondsPerHour;
  if (t.precision == Precision::kMinute) size = values::kMillisecondsPerMinute;
  if (t.precision == Precision::kSecond) size = 1000;
  const int64_t moved = t.Earliest() + direction * size;
  if (moved < 0 || moved >= values::kMillisecondsPerDay) return Overflow();
  TimeOfDay result = TimeOfDay::FromMilliseconds(moved);
  result.precision = t.precision;
  return Value::OfTime(result);
}

Value Step(const Value& point, int direction) {
  switch (point.kind()) {
    case Kind::kInteger: {
      int64_t moved = 0;
      if (__builtin_add_overflow(point.integer(), direction, &moved)) return Overflow();
      return Value::OfInteger(moved);
    }
    case Kind::kDecimal: {
      const Decimal step = direction > 0 ? DecimalStep() : DecimalStep().Negate();
      const auto moved = Decimal::Add(point.decimal(), step);
      return moved ? Value::OfDecimal(moved->Normalized()) : Overflow();
    }
    case Kind::kQuantity: {
      const Decimal step = direction > 0 ? DecimalStep() : DecimalStep().Negate();
      const auto moved = Decimal::Add(point.quantity().amount, step);
      if (!moved) return Overflow();
      return Value::OfQuantity(moved->Normalized(), point.quantity().unit);
    }
    case Kind::kDate:
    case Kind::kDateTime:
      return StepDateTime(point.date_time(), direction);
    case Kind::kTime:
      return StepTime(point.time(), direction);
    default:
      return Value::Null();
  }
}

// The ends of the decimal type are CQL's: 20 digits before the point and 8 after.
Decimal LargestDecimal() { return *Decimal::Parse("99999999999999999999.99999999"); }

Value Extreme(const Value& like, bool greatest) {
  switch (like.kind()) {
    case Kind::kInteger:
      return Value::OfInteger(greatest ? INT64_MAX : INT64_MIN);
    case Kind::kDecimal:
      return Value::OfDecimal(greatest ? LargestDecimal() : LargestDecimal().Negate());
    case Kind::kQuantity:
      return Value::OfQuantity(greatest ? LargestDecimal() : LargestDecimal().Negate(),
                               like.quantity().unit);
    case Kind::kDate:
    case Kind::kDateTime: {
      DateTime t;
      t.year = greatest ? values::kMaxYear : values::kMinYear;
      t.is_date = like.kind() == Kind::kDate;
      t.offset_minutes = like.date_time().offset_minutes;
      return Value::OfDateTime(greatest ? t.Highest() : t.Lowest());
    }
    case Kind::kTime:
      return Value::OfTime(
          TimeOfDay::FromMilliseconds(greatest ? values::kMillisecondsPerDay - 1 : 0));
    default:
      return Value::Null();
  }
}

bool IsOrdered(Kind kind) {
  return kind == Kind::kInteger || kind == Kind::kDecimal || kind == Kind::kQuantity ||
         kind == Kind::kDate || kind == Kind::kDateTime || kind == Kind::kTime;
}

}  // namespace

Value FromOptional(const std::optional<Decimal>& decimal) {
  return decimal ? Value::OfDecimal(*decimal) : Overflow();
}

Decimal DecimalOf(const Value& number) {
  return number.kind() == Kind::kInteger ? Decimal::FromInteger(number.integer())
                                         : number.decimal();
}

Value NotKnown(const Value& left, const Value& right) {
  if (left.cause() != UnsettledCause::kNone) return Value::Unsettled(left.cause());
  if (right.cause() != UnsettledCause::kNone) return Value::Unsettled(right.cause());
  return Value::Null();
}

bool ReadPrecision(Arguments arguments, size_t index, std::optional<Precision>* precision) {
  if (arguments.size() <= index || arguments[index].is_null()) return true;
  if (arguments[index].kind() != Kind::kText) return false;
  for (int i = 0; i <= static_cast<int>(Precision::kMillisecond); ++i) {
    if (values::Name(static_cast<Precision>(i)) == arguments[index].text()) {
      *precision = static_cast<Precision>(i);
      return true;
    }
  }
  return false;
}

bool SameItem(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && right.is_null();
  return values::Equal(left, right).truth == Truth::kTrue;
}

values::Comparison CompareAt(const Value& left, const Value& right,
                             std::optional<Precision> precision) {
  if (precision && IsPointInTime(left) && IsPointInTime(right)) {
    return {values::Compare(left.date_time(), right.date_time(), *precision), Truth::kUnsettled,
            UnsettledCause::kImpreciseTime};
  }
  if (precision && left.kind() == Kind::kTime && right.kind() == Kind::kTime) {
    return {values::Compare(left.time(), right.time(), *precision), Truth::kUnsettled,
            UnsettledCause::kImpreciseTime};
  }
  if (left.kind() == Kind::kUncertain || right.kind() == Kind::kUncertain) {
    const auto low = [](const Value& v) {
      return v.kind() == Kind::kUncertain ? v.interval().low : v;
    };
    const auto high = [](const Value& v) {
      return v.kind() == Kind::kUncertain ? v.interval().high : v;
    };
    const auto top = CompareAt(high(left), low(right), precision);
    if (top.ordering == values::Ordering::kLess) return top;
    const auto bottom = CompareAt(low(left), high(right), precision);
    if (bottom.ordering == values::Ordering::kGreater) return bottom;
    values::Comparison result{values::Ordering::kUncertain, Truth::kUnsettled,
                              UnsettledCause::kUncertainRange};
    result.never_greater = top.ordering == values::Ordering::kEqual;
    result.never_less = bottom.ordering == values::Ordering::kEqual;
    return result;
  }
  return values::Compare(left, right);
}

values::Judgement EqualAt(const Value& left, const Value& right,
                          std::optional<Precision> precision) {
  if (precision || left.kind() == Kind::kUncertain || right.kind() == Kind::kUncertain) {
    return CompareAt(left, right, precision).Equal();
  }
  return values::Equal(left, right);
}

Value SuccessorOf(const Value& point) { return Step(point, 1); }
Value PredecessorOf(const Value& point) { return Step(point, -1); }
Value MinimumLike(const Value& like) { return Extreme(like, false); }
Value MaximumLike(const Value& like) { return Extreme(like, true); }

Value PointLike(const Interval& interval) {
  if (IsOrdered(interval.low.kind())) return interval.low;
  return IsOrdered(interval.high.kind()) ? interval.high : Value::Null();
}

Value StartOf(const Interval& interval, const Value& like) {
  if (!interval.low.is_null()) {
    return interval.low_closed ? interval.low : SuccessorOf(interval.low);
  }
  const Value own = PointLike(interval);
  const Value shape = own.is_null() ? like : own;
  return interval.low_closed ? MinimumLike(shape) : Value::Null();
}

Value EndOf(const Interval& interval, const Value& like) {
  if (!interval.high.is_null()) {
    return interval.high_closed ? interval.high : PredecessorOf(interval.high);
  }
  const Value own = PointLike(interval);
  const Value shape = own.is_null() ? like : own;
  return interval.high_closed ? MaximumLike(shape) : Value::Null();
}

}  // namespace suture::operators
