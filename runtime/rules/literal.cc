#include "runtime/rules/literal.h"

#include <algorithm>
#include <vector>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"

namespace suture::rules {
namespace {

using values::Value;

absl::Status Unreadable(std::string_view text, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("\"{}\" is not {}.", text, what));
}

// Parts between `mark`, without the spaces around them; no parts in an empty text.
std::vector<std::string_view> Split(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(mark), text.size());
    std::string_view part = text.substr(0, end);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    parts.push_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

absl::StatusOr<Value> DecodeNumber(const plan::Type& type, std::string_view text) {
  const auto number = values::Decimal::Parse(text);
  if (!number) return Unreadable(text, "a number");
  if (!type.unit.empty()) {
    SUTURE_ASSIGN_OR_RETURN(const values::Unit* unit, values::Unit::Parse(type.unit));
    return Value::OfQuantity(*number, unit);
  }
  if (type.kind == plan::TypeKind::kInteger) {
    const auto whole = number->ToInteger();
    if (!whole) return Unreadable(text, "a whole number");
    return Value::OfInteger(*whole);
  }
  return Value::OfDecimal(*number);
}

absl::StatusOr<Value> DecodeTime(const plan::Type& type, std::string_view text) {
  if (type.kind == plan::TypeKind::kTime) {
    const auto time = values::TimeOfDay::Parse(text);
    if (!time) return Unreadable(text, "a time of day");
    return Value::OfTime(*time);
  }
  auto time = values::DateTime::Parse(text);
  if (!time) return Unreadable(text, "a date or time");
  // A datetime that was written to the day is imprecise; a date is not.
  if (type.kind == plan::TypeKind::kDateTime) time->is_date = false;
  if (type.kind == plan::TypeKind::kDate) *time = time->DatePart();
  return Value::OfDateTime(*time);
}

absl::StatusOr<Value> DecodePeriod(std::string_view text, base::Arena& arena) {
  plan::Type point;
  point.kind = plan::TypeKind::kDateTime;
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return DecodeTime(point, text);
  Value low, high;
  if (slash > 0) {
    SUTURE_ASSIGN_OR_RETURN(low, DecodeTime(point, text.substr(0, slash)));
  }
  if (slash + 1 < text.size()) {
    SUTURE_ASSIGN_OR_RETURN(high, DecodeTime(point, text.substr(slash + 1)));
  }
  return values::MakeInterval(arena, low, !low.is_null(), high, true);
}

absl::StatusOr<Value> DecodeDuration(const plan::Type& type, std::string_view text) {
  const auto unit = values::ParseCalendarUnit(type.unit);
  const auto number = values::Decimal::Parse(text);
  const auto amount = number ? number->ToInteger() : std::nullopt;
  if (!unit || !amount) return Unreadable(fmt::format("{} {}", text, type.unit), "a duration");
  return Value::OfDuration({*amount, *unit});
}

absl::StatusOr<Value> DecodeChoice(const plan::Plan& plan, const plan::Type& type,
                                   std::string_view text) {
  if (!type.choice.valid()) return absl::InvalidArgumentError("The type has no choice list.");
  const plan::Choice& choice = plan.choices[type.choice.index];
  const int member = FindMember(choice, text);
  if (member < 0) return Unreadable(text, fmt::format("a member of {}", choice.name));
  return ChoiceValue(plan, type.choice, member);
}

}  // namespace

int FindMember(const plan::Choice& choice, std::string_view name) {
  for (size_t i = 0; i < choice.members.size(); ++i) {
    if (choice.members[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

Value ChoiceValue(const plan::Plan& plan, plan::ChoiceId list, int member) {
  const int rank = plan.choices[list.index].members[member].rank;
  return Value::OfChoice({list.index, member, rank < 0 ? values::Choice::kUnordered : rank});
}

absl::StatusOr<Value> DecodeItems(const plan::Plan& plan, const plan::Type& type,
                                  absl::Span<const std::string_view> items, base::Arena& arena) {
  absl::Span<Value> values = arena.NewArray<Value>(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (type.kind == plan::TypeKind::kSet) {
      SUTURE_ASSIGN_OR_RETURN(values[i], DecodeChoice(plan, type, items[i]));
      continue;
    }
    const auto number = values::Decimal::Parse(items[i]);
    const auto whole = number ? number->ToInteger() : std::nullopt;
    if (!whole || *whole < 1) return Unreadable(items[i], "a row number");
    values[i] = Value::OfInteger(*whole);
  }
  return Value::OfList(values);
}

absl::StatusOr<Value> DecodeLiteral(const plan::Plan& plan, const plan::Type& type,
                                    std::string_view text, base::Arena& arena) {
  switch (type.kind) {
    case plan::TypeKind::kTruth:
      if (text == "true" || text == "false") return Value::OfBool(text == "true");
      return Unreadable(text, "true or false");
    case plan::TypeKind::kInteger:
    case plan::TypeKind::kDecimal:
    case plan::TypeKind::kQuantity:
      return DecodeNumber(type, text);
    case plan::TypeKind::kDate:
    case plan::TypeKind::kTime:
    case plan::TypeKind::kDateTime:
      return DecodeTime(type, text);
    case plan::TypeKind::kPeriod:
      return DecodePeriod(text, arena);
    case plan::TypeKind::kDuration:
      return DecodeDuration(type, text);
    case plan::TypeKind::kChoice:
      return DecodeChoice(plan, type, text);
    case plan::TypeKind::kSet:
    case plan::TypeKind::kRefs: {
      const std::vector<std::string_view> items = Split(text, ',');
      return DecodeItems(plan, type, items, arena);
    }
    case plan::TypeKind::kText:
    case plan::TypeKind::kCode:
    case plan::TypeKind::kCodes:
    case plan::TypeKind::kReference:
    case plan::TypeKind::kAttachment:
      return values::MakeText(arena, text);
    case plan::TypeKind::kRow:
      break;
  }
  return absl::InvalidArgumentError("A row has no spelling.");
}

}  // namespace suture::rules
