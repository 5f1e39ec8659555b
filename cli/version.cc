#include "cli/version.h"

#include "cli/commands.h"
#include "runtime/plan/plan.h"
#include "runtime/store/result.h"

#ifndef SUTURE_COMMIT
#define SUTURE_COMMIT "unknown"
#endif

namespace suture::cli {

std::string VersionText() {
  return std::string("suture ") + kVersion + " (commit " + SUTURE_COMMIT + ", plan version " +
         std::to_string(plan::kPlanVersion) + ", result version " +
         std::to_string(store::kResultVersion) + ")";
}

}  // namespace suture::cli
