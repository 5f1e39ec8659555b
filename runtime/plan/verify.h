// Whether a plan holds together. Whoever runs a plan asks this first, whoever wrote it: after it,
// every index is in range, every expression has the arguments its operation takes, everything it
// needs stands before it, no answer depends on itself, every row variable is bound where it is
// read, and every literal, date, number and unit can be read. Nothing later checks these again.
#pragma once

#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "runtime/plan/plan.h"

namespace suture::plan {

// Says whether a builtin of this name takes these arguments and gives this result. The table of
// builtins lives in runtime/operators, which this room may not see.
using BuiltinCheck = absl::FunctionRef<absl::Status(
    std::string_view name, absl::Span<const Type* const> arguments, const Type& result)>;

// The deepest nesting of expressions and queries below one another.
inline constexpr int kMaxNesting = 2000;
inline constexpr int kMaxVariables = 1 << 16;

// kInvalidArgument: names the first place that is wrong. Without `builtin` the names and types of
// builtins are taken on trust.
absl::Status Verify(const Plan& plan);
absl::Status Verify(const Plan& plan, BuiltinCheck builtin);

}  // namespace suture::plan
