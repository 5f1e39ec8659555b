#include "runtime/rules/ranges.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace suture::rules {
namespace {

using values::Value;

constexpr int64_t kUnbounded = INT64_MAX;
constexpr values::Duration kEndless{kUnbounded, values::CalendarUnit::kMillisecond};

// More than anything that a chart adds up to.
const values::Decimal& EndlessDecimal() {
  static const values::Decimal endless =
      *values::Decimal::Parse("9999999999999999999999999999999999999");
  return endless;
}

Value EndlessLike(const Value& number) {
  switch (number.kind()) {
    case values::Kind::kDuration:
      return Value::OfDuration(kEndless);
    case values::Kind::kDecimal:
      return Value::OfDecimal(EndlessDecimal());
    case values::Kind::kQuantity:
      return Value::OfQuantity(EndlessDecimal(), number.quantity().unit);
    default:
      return Value::OfInteger(kUnbounded);
  }
}

// `possible` comes first, so that the interval of the value is this object.
struct LowerBound {
  values::Interval possible;
  values::Interval listed;
};

const LowerBound& RangeOf(const Value& value) {
  return reinterpret_cast<const LowerBound&>(value.interval());
}

Value WithinListed(const Value& value) {
  const values::Interval& listed = RangeOf(value).listed;
  if (values::Identical(listed.low, listed.high)) return listed.low;
  return Value::OfUncertain(&listed);
}

// Whether it asks which of two comes first.
bool IsOrder(operators::OperatorId id) {
  using operators::FindOperator;
  static const operators::OperatorId kOrders[] = {
      FindOperator("less").value_or(-1), FindOperator("less_or_equal").value_or(-1),
      FindOperator("greater").value_or(-1), FindOperator("greater_or_equal").value_or(-1)};
  return std::find(std::begin(kOrders), std::end(kOrders), id) != std::end(kOrders);
}

bool IsComparison(operators::OperatorId id) {
  static const operators::OperatorId kEqual = operators::FindOperator("equal").value_or(-1),
                                     kNotEqual = operators::FindOperator("not_equal").value_or(-1);
  return id == kEqual || id == kNotEqual || IsOrder(id);
}

// 0: it moves no time.
int SignOfShift(operators::OperatorId id) {
  static const operators::OperatorId kAdd = operators::FindOperator("add").value_or(-1),
                                     kSubtract = operators::FindOperator("subtract").value_or(-1);
  return id == kAdd ? 1 : id == kSubtract ? -1 : 0;
}

// Whether the amount is no whole number of what the value is known to: hours of a day, days of a
// month.
bool IsFinerThan(const values::Duration& duration, const values::DateTime& value) {
  using values::CalendarUnit;
  using values::Precision;
  constexpr int64_t kMonthsInYear = 12;
  if (duration.unit == CalendarUnit::kYear || duration.amount == 0) return false;
  if (value.precision == Precision::kYear) {
    return duration.unit != CalendarUnit::kMonth || duration.amount % kMonthsInYear != 0;
  }
  if (duration.unit == CalendarUnit::kMonth) return false;
  if (value.precision == Precision::kMonth) return true;
  if (value.precision != Precision::kDay || value.is_date || !values::IsExact(duration.unit)) {
    return false;
  }
  return duration.amount % (values::kMillisecondsPerDay / values::MillisecondsIn(duration.unit)) !=
         0;
}

// A coarse time moved by less than it is known to can be anything between its first and its last
// moment, each moved; CQL, as the operators do, drops what is finer. Null: it is not such a sum.
Value ShiftCoarse(operators::OperatorId builtin, absl::Span<const Value> arguments,
                  operators::Context& context) {
  const int sign = SignOfShift(builtin);
  if (sign == 0 || arguments.size() != 2) return Value::Null();
  const values::Kind kind = arguments[0].kind();
  const bool is_time = kind == values::Kind::kDate || kind == values::Kind::kDateTime;
  if (!is_time || arguments[1].kind() != values::Kind::kDuration) return Value::Null();
  const values::DateTime& time = arguments[0].date_time();
  const values::Duration by = arguments[1].duration();
  if (!IsFinerThan(by, time) || by.amount == INT64_MIN) return Value::Null();
  const values::Duration moved{sign * by.amount, by.unit};
  const auto low = values::Add(time.Lowest(), moved, values::MonthRounding::kDown);
  const auto high = values::Add(time.Highest(), moved, values::MonthRounding::kUp);
  if (!low.ok() || !high.ok()) return Value::Null();
  return values::MakeUncertain(*context.arena, Value::OfDateTime(low.value),
                               Value::OfDateTime(high.value));
}

// Of two moments known to the same day, month or year, neither is known to come first; CQL, as the
// operators do, takes them for one. Dates are days, and no finer.
bool IsOrderWithinOneDay(operators::OperatorId builtin, absl::Span<const Value> arguments) {
  if (!IsOrder(builtin) || arguments.size() != 2) return false;
  for (const Value& argument : arguments) {
    if (argument.kind() != values::Kind::kDateTime || argument.date_time().is_date) return false;
  }
  const values::DateTime &first = arguments[0].date_time(), &second = arguments[1].date_time();
  return first.precision == second.precision && first.precision <= values::Precision::kDay &&
         std::tie(first.year, first.month, first.day) ==
             std::tie(second.year, second.month, second.day);
}

}  // namespace

