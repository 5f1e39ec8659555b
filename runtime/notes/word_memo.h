// The ids of a text's tokens under two tables of words, those of the lexicon and those of the
// phrases, with a small memory of the words met lately: notes repeat few words, and a word that was
// met costs one comparison instead of its folding and a search for each of its prefixes in either
// table. Belongs to one thread.
#pragma once

#include <array>
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
  WordMemo(const WordTable& first, const WordTable& second) : tables_{&first, &second} {}

  // Replaces `first` and `second` by the tokens' ids under either table, in the tokens' order.
  void Read(std::string_view text, absl::Span<const text::Token> tokens, TokenIds& first,
            TokenIds& second);

 private:
  static constexpr size_t kSlots = 8192;
  static constexpr size_t kLongest = 16;  // Bytes of a word that is remembered.
  static constexpr size_t kMostIds = 7;   // Under both tables together.

  // The bytes as they stand, padded with zeros; no token holds a zero byte, so none is all zeros.
  struct Key {
    uint64_t head = 0, tail = 0;

    bool operator==(const Key&) const = default;
  };
  // One line of the processor's cache.
  struct alignas(64) Slot {
    Key key;
    std::array<uint64_t, 2> filters{};
    std::array<uint16_t, 2> counts{};
    std::array<WordTable::Id, kMostIds> ids{};  // Of the first table, then of the second.
  };

  static Key KeyOf(std::string_view text, const text::Token& token);
  static size_t SlotOf(const Key& key);
  void Find(std::string_view text, const text::Token& token, TokenIds& first, TokenIds& second);
  static void Remember(const Key& key, const TokenIds& first, const TokenIds& second, Slot& slot);

  std::array<const WordTable*, 2> tables_;
  std::vector<Slot> slots_;  // Made by the first text.
  FoldedWord word_;
};

}  // namespace suture::notes
