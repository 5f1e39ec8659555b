// One case in memory: rows of every collection, in the case's arena. Readers fill chart rows, the
// engine appends what notes and prompts return; rules never know where a row came from.
//
// All views point into the case's arena or into the plan and die with Case::Reset.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/plan/plan.h"
#include "runtime/values/value.h"

namespace suture::chart {

// A code as the chart wrote it. `system` indexes Plan::systems; -1: a system that the plan does not
// name.
struct Coding {
  int32_t system = -1;
  std::string_view system_uri;
  std::string_view code;
};

// A CodeableConcept. `sets` holds every code set of the plan that one of the codings belongs to,
// ascending, found by one lookup a coding.
struct Codes {
  absl::Span<const Coding> codings;
  absl::Span<const int32_t> sets;
  std::string_view text;
  bool unlisted = false;  // A coding of an open system that no code set contains.
};

// A time that windows test. A point has start == end and is_period false. A missing end of a period
// is open (still going on); a missing start is unknown.
struct Period {
  values::DateTime start, end;
  bool has_start = false, has_end = false, is_period = false;
  bool known() const { return has_start || has_end; }
};

struct Attachment {
  std::string_view text;  // Decoded, valid UTF-8
};

struct Cell {
  enum class Kind : uint8_t {
    kEmpty,       // not there: silent (unsettled in a record cell that is not optional)
    kValue,       // value
    kCodes,       // codes
    kPeriod,      // period
    kAttachment,  // attachment
    kUnreadable,  // something stands there that cannot be read: unsettled, `cause`, raw text in
                  // value
  };
  Kind kind = Kind::kEmpty;
  values::UnsettledCause cause = values::UnsettledCause::kNone;
  values::Value
      value;  // kValue: text for code tokens and references ("Specimen/s1"); no meaning in kCodes
  const Codes* codes = nullptr;
  const Period* period = nullptr;
  const Attachment* attachment = nullptr;
};

// A verbatim quote behind an extracted cell or an answer; bytes of the note's decoded text.
struct Quote {
  int32_t note = -1;  // Row index in the notes collection
  uint32_t begin = 0, end = 0;
  uint8_t grade = 0;  // 0 exact, 1 normalised, 2 close
};

struct Row {
  int32_t resource = -1;  // Into Case::resources; -1: not a chart entry
  Period at;
  // By attribute of the collection's shape; those behind the last cell are empty.
  absl::Span<const Cell> cells;
  absl::Span<const Quote> quotes;  // Extracted rows and mentions
  // Validity could not be decided (its status is missing or cannot be read): it counts, but
  // unsettled.
  bool doubtful = false;
};

// Where a row stood in the chart: "Observation/hba1c-3".
struct Resource {
  std::string_view type;
  std::string_view id;  // As written; empty when the entry has none ("#" and the entry number then)
  int32_t entry = -1;   // Place in the bundle, from 0
};

// The rows of one collection, in chart order, and by code set, sorted by time once.
struct CollectionRows {
  std::vector<Row> rows;
  bool ready = true;      // False: an extract that has not run yet.
  bool complete = false;  // Extracts: there were notes in scope and every one was shown whole.
  bool unread = false;    // Extracts: no note was in scope, so nothing was looked at.
  bool failed = false;    // Extracts: the step failed; `failure` says how.
  values::FailureKind failure = values::FailureKind::kTransport;
};

}  // namespace suture::chart
