#include "runtime/text/edit_distance.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "runtime/text/case_fold.h"
#include "runtime/text/utf8.h"

namespace suture::text {
namespace {

struct Letters {
  std::array<char32_t, kMaxEditLength> at;
  size_t count = 0;
  bool too_long = false;
};

Letters FoldedLetters(std::string_view word) {
  Letters letters;
  for (size_t i = 0; i < word.size();) {
    CodePoint point = DecodeAt(word, i);
    i += point.length;
    if (letters.count == kMaxEditLength) {
      letters.too_long = true;
      break;
    }
    letters.at[letters.count++] = FoldCodePoint(point.value);
  }
  return letters;
}

size_t Distance(const Letters& a, const Letters& b, size_t limit) {
  const size_t over = limit + 1;
  if (a.too_long || b.too_long) return over;
  if (std::max(a.count, b.count) - std::min(a.count, b.count) > limit) return over;
  // Three rolling rows: two back for the swap, one back, and the one being filled.
  std::array<std::array<size_t, kMaxEditLength + 1>, 3> rows;
  auto* before = &rows[0];
  auto* previous = &rows[1];
  auto* current = &rows[2];
  for (size_t j = 0; j <= b.count; ++j) (*previous)[j] = j;
  for (size_t i = 1; i <= a.count; ++i) {
    (*current)[0] = i;
    size_t best = i;
    for (size_t j = 1; j <= b.count; ++j) {
      size_t cost = a.at[i - 1] == b.at[j - 1] ? 0 : 1;
      size_t value =
          std::min({(*previous)[j] + 1, (*current)[j - 1] + 1, (*previous)[j - 1] + cost});
      if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1]) {
        value = std::min(value, (*before)[j - 2] + 1);
      }
      (*current)[j] = value;
      best = std::min(best, value);
    }
    // A swap reaches two rows back, so stop only once both of the last rows are too far away.
    if (best > over) return over;
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return std::min((*previous)[b.count], over);
}

}  // namespace

size_t EditDistance(std::string_view a, std::string_view b, size_t limit) {
  return Distance(FoldedLetters(a), FoldedLetters(b), limit);
}

std::optional<std::string_view> NearestName(std::string_view word,
                                            absl::Span<const std::string_view> candidates,
                                            size_t max_distance) {
  const Letters wanted = FoldedLetters(word);
  std::optional<std::string_view> nearest;
  size_t nearest_distance = max_distance + 1;
  for (std::string_view candidate : candidates) {
    if (nearest_distance == 0) break;
    Letters letters = FoldedLetters(candidate);
    size_t distance = Distance(wanted, letters, nearest_distance - 1);
    if (distance >= nearest_distance) continue;
    if (distance * 2 > std::max(wanted.count, letters.count)) continue;
    nearest = candidate;
    nearest_distance = distance;
  }
  return nearest;
}

}  // namespace suture::text
