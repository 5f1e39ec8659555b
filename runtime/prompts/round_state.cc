#include "runtime/prompts/round_state.h"

#include <algorithm>
#include <map>
#include <utility>

#include "runtime/prompts/ask_along.h"
#include "runtime/prompts/choose_passages.h"
#include "runtime/prompts/doubtful_notes.h"
#include "runtime/prompts/note_scopes.h"
#include "runtime/prompts/primed_cache.h"
#include "runtime/text/token_estimate.h"

namespace suture::prompts {
namespace {

bool HasNotes(const WantedPrompt& wanted) {
  return std::any_of(wanted.scopes.begin(), wanted.scopes.end(),
                     [](const NoteScope& scope) { return !scope.notes.empty(); });
}

void AnswerWithoutCall(RoundState& state, size_t index, bool complete) {
  PromptAnswer& answer = state.answers[index];
  answer.status = PromptAnswer::Status::kNotFound;
  answer.complete = complete;
  state.settled[index] = true;
}

void OpenOutcomes(const Library& library, RoundState& state, size_t index) {
  const plan::Prompt& prompt = library.plan().prompts[state.round.wanted[index].prompt.index];
  const size_t samples = static_cast<size_t>(std::max(prompt.samples, 1));
  state.outcomes[index].assign(prompt.roles.size(), std::vector<Outcome>(samples));
  state.open += prompt.roles.size() * samples;
}

void AddGroup(const Library& library, const RoundEvidence& source, const CallRules& rules,
              const SharedQuestions& shared, RoundState& state) {
  EvidenceGroup& group = state.groups.emplace_back();
  group.evidence = source.Show(PassagesToShow(shared, source, rules.passes));
  std::map<std::string_view, QuestionEvidence> known;  // Questions of one scope share a finder.
  for (size_t index : shared.wanted) {
    const auto [at, is_new] = known.try_emplace(source.ScopeKey(index));
    if (is_new) at->second = source.PartOf(index, group.evidence);
    group.wanted.push_back(index);
    group.parts.push_back(at->second);
    if (!at->second.numbers.empty()) {
      OpenOutcomes(library, state, index);
    } else {
      AnswerWithoutCall(state, index, at->second.complete);
    }
  }
}

// Questions of one call put their budgets together. Where all of their notes fit, all are shown,
// and "not found" is proof; the others see what ranks highest for them.
void CutToBudgets(const Library& library, const Round& round, const EvidenceSharing& sharing,
                  RoundEvidence& source, std::vector<SharedQuestions>& groups) {
  std::vector<SharedQuestions> fitting;
  std::vector<size_t> too_long;
  for (SharedQuestions& group : groups) {
    size_t budget = 0;
    for (size_t index : group.wanted) {
      budget += BudgetOf(library.plan().prompts[round.wanted[index].prompt.index]);
    }
    if (group.tokens <= budget) {
      fitting.push_back(std::move(group));
    } else {
      too_long.insert(too_long.end(), group.wanted.begin(), group.wanted.end());
    }
  }
  std::sort(too_long.begin(), too_long.end());
  ChoosePassages(round.wanted, too_long, source);
  groups = std::move(fitting);
  for (SharedQuestions& group : sharing.Share(too_long)) groups.push_back(std::move(group));
}

// What the text of each question costs, and about what its answer does.
std::vector<size_t> QuestionTokens(const Library& library, const Round& round,
                                   const CallCosts& costs) {
  // An answer with a quote; an extract has as many rows as it weighs.
  constexpr size_t kAnswerTokens = 50;
  std::vector<size_t> tokens;
  for (const WantedPrompt& wanted : round.wanted) {
    const plan::Prompt& prompt = library.plan().prompts[wanted.prompt.index];
    const size_t answer = kAnswerTokens * (prompt.is_extract ? kExtractWeight : 1);
    tokens.push_back(text::EstimateTokens(QuestionText(library, *round.chart, wanted)) +
                     static_cast<size_t>(static_cast<double>(answer) * costs.answer));
  }
  return tokens;
}

// Questions of one evidence for one role and sample, cut into calls: each goes into the first that
// has room for it, so that no call is left with a tail that others could have held.
void AddCalls(const Library& library, const RoundState& state, EvidenceGroup& group,
              const std::string& role, int sample, const CallRules& rules,
              std::vector<Call>& calls) {
  const size_t first = calls.size();
  std::vector<int> weights;  // Of the calls from `first` on
  for (size_t index : group.wanted) {
    if (state.settled[index]) continue;
    const plan::Prompt& prompt = library.plan().prompts[state.round.wanted[index].prompt.index];
    const auto at = std::find(prompt.roles.begin(), prompt.roles.end(), role);
    if (at == prompt.roles.end() || sample > std::max(prompt.samples, 1)) continue;
    const int more = prompt.is_extract ? kExtractWeight : 1;
    const auto room = std::find_if(weights.begin(), weights.end(), [&](int weight) {
      return weight + more <= rules.questions_per_call;
    });
    const size_t place = static_cast<size_t>(room - weights.begin());
    if (room == weights.end()) {
      calls.push_back({&group, role, sample, {}});
      weights.push_back(0);
    }
    weights[place] += more;
    calls[first + place].questions.push_back(
        {index, static_cast<size_t>(at - prompt.roles.begin()), 1, {}});
  }
}

bool FoundNothing(const PromptAnswer& answer) {
  return answer.status == PromptAnswer::Status::kNotFound ||
         (answer.status == PromptAnswer::Status::kAnswered && !answer.answer.stated &&
          answer.rows.empty());
}

// Whether some role was kept from what it was asked about.
bool WasUnreadable(const std::vector<std::vector<Outcome>>& by_role) {
  return std::any_of(by_role.begin(), by_role.end(), [](const std::vector<Outcome>& samples) {
    return std::any_of(samples.begin(), samples.end(),
                       [](const Outcome& outcome) { return outcome.unreadable; });
  });
}

}  // namespace

const QuestionEvidence& EvidenceGroup::PartOf(size_t question) const {
  const auto at = std::lower_bound(wanted.begin(), wanted.end(), question);
  return parts[static_cast<size_t>(at - wanted.begin())];
}

std::shared_ptr<RoundState> OpenRound(const Library& library, const Round& round,
                                      const CallRules& rules, PromptExecutor::Done done) {
  auto state = std::make_shared<RoundState>();
  state->round = round;
  state->done = std::move(done);
  const size_t count = round.wanted.size();
  state->outcomes.resize(count);
  state->answers.resize(count);
  state->settled.assign(count, false);
  state->cut_short.assign(count, false);
  if (count == 0) return state;
  state->row_counts = RowCountsOf(library.plan(), *round.chart);

  std::vector<size_t> now, ahead;
  for (size_t i = 0; i < count; ++i) {
    if (!HasNotes(round.wanted[i])) {
      AnswerWithoutCall(*state, i, false);
    } else {
      (round.wanted[i].ahead ? ahead : now).push_back(i);
    }
  }
  RoundEvidence source(library, *round.chart, round.wanted, rules.passes);
  const EvidenceSharing sharing(source, round.wanted, rules);
  std::vector<SharedQuestions> groups = sharing.Share(now);
  if (rules.passes.Has(Pass::kPassages)) {
    CutToBudgets(library, round, sharing, source, groups);
    ChoosePassages(round.wanted, ahead, source);
  }
  if (!ahead.empty()) {
    AskAlong(sharing, rules, ahead, QuestionTokens(library, round, rules.costs), groups);
  }
  for (size_t index : ahead) {
    state->answers[index].status = PromptAnswer::Status::kLeft;
    state->settled[index] = true;
  }
  for (const SharedQuestions& group : groups) {
    for (size_t index : group.wanted) state->settled[index] = false;
    AddGroup(library, source, rules, group, *state);
  }
  return state;
}

std::vector<Call> PlanCalls(const Library& library, RoundState& state, const CallRules& rules) {
  std::vector<Call> calls;
  for (EvidenceGroup& group : state.groups) {
    std::vector<std::string> roles;
    int samples = 1;
    for (size_t index : group.wanted) {
      const plan::Prompt& prompt = library.plan().prompts[state.round.wanted[index].prompt.index];
      samples = std::max(samples, prompt.samples);
      for (const std::string& role : prompt.roles) {
        if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
      }
    }
    for (const std::string& role : roles) {
      for (int sample = 1; sample <= samples; ++sample) {
        AddCalls(library, state, group, role, sample, rules, calls);
      }
    }
  }
  for (const Call& call : calls) ++call.group->calls[BeginningOf(call, rules)];
  HoldBack(calls, rules);
  return calls;
}

std::vector<PromptAnswer> CloseRound(const Library& library, RoundState& state) {
  for (const EvidenceGroup& group : state.groups) {
    for (size_t g = 0; g < group.wanted.size(); ++g) {
      const size_t index = group.wanted[g];
      PromptAnswer& answer = state.answers[index];
      if (!state.settled[index]) {
        const plan::Prompt& prompt = library.plan().prompts[state.round.wanted[index].prompt.index];
        std::vector<PromptAnswer> by_role;
        for (const std::vector<Outcome>& samples : state.outcomes[index]) {
          by_role.push_back(SettleSamples(prompt, samples));
        }
        answer = SettleRoles(prompt, std::move(by_role));
        const bool proposes =
            answer.failure == values::FailureKind::kUnquoted && answer.answer.stated;
        if (answer.status == PromptAnswer::Status::kFailed && proposes) {
          answer.status = PromptAnswer::Status::kReview;
        }
        answer.complete = group.parts[g].complete &&
                          !(FoundNothing(answer) && WasUnreadable(state.outcomes[index]));
      }
      answer.shown = group.parts[g].shown;
      MarkDoubtful(state.round.wanted[index].scopes, answer);
      answer.cut_short = state.cut_short[index];
    }
  }
  return std::move(state.answers);
}

}  // namespace suture::prompts
