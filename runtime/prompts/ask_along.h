// The pass "ask along": which questions of a later round (WantedPrompt::ahead) are asked in this
// one.
//
// Such a question may turn out not to apply, and is then paid for in vain; asked later, it needs a
// call of its own with evidence of its own. Both are weighed by CallCosts.
#pragma once

#include <vector>

#include "runtime/prompts/share_evidence.h"

namespace suture::prompts {

// Adds to the groups those of the questions ahead for which that costs less. `question_tokens`: of
// each question of the round, its own text.
void AskAlong(const EvidenceSharing& sharing, const CallRules& rules,
              const std::vector<size_t>& ahead, const std::vector<size_t>& question_tokens,
              std::vector<SharedQuestions>& groups);

}  // namespace suture::prompts
