// The answers to a call whose text was scrubbed (deidentify.h): values led back to the chart's own,
// and what could not be read because of the scrubbing.
#pragma once

#include <optional>
#include <set>
#include <string_view>

#include "runtime/plan/plan.h"
#include "runtime/prompts/answer_reader.h"
#include "runtime/prompts/deidentify.h"
#include "runtime/prompts/evidence.h"
#include "runtime/prompts/reply_json.h"

namespace suture::prompts {

// One call's.
struct ScrubbedCall {
  Deidentifier identifiers;
  std::set<int> unreadable;  // Numbers of passages in which a time or an age is hidden

  // Hides a block of the request, and notes which of its passages lost what.
  void Scrub(std::string& block);
  bool HidesFrom(const QuestionEvidence& question) const;
};

// Puts back the values of one answer, in place, each proved by the quotes beside it; quotes stay as
// they are. A failure: a value that nothing sent can stand for.
std::optional<ReadFailure> RestoreAnswer(const Deidentifier& identifiers, const plan::Plan& plan,
                                         const plan::Prompt& prompt, JsonNode& answer);

}  // namespace suture::prompts
