// All dates of a test moved together: what depends on the time between events must not change.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "runtime/plan/suite.h"

namespace suture::testing {

// Moves the dates and times that the test gives, answers and expects, and those in its notes that
// are written 2024-03-01 or 3/1/2024. Errors: kInvalidArgument, with a sentence for the author,
// where a date is coarser than a day or the test takes a whole chart from a file.
absl::Status ShiftDates(plan::Test& test, int days);

// The dates of a text, each written as before.
std::string WithShiftedDates(std::string_view text, int days);

}  // namespace suture::testing
