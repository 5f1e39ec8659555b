#include "runtime/rules/ranges.h"

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

bool IsComparison(operators::OperatorId id) {
  using operators::FindOperator;
  static const operators::OperatorId kComparisons[] = {
      FindOperator("equal").value_or(-1),   FindOperator("not_equal").value_or(-1),
      FindOperator("less").value_or(-1),    FindOperator("less_or_equal").value_or(-1),
      FindOperator("greater").value_or(-1), FindOperator("greater_or_equal").value_or(-1)};
  for (operators::OperatorId comparison : kComparisons) {
    if (comparison == id) return true;
  }
  return false;
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
  if (!open) return operators::Apply(builtin, arguments, context);
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
