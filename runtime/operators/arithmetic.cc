// Sums, products and their kin over numbers, quantities, times and uncertain ranges.
#include <limits>

#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

using values::Duration;
using values::Quantity;

using IntegerOperation = bool (*)(int64_t, int64_t, int64_t*);
using DecimalOperation = std::optional<Decimal> (*)(const Decimal&, const Decimal&);

bool AddIntegers(int64_t a, int64_t b, int64_t* r) { return __builtin_add_overflow(a, b, r); }
bool SubtractIntegers(int64_t a, int64_t b, int64_t* r) { return __builtin_sub_overflow(a, b, r); }
bool MultiplyIntegers(int64_t a, int64_t b, int64_t* r) { return __builtin_mul_overflow(a, b, r); }

// Integers stay integers; a decimal on either side makes a decimal.
Value Numbers(const Value& left, const Value& right, IntegerOperation integers,
              DecimalOperation decimals) {
  if (left.kind() == Kind::kInteger && right.kind() == Kind::kInteger) {
    int64_t result = 0;
    return integers(left.integer(), right.integer(), &result) ? Overflow()
                                                              : Value::OfInteger(result);
  }
  return FromOptional(decimals(DecimalOf(left), DecimalOf(right)));
}

// The right amount in the left unit; nullopt with `problem` set when it does not convert.
std::optional<Decimal> InUnitOf(const Quantity& left, const Quantity& right, Value* problem) {
  if (!values::Commensurable(left.unit, right.unit)) {
    *problem = Value::Unsettled(UnsettledCause::kBadUnit);
    return std::nullopt;
  }
  const auto converted = values::ConvertExact(right.amount, right.unit, left.unit);
  if (converted.ok()) return *converted;
  *problem = Overflow();
  return std::nullopt;
}

Value SameUnits(const Quantity& left, const Quantity& right, DecimalOperation operation) {
  Value problem;
  const auto converted = InUnitOf(left, right, &problem);
  if (!converted) return problem;
  const auto result = operation(left.amount, *converted);
  return result ? Value::OfQuantity(*result, left.unit) : Overflow();
}

// A temperature moved by a difference, on its own scale.
Value Moved(const Quantity& point, const Quantity& difference, DecimalOperation operation) {
  const auto unit = values::DifferenceUnit(point.unit);
  if (!unit.ok()) return Value::Unsettled(UnsettledCause::kBadUnit);
  Value problem;
  const auto by = InUnitOf({Decimal(), *unit}, difference, &problem);
  if (!by) return problem;
  const auto result = operation(point.amount, *by);
  return result ? Value::OfQuantity(*result, point.unit) : Overflow();
}

// Two temperatures have no sum; a difference moves one of them.
Value AddQuantities(const Quantity& left, const Quantity& right) {
  const bool point = left.unit->IsTemperature(), other = right.unit->IsTemperature();
  if (point && other) return Value::Unsettled(UnsettledCause::kBadUnit);
  if (point) return Moved(left, right, Decimal::Add);
  return other ? Moved(right, left, Decimal::Add) : SameUnits(left, right, Decimal::Add);
}

Value SubtractQuantities(const Quantity& left, const Quantity& right) {
  if (left.unit->IsTemperature() && right.unit->IsDifference()) {
    return Moved(left, right, Decimal::Subtract);
  }
  const Value result = SameUnits(left, right, Decimal::Subtract);
  if (result.is_null() || !left.unit->IsTemperature()) return result;
  const auto unit = values::DifferenceUnit(left.unit);
  return unit.ok() ? Value::OfQuantity(result.quantity().amount, *unit)
                   : Value::Unsettled(UnsettledCause::kBadUnit);
}

Value FromFault(values::ArithmeticFault fault) {
  switch (fault) {
    case values::ArithmeticFault::kAmbiguous:
      return Value::Unsettled(UnsettledCause::kAmbiguousArithmetic);
    case values::ArithmeticFault::kOutOfRange:
      return Overflow();
    default:
      return WrongKind();
  }
}

