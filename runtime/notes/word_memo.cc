#include "runtime/notes/word_memo.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace suture::notes {

WordMemo::Key WordMemo::KeyOf(std::string_view text, const text::Token& token) {
  static_assert(sizeof(Key) == kLongest);
  const size_t size = token.end - token.begin;
  Key key;
  if (token.begin + kLongest > text.size()) {
    std::memcpy(&key, text.data() + token.begin, size);
    return key;
  }
  std::memcpy(&key, text.data() + token.begin, kLongest);
  const auto keep = [](uint64_t bytes, size_t count) {
    return count < 8 ? bytes & ((uint64_t{1} << (8 * count)) - 1) : bytes;
  };
  return {keep(key.head, size), keep(key.tail, size < 8 ? 0 : size - 8)};
}

size_t WordMemo::SlotOf(const Key& key) {
  uint64_t hash = key.head * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (hash >> 32) ^ key.tail) * 0xC2B2AE3D27D4EB4Fu;
  return (hash >> 40) % kSlots;
}

void WordMemo::Find(std::string_view text, const text::Token& token, TokenIds& first,
                    TokenIds& second) {
  const bool is_number = token.kind == text::TokenKind::kNumber;
  Fold(text, token, word_);
  first.Add(*tables_[0], word_, is_number);
  second.Add(*tables_[1], word_, is_number);
}

void WordMemo::Remember(const Key& key, const TokenIds& first, const TokenIds& second, Slot& slot) {
  const size_t last = first.size() - 1;
  const absl::Span<const WordTable::Id> found[] = {first.of(last), second.of(last)};
  if (found[0].size() + found[1].size() > kMostIds) return;
  slot.key = key;
  slot.filters = {first.filter(last), second.filter(last)};
  slot.counts = {static_cast<uint16_t>(found[0].size()), static_cast<uint16_t>(found[1].size())};
  std::copy(found[1].begin(), found[1].end(),
            std::copy(found[0].begin(), found[0].end(), slot.ids.begin()));
}

void WordMemo::Read(std::string_view text, absl::Span<const text::Token> tokens, TokenIds& first,
                    TokenIds& second) {
  if (slots_.empty()) slots_.resize(kSlots);
  first.Clear();
  second.Clear();
  for (const text::Token& token : tokens) {
    if (token.end - token.begin > kLongest) {
      Find(text, token, first, second);
      continue;
    }
    const Key key = KeyOf(text, token);
    // Two places for a word: the one met last stands in the first of them.
    const size_t place = SlotOf(key);
    Slot& slot = slots_[place];
    if (slot.key != key) std::swap(slot, slots_[place ^ 1]);
    if (slot.key == key) {
      const absl::Span<const WordTable::Id> ids(slot.ids);
      first.Add(ids.first(slot.counts[0]), slot.filters[0]);
      second.Add(ids.subspan(slot.counts[0], slot.counts[1]), slot.filters[1]);
      continue;
    }
    Find(text, token, first, second);
    Remember(key, first, second, slot);
  }
}

}  // namespace suture::notes
