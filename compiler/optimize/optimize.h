// plan::Plan -> plan::Plan: one pass a file, in one named list. Each can be switched off, is timed,
// and the plan is verified after it. No pass may change an answer or what it rests on: tests run
// the naive and the optimised plan side by side.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "runtime/plan/plan.h"

namespace suture::optimize {

struct Options {
  bool enabled = true;
  std::vector<std::string> disabled;  // Names of passes
};

struct Pass {
  std::string_view name;
  std::string_view does;  // One line for `--help` and docs
  void (*run)(plan::Plan& plan);
};

absl::Span<const Pass> Passes();

// kInvalidArgument when a disabled pass does not exist; kInternal when a pass broke the plan.
absl::Status Optimize(plan::Plan& plan, const Options& options);

}  // namespace suture::optimize
