// The plan's door asks whether a builtin takes what an expression gives it; the table of builtins
// answers.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "runtime/plan/plan.h"

namespace suture::cli {

absl::Status CheckBuiltin(std::string_view name, absl::Span<const plan::Type* const> arguments,
                          const plan::Type& result);

}  // namespace suture::cli
