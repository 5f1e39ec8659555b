#include "runtime/notes/word_memo.h"

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

void WordMemo::Find(std::string_view text, const text::Token& token) {
  const bool is_number = token.kind == text::TokenKind::kNumber;
  Fold(text, token, word_);
  first_.Add(first_table_, word_, is_number);
  second_.Add(second_table_, word_, is_number);
}

void WordMemo::Read(std::string_view text, absl::Span<const text::Token> tokens) {
  if (slots_.empty() || first_.ids_found() + second_.ids_found() > kMostKept) {
    slots_.assign(kSlots, Slot());
    first_.Clear();
    second_.Clear();
  }
  first_.BeginText();
  second_.BeginText();
  for (const text::Token& token : tokens) {
    if (token.end - token.begin > kLongest) {
      Find(text, token);
      continue;
    }
    const Key key = KeyOf(text, token);
    // Two places for a word: the one met last stands in the first of them.
    const size_t place = SlotOf(key);
    Slot& slot = slots_[place];
    if (slot.key != key) std::swap(slot, slots_[place ^ 1]);
    if (slot.key == key) {
      first_.Add(slot.first);
      second_.Add(slot.second);
      continue;
    }
    Find(text, token);
    slot = {key, first_.last(), second_.last()};
  }
}

}  // namespace suture::notes
