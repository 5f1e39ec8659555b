#include <algorithm>
#include <set>

#include "runtime/base/status_macros.h"
#include "runtime/plan/verify_parts.h"
#include "runtime/values/decimal.h"
#include "runtime/values/time.h"
#include "runtime/values/unit.h"

namespace suture::plan::internal {
namespace {

using values::Decimal;

bool IsUnit(std::string_view text) { return text.empty() || values::Unit::Parse(text).ok(); }

bool NamesMember(const Choice& choice, std::string_view name) {
  return std::any_of(choice.members.begin(), choice.members.end(),
                     [&](const ChoiceMember& member) { return member.name == name; });
}

absl::Status VerifyChoice(const Choice& choice) {
  if (choice.members.empty()) return Wrong("it has no members");
  std::set<std::string_view> names;
  std::set<int> ranks;
  for (const ChoiceMember& member : choice.members) {
    if (member.name.empty()) return Wrong("a member has no name");
    if (!names.insert(member.name).second) return Wrong("{} stands twice", member.name);
    if (member.rank < -1) return Wrong("{} has the rank {}", member.name, member.rank);
    if (member.rank >= 0 && !ranks.insert(member.rank).second) {
      return Wrong("two members have the rank {}", member.rank);
    }
  }
  const int count = static_cast<int>(choice.members.size());
  const auto in_range = [&](int member) { return member >= 0 && member < count; };
  if (!std::all_of(choice.alone.begin(), choice.alone.end(), in_range)) {
    return Wrong("`alone` names a member that is not there");
  }
  for (const std::vector<int>& together : choice.exclusive) {
    if (!std::all_of(together.begin(), together.end(), in_range)) {
      return Wrong("`exclusive` names a member that is not there");
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyRange(const CodeRange& range) {
  if (!range.system.valid()) return Wrong("a code has no system");
  if (range.low.empty()) return Wrong("a code is empty");
  if (!range.prefix) return absl::OkStatus();
  return range.high.empty() ? absl::OkStatus() : Wrong("a prefix has a second end");
}

absl::Status VerifyReading(const Plan& plan, const Reading& reading) {
  if (!reading.range.empty() && reading.range != "mean" && reading.range != "lowest" &&
      reading.range != "highest") {
    return Wrong("the word for ranges is \"{}\"", reading.range);
  }
  for (const auto& [words, text] : reading.words) {
    if (words.empty()) return Wrong("it reads empty words");
    SUTURE_RETURN_IF_ERROR(VerifyLiteral(plan, {reading.type, text}));
  }
  if (reading.missing_month < 0 || reading.missing_month > 12 || reading.missing_day < 0 ||
      reading.missing_day > 31) {
    return Wrong("the month or day for dates that lack one does not exist");
  }
  return absl::OkStatus();
}

// Calls check(entry) for each entry and says where the first wrong one stands.
template <typename T, typename Check>
absl::Status ForEach(std::string_view table, const std::vector<T>& entries, Check&& check) {
  for (size_t i = 0; i < entries.size(); ++i) {
    if (absl::Status status = check(entries[i]); !status.ok()) {
      return Wrong("{}[{}]: {}", table, i, std::string(status.message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

bool IsAmount(std::string_view digits, std::string_view unit) {
  if (digits.empty() || digits.size() > 9) return false;
  const bool all_digits =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return all_digits && values::ParseCalendarUnit(unit).has_value();
}

absl::Status VerifyType(const Plan& plan, const Type& type) {
  switch (type.kind) {
    case TypeKind::kChoice:
    case TypeKind::kSet:
      if (!type.choice.valid()) return Wrong("a choice type names no choice");
      break;
    case TypeKind::kRow:
    case TypeKind::kRefs:
      if (!type.shape.valid()) return Wrong("a row type names no shape");
      break;
    case TypeKind::kDuration:
      if (!values::ParseCalendarUnit(type.unit)) {
        return Wrong("\"{}\" is no unit of time", type.unit);
      }
      break;
    default:
      if (!IsUnit(type.unit)) return Wrong("the unit \"{}\" cannot be read", type.unit);
  }
  if (type.scale < -1 || type.scale > Decimal::kMaxScale) {
    return Wrong("a number keeps {} digits after the point", type.scale);
  }
  if (type.text_limit < 0) return Wrong("a text limit is negative");
  if (type.reading.valid() && plan.readings[type.reading.index].type.reading.valid()) {
    return Wrong("a reading reads by another reading");
  }
  return absl::OkStatus();
}

absl::Status VerifyLiteral(const Plan& plan, const Literal& literal) {
  SUTURE_RETURN_IF_ERROR(VerifyType(plan, literal.type));
  const std::string& text = literal.text;
  const auto readable = [&](bool holds) {
    return holds ? absl::OkStatus() : Wrong("\"{}\" cannot be read", text.substr(0, 60));
  };
  switch (literal.type.kind) {
    case TypeKind::kTruth:
      return readable(text == "true" || text == "false");
    case TypeKind::kInteger:
    case TypeKind::kDuration: {
      const std::optional<Decimal> number = Decimal::Parse(text);
      return readable(number && number->ToInteger().has_value());
    }
    case TypeKind::kDecimal:
    case TypeKind::kQuantity:
      return readable(Decimal::Parse(text).has_value());
    case TypeKind::kDate: {
      const std::optional<values::DateTime> date = values::DateTime::Parse(text);
      return readable(date && date->is_date);
    }
    case TypeKind::kDateTime:
      return readable(values::DateTime::Parse(text).has_value());
    case TypeKind::kTime:
      return readable(values::TimeOfDay::Parse(text).has_value());
    case TypeKind::kChoice:
      return readable(NamesMember(plan.choices[literal.type.choice.index], text));
    case TypeKind::kText:
    case TypeKind::kCode:
    case TypeKind::kReference:
      return absl::OkStatus();
    default:
      return Wrong("a constant cannot be of this type");
  }
}

absl::Status VerifyVocabulary(const Plan& plan) {
  SUTURE_RETURN_IF_ERROR(ForEach("choices", plan.choices, VerifyChoice));
  SUTURE_RETURN_IF_ERROR(ForEach("code_sets", plan.code_sets, [](const CodeSet& set) {
    for (const auto* ranges : {&set.include, &set.exclude}) {
      for (const CodeRange& range : *ranges) SUTURE_RETURN_IF_ERROR(VerifyRange(range));
    }
    return absl::OkStatus();
  }));
  SUTURE_RETURN_IF_ERROR(ForEach("readings", plan.readings, [&](const Reading& reading) {
    SUTURE_RETURN_IF_ERROR(VerifyType(plan, reading.type));
    return VerifyReading(plan, reading);
  }));
  SUTURE_RETURN_IF_ERROR(ForEach("phrases", plan.phrases, [](const Phrases& phrases) {
    const bool has_empty = std::any_of(phrases.phrases.begin(), phrases.phrases.end(),
                                       [](const std::string& phrase) { return phrase.empty(); });
    return has_empty ? Wrong("a phrase is empty") : absl::OkStatus();
  }));
  return ForEach("literals", plan.literals,
                 [&](const Literal& literal) { return VerifyLiteral(plan, literal); });
}

}  // namespace suture::plan::internal