bool IsBelowZero(const Value& value) {
  switch (value.kind()) {
    case values::Kind::kInteger:
      return value.integer() < 0;
    case values::Kind::kDecimal:
      return value.decimal().is_negative();
    case values::Kind::kQuantity:
      return value.quantity().amount.is_negative();
    case values::Kind::kDuration:
      return value.duration().amount < 0;
    default:
      return false;
  }
}

Value OpenRange(const Value& certain, const Value& listed, base::Arena& arena) {
  const Value endless = EndlessLike(certain);
  const LowerBound* range = arena.New<LowerBound>(values::Interval{certain, endless, true, true},
                                                  values::Interval{certain, listed, true, true});
  return Value::OfUncertain(&range->possible);
}

bool IsOpenRange(const Value& value) {
  if (value.kind() != values::Kind::kUncertain) return false;
  const Value& high = value.interval().high;
  if (high.kind() == values::Kind::kDuration) return high.duration() == kEndless;
  if (high.kind() == values::Kind::kDecimal) return high.decimal() == EndlessDecimal();
  if (high.kind() == values::Kind::kQuantity) return high.quantity().amount == EndlessDecimal();
  return high.kind() == values::Kind::kInteger && high.integer() == kUnbounded;
}

Value CloseRange(const Value& value) {
  if (value.kind() != values::Kind::kUncertain) return value;
  if (!IsOpenRange(value)) return Value::Unsettled(values::UnsettledCause::kUncertainRange);
  return WithinListed(value).kind() == values::Kind::kUncertain
             ? Value::Unsettled(values::UnsettledCause::kUncertainCount)
             : Value::Null();
}

Value ApplyToRanges(operators::OperatorId builtin, absl::Span<Value> arguments,
                    operators::Context& context) {
  bool open = false;
  for (const Value& argument : arguments) open |= IsOpenRange(argument);
  if (!open) {
    if (IsOrderWithinOneDay(builtin, arguments)) {
      return Value::Unsettled(values::UnsettledCause::kImpreciseTime);
    }
    const Value coarse = ShiftCoarse(builtin, arguments, context);
    return coarse.is_null() ? operators::Apply(builtin, arguments, context) : coarse;
  }
  if (!IsComparison(builtin)) {
    for (Value& argument : arguments) {
      if (IsOpenRange(argument)) argument = CloseRange(argument);
    }
    return operators::Apply(builtin, arguments, context);
  }
  const Value whole = operators::Apply(builtin, arguments, context);
  if (!whole.IsNotKnown()) return whole;
  for (Value& argument : arguments) {
    if (IsOpenRange(argument)) argument = WithinListed(argument);
  }
  const Value listed = operators::Apply(builtin, arguments, context);
  return listed.truth() == values::Truth::kUnsettled ? listed : Value::Null();
}

}  // namespace suture::rules
