// What a run that was stopped or killed has written, so that the next one goes on behind it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace suture::store {

struct EarlierResults {
  int64_t last_line = 0;  // Of the input, with all its results written; 0: none
  std::string case_id;    // Of that line's result; empty: not known
  int64_t bytes = 0;      // Of the file, up to the end of them
  bool complete = false;  // The run had come to its end: there is no more to do.
};

// What the run that goes on would have written.
struct ExpectedResults {
  std::string_view plan_hash;
  // Not empty: CSV that begins with this line, with its line end; else JSON lines.
  std::string_view header;
  // Of several results of one line of the input some may be missing.
  bool redo_last_line = false;
  // Members that each end with the results of a whole line of the input.
  bool is_gzip = false;
};

// A torn line at the end does not count, nor with `redo_last_line` any result of the last line of
// the input, since more of them may be missing. No file: nothing was written.
// kFailedPrecondition: another plan wrote it. kDataLoss: it holds something that no run leaves.
absl::StatusOr<EarlierResults> ReadEarlierResults(const std::string& path,
                                                  const ExpectedResults& expected);

}  // namespace suture::store
