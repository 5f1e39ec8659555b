#include "runtime/rules/reading.h"

#include <cctype>
#include <optional>
#include <string>

#include "runtime/rules/literal.h"

namespace suture::rules {
namespace {

using plan::TypeKind;
using values::Decimal;
using values::UnsettledCause;
using values::Value;

// Lower case, single spaces, no space at the ends.
std::string Plain(std::string_view words) {
  std::string plain;
  for (char c : words) {
    if (std::isspace(static_cast<unsigned char>(c))) {
      if (!plain.empty() && plain.back() != ' ') plain.push_back(' ');
    } else {
      plain.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  if (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

// Takes a number off the front; what follows stays in `text`.
std::optional<Decimal> TakeNumber(std::string_view& text) {
  size_t end = 0;
  bool point = false;
  while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) ||
                               (text[end] == '.' && !point && end > 0 && end + 1 < text.size() &&
                                std::isdigit(static_cast<unsigned char>(text[end + 1]))))) {
    point |= text[end] == '.';
    ++end;
  }
  const auto number = Decimal::Parse(text.substr(0, end));
  if (number) text.remove_prefix(end);
  return number;
}

void TakeSpaces(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
}

bool TakeOneOf(std::string_view& text, std::initializer_list<std::string_view> starts) {
  for (std::string_view start : starts) {
    if (text.substr(0, start.size()) == start) {
      text.remove_prefix(start.size());
      TakeSpaces(text);
      return true;
    }
  }
  return false;
}

// Whether what follows a number is its unit or nothing.
bool EndsWithUnit(std::string_view rest, std::string_view unit) {
  TakeSpaces(rest);
  return rest.empty() || rest == Plain(unit) || rest == "percent";
}

Decimal OneInLastPlace(const Decimal& number, int scale) {
  return *Decimal::Make(1, std::max(number.scale(), std::max(scale, 0)));
}

Value NumberOf(const plan::Type& type, Decimal number) {
  if (type.scale >= 0 && type.rounding == plan::Rounding::kTruncate) {
    number = number.Truncate(type.scale);
  } else if (type.scale >= 0 && type.rounding == plan::Rounding::kRound) {
    number = number.Round(type.scale);
  }
  if (!type.unit.empty()) {
    const auto unit = values::Unit::Parse(type.unit);
    if (unit.ok()) return Value::OfQuantity(number, *unit);
  }
  if (type.kind != TypeKind::kInteger) return Value::OfDecimal(number);
  const auto whole = number.Normalized().ToInteger();
  return whole ? Value::OfInteger(*whole) : Value::Unsettled(UnsettledCause::kUnreadableValue);
}

Value ReadNumber(const plan::Reading& reading, std::string_view plain) {
  const plan::Type& type = reading.type;
  std::string_view text = plain;
  const bool below = TakeOneOf(text, {"<", "less than ", "below "});
  const auto low = TakeNumber(text);
  if (!low) return Value::Unsettled(UnsettledCause::kUnlistedWords);
  if (below) {
    if (!reading.below_next_lower || !EndsWithUnit(text, type.unit)) {
      return Value::Unsettled(UnsettledCause::kUncertainRange);
    }
    const auto next = Decimal::Subtract(*low, OneInLastPlace(*low, type.scale));
    return next ? NumberOf(type, *next) : Value::Unsettled(UnsettledCause::kOverflow);
  }
  if (EndsWithUnit(text, type.unit)) return NumberOf(type, *low);
  TakeSpaces(text);
  TakeOneOf(text, {"%"});
  if (!TakeOneOf(text, {"-", "\u2013", "to "})) {
    return Value::Unsettled(UnsettledCause::kUnlistedWords);
  }
  const auto high = TakeNumber(text);
  if (!high || !EndsWithUnit(text, type.unit)) {
    return Value::Unsettled(UnsettledCause::kUnlistedWords);
  }
  if (reading.range == "lowest") return NumberOf(type, *low);
  if (reading.range == "highest") return NumberOf(type, *high);
  if (reading.range != "mean") return Value::Unsettled(UnsettledCause::kUncertainRange);
  const auto sum = Decimal::Add(*low, *high);
  const auto mean = sum ? Decimal::Divide(*sum, Decimal::FromInteger(2)) : std::nullopt;
  return mean ? NumberOf(type, *mean) : Value::Unsettled(UnsettledCause::kOverflow);
}

Value ReadDate(const plan::Reading& reading, std::string_view words) {
  auto date = values::DateTime::Parse(words);
  if (!date) return Value::Unsettled(UnsettledCause::kUnlistedWords);
  if (reading.type.kind == TypeKind::kDateTime) {
    date->is_date = false;
    return Value::OfDateTime(*date);
  }
  return CompleteDate(reading, *date);
}

}  // namespace

Value CompleteDate(const plan::Reading& reading, const values::DateTime& date) {
  int month = date.month, day = date.day;
  if (date.precision == values::Precision::kYear) {
    if (reading.missing_month == 0) return Value::OfDateTime(date);
    month = reading.missing_month;
  }
  if (date.precision > values::Precision::kMonth || reading.missing_day == 0) {
    return Value::OfDateTime(date);
  }
  day = reading.missing_day;
  const auto whole = values::DateTime::MakeDate(date.year, month, day);
  return whole ? Value::OfDateTime(*whole) : Value::Unsettled(UnsettledCause::kUnreadableValue);
}

Value ApplyReading(const plan::Plan& plan, const plan::Reading& reading, std::string_view words,
                   base::Arena& arena) {
  const std::string plain = Plain(words);
  for (const auto& [listed, literal] : reading.words) {
    if (Plain(listed) != plain) continue;
    const auto value = DecodeLiteral(plan, reading.type, literal, arena);
    return value.ok() ? *value : Value::Unsettled(UnsettledCause::kUnreadableValue);
  }
  switch (reading.type.kind) {
    case TypeKind::kInteger:
    case TypeKind::kDecimal:
    case TypeKind::kQuantity:
      return ReadNumber(reading, plain);
    case TypeKind::kDate:
    case TypeKind::kDateTime:
      return ReadDate(reading, words);
    default:
      return Value::Unsettled(UnsettledCause::kUnlistedWords);
  }
}

}  // namespace suture::rules
