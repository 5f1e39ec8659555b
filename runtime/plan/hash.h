// The plan's content hash: SHA-256 over its canonical JSON without the `hash` member. It says which
// plan gave a result and finds a plan that was edited by hand; it does not say who wrote the plan.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "runtime/base/sha256.h"
#include "runtime/plan/plan.h"

namespace suture::plan {

using base::Sha256Hex;

std::string ContentHash(const Plan& plan);

// `text` is what `plan` was read from. A file that was laid out anew (keys sorted, indented) keeps
// its hash; one whose content was changed is refused with kDataLoss.
absl::Status CheckHash(const Plan& plan, std::string_view text);

}  // namespace suture::plan
