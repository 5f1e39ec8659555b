// One case's result as it is written: plain structs of views, filled by the engine into a case's
// arena and written at once by result_writer.h. docs/results.md states the line's form for its
// readers.
//
// No clock, latency or attempt count belongs here: the same chart and plan give the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "runtime/plan/plan.h"
#include "runtime/values/outcome.h"
#include "runtime/values/reasons.h"

namespace suture::store {

inline constexpr int kResultVersion = 1;

enum class EvidenceKind : uint8_t {
  kEntry,      // a chart entry: source, path, time, value
  kQuote,      // words of a note: source (the note), type, quote and where it stands
  kField,      // an answer of the same case: source (the field), row, value
  kCriterion,  // a named criterion that was met: source (its name)
  kSearch,     // rows were looked for: source (the collection), window, found, undecided
  kNotes,      // notes were shown whole and held nothing: source (the prompt), found (how many)
  kCover,      // the declaration that makes "none found" an answer: source (its name)
};
std::string_view Name(EvidenceKind kind);

// What is empty, or -1, is not written.
struct EvidenceItem {
  EvidenceKind kind = EvidenceKind::kEntry;
  std::string_view source;       // "Observation/hba1c-3", "DocumentReference/n1", "Diabetes"
  std::string_view path;         // kEntry: the attribute, as the record kind calls it
  std::string_view time;         // As the chart has it
  std::string_view value;        // As the chart has it; kField: the answer
  std::string_view type;         // kQuote: the document type
  std::string_view quote;        // kQuote: verbatim
  std::string_view window;       // kSearch: "within 90 days before surgery.start"
  int64_t begin = -1, end = -1;  // kQuote: code points of the note's text, [begin, end)
  int64_t byte_begin = -1, byte_end = -1;
  int grade = -1;          // kQuote: 0 exact, 1 normalised, 2 close
  int64_t found = -1;      // kSearch, kNotes
  int64_t undecided = -1;  // kSearch: rows that could not be judged
  int32_t row = -1;        // kField of a group: its row, from 1
  // The item as a line holds it, where that was made before: one entry answers many fields. Whoever
  // changes the item empties it.
  std::string_view json;
};
// Fields that rest on one entry share its item.
using EvidenceItems = absl::Span<const EvidenceItem* const>;

// An answer, or a proposal. One text, or several for a set; numbers and dates in their canonical
// spelling, choices by name.
struct ResultValue {
  bool is_set = false;
  absl::Span<const std::string_view> values;
  absl::Span<const std::string_view>
      codes;  // What is submitted, parallel to values; empty: the same
};

struct FieldResult {
  std::string_view name;
  values::Outcome outcome = values::Outcome::kReview;
  std::optional<ResultValue> value;                       // kAnswered
  std::optional<ResultValue> proposal;                    // kReview: what would be answered
  std::optional<values::AbsenceReason> proposed_absence;  // kReview: or that it would be absent
  values::AbsenceReason absence = values::AbsenceReason::kNotDocumented;  // kAbsent
  std::string_view absence_code;  // kAbsent: what is submitted; empty: nothing
  values::ReviewReason reason = values::ReviewReason::kOtherwise;  // kReview
  values::UnsettledCause cause = values::UnsettledCause::kNone;    // kReview
  std::string_view step;
  plan::StepKind step_kind = plan::StepKind::kRule;  // Not written: for counting
  int32_t table_row = -1;                            // From 1
  absl::Span<const std::string_view> ticks;          // Ids of boxes that the absence sets
  EvidenceItems evidence;
  EvidenceItems searched;
};

// A row of a group; rows of nested groups name their parent's row.
struct GroupRowResult {
  int32_t row = 1;
  int32_t parent = -1;
  std::string_view counter;  // The registry's number of it
  absl::Span<const FieldResult> fields;
};
struct GroupResult {
  std::string_view name;
  absl::Span<const GroupRowResult> rows;
};

struct CheckResult {
  plan::CheckLevel level = plan::CheckLevel::kError;
  std::string_view message;
  std::string_view group;  // With `row`, when it is a group's check
  int32_t row = -1;
};

enum class CaseStatus : uint8_t { kOk, kNoCase, kError };
std::string_view Name(CaseStatus status);  // "ok", "no_case", "error"

struct CaseFault {
  std::string_view code;     // "truncated"
  std::string_view message;  // Holds nothing of the chart's content.
  int64_t offset = -1;       // Byte of the line
};

struct CaseResult {
  int64_t line = 0;          // Of the input, from 1
  std::string_view case_id;  // Empty: null
  CaseStatus status = CaseStatus::kOk;
  CaseFault fault;  // kError
  std::string_view plan_hash;
  absl::Span<const FieldResult> fields;  // In the plan's order of declaration
  absl::Span<const GroupResult> groups;
  absl::Span<const CheckResult> checks;
};

}  // namespace suture::store
