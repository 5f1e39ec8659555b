#include "runtime/prompts/choose_passages.h"

#include <algorithm>

#include "runtime/prompts/append.h"

namespace suture::prompts {
namespace {

// The words a question is ranked by, beside its cues.
std::string WordsOf(const plan::Plan& plan, const plan::Prompt& prompt) {
  std::string words;
  for (const plan::PromptPart& part : prompt.text) Append(words, part.text, " ");
  if (prompt.field.valid()) {
    const plan::Field& field = plan.fields[prompt.field.index];
    Append(words, field.label, " ", field.definition);
  }
  return words;
}

std::vector<int> ChooseFor(const WantedPrompt& wanted, const RoundEvidence& evidence,
                           const std::vector<int>& allowed, absl::Span<const notes::CueHit> hits) {
  const Library& library = evidence.library();
  const plan::Prompt& prompt = library.plan().prompts[wanted.prompt.index];
  notes::PassageQuery query;
  query.phrases = library.cues_of(wanted.prompt);
  if (!query.phrases.empty()) query.hits = hits;  // No phrases would mean all of them.
  const std::string words = WordsOf(library.plan(), prompt);
  query.words = words;
  std::vector<int> chosen;
  size_t left = BudgetOf(prompt);
  for (const notes::PassageIndex::Ranked& ranked : evidence.index().Rank(query)) {
    if (ranked.score <= 0) break;
    const size_t cost = evidence.TokensOf(ranked.passage);
    if (cost > left || !std::binary_search(allowed.begin(), allowed.end(), ranked.passage)) {
      continue;
    }
    left -= cost;
    chosen.push_back(ranked.passage);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

void ChoosePassages(absl::Span<const WantedPrompt> wanted, const std::vector<size_t>& questions,
                    RoundEvidence& evidence) {
  std::vector<notes::CueHit> hits;
  bool found = false;
  for (size_t i : questions) {
    const plan::Prompt& prompt = evidence.library().plan().prompts[wanted[i].prompt.index];
    if (evidence.AllowedTokens(i) <= BudgetOf(prompt)) continue;
    if (!found) hits = evidence.index().FindCues(evidence.library().cues());
    found = true;
    evidence.Choose(i, ChooseFor(wanted[i], evidence, evidence.Allowed(i), hits));
  }
}

}  // namespace suture::prompts
