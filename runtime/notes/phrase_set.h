// The phrases that mentions are searched by, compiled once and shared by every note and thread.
//
// A phrase is one or more words. `diabet*` stands for every word that begins so; white space,
// hyphens, slashes and full stops between words are all the same; case does not count. A phrase
// with a hyphen also matches written together ("follow-up", "follow up", "followup"). Commas and
// colons inside a phrase must stand in the text too; at its end they are left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/notes/token_trie.h"

namespace suture::notes {

struct Phrase {
  std::string text;
  // Phrases of one group name one thing: of two overlapping mentions of a group the longer one is
  // kept. -1: a group of its own.
  int group = -1;
};

class PhraseSet {
 public:
  static absl::StatusOr<PhraseSet> Compile(absl::Span<const Phrase> phrases);
  // Each phrase a group of its own.
  static absl::StatusOr<PhraseSet> Compile(absl::Span<const std::string_view> phrases);

  size_t size() const { return phrases_.size(); }
  const Phrase& phrase(size_t index) const { return phrases_[index]; }
  // Groups as dense numbers.
  int group(size_t index) const { return phrases_[index].group; }

  const WordTable& words() const { return words_; }
  const TokenTrie& trie() const { return trie_; }

 private:
  std::vector<Phrase> phrases_;
  WordTable words_;
  TokenTrie trie_;
};

// The steps of one phrase, for the lexicon's tables too. An error is a sentence to the author.
absl::StatusOr<std::vector<WordTable::Id>> PhraseSteps(std::string_view phrase, WordTable& words);

}  // namespace suture::notes
