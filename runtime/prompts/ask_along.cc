#include "runtime/prompts/ask_along.h"

#include <cmath>
#include <limits>

namespace suture::prompts {

void AskAlong(const EvidenceSharing& sharing, const CallRules& rules,
              const std::vector<size_t>& ahead, const std::vector<size_t>& question_tokens,
              std::vector<SharedQuestions>& groups) {
  if (ahead.empty() || groups.empty()) return;
  // Asked later, all of them that open share what the next round costs beside the questions.
  double later = 0;
  for (const SharedQuestions& shared : sharing.Share(ahead)) later += sharing.CostOf(shared);
  const double count = static_cast<double>(ahead.size());
  const double opens = rules.costs.child_opens;
  const double later_each = later * (1 - std::pow(1 - opens, count)) / count;
  for (size_t question : ahead) {
    const double own = static_cast<double>(question_tokens[question]);
    const SharedQuestions alone = sharing.Alone(question);
    SharedQuestions* best = nullptr;
    double least = std::numeric_limits<double>::max();
    for (SharedQuestions& group : groups) {
      const SharedQuestions with = sharing.Together(group, alone);
      if (!sharing.MayMeet(group, alone, with)) continue;
      const double more = sharing.CostOf(with) - sharing.CostOf(group);
      if (more >= least) continue;
      least = more;
      best = &group;
    }
    if (best == nullptr || least + own > later_each + opens * own) continue;
    *best = sharing.Together(*best, alone);
  }
}

}  // namespace suture::prompts
