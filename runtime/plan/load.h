// The door through which a plan enters a run: read, compared with its hash, verified.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "runtime/plan/json.h"
#include "runtime/plan/plan.h"
#include "runtime/plan/verify.h"

namespace suture::plan {

absl::StatusOr<Plan> Load(std::string_view text, BuiltinCheck builtin, const Limits& limits = {});
// kNotFound or kUnavailable when the file cannot be read; the message names the file.
absl::StatusOr<Plan> LoadFile(const std::string& path, BuiltinCheck builtin,
                              const Limits& limits = {});

// Sets the plan's hash: what the compiler does last.
void Seal(Plan& plan);

}  // namespace suture::plan
