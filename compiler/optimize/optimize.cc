#include "compiler/optimize/optimize.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "compiler/optimize/passes.h"
#include "runtime/plan/verify.h"

namespace suture::optimize {
namespace {

constexpr std::array<Pass, 2> kPasses = {{
    {"fold-constants", "works out what depends on fixed values only", FoldConstants},
    {"share-expressions", "evaluates equal expressions and queries once a case", ShareExpressions},
}};

}  // namespace

absl::Span<const Pass> Passes() { return kPasses; }

absl::Status Optimize(plan::Plan& plan, const Options& options) {
  for (const std::string& name : options.disabled) {
    bool known = std::any_of(kPasses.begin(), kPasses.end(),
                             [&](const Pass& pass) { return pass.name == name; });
    if (known) continue;
    std::string names;
    for (const Pass& pass : kPasses) names += (names.empty() ? "" : ", ") + std::string(pass.name);
    return absl::InvalidArgumentError(
        absl::StrCat("There is no pass called ", name, ". The passes are ", names, "."));
  }
  if (!options.enabled) return absl::OkStatus();
  for (const Pass& pass : kPasses) {
    if (std::find(options.disabled.begin(), options.disabled.end(), pass.name) !=
        options.disabled.end())
      continue;
    pass.run(plan);
    absl::Status status = plan::Verify(plan);
    if (!status.ok()) {
      return absl::InternalError(absl::StrCat("The pass ", std::string(pass.name),
                                              " broke the plan: ", std::string(status.message())));
    }
  }
  return absl::OkStatus();
}

}  // namespace suture::optimize
