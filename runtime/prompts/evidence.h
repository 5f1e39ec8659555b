// What a call shows of a case's notes: passages chosen for its questions within their budget,
// numbered and marked off, and what may be concluded from them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "runtime/chart/case.h"
#include "runtime/prompts/citation.h"
#include "runtime/prompts/executor.h"
#include "runtime/prompts/library.h"

namespace suture::prompts {

// What a passage's number, date and note type cost beyond its text, in tokens.
inline constexpr size_t kTokensEachPassage = 24;
// Where a prompt states no budget.
inline constexpr int kDefaultEvidenceTokens = 4000;

struct Evidence {
  std::vector<ShownPassage> passages;
  std::string text;            // As shown, from its opening mark to its closing mark
  std::string notes_hash;      // Of the notes in scope: type, author, time and text
  bool complete = false;       // Every note in scope is shown whole.
  std::vector<int32_t> shown;  // Notes of which anything is shown, ascending
};

// Of one prompt's evidence, in tokens.
size_t BudgetOf(const plan::Prompt& prompt);

// The notes, with their sections, that a question reads: where this key is the same, so is the
// source.
std::string NotesKey(const Library& library, const WantedPrompt& wanted);

// One set of notes cut into passages. Lives no longer than the chart stays as it is.
class EvidenceSource {
 public:
  EvidenceSource(const Library& library, const chart::Case& chart, const WantedPrompt& wanted);
  ~EvidenceSource();

  // What showing all of it costs.
  size_t tokens() const;

  // All of it, if the budget allows. Else passages are ranked for each question by its cues and
  // words, and taken in turn, so that a long question does not crowd out a short one.
  Evidence Choose(absl::Span<const WantedPrompt* const> questions, size_t budget) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Appends text of a note such that nothing in it can pass for a mark of ours: control characters
// become blanks, and the `<` before passage, question and their kin becomes U+2039, which
// citation.h reads back.
void AppendNeutral(std::string_view text, std::string& to);

}  // namespace suture::prompts
