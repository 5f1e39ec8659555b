// Every file that a run writes is a file of its own: not one that it reads, nor another that it
// writes, under whatever name.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/run_arguments.h"
#include "runtime/config/config.h"

namespace suture::cli {

// Compares results, unrecorded questions, requests, metrics, audit and cache, with the files that
// stand beside them, with one another and with plan, configuration, `charts`, answers of batches
// and recordings. To be asked before anything is written. kInvalidArgument: a sentence that names
// the option to change.
absl::Status CheckRunPaths(const RunArguments& arguments, const config::Config& config,
                           const std::vector<std::string>& charts);

}  // namespace suture::cli
