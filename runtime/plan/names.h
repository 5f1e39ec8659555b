// The enumerators of the plan as its JSON form spells them. A name is part of the format: it is
// never renamed and never reused. A switch without a default lets the compiler find the one
// forgotten.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/plan/plan.h"
#include "runtime/plan/suite.h"

namespace suture::plan {

// Empty for a value outside the enumeration.
std::string_view Name(TypeKind value);
std::string_view Name(Rounding value);
std::string_view Name(CollectionKind value);
std::string_view Name(Op value);
std::string_view Name(WindowKind value);
std::string_view Name(Quantifier value);
std::string_view Name(MergeHow value);
std::string_view Name(StepKind value);
std::string_view Name(AnswerKind value);
std::string_view Name(HitPolicy value);
std::string_view Name(Resolve value);
std::string_view Name(CheckLevel value);
std::string_view Name(IndexWhich value);
std::string_view Name(GivenKind value);
std::string_view Name(ExpectKind value);

// The enumerator with this name. Enumerators count up from 0 without a gap.
template <typename Enum>
std::optional<Enum> ParseName(std::string_view text) {
  for (int value = 0;; ++value) {
    const std::string_view name = Name(static_cast<Enum>(value));
    if (name.empty()) return std::nullopt;
    if (name == text) return static_cast<Enum>(value);
  }
}

}  // namespace suture::plan
