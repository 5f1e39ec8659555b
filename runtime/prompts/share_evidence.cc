#include "runtime/prompts/share_evidence.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

namespace suture::prompts {

SharedQuestions EvidenceSharing::Alone(size_t question) const {
  SharedQuestions alone{{question}, evidence_.Chosen(question), 0};
  for (int passage : alone.passages) alone.tokens += evidence_.TokensOf(passage);
  return alone;
}

SharedQuestions EvidenceSharing::Together(const SharedQuestions& a,
                                          const SharedQuestions& b) const {
  SharedQuestions both;
  std::merge(a.wanted.begin(), a.wanted.end(), b.wanted.begin(), b.wanted.end(),
             std::back_inserter(both.wanted));
  std::set_union(a.passages.begin(), a.passages.end(), b.passages.begin(), b.passages.end(),
                 std::back_inserter(both.passages));
  for (int passage : both.passages) both.tokens += evidence_.TokensOf(passage);
  return both;
}

bool EvidenceSharing::MayMeet(const SharedQuestions& a, const SharedQuestions& b,
                              const SharedQuestions& together) const {
  if (together.tokens > static_cast<size_t>(rules_.shared_tokens) &&
      together.tokens > std::max(a.tokens, b.tokens)) {
    return false;
  }
  return std::all_of(together.passages.begin(), together.passages.end(), [&](int passage) {
    if (!evidence_.GivesOrders(passage)) return true;
    return std::all_of(together.wanted.begin(), together.wanted.end(), [&](size_t question) {
      const std::vector<int>& allowed = evidence_.Allowed(question);
      return std::binary_search(allowed.begin(), allowed.end(), passage);
    });
  });
}

bool CallRules::ReadsSchemaFirst(std::string_view role) const {
  return std::find(schema_first_roles.begin(), schema_first_roles.end(), role) !=
         schema_first_roles.end();
}

EvidenceSharing::Calls EvidenceSharing::CallsOf(const SharedQuestions& shared) const {
  std::map<std::string_view, std::map<int, int>> weights;  // By role and sample
  for (size_t question : shared.wanted) {
    const plan::Prompt& prompt = PromptOf(question);
    for (const std::string& role : prompt.roles) {
      for (int sample = 1; sample <= std::max(prompt.samples, 1); ++sample) {
        weights[role][sample] += prompt.is_extract ? kExtractWeight : 1;
      }
    }
  }
  Calls calls;
  bool some_begin_with_notes = false;
  for (const auto& [role, samples] : weights) {
    int of_a_sample = 0;
    for (const auto& [sample, weight] : samples) {
      const int count = (weight + rules_.questions_per_call - 1) / rules_.questions_per_call;
      calls.all += count;
      of_a_sample = std::max(of_a_sample, count);
    }
    if (rules_.ReadsSchemaFirst(role)) {
      calls.beginnings += of_a_sample;  // Samples ask the same questions.
    } else {
      some_begin_with_notes = true;
    }
  }
  calls.beginnings += some_begin_with_notes ? 1 : 0;
  return calls;
}

double EvidenceSharing::CostOf(const SharedQuestions& shared) const {
  const CallCosts& costs = rules_.costs;
  const Calls calls = CallsOf(shared);
  const double tokens = static_cast<double>(shared.tokens);
  const bool remembered = calls.all > calls.beginnings && shared.tokens >= costs.least_cached &&
                          rules_.passes.Has(Pass::kFixedOrder) &&
                          rules_.passes.Has(Pass::kPrimedCache);
  const double evidence = remembered ? tokens * (calls.beginnings * costs.written +
                                                 (calls.all - calls.beginnings) * costs.cached)
                                     : tokens * calls.all;
  return evidence + calls.all * costs.call;
}

std::vector<SharedQuestions> EvidenceSharing::Share(const std::vector<size_t>& questions) const {
  std::vector<SharedQuestions> groups;
  for (size_t question : questions) groups.push_back(Alone(question));
  if (!rules_.passes.Has(Pass::kSharedEvidence)) return groups;

  // Always the two that save the most; ties by the order of their first questions.
  struct Pair {
    SharedQuestions together;
    double saves = 0;
  };
  const auto pair_of = [&](const SharedQuestions& a, const SharedQuestions& b) {
    Pair pair{Together(a, b), 0};
    if (MayMeet(a, b, pair.together)) pair.saves = CostOf(a) + CostOf(b) - CostOf(pair.together);
    return pair;
  };
  std::map<std::pair<size_t, size_t>, Pair> pairs;
  std::vector<bool> gone(groups.size(), false);
  for (size_t a = 0; a < groups.size(); ++a) {
    for (size_t b = a + 1; b < groups.size(); ++b) pairs[{a, b}] = pair_of(groups[a], groups[b]);
  }
  while (true) {
    auto best = pairs.end();
    for (auto at = pairs.begin(); at != pairs.end(); ++at) {
      if (at->second.saves > 0 && (best == pairs.end() || at->second.saves > best->second.saves)) {
        best = at;
      }
    }
    if (best == pairs.end()) break;
    const auto [a, b] = best->first;
    groups[a] = std::move(best->second.together);
    gone[b] = true;
    for (size_t other = 0; other < groups.size(); ++other) {
      if (other != b) pairs.erase({std::min(b, other), std::max(b, other)});
      if (other == a || gone[other]) continue;
      const std::pair<size_t, size_t> key{std::min(a, other), std::max(a, other)};
      pairs[key] = pair_of(groups[key.first], groups[key.second]);
    }
  }
  std::vector<SharedQuestions> left;
  for (size_t g = 0; g < groups.size(); ++g) {
    if (!gone[g]) left.push_back(std::move(groups[g]));
  }
  return left;
}

}  // namespace suture::prompts
