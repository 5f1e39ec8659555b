// When a count of prompt tokens gives away that the prompt was cut.
#include "runtime/models/prompt_counts.h"

#include <catch2/catch.hpp>

namespace suture::models {
namespace {

TEST_CASE("fewer tokens than the prompt can have are a cut prompt, from the first call on") {
  CHECK(PromptCounts().IsCut(1000, 999));
  CHECK_FALSE(PromptCounts().IsCut(1000, 1001));
  CHECK_FALSE(PromptCounts().IsCut(0, 5));
}

TEST_CASE("a schema that the server counts too says nothing of the prompts that have none") {
  PromptCounts counts;
  for (int64_t i = 0; i < 20; ++i) CHECK_FALSE(counts.IsCut(500 + i, 1501 + i));
  CHECK_FALSE(counts.IsCut(9000, 10'801));
}

TEST_CASE("the count of a window that no other prompt has passed is a full one") {
  for (const int64_t window : {2048, 4096, 8192, 32'000, 40'960, 131'072}) {
    CAPTURE(window);
    PromptCounts counts;
    CHECK_FALSE(counts.IsCut(window / 2, window - 700));
    CHECK(counts.IsCut(window / 2, window));
    CHECK(counts.IsCut(window / 2, window));
    CHECK_FALSE(counts.IsCut(window / 2, window + 1));
    CHECK_FALSE(counts.IsCut(window / 2, window));  // The window is larger, as it shows.
  }
  CHECK_FALSE(PromptCounts().IsCut(800, 1024));  // No model's window is so small.
}

TEST_CASE("two prompts of different size with the same, highest count filled the window") {
  PromptCounts counts;
  CHECK_FALSE(counts.IsCut(3000, 4321));
  CHECK_FALSE(counts.IsCut(3010, 4321));  // As like as two samples, or two charts of a form.
  CHECK(counts.IsCut(3600, 4321));
  CHECK_FALSE(counts.IsCut(3600, 5001));
  CHECK_FALSE(counts.IsCut(3500, 4321));
}

}  // namespace
}  // namespace suture::models
