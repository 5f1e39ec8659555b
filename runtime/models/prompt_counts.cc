#include "runtime/models/prompt_counts.h"

#include <cstdlib>

namespace suture::models {
namespace {

// The sizes that servers cut to by themselves: powers of two, and those that hosted models have.
bool IsWindow(int64_t count) {
  constexpr int64_t kLeastWindow = 2048;
  if (count >= kLeastWindow && (count & (count - 1)) == 0) return true;
  return count == 32'000 || count == 40'960 || count == 64'000 || count == 128'000 ||
         count == 200'000;
}

}  // namespace

bool PromptCounts::IsCut(int64_t fewest, int64_t reported) {
  if (reported < fewest || IsCeiling(fewest, reported)) return true;
  if (reported > highest_) {
    highest_ = reported;
    fewest_of_highest_ = fewest;
  }
  return false;
}

// A prompt that filled the window: no prompt had more, and the number is a window's, or another
// prompt, of another size, had just as many.
bool PromptCounts::IsCeiling(int64_t fewest, int64_t reported) const {
  if (reported < highest_) return false;
  if (reported > highest_) return IsWindow(reported);
  constexpr int64_t kSameSize = 20;  // A twentieth
  return std::abs(fewest - fewest_of_highest_) > fewest / kSameSize;
}

}  // namespace suture::models
