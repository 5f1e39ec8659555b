// Types as an author meets them: how they are named in messages, and which may stand where.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "runtime/plan/plan.h"

namespace suture::check {

inline plan::Type TypeOf(plan::TypeKind kind) {
  plan::Type type;
  type.kind = kind;
  return type;
}
inline plan::Type NumberType(bool integer, std::string unit) {
  plan::Type type = TypeOf(integer ? plan::TypeKind::kInteger : plan::TypeKind::kDecimal);
  type.unit = std::move(unit);
  return type;
}
inline plan::Type TruthType() { return TypeOf(plan::TypeKind::kTruth); }

inline bool IsNumber(const plan::Type& t) {
  return t.kind == plan::TypeKind::kInteger || t.kind == plan::TypeKind::kDecimal;
}
inline bool IsTime(const plan::Type& t) {
  return t.kind == plan::TypeKind::kDate || t.kind == plan::TypeKind::kDateTime;
}
inline bool IsText(const plan::Type& t) {
  return t.kind == plan::TypeKind::kText || t.kind == plan::TypeKind::kCode ||
         t.kind == plan::TypeKind::kReference;
}

// "a number in mg/dL", "a date", "one of YesNo": a phrase that fits after "is".
std::string Describe(const plan::Type& type, const plan::Plan& draft);

// "hours" for hour, h; empty when the word is not one of the calendar or clock units.
std::string DurationWord(std::string_view word);
// The UCUM unit of a duration word: "a" for years, "h" for hours.
std::string UcumOfDuration(std::string_view word);
bool IsCalendarWord(std::string_view word);  // years, months, weeks, days

enum class UnitFit { kSame, kConverts, kBareAgainstUnit, kDifferent };
// Whether numbers with these units compare; empty: a bare number.
UnitFit FitUnits(std::string_view left, std::string_view right);

// Whether it is a temperature, or what lies between two of them.
bool IsOfTemperature(const plan::Type& type);
// Cel{difference} of Cel; any other unit is its own.
std::string UnitOfDifference(std::string_view unit);

// The unit of a product or a quotient; empty: a bare number.
absl::StatusOr<std::string> ComposeUnits(bool divide, std::string_view left,
                                         std::string_view right);

// A value of type `from` may be the answer where `to` is wanted (units must convert).
bool Assignable(const plan::Type& from, const plan::Type& to);

}  // namespace suture::check