Value Shift(const Value& point, const Duration& duration, Context& context) {
  if (point.kind() == Kind::kTime) {
    const auto result = values::Add(point.time(), duration);
    return result.ok() ? Value::OfTime(result.value) : FromFault(result.fault);
  }
  const auto result = values::Add(point.date_time(), duration, context.month_rounding);
  return result.ok() ? Value::OfDateTime(result.value) : FromFault(result.fault);
}

// A UCUM time is exact: a day is 24 hours. Months and years of UCUM are means of many and have no
// place on a calendar.
Value ExactDuration(const Quantity& quantity, bool negative) {
  static const values::Unit* millisecond = *values::Unit::Parse("ms");
  static const values::Unit* week = *values::Unit::Parse("wk");
  const auto one = values::ConvertExact(Decimal::FromInteger(1), quantity.unit, week);
  if (!one.ok() || *one > Decimal::FromInteger(1)) {
    return Value::Unsettled(UnsettledCause::kBadUnit);
  }
  const auto exact = values::ConvertExact(quantity.amount, quantity.unit, millisecond);
  const auto whole = exact.ok() ? exact->Truncate().ToInteger() : std::nullopt;
  if (!whole || *whole == std::numeric_limits<int64_t>::min()) return Overflow();
  return Value::OfDuration({negative ? -*whole : *whole, values::CalendarUnit::kMillisecond});
}

bool IsPoint(const Value& v) { return IsPointInTime(v) || v.kind() == Kind::kTime; }

Value ShiftBy(const Value& point, const Value& by, bool negative, Context& context) {
  if (by.kind() == Kind::kQuantity) {
    const Value duration = ExactDuration(by.quantity(), negative);
    return duration.is_null() ? duration : Shift(point, duration.duration(), context);
  }
  Duration duration = by.duration();
  if (negative) {
    if (duration.amount == std::numeric_limits<int64_t>::min()) return Overflow();
    duration.amount = -duration.amount;
  }
  return Shift(point, duration, context);
}

// Years with months, weeks with days, hours with what is finer; other pairs have no sum.
Value AddDurations(const Duration& left, Duration right, bool negative) {
  if (negative && right.amount == std::numeric_limits<int64_t>::min()) return Overflow();
  if (negative) right.amount = -right.amount;
  const Duration& fine = left.unit >= right.unit ? left : right;
  const auto in_fine = [&](const Duration& d) -> std::optional<int64_t> {
    if (d.unit == fine.unit) return d.amount;
    int64_t factor = 0, result = 0;
    if (d.unit == values::CalendarUnit::kYear && fine.unit == values::CalendarUnit::kMonth) {
      factor = 12;
    } else if ((values::IsExact(d.unit) && values::IsExact(fine.unit)) ||
               (d.unit == values::CalendarUnit::kWeek && fine.unit == values::CalendarUnit::kDay)) {
      factor = values::MillisecondsIn(d.unit) / values::MillisecondsIn(fine.unit);
    }
    if (factor == 0 || __builtin_mul_overflow(d.amount, factor, &result)) return std::nullopt;
    return result;
  };
  const auto a = in_fine(left), b = in_fine(right);
  int64_t sum = 0;
  if (!a || !b) return Value::Unsettled(UnsettledCause::kAmbiguousArithmetic);
  if (__builtin_add_overflow(*a, *b, &sum)) return Overflow();
  return Value::OfDuration({sum, fine.unit});
}

Value Low(const Value& v) { return v.kind() == Kind::kUncertain ? v.interval().low : v; }
Value High(const Value& v) { return v.kind() == Kind::kUncertain ? v.interval().high : v; }

bool IsRange(Arguments a) {
  return a[0].kind() == Kind::kUncertain || a[1].kind() == Kind::kUncertain;
}

