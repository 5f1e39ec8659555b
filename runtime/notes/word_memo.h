// The ids of a text's tokens under two tables of words, those of the lexicon and those of the
// phrases, with a small memory of the words met lately: notes repeat few words, and a word that was
// met costs one comparison instead of its folding and a search for each of its prefixes in either
// table. Belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/notes/token_trie.h"
#include "runtime/text/words.h"

namespace suture::notes {

class WordMemo {
 public:
  // The tables must outlive the memo and not grow after its first use.
  WordMemo(const WordTable& first, const WordTable& second)
      : first_table_(first), second_table_(second) {}

  // Replaces the ids of the text before.
  void Read(std::string_view text, absl::Span<const text::Token> tokens);
  // By token, under either table.
  const TokenIds& first() const { return first_; }
  const TokenIds& second() const { return second_; }

 private:
  static constexpr size_t kSlots = 8192;
  static constexpr size_t kLongest = 16;        // Bytes of a word that is remembered.
  static constexpr size_t kMostKept = 1 << 16;  // Ids; with more the memory begins anew.

  // The bytes as they stand, padded with zeros; no token holds a zero byte, so none is all zeros.
  struct Key {
    uint64_t head = 0, tail = 0;

    bool operator==(const Key&) const = default;
  };
  struct Slot {
    Key key;
    TokenIds::Range first, second;
  };

  static Key KeyOf(std::string_view text, const text::Token& token);
  static size_t SlotOf(const Key& key);
  void Find(std::string_view text, const text::Token& token);

  const WordTable& first_table_;
  const WordTable& second_table_;
  TokenIds first_, second_;
  std::vector<Slot> slots_;  // Made by the first text.
  FoldedWord word_;
};

}  // namespace suture::notes
