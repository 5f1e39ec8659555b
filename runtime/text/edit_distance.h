// How far apart two words are, and which known name an unknown one was probably meant to be: the
// "did you mean" of the compiler's messages and of the command line.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/types/span.h"

namespace suture::text {

// The number of single-character insertions, deletions, replacements and swaps of two neighbours
// that turn one word into the other, each place edited at most once (optimal string alignment).
// Characters are code points, compared after Latin case folding. Words longer than kMaxEditLength
// code points, and distances above `limit`, give `limit + 1`. Cost: length × limit.
inline constexpr size_t kMaxEditLength = 128;
size_t EditDistance(std::string_view a, std::string_view b, size_t limit);

// The candidate nearest to `word` within `max_distance`; the earliest one among equals, so that the
// caller's order decides ties. None if every candidate is further away. A candidate must also share
// at least half its characters with the word: two unrelated short words are never suggested.
std::optional<std::string_view> NearestName(std::string_view word,
                                            absl::Span<const std::string_view> candidates,
                                            size_t max_distance = 2);

}  // namespace suture::text
