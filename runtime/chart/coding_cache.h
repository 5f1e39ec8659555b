// What codings turn out to be: their system, their code sets, whether any set lists them. Charts use
// the same few thousand codings over and over, so that one lookup by the bytes as they are written
// tells it all.
//
// An entry depends on those bytes and on the plan, on nothing of a case. One a worker. All memory is
// asked for at the beginning and touched as it is used, so that new codes ask the heap for nothing.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/chart/code_table.h"
#include "runtime/chart/row.h"
#include "runtime/chart/unlisted_codes.h"

namespace suture::chart {

class CodingCache {
 public:
  // Beyond these codings are looked up each time.
  static constexpr size_t kMaxEntries = size_t{1} << 16;
  static constexpr size_t kMaxBytes = 256;
  static constexpr size_t kMaxArenaBytes = size_t{16} << 20;  // Of all entries and their texts
  static constexpr size_t kFirstPlaces = size_t{1} << 14;  // What a hospital uses
  // The table grows into memory behind it: 1, 2, 4 and 8 times as many.
  static constexpr size_t kAllPlaces = 15 * kFirstPlaces;
  static_assert(3 * 8 * kFirstPlaces >= 4 * kMaxEntries);

  // What a lookup needs stands first, in one line of the processor's cache.
  struct alignas(64) Entry {
    std::string_view raw_system, raw_code;  // As written, with their quotes; the key
    absl::Span<const int32_t> sets;
    UnlistedCodes::Counter* counter = nullptr;  // Where no set holds it and it is counted
    bool unlisted = false;     // Of an open system, and no set holds it
    Coding coding;
  };

  explicit CodingCache(const CodeTable& codes);

  // Where codes that no set holds are counted; null: nowhere.
  void CountUnlisted(UnlistedCodes* to);
  void BeginChart() { ++chart_; }
  // `entry` stands in the chart that was begun.
  void Count(const Entry& entry) const {
    if (entry.counter != nullptr) entry.counter->MetIn(chart_);
  }

  // Null: not met yet, or not kept. Eight bytes must be readable from either token's first on, and
  // of a system that is empty none.
  const Entry* Find(std::string_view raw_system, std::string_view raw_code) const;
  // Texts without quotes and escapes. The result and its texts live as long as the cache, or, where
  // the cache keeps no more, in the case's arena.
  const Entry& Add(std::string_view raw_system, std::string_view raw_code, std::string_view system,
                   std::string_view code, base::Arena& case_arena);

 private:
  // A place without an entry is free.
  struct Place {
    uint64_t hash;
    const Entry* entry;
  };
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  static uint64_t Hash(std::string_view raw_system, std::string_view raw_code);
  // One text for all entries of a system.
  std::string_view Intern(std::string_view system);
  void Insert(const Place& place);
  void Grow();

  const CodeTable& codes_;
  UnlistedCodes* unlisted_ = nullptr;
  int64_t chart_ = 0;
  base::Arena arena_;
  std::unique_ptr<Place[], Free> all_places_;  // Zero until they are used
  absl::Span<Place> places_;                   // Open addressing, a power of two
  size_t arena_bytes_ = 0;
  std::vector<std::string_view> systems_;
  size_t size_ = 0;
};

}  // namespace suture::chart
