// From what was answered, sample by sample and role by role, to the one answer of a prompt step.
#pragma once

#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "runtime/plan/plan.h"
#include "runtime/prompts/executor.h"

namespace suture::prompts {

// One role's answer to one question, asked once: kAnswered, kNotFound or kFailed.
struct Outcome {
  PromptAnswer answer;
  // That there is an answer and that it is this one, or that there is none, from the server's
  // log-probabilities; empty where it gives none.
  std::optional<double> probability;
  // Times or ages in its passages were hidden from the role: that it found nothing proves nothing.
  bool unreadable = false;
};

// Two answers that say the same: numbers by their amount, lists whatever their order; quotes left
// out.
bool SameAnswer(const plan::Prompt& prompt, const PromptAnswer& a, const PromptAnswer& b);

// `samples` in the order asked. At least Prompt::agree of them must say the same. Confidence is the
// share of samples that do, or the probability where only one is asked for; where neither can be
// had, `accept when confidence` is not met. A refusal, a content filter or a used-up quota in any
// sample is the end of the ask, with its own reason. Where samples failed otherwise and so too few
// are left that agree, the failure is the reason, and what they say the proposal.
PromptAnswer SettleSamples(const plan::Prompt& prompt, absl::Span<const Outcome> samples);

// Every role must give the same answer. Where they do not, the proposal is what the first says that
// found something, with the quotes of both.
PromptAnswer SettleRoles(const plan::Prompt& prompt, std::vector<PromptAnswer> by_role);

}  // namespace suture::prompts
