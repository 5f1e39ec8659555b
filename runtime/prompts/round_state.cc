#include "runtime/prompts/round_state.h"

#include <algorithm>
#include <map>
#include <utility>

#include "runtime/prompts/prompt_runner.h"

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

void OpenOutcomes(const Library& library, RoundState& state, const EvidenceGroup& group) {
  for (size_t index : group.wanted) {
    if (group.evidence.passages.empty()) {
      AnswerWithoutCall(state, index, group.evidence.complete);
      continue;
    }
    const plan::Prompt& prompt = library.plan().prompts[state.round.wanted[index].prompt.index];
    const size_t samples = static_cast<size_t>(std::max(prompt.samples, 1));
    state.outcomes[index].assign(prompt.roles.size(), std::vector<Outcome>(samples));
    state.open += prompt.roles.size() * samples;
  }
}

// Questions over the same notes. Those whose budgets allow all of them share one evidence, whatever
// the budgets; the others, one for each budget.
void AddGroups(const Library& library, const std::vector<size_t>& wanted, RoundState& state) {
  const EvidenceSource source(library, *state.round.chart, state.round.wanted[wanted[0]]);
  std::map<size_t, EvidenceGroup*> by_budget;
  for (size_t index : wanted) {
    const plan::Prompt& prompt = library.plan().prompts[state.round.wanted[index].prompt.index];
    EvidenceGroup*& group = by_budget[std::min(BudgetOf(prompt), source.tokens())];
    if (group == nullptr) group = &state.groups.emplace_back();
    group->wanted.push_back(index);
  }
  for (auto& [budget, group] : by_budget) {
    std::vector<const WantedPrompt*> questions;
    for (size_t index : group->wanted) questions.push_back(&state.round.wanted[index]);
    group->evidence = source.Choose(questions, budget);
    group->finder = std::make_unique<CitationFinder>(group->evidence.passages);
    OpenOutcomes(library, state, *group);
  }
}

// Questions of one evidence for one role and sample, cut into calls.
void AddCalls(const Library& library, const RoundState& state, const EvidenceGroup& group,
              const std::string& role, int sample, int limit, std::vector<Call>& calls) {
  Call call{&group, role, sample, {}};
  int weight = 0;
  const auto flush = [&] {
    if (!call.questions.empty()) calls.push_back(call);
    call.questions.clear();
    weight = 0;
  };
  for (size_t index : group.wanted) {
    const plan::Prompt& prompt = library.plan().prompts[state.round.wanted[index].prompt.index];
    const auto at = std::find(prompt.roles.begin(), prompt.roles.end(), role);
    if (at == prompt.roles.end() || sample > std::max(prompt.samples, 1)) continue;
    const int more = prompt.is_extract ? kExtractWeight : 1;
    if (weight + more > limit) flush();
    weight += more;
    call.questions.push_back({index, static_cast<size_t>(at - prompt.roles.begin()), 1, {}});
  }
  flush();
}

}  // namespace

std::shared_ptr<RoundState> OpenRound(const Library& library, const Round& round,
                                      PromptExecutor::Done done) {
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

  // By notes, in the order in which they are first read.
  std::vector<std::vector<size_t>> by_notes;
  std::map<std::string, size_t> known;
  for (size_t i = 0; i < count; ++i) {
    if (!HasNotes(round.wanted[i])) {
      AnswerWithoutCall(*state, i, false);
      continue;
    }
    const auto [at, is_new] = known.emplace(NotesKey(library, round.wanted[i]), by_notes.size());
    if (is_new) by_notes.emplace_back();
    by_notes[at->second].push_back(i);
  }
  for (const std::vector<size_t>& wanted : by_notes) AddGroups(library, wanted, *state);
  return state;
}

std::vector<Call> PlanCalls(const Library& library, const RoundState& state,
                            int questions_per_call) {
  std::vector<Call> calls;
  for (const EvidenceGroup& group : state.groups) {
    if (group.evidence.passages.empty()) continue;
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
        AddCalls(library, state, group, role, sample, questions_per_call, calls);
      }
    }
  }
  return calls;
}

std::vector<PromptAnswer> CloseRound(const Library& library, RoundState& state) {
  for (const EvidenceGroup& group : state.groups) {
    for (size_t index : group.wanted) {
      PromptAnswer& answer = state.answers[index];
      if (!state.settled[index]) {
        const plan::Prompt& prompt = library.plan().prompts[state.round.wanted[index].prompt.index];
        std::vector<PromptAnswer> by_role;
        for (const std::vector<Outcome>& samples : state.outcomes[index]) {
          by_role.push_back(SettleSamples(prompt, samples));
        }
        answer = SettleRoles(prompt, std::move(by_role));
        answer.complete = group.evidence.complete;
      }
      answer.shown = group.evidence.shown;
      answer.cut_short = state.cut_short[index];
    }
  }
  return std::move(state.answers);
}

}  // namespace suture::prompts
