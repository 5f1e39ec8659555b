#include "cli/version.h"

#include "cli/commands.h"
#include "runtime/plan/plan.h"

#ifndef SUTURE_COMMIT
#define SUTURE_COMMIT "unknown"
#endif

namespace suture::cli {

std::string VersionText() {
  return std::string("suture ") + kVersion + " (commit " + SUTURE_COMMIT + ", plan version " +
         std::to_string(plan::kPlanVersion) + ")";
}

}  // namespace suture::cli
