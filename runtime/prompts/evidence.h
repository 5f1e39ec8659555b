// What the calls of one round show of a case's notes. Passages are cut once for all questions;
// which of them a question is about follows from its own `read` lines, whatever else is shown
// beside them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/chart/case.h"
#include "runtime/notes/passages.h"
#include "runtime/prompts/case_notes.h"
#include "runtime/prompts/citation.h"
#include "runtime/prompts/executor.h"
#include "runtime/prompts/library.h"
#include "runtime/prompts/passes.h"

namespace suture::prompts {

// What a passage's marks cost beyond its text, in tokens.
inline constexpr size_t kTokensEachPassage = 14;
// Where a prompt states no budget.
inline constexpr int kDefaultEvidenceTokens = 4000;

// Of one prompt's evidence, in tokens.
size_t BudgetOf(const plan::Prompt& prompt);

// Passages as one call shows them.
struct Evidence {
  std::vector<int> passages;  // Indices into RoundEvidence::passages, ascending
  std::string text;           // From its opening mark to its closing mark
};

// A question's part of an evidence.
struct QuestionEvidence {
  std::vector<int> numbers;    // Of the passages that it is about, from 1, ascending
  bool all = false;            // Those are all that is shown.
  std::string notes_hash;      // Of the notes in its scope: type, author, time and text
  bool complete = false;       // Every note in its scope is shown whole.
  std::vector<int32_t> shown;  // Notes of its scope of which anything is shown, ascending
  std::shared_ptr<const CitationFinder> finder;  // Over its passages, by their numbers
};

// Lives no longer than the chart stays as it is.
class RoundEvidence {
 public:
  // Questions without notes have no passages.
  RoundEvidence(const Library& library, const chart::Case& chart,
                absl::Span<const WantedPrompt> wanted, const Passes& passes);

  const Library& library() const { return library_; }
  const notes::PassageIndex& index() const { return index_; }
  const std::vector<notes::Passage>& passages() const { return index_.passages(); }
  size_t TokensOf(int passage) const {
    return passages()[static_cast<size_t>(passage)].tokens + kTokensEachPassage;
  }

  // Of Round::wanted: the passages that it may be shown, and what they cost together.
  const std::vector<int>& Allowed(size_t wanted) const { return *questions_[wanted].allowed; }
  size_t AllowedTokens(size_t wanted) const { return questions_[wanted].allowed_tokens; }
  // Whether the passage belongs to a note that speaks to the reader of a prompt (notes/orders.h).
  bool GivesOrders(int passage) const {
    return gives_orders_[static_cast<size_t>(passages()[static_cast<size_t>(passage)].note_index)];
  }
  // Equal where Allowed is.
  const std::string& ScopeKey(size_t wanted) const { return questions_[wanted].scope.key(); }
  // Passages that Choose has chosen for it; until then, all that it may be shown.
  const std::vector<int>& Chosen(size_t wanted) const { return questions_[wanted].chosen; }
  void Choose(size_t wanted, std::vector<int> passages) {
    questions_[wanted].chosen = std::move(passages);
  }

  Evidence Show(std::vector<int> passages) const;
  QuestionEvidence PartOf(size_t wanted, const Evidence& shown) const;

 private:
  struct Question {
    QuestionScope scope;
    std::shared_ptr<const std::vector<int>> allowed;
    size_t allowed_tokens = 0;
    bool reads_all = false;  // No section of its notes is left out.
    std::vector<int> chosen;
  };

  void FindAllowed(Question& question);
  void OpenNote(int index, std::string& to) const;
  // Where the passage stands for the question; nothing if nowhere in its scope.
  std::optional<notes::Place> PlaceFor(const QuestionScope& scope,
                                       const notes::Passage& passage) const;

  const Library& library_;
  std::vector<Question> questions_;
  std::unique_ptr<CaseNotes> notes_;
  notes::PassageIndex index_;
  std::vector<bool> gives_orders_;  // By note
};

// Appends text of a note such that nothing in it can pass for a mark of ours: control characters
// become blanks, and the `<` before note, passage, question and their kin becomes U+2039, which
// citation.h reads back.
void AppendNeutral(std::string_view text, std::string& to);

}  // namespace suture::prompts
