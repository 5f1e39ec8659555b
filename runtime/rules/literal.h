// Canonical spellings into values: literals of the plan, answers of prompts, rows of tests.
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/plan/plan.h"
#include "runtime/values/value.h"

namespace suture::rules {

// The value that `text` spells in `type`: "6.5", "2024-03-01", "true", a choice member's name, the
// names of a set's members parted by commas, row numbers of refs parted by commas. A number of a
// type with a unit is a quantity in that unit. Text and lists are copied into `arena`. Errors:
// kInvalidArgument, with a sentence that names the spelling.
absl::StatusOr<values::Value> DecodeLiteral(const plan::Plan& plan, const plan::Type& type,
                                            std::string_view text, base::Arena& arena);

// The same from parts that are already apart.
absl::StatusOr<values::Value> DecodeItems(const plan::Plan& plan, const plan::Type& type,
                                          absl::Span<const std::string_view> items,
                                          base::Arena& arena);

values::Value ChoiceValue(const plan::Plan& plan, plan::ChoiceId list, int member);
// The member with this name; -1: none.
int FindMember(const plan::Choice& choice, std::string_view name);

}  // namespace suture::rules
