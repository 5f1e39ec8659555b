// Counts and totals that are only a lower bound: without declared cover, n entries found mean n or
// more [meaning 5]. Such a number decides `>= k` once n reaches k, and nothing that needs an upper
// bound.
#pragma once

#include <cstdint>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/operators/table.h"
#include "runtime/values/value.h"

namespace suture::rules {

// `certain` is there, up to `listed` could be; more may exist that the record does not hold.
// Integers, decimals, quantities or durations.
values::Value OpenRange(const values::Value& certain, const values::Value& listed,
                        base::Arena& arena);
bool IsBelowZero(const values::Value& value);
bool IsOpenRange(const values::Value& value);

// Applies the builtin. What an open range leaves open is unsettled where an entry at hand could
// decide it, and silent where only the missing cover does.
values::Value ApplyToRanges(operators::OperatorId builtin, absl::Span<values::Value> arguments,
                            operators::Context& context);

// The range as an answer of its own: never known.
values::Value CloseRange(const values::Value& value);

}  // namespace suture::rules
