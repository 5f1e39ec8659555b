// A patient's own identifiers, found in a note however it spells them: in any case, with or without
// accents, hyphens, apostrophes and line ends.
#pragma once

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace suture::prompts {

class KnownIdentifiers {
 public:
  // As chart/patient_identifiers.h gives them.
  explicit KnownIdentifiers(absl::Span<const std::string> known);

  struct Found {
    size_t begin = 0, end = 0;  // Bytes of the text, whole words
    bool numbered = false;      // Has a digit: no name
  };
  // A single name that is also a common word ("may", "will") counts only with a capital.
  std::vector<Found> Find(std::string_view text) const;

 private:
  struct Key {
    std::string letters;       // Folded, without accents, nothing between
    std::set<size_t> divided;  // Where in them the identifier has a gap
    bool numbered = false;
    bool operator<(const Key& other) const { return letters < other.letters; }
  };
  void Add(std::string_view identifier, bool spelled_out);
  const Key* FindKey(std::string_view letters) const;
  // Null: the word, folded and as it is spelled, is none with one of them in it.
  const Key* FindWithin(std::string_view letters, std::string_view spelled) const;

  std::array<std::set<Key>, 256> by_first_;  // Byte of the letters
  std::vector<Key> long_;                    // Those that are looked for within words
};

}  // namespace suture::prompts
