// What results were made with: everything beside plan and charts that shapes them, as a list of
// names and values. It stands beside results that a run has not finished,
// `results.partial.made_with`, so that no other run goes on behind them. docs/resume.md says what
// is in the list.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace suture::store {

// A name is what a user calls it: "--redact", "the role abstractor".
using MadeWith = std::vector<std::pair<std::string, std::string>>;

// Reaches the disk. kUnavailable, kResourceExhausted: it cannot be written.
absl::Status WriteMadeWith(const std::string& path, const MadeWith& made_with);

// The names of those that differ, in order; one that only one side has differs. kNotFound: there is
// no such file. kDataLoss: it is something else.
absl::StatusOr<std::vector<std::string>> DifferencesToMadeWith(const std::string& path,
                                                               const MadeWith& made_with);

}  // namespace suture::store
