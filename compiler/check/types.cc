#include "compiler/check/types.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/values/unit.h"

namespace suture::check {
namespace {

struct DurationUnit {
  std::string_view singular, plural, ucum;
  bool calendar;
};
constexpr std::array<DurationUnit, 8> kDurationUnits = {{
    {"year", "years", "a", true},
    {"month", "months", "mo", true},
    {"week", "weeks", "wk", true},
    {"day", "days", "d", true},
    {"hour", "hours", "h", false},
    {"minute", "minutes", "min", false},
    {"second", "seconds", "s", false},
    {"millisecond", "milliseconds", "ms", false},
}};

const DurationUnit* FindDuration(std::string_view word) {
  for (const DurationUnit& unit : kDurationUnits) {
    if (word == unit.singular || word == unit.plural) return &unit;
  }
  return nullptr;
}

std::string InUnit(std::string_view noun, const plan::Type& type) {
  if (type.unit.empty()) return fmt::format("{} without a unit", noun);
  return fmt::format("{} in {}", noun, type.unit);
}

}  // namespace

std::string Describe(const plan::Type& type, const plan::Plan& draft) {
  using plan::TypeKind;
  switch (type.kind) {
    case TypeKind::kTruth:
      return "a condition (true or false)";
    case TypeKind::kInteger:
      return InUnit("a whole number", type);
    case TypeKind::kDecimal:
      return InUnit("a number", type);
    case TypeKind::kDate:
      return "a date";
    case TypeKind::kTime:
      return "a time of day";
    case TypeKind::kDateTime:
      return "a date with a time";
    case TypeKind::kPeriod:
      return "a period (it has a .start and an .end)";
    case TypeKind::kDuration:
      return "a length of time";
    case TypeKind::kText:
      return "a text";
    case TypeKind::kChoice:
      return absl::StrCat("one of the choices of ", draft.choices[type.choice.index].name);
    case TypeKind::kSet:
      return type.choice.valid() ? absl::StrCat("a set of ", draft.choices[type.choice.index].name)
                                 : "a set";
    case TypeKind::kCodes:
      return "a code";
    case TypeKind::kCode:
      return "a code word";
    case TypeKind::kQuantity:
      return "a measured quantity";
    case TypeKind::kReference:
      return "a reference";
    case TypeKind::kAttachment:
      return "a document's text";
    case TypeKind::kRow:
      return absl::StrCat("an entry of ", draft.shapes[type.shape.index].name);
    case TypeKind::kRefs:
      return absl::StrCat("row numbers of ", draft.shapes[type.shape.index].name);
  }
  return "a value";
}

std::string DurationWord(std::string_view word) {
  const DurationUnit* unit = FindDuration(word);
  return unit == nullptr ? "" : std::string(unit->plural);
}

std::string UcumOfDuration(std::string_view word) {
  const DurationUnit* unit = FindDuration(word);
  return unit == nullptr ? "" : std::string(unit->ucum);
}

bool IsCalendarWord(std::string_view word) {
  const DurationUnit* unit = FindDuration(word);
  return unit != nullptr && unit->calendar;
}

UnitFit FitUnits(std::string_view left, std::string_view right) {
  if (left == right) return UnitFit::kSame;
  if (left.empty() || right.empty()) return UnitFit::kBareAgainstUnit;
  absl::StatusOr<const values::Unit*> a = values::Unit::Parse(left);
  absl::StatusOr<const values::Unit*> b = values::Unit::Parse(right);
  if (!a.ok() || !b.ok()) return UnitFit::kDifferent;
  return values::Commensurable(*a, *b) && values::SameKindOfShare(*a, *b) ? UnitFit::kConverts
                                                                          : UnitFit::kDifferent;
}

bool IsOfTemperature(const plan::Type& type) {
  absl::StatusOr<const values::Unit*> unit = values::Unit::Parse(type.unit);
  return IsNumber(type) && unit.ok() && ((*unit)->IsTemperature() || (*unit)->IsDifference());
}

std::string UnitOfDifference(std::string_view unit) {
  absl::StatusOr<const values::Unit*> scale = values::Unit::Parse(unit);
  if (!scale.ok()) return std::string(unit);
  absl::StatusOr<const values::Unit*> difference = values::DifferenceUnit(*scale);
  return difference.ok() ? (*difference)->text() : std::string(unit);
}

absl::StatusOr<std::string> ComposeUnits(bool divide, std::string_view left,
                                         std::string_view right) {
  SUTURE_ASSIGN_OR_RETURN(const values::Unit* a, values::Unit::Parse(left));
  SUTURE_ASSIGN_OR_RETURN(const values::Unit* b, values::Unit::Parse(right));
  SUTURE_ASSIGN_OR_RETURN(const values::Unit* composed,
                          divide ? values::DivideUnits(a, b) : values::MultiplyUnits(a, b));
  return composed->text() == "1" ? "" : composed->text();
}

bool Assignable(const plan::Type& from, const plan::Type& to) {
  using plan::TypeKind;
  if (IsNumber(from) && IsNumber(to)) {
    if (to.kind == TypeKind::kInteger && from.kind == TypeKind::kDecimal &&
        to.rounding == plan::Rounding::kNone) {
      return false;
    }
    UnitFit fit = FitUnits(from.unit, to.unit);
    return fit == UnitFit::kSame || fit == UnitFit::kConverts;
  }
  if (IsText(from) && IsText(to)) return true;
  // A moment gives its local day or its time of day.
  if (from.kind == TypeKind::kDateTime &&
      (to.kind == TypeKind::kDate || to.kind == TypeKind::kTime))
    return true;
  if (from.kind == TypeKind::kQuantity && IsNumber(to)) return true;
  if (from.kind != to.kind) return false;
  switch (from.kind) {
    case TypeKind::kChoice:
    case TypeKind::kSet:
      return from.choice == to.choice;
    case TypeKind::kRow:
    case TypeKind::kRefs:
      return from.shape == to.shape;
    default:
      return true;
  }
}

}  // namespace suture::check
