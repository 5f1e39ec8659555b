// Finds which of a few known names a member's key is, in one step: names are placed so that no two
// meet, by a hash of their first eight and their last eight bytes. Names that agree in both (long
// ones) share a place, and are told apart one after the other.
#pragma once

#include <algorithm>
#include <array>
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

  NameTable() : NameTable(std::vector<std::string>()) {}
  // Distinct names.
  explicit NameTable(const std::vector<std::string>& names);

  // The name's place in the list; -1: it is none of them.
  int32_t Find(std::string_view key) const {
    const Ends ends(key);
    const Slot& slot = slots_[ends.Hash(seed_) >> shift_];
    const bool is_like =
        (slot.size == key.size()) & (slot.ends.head == ends.head) & (slot.ends.tail == ends.tail);
    // Head and tail are all of a key of sixteen bytes.
    if (is_like && (key.size() <= 16 || HasSameMiddle(key, names_[slot.index]))) return slot.index;
    return slot.is_shared ? FindShared(key) : -1;
  }

  // The same for a key as JSON writes it, which may spell a name with escapes.
  int32_t FindWritten(std::string_view key) const {
    const int32_t found = Find(key);
    return found >= 0 || !HasBackslash(key) ? found : FindUnescaped(key);
  }

 private:
  static uint64_t EightBytes(const char* at) {
    uint64_t bytes;
    std::memcpy(&bytes, at, sizeof(bytes));
    return bytes;
  }
  // Not zero: one of eight is.
  static uint64_t Backslashes(uint64_t bytes) {
    const uint64_t zero_where = bytes ^ 0x5C5C5C5C5C5C5C5Cu;
    return (zero_where - 0x0101010101010101u) & ~zero_where & 0x8080808080808080u;
  }
  // Of two keys of one length; a call would take longer than what it compares.
  static bool HasSameMiddle(std::string_view key, const std::string& name) {
    bool is_same = true;
    for (size_t i = kReadable; i + kReadable < key.size(); i += kReadable) {
      is_same &= EightBytes(key.data() + i) == EightBytes(name.data() + i);
    }
    return is_same;
  }
  // The first and the last eight bytes, of a shorter key both times all of it.
  struct Ends {
    uint64_t head = 0, tail = 0;
    Ends() = default;
    explicit Ends(std::string_view key) {
      const size_t taken = std::min(key.size(), kReadable);
      head = EightBytes(key.data()) & kFirstBytes[taken];
      tail = EightBytes(key.data() + key.size() - taken) & kFirstBytes[taken];
    }
    uint64_t Mixed() const { return head ^ (tail * 0x9E3779B97F4A7C15u); }
    uint64_t Hash(uint64_t seed) const { return Mixed() * seed; }
  };
  struct Slot {
    Ends ends;
    uint64_t size = UINT64_MAX;
    int32_t index = -1;
    bool is_shared = false;
  };
  // So many bytes of eight; the first in memory is the lowest.
  static constexpr std::array<uint64_t, kReadable + 1> kFirstBytes = [] {
    std::array<uint64_t, kReadable + 1> masks{};
    for (size_t i = 1; i <= kReadable; ++i) masks[i] = masks[i - 1] << 8 | 0xFF;
    return masks;
  }();

  static bool HasBackslash(std::string_view key) {
    const Ends ends(key);
    uint64_t found = Backslashes(ends.head) | Backslashes(ends.tail);
    for (size_t i = kReadable; i + kReadable < key.size(); i += kReadable) {
      found |= Backslashes(EightBytes(key.data() + i));
    }
    return found != 0;
  }
  int32_t FindShared(std::string_view key) const;
  int32_t FindUnescaped(std::string_view key) const;
  bool Place(uint64_t seed, int bits);

  std::vector<std::string> names_;  // Each with kReadable bytes behind it
  std::vector<Slot> slots_;
  uint64_t seed_ = 0;
  int shift_ = 63;
};

}  // namespace suture::chart
