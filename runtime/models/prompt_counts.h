// Whether a server read the whole prompt. Some cut one that does not fit, without a word, and
// answer from the rest; all that shows it is the number of prompt tokens that they report.
#pragma once

#include <cstdint>

namespace suture::models {

// Of one model on one server, over the calls of a run.
class PromptCounts {
 public:
  // Whether `reported` tokens are fewer than the prompt has, or look like a window that it filled.
  // `fewest` is what the prompt has at the least. Counts that are believed are remembered.
  bool IsCut(int64_t fewest, int64_t reported);

 private:
  bool IsCeiling(int64_t fewest, int64_t reported) const;

  int64_t highest_ = 0;            // Reported so far,
  int64_t fewest_of_highest_ = 0;  // for a prompt of this size.
};

}  // namespace suture::models
