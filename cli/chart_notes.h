// The notes of one chart as a run read them, for whoever shows a quote where it stands.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "runtime/plan/plan.h"

namespace suture::cli {

// Text by source ("DocumentReference/n1"), UTF-8, of the chart on this line of the input (from 1).
// Errors: the file cannot be read, has fewer lines, or that line is no chart; each a sentence.
absl::StatusOr<std::map<std::string, std::string>> NotesOfChart(const plan::Plan& plan,
                                                                const std::string& charts,
                                                                int64_t line);

}  // namespace suture::cli
