#include "runtime/plan/hash.h"

#include "fmt/format.h"
#include "runtime/plan/json.h"

namespace suture::plan {

std::string ContentHash(const Plan& plan) {
  if (plan.hash.empty()) return Sha256Hex(ToJson(plan));
  Plan bare = plan;
  bare.hash.clear();
  return Sha256Hex(ToJson(bare));
}

absl::Status CheckHash(const Plan& plan, std::string_view text) {
  if (plan.hash.empty()) {
    return absl::DataLossError(
        "The plan carries no hash. Build it with `suture build`, which writes one.");
  }
  // The text as ToJson writes it, without its hash member, needs no second writing.
  const std::string member = fmt::format(",\"hash\":\"{}\"", plan.hash);
  if (const size_t at = text.substr(0, 128).find(member); at != std::string_view::npos) {
    base::Sha256 sha;
    sha.Add(text.substr(0, at));
    sha.Add(text.substr(at + member.size()));
    if (sha.Hex() == plan.hash) return absl::OkStatus();
  }
  if (ContentHash(plan) == plan.hash) return absl::OkStatus();
  return absl::DataLossError(
      "The plan was changed after it was built: its content does not match its hash. Change the "
      "spec instead, and build the plan again with `suture build`.");
}

}  // namespace suture::plan