// The range of all results of two ranges: its ends lie at corners.
Value Corners(Arguments a, Kernel kernel, Context& context) {
  const Value lefts[] = {Low(a[0]), High(a[0])};
  const Value rights[] = {Low(a[1]), High(a[1])};
  Value low, high;
  for (const Value& left : lefts) {
    for (const Value& right : rights) {
      const Value pair[] = {left, right};
      const Value corner = kernel(absl::MakeConstSpan(pair), context);
      if (corner.is_null()) return corner;
      if (low.is_null() || values::Compare(corner, low).Less().truth == Truth::kTrue) low = corner;
      if (high.is_null() || values::Compare(corner, high).Greater().truth == Truth::kTrue) {
        high = corner;
      }
    }
  }
  return values::MakeUncertain(*context.arena, low, high);
}

bool AreQuantities(Arguments a) {
  return a[0].kind() == Kind::kQuantity && a[1].kind() == Kind::kQuantity;
}

// How often 10 Cel go into 37 Cel hangs on where the scale begins.
bool NoRatio(Arguments a) {
  return a[0].quantity().unit->StandsAlone() || a[1].quantity().unit->StandsAlone();
}

// A product or quotient of amounts beside the product or quotient of their units. Where the units
// cancel, what is left is a plain number, as logarithms and powers want it.
Value Scaled(Arguments a, DecimalOperation operation,
             absl::StatusOr<const values::Unit*> (*combine)(const values::Unit*,
                                                            const values::Unit*)) {
  const auto part = [](const Value& v) {
    return v.kind() == Kind::kQuantity ? v.quantity() : Quantity{DecimalOf(v), values::Unit::One()};
  };
  for (const Value& v : a) {
    if (v.kind() != Kind::kQuantity && !IsNumber(v)) return WrongKind();
  }
  const auto unit = combine(part(a[0]).unit, part(a[1]).unit);
  if (!unit.ok()) return Value::Unsettled(UnsettledCause::kBadUnit);
  const auto amount = operation(part(a[0]).amount, part(a[1]).amount);
  if (!amount) return Overflow();
  return *unit == values::Unit::One() ? Value::OfDecimal(*amount)
                                      : Value::OfQuantity(*amount, *unit);
}

std::optional<Decimal> DivideDecimals(const Decimal& left, const Decimal& right) {
  return Decimal::Divide(left, right);
}

bool IsZero(const Value& v) {
  if (v.kind() == Kind::kInteger) return v.integer() == 0;
  if (v.kind() == Kind::kDecimal) return v.decimal().is_zero();
  return v.kind() == Kind::kQuantity && v.quantity().amount.is_zero();
}

}  // namespace

Value AddKernel(Arguments a, Context& context) {
  if (IsRange(a)) return Corners(a, AddKernel, context);
  if (IsNumber(a[0]) && IsNumber(a[1])) return Numbers(a[0], a[1], AddIntegers, Decimal::Add);
  if (AreQuantities(a)) return AddQuantities(a[0].quantity(), a[1].quantity());
  if (a[0].kind() == Kind::kDuration && a[1].kind() == Kind::kDuration) {
    return AddDurations(a[0].duration(), a[1].duration(), false);
  }
  const bool shifts = a[1].kind() == Kind::kDuration || a[1].kind() == Kind::kQuantity;
  if (IsPoint(a[0]) && shifts) return ShiftBy(a[0], a[1], false, context);
  return WrongKind();
}

Value SubtractKernel(Arguments a, Context& context) {
  if (IsRange(a)) return Corners(a, SubtractKernel, context);
  if (IsNumber(a[0]) && IsNumber(a[1])) {
    return Numbers(a[0], a[1], SubtractIntegers, Decimal::Subtract);
  }
  if (AreQuantities(a)) return SubtractQuantities(a[0].quantity(), a[1].quantity());
  if (a[0].kind() == Kind::kDuration && a[1].kind() == Kind::kDuration) {
    return AddDurations(a[0].duration(), a[1].duration(), true);
  }
  const bool shifts = a[1].kind() == Kind::kDuration || a[1].kind() == Kind::kQuantity;
  if (IsPoint(a[0]) && shifts) return ShiftBy(a[0], a[1], true, context);
  return WrongKind();
}

