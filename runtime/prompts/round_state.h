// One round under way: which questions share evidence, which calls they make, what came of each.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/prompts/agreement.h"
#include "runtime/prompts/evidence.h"
#include "runtime/prompts/executor.h"
#include "runtime/prompts/library.h"
#include "runtime/prompts/request_text.h"
#include "runtime/prompts/share_evidence.h"

namespace suture::prompts {

struct EvidenceGroup;

// One question of a call, asked of one role for one sample.
struct CallQuestion {
  size_t wanted = 0;
  size_t role = 0;  // Index into the prompt's roles
  int attempt = 1;
  std::string_view problem;  // Why the attempt before failed
};

struct Call {
  EvidenceGroup* group = nullptr;
  std::string role;
  int sample = 1;
  std::vector<CallQuestion> questions;
};

// Questions over one evidence.
struct EvidenceGroup {
  std::vector<size_t> wanted;  // Indices into Round::wanted
  Evidence evidence;
  std::vector<QuestionEvidence> parts;  // Of `wanted`
  std::map<std::string, int> calls;     // By their beginning (primed_cache.h)
  // Calls that wait for the reply of the first that begins alike: then the server remembers the
  // evidence.
  std::map<std::string, std::vector<Call>> held;

  const QuestionEvidence& PartOf(size_t question) const;
};

struct RoundState {
  Round round;
  PromptExecutor::Done done;
  std::deque<EvidenceGroup> groups;
  std::vector<int32_t> row_counts;
  // [wanted][role][sample - 1]
  std::vector<std::vector<std::vector<Outcome>>> outcomes;
  std::vector<PromptAnswer> answers;  // Set at once for questions that need no call
  std::vector<bool> settled;
  std::vector<bool> cut_short;  // By Round::wanted
  size_t open = 0;              // Outcomes that are still to come
};

// Chooses evidence and answers at once what no note can answer.
std::shared_ptr<RoundState> OpenRound(const Library& library, const Round& round,
                                      const CallRules& rules, PromptExecutor::Done done);

// The first calls of a round: by evidence, then role, then sample, questions in the round's order.
// The pass "primed cache" holds back those that would find their evidence remembered a moment
// later.
std::vector<Call> PlanCalls(const Library& library, RoundState& state, const CallRules& rules);

// When no outcome is open.
std::vector<PromptAnswer> CloseRound(const Library& library, RoundState& state);

}  // namespace suture::prompts
