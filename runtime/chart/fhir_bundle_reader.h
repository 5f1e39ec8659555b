// Reads one FHIR R4 Bundle, one line of NDJSON, into a Case: one pass, forward only, touching only
// what the plan names. What it skips is skipped unparsed: brackets and quotes of skipped parts are
// looked at, their numbers and words are not.
//
// What is decided here:
// - The case is named by the Bundle's `id`, else by the Patient's.
// - Two Patient entries are an error; none is not. Two entries with one id are both kept, and a
//   reference to them is unsettled.
// - References lead to entries by fullUrl, by `Type/id` (an absolute URL may end in it) and by
// `#id`
//   within the same resource; versions (`/_history/2`) do not count. One that leads nowhere makes
//   the cell unreadable, unless a later path holds a value.
// - Numbers are read from their digits, never through a double. A quantity with a comparator
// (`<0.01`)
//   is unreadable, cause kUncertainRange; one whose unit is not known is unreadable, cause
//   kBadUnit; both keep "amount unit" as their text. A quantity without unit is a bare number.
//   `code` is the unit when its system is UCUM, else `unit` is.
// - A date written where a datetime is asked for is a datetime known to the day.
// - An attachment must be text: text/plain or another text type other than HTML and RTF, or no type
// at
//   all, in UTF-8, US-ASCII or ISO-8859-1. Anything else, broken base64 and broken UTF-8 are
//   unreadable; an attachment with an address instead of data is an unresolved reference. Several
//   texts of one entry are read as one, in their order. Other forms (PDF, HTML) beside a text are
//   the same document, as FHIR has it, and are passed over; a text beside it that cannot be read
//   leaves the note with a gap, told by the cause of its cell.
// - A row whose codes no query asks for, and which is decided to be none of those asked for, is not
//   kept: no answer can hang on it (Asked in program.h).
// - Of several values at one path the first that can be read wins; codes take every coding.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/chart/case.h"
#include "runtime/chart/case_error.h"
#include "runtime/chart/program.h"
#include "runtime/chart/unlisted_codes.h"

namespace suture::chart {

// Judges the conditions of a record kind over a row just read (runtime/rules does).
class RowFilter {
 public:
  enum class Verdict : uint8_t {
    kKeep,
    kDoubtful,  // It cannot be told: the row stays, marked.
    kDrop,
  };
  virtual ~RowFilter() = default;
  // `condition` is Shape::valid or Binding::when, over the row bound to Shape::self.
  virtual Verdict Judge(plan::ShapeId shape, plan::ExprId condition, const Row& row) = 0;
};

struct ReaderLimits {
  size_t max_rows = size_t{1} << 18;  // Rows and array elements of one case
  int max_depth = 256;                // JSON within JSON, where it is looked at
};

// Counted over all cases of a reader.
struct ReadCounters {
  int64_t bytes = 0;       // Of all lines
  int64_t bytes_read = 0;  // Of values that were made into cells
  int64_t rows = 0;
  int64_t rows_dropped = 0;  // By the filter
  int64_t rows_unasked = 0;  // Of codes that no query asks for
};

class FhirBundleReader {
 public:
  // Bytes that must be readable behind a line. The first is zero; the others do not matter.
  static constexpr size_t kPadding = 64;

  // The program and the filter must outlive the reader. Not thread-safe: one a worker.
  FhirBundleReader(const Program& program, RowFilter& filter, const ReaderLimits& limits = {});
  ~FhirBundleReader();
  FhirBundleReader(FhirBundleReader&&) noexcept;

  // Fills the case, which must be reset and of the same plan. Views into the line are kept: the
  // line must stay as it is until the case is reset. On an error the case is reset again.
  std::optional<CaseError> Read(std::string_view line, Case& chart);

  const ReadCounters& counters() const;
  // Null, the default: not counted.
  void CountUnlisted(UnlistedCodes* to);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace suture::chart
