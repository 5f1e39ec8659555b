// The pass "passages": where a question's notes do not fit its budget, the passages that rank
// highest for its cues and words.
#pragma once

#include "runtime/prompts/evidence.h"

namespace suture::prompts {

// Chooses for these questions, indices into Round::wanted; those whose notes fit are left as they
// are.
void ChoosePassages(absl::Span<const WantedPrompt> wanted, const std::vector<size_t>& questions,
                    RoundEvidence& evidence);

}  // namespace suture::prompts
