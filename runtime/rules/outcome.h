// How a field ended for one case or one row of a group, as the rules hold it; runtime/store has the
// form that is written.
#pragma once

#include <cstdint>

#include "absl/types/span.h"
#include "runtime/chart/row.h"
#include "runtime/rules/judged.h"
#include "runtime/values/outcome.h"
#include "runtime/values/reasons.h"

namespace suture::rules {

enum class Progress : uint8_t {
  kNotBegun,
  kUnderWay,  // Being judged; meeting it again is a cycle, which the verifier has ruled out
  kPending,   // Waits for a prompt; judged again in the next round
  kDone,
};

struct FieldOutcome {
  Progress progress = Progress::kNotBegun;
  values::Outcome outcome = values::Outcome::kAbsent;
  values::AbsenceReason absence = values::AbsenceReason::kNotDocumented;
  values::ReviewReason reason = values::ReviewReason::kOtherwise;
  values::UnsettledCause cause = values::UnsettledCause::kNone;  // Behind a review
  values::Value value;  // kAnswered: the answer; kReview: the proposal, or null
  // A proposal to leave the field absent, for reasons that `absence` names.
  bool proposes_absence = false;
  int32_t step = -1;       // Into Field::steps: the one that answered, or gave the proposal
  int32_t table_row = -1;  // Of that step, where it is a table
  EvidenceId evidence;     // What the step that decided rests on
  EvidenceId searched;     // What earlier steps looked at; its searches are shown

  bool done() const { return progress == Progress::kDone; }
  bool answered() const { return done() && outcome == values::Outcome::kAnswered; }
};

// What came back for one ask, read into a value.
struct AskResult {
  enum class Status : uint8_t {
    kNone,  // Not asked yet
    kAnswered,
    kNotFound,
    kUnsettled,  // Answered, but the answer cannot be read (`cause`)
    kReview,     // `value` is a proposal; `reason` says why
    kFailed,     // `reason` says why
  };
  Status status = Status::kNone;
  values::Value value;
  values::UnsettledCause cause = values::UnsettledCause::kNone;
  values::ReviewReason reason = values::ReviewReason::kStepFailed;
  bool complete = false;                  // Every note in scope was shown whole.
  absl::Span<const chart::Quote> quotes;  // In the case's arena
  absl::Span<const int32_t> shown;        // Notes of which anything was shown, ascending
};

// One row of a group: a row of its query, or a member of a choice list.
struct GroupRow {
  RowRef bound;
  values::Value member;
  int32_t parent = -1;  // Row of the parent group
  // Whether the row belongs to the group at all could not be decided.
  bool doubtful = false;
  values::UnsettledCause cause = values::UnsettledCause::kNone;
};

}  // namespace suture::rules
