#include "runtime/prompts/primed_cache.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "runtime/text/token_estimate.h"

namespace suture::prompts {

std::string BeginningOf(const Call& call, const CallRules& rules) {
  if (!rules.ReadsSchemaFirst(call.role)) return call.role;
  std::string beginning = call.role;
  for (const CallQuestion& question : call.questions) {
    absl::StrAppend(&beginning, " ", question.wanted);
  }
  return beginning;
}

void HoldBack(std::vector<Call>& calls, const CallRules& rules) {
  if (!rules.passes.Has(Pass::kPrimedCache) || !rules.passes.Has(Pass::kFixedOrder)) return;
  if (rules.costs.cached >= 1) return;  // Nothing is saved.
  std::vector<Call> first;
  std::set<std::pair<EvidenceGroup*, std::string>> seen;
  for (Call& call : calls) {
    const size_t tokens = text::EstimateTokens(call.group->evidence.text);
    std::string beginning = BeginningOf(call, rules);
    if (tokens < rules.costs.least_cached || seen.emplace(call.group, beginning).second) {
      first.push_back(std::move(call));
    } else {
      call.group->held[std::move(beginning)].push_back(std::move(call));
    }
  }
  calls = std::move(first);
}

}  // namespace suture::prompts
