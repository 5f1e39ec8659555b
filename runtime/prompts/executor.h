// The door between the order of work (runtime/engine) and the prompts: the engine says which prompt
// steps one round of one case wants, with holes evaluated and notes chosen; what comes back are
// answers and rows in canonical spelling. Neither side knows how the other works.
//
// Everything a Round points to stays as it is until its answers have been delivered.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/chart/row.h"
#include "runtime/plan/plan.h"
#include "runtime/values/reasons.h"

namespace suture::chart {
class Case;
}

namespace suture::prompts {

// The notes that one `read` line of a prompt chose.
struct NoteScope {
  int32_t read = -1;                // Index into Prompt::reads
  absl::Span<const int32_t> notes;  // Rows of Plan::notes, by the time written, then chart order
  // What was true when [4], as a reader writes it: "2024-03-01 08:00", or empty where it is open.
  std::string_view true_from, true_until;
  // Those of them that may not belong there, ascending: their written time is missing or too coarse
  // for the window, or their status is not known. They are shown, but prove nothing alone.
  absl::Span<const int32_t> doubtful;
};

// One prompt step that waits for an answer.
struct WantedPrompt {
  plan::PromptId prompt;
  std::string_view path;        // "" for the case, "Ssi#2" for the second row of a group
  int32_t row_collection = -1;  // The group's row, where the ask stands in a group
  int32_t row = -1;
  // Printed text of each hole, in order: those of Prompt::instructions, then those of Prompt::text.
  absl::Span<const std::string_view> holes;
  absl::Span<const NoteScope> scopes;  // One for each of Prompt::reads
  // It is not known yet whether the question applies. The executor may leave it for a later round.
  bool ahead = false;
};

struct Round {
  const chart::Case* chart = nullptr;
  std::string_view case_id;  // "<case>" or "<case>#n"
  int64_t order = 0;         // Rounds of earlier cases are asked first: a budget that ends
                             // leaves whole cases, not the beginnings of many.
  int32_t number = 1;        // From 1; a later round wants what earlier answers opened
  absl::Span<const WantedPrompt> wanted;  // In plan order: by prompt, then by row
  // The patient's own, as the chart has them; only where wants_identifiers().
  absl::Span<const std::string> identifiers;
};

// One answered value. `text` is spelled as Literal::text of its type: a choice member's name,
// "6.5", "2024-03". With Type::reading it is the note's own words, which the rules read.
struct AnsweredValue {
  bool stated = false;  // False: the notes do not say.
  std::string text;
  std::vector<std::string>
      items;  // Sets: member names; refs: row numbers from 1. Then text is empty.
  std::vector<chart::Quote> quotes;  // Verified, in the order cited
};

struct ExtractedRow {
  std::vector<AnsweredValue> cells;  // One for each attribute of the record's shape
  std::vector<chart::Quote> quotes;  // Of the row as a whole
  bool doubtful = false;             // As PromptAnswer::doubtful
};

struct PromptAnswer {
  enum class Status : uint8_t {
    kAnswered,
    kNotFound,  // The notes do not say: the next step takes over.
    kReview,    // `answer` is a proposal only; `reason` says why.
    kFailed,    // No answer; `reason` and `failure` say why.
    kLeft,      // A question ahead that was not asked
  };
  Status status = Status::kFailed;
  values::ReviewReason reason = values::ReviewReason::kStepFailed;
  values::FailureKind failure = values::FailureKind::kTransport;
  AnsweredValue answer;            // Asks
  std::vector<ExtractedRow> rows;  // Extracts, in the order of the reply, before merging
  bool complete = false;           // Every note in scope was shown whole.
  bool doubtful = false;           // An ask's quotes all stand in NoteScope::doubtful.
  bool cut_short = false;          // A call for it was never made: budget or stop. Another run
                                   // may answer otherwise.
  std::vector<int32_t> shown;      // Notes of which anything was shown, ascending
};

// Thread-safe: many cases ask at once.
class PromptExecutor {
 public:
  using Done = std::function<void(std::vector<PromptAnswer>)>;
  virtual ~PromptExecutor() = default;

  // Some role must not see the patient's identifiers: rounds are to name them.
  virtual bool wants_identifiers() const { return false; }

  // Answers a round: `done` is called exactly once, with one answer for each wanted prompt in the
  // same order, from any thread and possibly before Execute returns. Never fails as a whole: what
  // went wrong stands in each answer.
  virtual void Execute(const Round& round, Done done) = 0;
};

}  // namespace suture::prompts
