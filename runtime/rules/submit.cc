#include "runtime/rules/submit.h"

#include <algorithm>

namespace suture::rules {

using plan::TypeKind;
using values::Decimal;
using values::Kind;
using values::UnsettledCause;
using values::Value;

namespace {

Decimal Rounded(const TypeProgram& type, const Decimal& number) {
  if (type.rounding == plan::Rounding::kNone || type.scale < 0) return number;
  return type.rounding == plan::Rounding::kTruncate ? number.Truncate(type.scale)
                                                    : number.Round(type.scale);
}

Value ToNumber(const TypeProgram& type, const Value& value) {
  Decimal number;
  switch (value.kind()) {
    case Kind::kInteger:
      number = Decimal::FromInteger(value.integer());
      break;
    case Kind::kDecimal:
      number = value.decimal();
      break;
    case Kind::kQuantity: {
      number = value.quantity().amount;
      const values::Unit* unit = type.unit == nullptr ? values::Unit::One() : type.unit;
      if (value.quantity().unit == unit) break;
      const auto converted = values::ConvertExact(number, value.quantity().unit, unit);
      if (!converted.ok()) {
        return Value::Unsettled(absl::IsOutOfRange(converted.status()) ? UnsettledCause::kOverflow
                                                                       : UnsettledCause::kBadUnit);
      }
      number = *converted;
      break;
    }
    default:
      return Value::Unsettled(UnsettledCause::kWrongType);
  }
  number = Rounded(type, number);
  if (type.kind == TypeKind::kInteger) {
    // Rounding is always stated: a number with a fraction is not silently made whole.
    const auto whole = number.Normalized().ToInteger();
    if (!whole) return Value::Unsettled(UnsettledCause::kUnreadableValue);
    if (type.unit == nullptr) return Value::OfInteger(*whole);
    return Value::OfQuantity(Decimal::FromInteger(*whole), type.unit);
  }
  return type.unit == nullptr ? Value::OfDecimal(number) : Value::OfQuantity(number, type.unit);
}

Value ToDuration(const TypeProgram& type, const Value& value) {
  if (value.kind() != Kind::kDuration) return Value::Unsettled(UnsettledCause::kWrongType);
  const values::Duration duration = value.duration();
  if (!type.duration_unit || duration.unit == *type.duration_unit) return value;
  if (!values::IsExact(duration.unit) || !values::IsExact(*type.duration_unit)) return value;
  const int64_t milliseconds = duration.amount * values::MillisecondsIn(duration.unit);
  const int64_t unit = values::MillisecondsIn(*type.duration_unit);
  if (milliseconds % unit == 0)
    return Value::OfDuration({milliseconds / unit, *type.duration_unit});
  if (type.rounding == plan::Rounding::kNone) return value;
  const int64_t half = type.rounding == plan::Rounding::kRound ? unit / 2 : 0;
  return Value::OfDuration({(milliseconds + half) / unit, *type.duration_unit});
}

size_t CodePoints(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool Holds(const Value& set, int member) {
  return std::any_of(set.items().begin(), set.items().end(), [&](const Value& item) {
    return item.kind() == Kind::kChoice && item.choice().member == member;
  });
}

}  // namespace

Value ToType(const TypeProgram& type, const Value& value, base::Arena& arena) {
  if (value.kind() == Kind::kUncertain) return Value::Unsettled(UnsettledCause::kUncertainRange);
  switch (type.kind) {
    case TypeKind::kInteger:
    case TypeKind::kDecimal:
      if (value.kind() == Kind::kDuration) return value;
      return ToNumber(type, value);
    case TypeKind::kDuration:
      return ToDuration(type, value);
    case TypeKind::kDate:
      return value.kind() == Kind::kDateTime ? values::DateOf(value.date_time()) : value;
    case TypeKind::kTime: {
      if (value.kind() != Kind::kDateTime) return value;
      const Value time = values::TimeOf(value.date_time());
      return time.is_null() && time.cause() == UnsettledCause::kNone
                 ? Value::Unsettled(UnsettledCause::kImpreciseTime)
                 : time;
    }
    case TypeKind::kText:
      if (value.kind() == Kind::kText && type.text_limit > 0 &&
          CodePoints(value.text()) > static_cast<size_t>(type.text_limit)) {
        return Value::Unsettled(UnsettledCause::kUnreadableValue);
      }
      return value;
    case TypeKind::kSet: {
      if (value.kind() != Kind::kChoice) return value;
      return values::MakeList(arena, absl::MakeConstSpan(&value, 1));
    }
    default:
      return value;
  }
}

bool InRange(const BoundsProgram& range, const Value& value) {
  const auto number = [](const Value& v) {
    return v.kind() == Kind::kInteger ? Value::OfDecimal(Decimal::FromInteger(v.integer())) : v;
  };
  if (range.low &&
      values::Compare(number(value), *range.low).Less().truth == values::Truth::kTrue) {
    return false;
  }
  return !range.high ||
         values::Compare(number(value), *range.high).Greater().truth != values::Truth::kTrue;
}

bool BreaksExclusion(const plan::Choice& choice, const Value& set) {
  if (set.kind() != Kind::kList) return false;
  for (int member : choice.alone) {
    if (set.items().size() > 1 && Holds(set, member)) return true;
  }
  return std::any_of(choice.exclusive.begin(), choice.exclusive.end(), [&](const auto& members) {
    return std::count_if(members.begin(), members.end(),
                         [&](int member) { return Holds(set, member); }) > 1;
  });
}

}  // namespace suture::rules
