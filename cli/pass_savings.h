// `suture plan --explain --cases`: what each pass saves over charts, without asking anyone.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "runtime/plan/plan.h"

namespace suture::cli {

// Prints the passes and what they do.
void PrintPasses();

// Prints, for no pass and then each one added, the calls and tokens of the first `most` charts as
// they would be if every question were answered "not found".
absl::Status PrintSavings(const plan::Plan& plan, const std::string& cases, int most);

}  // namespace suture::cli
