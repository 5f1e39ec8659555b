// What a run that was stopped or killed has written, so that the next one goes on behind it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/store/made_with.h"

namespace suture::store {

struct EarlierResults {
  int64_t last_line = 0;  // Of the input, with all its results written; 0: none
  std::string case_id;    // Of that line's result; empty: not known
  int64_t bytes = 0;      // Of the file, up to the end of them
  bool complete = false;  // The run had come to its end: there is no more to do.
  // First and last of the lines up to last_line without a result, in order: empty ones of the
  // input, or else results that were taken out.
  std::vector<std::pair<int64_t, int64_t>> without_result;
};

// What the run that goes on would have written.
struct ExpectedResults {
  std::string_view plan_hash;
  MadeWith made_with;
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
