// The pass "shared evidence": which questions are asked over one evidence, and so in the same
// calls.
//
// Two sets of questions are put together where showing the passages of both in every call of both
// costs less than showing each its own. What a question may cite stays its own (evidence.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/prompts/evidence.h"

namespace suture::prompts {

inline constexpr int kQuestionsPerCall = 16;
// An extract is as long to answer as this many questions.
inline constexpr int kExtractWeight = 4;
// Questions are not put together beyond this much evidence: models lose what stands in the middle
// of long prompts, and some take no longer ones.
inline constexpr int kDefaultMaxSharedTokens = 32'000;

// How calls are made of questions.
struct CallRules {
  int questions_per_call = kQuestionsPerCall;
  int shared_tokens = kDefaultMaxSharedTokens;
  CallCosts costs;
  Passes passes;
  // Roles whose servers read a call's schema before its prompt: of an earlier call they remember
  // something only where that asked the same questions.
  std::vector<std::string> schema_first_roles;

  bool ReadsSchemaFirst(std::string_view role) const;
};

// Questions that are asked over the same evidence.
struct SharedQuestions {
  std::vector<size_t> wanted;  // Indices into Round::wanted, ascending
  std::vector<int> passages;   // All that any of them chose, ascending
  size_t tokens = 0;           // Of those passages
};

class EvidenceSharing {
 public:
  EvidenceSharing(const RoundEvidence& evidence, absl::Span<const WantedPrompt> wanted,
                  const CallRules& rules)
      : evidence_(evidence), wanted_(wanted), rules_(rules) {}

  // Of these questions, in the order of their first.
  std::vector<SharedQuestions> Share(const std::vector<size_t>& questions) const;

  SharedQuestions Alone(size_t question) const;
  SharedQuestions Together(const SharedQuestions& a, const SharedQuestions& b) const;
  // False: a note that speaks to the reader of a prompt would be shown to a question that does not
  // read it, and could change its answer; or a call would grow too long.
  bool MayMeet(const SharedQuestions& a, const SharedQuestions& b,
               const SharedQuestions& together) const;
  // Of their calls, without the questions themselves, in the unit of CallCosts.
  double CostOf(const SharedQuestions& shared) const;

 private:
  // One for each role and sample, and more where they do not fit one.
  struct Calls {
    int all = 0;
    int beginnings = 0;  // What is left where of calls that begin alike only the first is counted
  };
  Calls CallsOf(const SharedQuestions& shared) const;
  const plan::Prompt& PromptOf(size_t question) const {
    return evidence_.library().plan().prompts[wanted_[question].prompt.index];
  }

  const RoundEvidence& evidence_;
  const absl::Span<const WantedPrompt> wanted_;
  const CallRules& rules_;
};

}  // namespace suture::prompts