Value MultiplyKernel(Arguments a, Context& context) {
  if (IsRange(a)) return Corners(a, MultiplyKernel, context);
  if (IsNumber(a[0]) && IsNumber(a[1])) {
    return Numbers(a[0], a[1], MultiplyIntegers, Decimal::MultiplyRounded);
  }
  return Scaled(a, Decimal::MultiplyRounded, values::MultiplyUnits);
}

Value DivideKernel(Arguments a, Context&) {
  if (IsZero(a[1])) return Undefined();
  if (IsNumber(a[0]) && IsNumber(a[1])) {
    return FromOptional(Decimal::Divide(DecimalOf(a[0]), DecimalOf(a[1])));
  }
  return Scaled(a, DivideDecimals, values::DivideUnits);
}

Value TruncatedDivideKernel(Arguments a, Context&) {
  if (IsZero(a[1])) return Undefined();
  if (a[0].kind() == Kind::kInteger && a[1].kind() == Kind::kInteger) {
    if (a[0].integer() == INT64_MIN && a[1].integer() == -1) return Overflow();
    return Value::OfInteger(a[0].integer() / a[1].integer());
  }
  if (IsNumber(a[0]) && IsNumber(a[1])) {
    return FromOptional(Decimal::DivideWhole(DecimalOf(a[0]), DecimalOf(a[1])));
  }
  if (AreQuantities(a)) {
    if (NoRatio(a)) return Value::Unsettled(UnsettledCause::kBadUnit);
    Value problem;
    const auto converted = InUnitOf(a[0].quantity(), a[1].quantity(), &problem);
    if (!converted) return problem;
    const auto whole = Decimal::DivideWhole(a[0].quantity().amount, *converted);
    return whole ? Value::OfQuantity(*whole, values::Unit::One()) : Overflow();
  }
  return WrongKind();
}

Value ModuloKernel(Arguments a, Context&) {
  if (IsZero(a[1])) return Undefined();
  if (a[0].kind() == Kind::kInteger && a[1].kind() == Kind::kInteger) {
    return Value::OfInteger(a[1].integer() == -1 ? 0 : a[0].integer() % a[1].integer());
  }
  if (IsNumber(a[0]) && IsNumber(a[1])) {
    return FromOptional(Decimal::Remainder(DecimalOf(a[0]), DecimalOf(a[1])));
  }
  if (AreQuantities(a)) {
    if (NoRatio(a)) return Value::Unsettled(UnsettledCause::kBadUnit);
    return SameUnits(a[0].quantity(), a[1].quantity(), Decimal::Remainder);
  }
  return WrongKind();
}

Value NegateKernel(Arguments a, Context&) {
  switch (a[0].kind()) {
    case Kind::kInteger:
      return a[0].integer() == INT64_MIN ? Overflow() : Value::OfInteger(-a[0].integer());
    case Kind::kDecimal:
      return Value::OfDecimal(a[0].decimal().Negate());
    case Kind::kQuantity:
      return Value::OfQuantity(a[0].quantity().amount.Negate(), a[0].quantity().unit);
    case Kind::kDuration:
      if (a[0].duration().amount == INT64_MIN) return Overflow();
      return Value::OfDuration({-a[0].duration().amount, a[0].duration().unit});
    default:
      return WrongKind();
  }
}

Value AbsoluteKernel(Arguments a, Context& context) {
  const bool negative = (a[0].kind() == Kind::kInteger && a[0].integer() < 0) ||
                        (a[0].kind() == Kind::kDecimal && a[0].decimal().is_negative()) ||
                        (a[0].kind() == Kind::kQuantity && a[0].quantity().amount.is_negative()) ||
                        (a[0].kind() == Kind::kDuration && a[0].duration().amount < 0);
  return negative ? NegateKernel(a, context) : a[0];
}

}  // namespace suture::operators
