#include "cli/conformance/judge.h"

#include <algorithm>

namespace suture::conformance {
namespace {

using values::Kind;
using values::Value;

Value Call(std::string_view op, const Value& argument, operators::Context& context) {
  const Value arguments[] = {argument};
  return operators::Apply(*operators::FindOperator(op), arguments, context);
}

bool SameItems(absl::Span<const Value> a, absl::Span<const Value> b, operators::Context& context) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!SameResult(a[i], b[i], context)) return false;
  }
  return true;
}

bool SameTuples(const values::Tuple& a, const values::Tuple& b, operators::Context& context) {
  if (a.size != b.size) return false;
  for (int32_t i = 0; i < a.size; ++i) {
    if (a.names[i] != b.names[i] || !SameResult(a.values[i], b.values[i], context)) return false;
  }
  return true;
}

// CQL's integers have 32 bits, its decimals 28 digits, 8 of them after the point.
bool IsBeyondCql(const Value& v) {
  if (v.kind() == Kind::kInteger) return v.integer() > INT32_MAX || v.integer() < INT32_MIN;
  if (v.kind() == Kind::kQuantity) return v.quantity().amount.scale() > 8;
  if (v.kind() != Kind::kDecimal) return false;
  static const values::Decimal largest = *values::Decimal::Parse("99999999999999999999.99999999");
  return v.decimal().scale() > 8 || v.decimal().Absolute() > largest;
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  for (std::string_view one : words) {
    if (one == word) return true;
  }
  return false;
}

bool IsMembership(std::string_view type) {
  return IsOneOf(type, {"Contains", "In", "ProperContains", "ProperIn", "Includes", "IncludedIn",
                        "ProperIncludes", "ProperIncludedIn"});
}

bool HasLettersBeyondAscii(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool HasUntypedInterval(const nlohmann::json& expression) {
  for (const nlohmann::json& operand : expression.value("operand", nlohmann::json::array())) {
    const auto is_null = [&](const char* end) {
      return operand.contains(end) && operand.at(end).is_object() &&
             operand.at(end).value("type", "") == "Null";
    };
    if (operand.is_object() && operand.value("type", "") == "Interval" && is_null("low") &&
        is_null("high")) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool SameResult(const Value& actual, const Value& expected, operators::Context& context) {
  if (actual.IsNotKnown() || expected.IsNotKnown()) {
    return actual.IsNotKnown() && expected.IsNotKnown();
  }
  if (actual.kind() == Kind::kUncertain && expected.kind() == Kind::kInterval) {
    return SameResult(actual.interval().low, expected.interval().low, context) &&
           SameResult(actual.interval().high, expected.interval().high, context);
  }
  if (actual.kind() == Kind::kList && expected.kind() == Kind::kList) {
    return SameItems(actual.items(), expected.items(), context);
  }
  if (actual.kind() == Kind::kTuple && expected.kind() == Kind::kTuple) {
    return SameTuples(actual.tuple(), expected.tuple(), context);
  }
  if (actual.kind() == Kind::kInterval && expected.kind() == Kind::kInterval) {
    return SameResult(Call("start", actual, context), Call("start", expected, context), context) &&
           SameResult(Call("end", actual, context), Call("end", expected, context), context);
  }
  return values::Equal(actual, expected).truth == values::Truth::kTrue;
}

std::string_view DeliberateDifference(const Outcome& outcome) {
  const std::string type = outcome.expression->value("type", "");
  const Value &actual = outcome.actual, &expected = outcome.expected;
  const bool nothing_expected = outcome.error_expected || expected.IsNotKnown();
  if (nothing_expected && IsBeyondCql(actual)) {
    return "numbers are wider than CQL's: integers of 64 bits, decimals of 38 digits";
  }
  if (type == "MaxValue" || type == "MinValue") {
    if (actual.kind() == Kind::kInteger) return "integers have 64 bits";
    if (actual.kind() == Kind::kDateTime && !actual.date_time().has_offset()) {
      return "there is no time zone of evaluation: a datetime without an offset has none";
    }
  }
  if (IsMembership(type) && expected.IsFalse() && actual.IsNotKnown()) {
    if (actual.cause() == values::UnsettledCause::kImpreciseTime) {
      return "an element that may be the same is not ruled out";
    }
    if (actual.cause() == values::UnsettledCause::kNone) {
      return "whether something is in a missing list is not known";
    }
  }
  const bool is_cased = type == "Upper" || type == "Lower";
  if (is_cased && actual.kind() == Kind::kText && HasLettersBeyondAscii(actual.text())) {
    return "letters beyond a to z keep their case";
  }
  if (nothing_expected && HasUntypedInterval(*outcome.expression) && !actual.IsNotKnown()) {
    return "an interval whose ends are both nothing has the type of what it is compared with";
  }
  return "";
}

}  // namespace suture::conformance
