// Rounding, precision, neighbours and ends of the point types.
#include <algorithm>

#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

using values::DateTime;
using values::Precision;
using values::Rounding;
using values::TimeOfDay;

// To a whole number: an integer for a number, a quantity for a quantity.
Value Whole(const Value& v, Rounding rounding) {
  if (v.kind() == Kind::kInteger) return v;
  if (v.kind() == Kind::kQuantity) {
    return Value::OfQuantity(v.quantity().amount.Rescale(0, rounding), v.quantity().unit);
  }
  if (v.kind() != Kind::kDecimal) return WrongKind();
  const auto whole = v.decimal().Rescale(0, rounding).ToInteger();
  return whole ? Value::OfInteger(*whole) : Overflow();
}

// To so many digits after the point; none given means a whole number.
Value Places(Arguments a, Rounding rounding) {
  int64_t places = 0;
  if (a.size() > 1) {
    if (a[1].kind() != Kind::kInteger || a[1].integer() < 0) return WrongKind();
    places = std::min<int64_t>(a[1].integer(), Decimal::kMaxScale);
  }
  const int scale = static_cast<int>(places);
  if (a[0].kind() == Kind::kInteger) return Value::OfDecimal(DecimalOf(a[0]));
  if (a[0].kind() == Kind::kDecimal) {
    return Value::OfDecimal(a[0].decimal().Rescale(scale, rounding));
  }
  if (a[0].kind() != Kind::kQuantity) return WrongKind();
  return Value::OfQuantity(a[0].quantity().amount.Rescale(scale, rounding), a[0].quantity().unit);
}

// Digits by which CQL counts the precision of a date or time: 4 for a year, 6 for a month, ... 17.
constexpr int kDateDigits[] = {4, 6, 8, 10, 12, 14, 17};
constexpr int kTimeDigits[] = {0, 0, 0, 2, 4, 6, 9};

std::optional<Precision> FromDigits(const int (&digits)[7], int64_t wanted) {
  for (int i = 6; i >= 0; --i) {
    if (digits[i] != 0 && digits[i] == wanted) return static_cast<Precision>(i);
  }
  return std::nullopt;
}

// The least or greatest value that the written one can stand for, to so many digits.
Value DecimalBoundary(const Decimal& value, int64_t digits, bool high) {
  const int scale = static_cast<int>(std::clamp<int64_t>(digits, 0, Decimal::kMaxScale));
  if (scale <= value.scale()) {
    return Value::OfDecimal(value.Rescale(scale, high ? Rounding::kUp : Rounding::kDown));
  }
  // One less than a unit of the last written digit, away from zero.
  const auto zeros = values::PowerOfTen(scale - value.scale());
  const auto widened = values::MultiplyChecked(value.coefficient(), zeros);
  if (!widened) return Overflow();
  const bool away = high != value.is_negative();
  const absl::int128 room = away ? zeros - 1 : absl::int128(0);
  const auto sum = values::AddChecked(*widened, high ? room : -room);
  return sum ? FromOptional(Decimal::Make(*sum, scale)) : Overflow();
}

Value Boundary(Arguments a, bool high) {
  const Value& v = a[0];
  const bool given = a.size() > 1;
  if (given && a[1].kind() != Kind::kInteger) return WrongKind();
  if (v.kind() == Kind::kDecimal || v.kind() == Kind::kInteger) {
    return DecimalBoundary(DecimalOf(v), given ? a[1].integer() : 8, high);
  }
  if (IsPointInTime(v)) {
    const DateTime& t = v.date_time();
    const auto to = given ? FromDigits(kDateDigits, a[1].integer()) : t.FinestPrecision();
    if (!to) return Value::Null();
    DateTime end = high ? t.Highest() : t.Lowest();
    if (high && t.precision == Precision::kSecond && !t.is_date) end.millisecond = 999;
    return Value::OfDateTime(end.Truncated(*to));
  }
  if (v.kind() != Kind::kTime) return WrongKind();
  const auto to = given ? FromDigits(kTimeDigits, a[1].integer()) : Precision::kMillisecond;
  if (!to) return Value::Null();
  TimeOfDay end = high ? v.time().Highest() : v.time().Lowest();
  if (high && v.time().precision == Precision::kSecond) end.millisecond = 999;
  return Value::OfTime(end.Truncated(*to));
}

// A sample of the type with this name, to ask for its ends.
Value Sample(std::string_view type) {
  if (type == "integer") return Value::OfInteger(0);
  if (type == "decimal") return Value::OfDecimal(Decimal());
  if (type == "quantity") return Value::OfQuantity(Decimal(), values::Unit::One());
  if (type == "time") return Value::OfTime({});
  DateTime t;
  t.is_date = type == "date";
  return type == "date" || type == "datetime" ? Value::OfDateTime(t) : Value::Null();
}

}  // namespace

Value FloorKernel(Arguments a, Context&) { return Whole(a[0], Rounding::kDown); }
Value CeilingKernel(Arguments a, Context&) { return Whole(a[0], Rounding::kUp); }
Value TruncateKernel(Arguments a, Context&) { return Whole(a[0], Rounding::kTowardZero); }
Value RoundKernel(Arguments a, Context&) { return Places(a, Rounding::kHalfUp); }
Value RoundDownKernel(Arguments a, Context&) { return Places(a, Rounding::kDown); }
Value RoundUpKernel(Arguments a, Context&) { return Places(a, Rounding::kUp); }
Value TruncateToKernel(Arguments a, Context&) { return Places(a, Rounding::kTowardZero); }

Value PrecisionKernel(Arguments a, Context&) {
  const Value& v = a[0];
  if (v.kind() == Kind::kInteger) return Value::OfInteger(0);
  if (v.kind() == Kind::kDecimal) return Value::OfInteger(v.decimal().scale());
  if (IsPointInTime(v)) {
    return Value::OfInteger(kDateDigits[static_cast<size_t>(v.date_time().precision)]);
  }
  if (v.kind() != Kind::kTime) return WrongKind();
  return Value::OfInteger(kTimeDigits[static_cast<size_t>(v.time().precision)]);
}

Value LowBoundaryKernel(Arguments a, Context&) { return Boundary(a, false); }
Value HighBoundaryKernel(Arguments a, Context&) { return Boundary(a, true); }
Value PredecessorKernel(Arguments a, Context&) { return PredecessorOf(a[0]); }
Value SuccessorKernel(Arguments a, Context&) { return SuccessorOf(a[0]); }

// A type without ends, such as truth, has no least value to ask for.
Value MinimumValueKernel(Arguments a, Context&) {
  if (a[0].kind() != Kind::kText) return WrongKind();
  const Value least = MinimumLike(Sample(a[0].text()));
  return least.is_null() ? Undefined() : least;
}
Value MaximumValueKernel(Arguments a, Context&) {
  if (a[0].kind() != Kind::kText) return WrongKind();
  const Value greatest = MaximumLike(Sample(a[0].text()));
  return greatest.is_null() ? Undefined() : greatest;
}

}  // namespace suture::operators
