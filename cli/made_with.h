// What shapes the results of a run beside its plan and its charts.
#pragma once

#include "absl/status/statusor.h"
#include "cli/run_arguments.h"
#include "runtime/config/config.h"
#include "runtime/plan/plan.h"
#include "runtime/store/made_with.h"

namespace suture::cli {

// `fields`: those that --fields names; none: all. What only says how fast, how long or for how much
// a run may ask is left out, as are cache and audit. Error: --stdlib cannot be read.
absl::StatusOr<store::MadeWith> MadeWithOf(const RunArguments& arguments,
                                           const config::Config& config, const plan::Plan& plan,
                                           const std::vector<plan::FieldId>& fields);

}  // namespace suture::cli
