// Finds which of a few known names a member's key is, in one step: names are placed so that no two
// meet, by a hash of their length, their first eight and their last eight bytes. Names that agree
// in all three (long ones) share a place, and are told apart one after the other.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace suture::chart {

class NameTable {
 public:
  // Bytes that must be readable from the first of a key on; what lies behind it does not matter.
  static constexpr size_t kReadable = 8;

  NameTable() = default;
  // Distinct names.
  explicit NameTable(const std::vector<std::string>& names);

  // The name's place in the list; -1: it is none of them.
  int32_t Find(std::string_view key) const {
    if (slots_.empty()) return -1;
    const Ends ends(key);
    const Slot& slot = slots_[(ends.Hash(seed_)) >> shift_];
    const bool is_like =
        slot.size == key.size() && slot.ends.head == ends.head && slot.ends.tail == ends.tail;
    // Head and tail are all of a key of sixteen bytes.
    const bool is_same =
        is_like &&
        (key.size() <= 16 || std::memcmp(key.data(), names_[slot.index].data(), key.size()) == 0);
    if (is_same) return slot.index;
    return slot.is_shared ? FindShared(key) : -1;
  }

  // Whether a key is written with escapes, so that it may be a name spelled otherwise.
  static bool HasBackslash(std::string_view key) {
    if (key.size() > 16) return std::memchr(key.data(), '\\', key.size()) != nullptr;
    const Ends ends(key);
    return HoldsBackslash(ends.head) || HoldsBackslash(ends.tail);
  }

 private:
  // One of eight bytes; bytes that are zero are none.
  static bool HoldsBackslash(uint64_t bytes) {
    const uint64_t zero_where = bytes ^ 0x5C5C5C5C5C5C5C5Cu;
    return ((zero_where - 0x0101010101010101u) & ~zero_where & 0x8080808080808080u) != 0;
  }
  struct Ends {
    uint64_t head = 0, tail = 0;
    uint64_t size;
    explicit Ends(std::string_view key) : size(key.size()) {
      std::memcpy(&head, key.data(), sizeof(head));
      if (size < sizeof(head)) {
        head &= (uint64_t{1} << (8 * size)) - 1;
      } else {
        std::memcpy(&tail, key.data() + size - sizeof(tail), sizeof(tail));
      }
    }
    uint64_t Mixed() const { return head ^ (tail * 0x9E3779B97F4A7C15u) ^ size; }
    uint64_t Hash(uint64_t seed) const { return Mixed() * seed; }
  };
  struct Slot {
    Ends ends{std::string_view("\0\0\0\0\0\0\0\0", 0)};
    size_t size = SIZE_MAX;
    int32_t index = -1;
    bool is_shared = false;
  };

  int32_t FindShared(std::string_view key) const;
  bool Place(uint64_t seed, int bits);

  std::vector<std::string> names_;  // Each with kReadable bytes behind it
  std::vector<Slot> slots_;
  uint64_t seed_ = 0;
  int shift_ = 63;
};

}  // namespace suture::chart
