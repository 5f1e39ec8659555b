// How a field ends for one case: exactly one of these four, whatever happened on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/values/reasons.h"

namespace suture::values {

enum class Outcome : uint8_t {
  kAnswered,       // a value
  kAbsent,         // no value, with an AbsenceReason
  kNotApplicable,  // the parent is closed
  kReview,         // a person decides, with a ReviewReason
};

constexpr std::string_view Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAnswered:
      return "answered";
    case Outcome::kAbsent:
      return "absent";
    case Outcome::kNotApplicable:
      return "not_applicable";
    case Outcome::kReview:
      return "review";
  }
  return "";
}

constexpr std::optional<Outcome> ParseOutcome(std::string_view name) {
  for (Outcome outcome :
       {Outcome::kAnswered, Outcome::kAbsent, Outcome::kNotApplicable, Outcome::kReview}) {
    if (Name(outcome) == name) return outcome;
  }
  return std::nullopt;
}

}  // namespace suture::values
