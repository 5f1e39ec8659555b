// What codings turn out to be: their system, their code sets, whether any set lists them. Charts
// use the same few thousand codings over and over, so that one lookup by the bytes as they are
// written tells it all.
//
// An entry depends on those bytes and on the plan, on nothing of a case. One a worker. All memory
// is asked for at the beginning and touched as it is used, so that new codes ask the heap for
// nothing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/base/zeroed_memory.h"
#include "runtime/chart/code_table.h"
#include "runtime/chart/program.h"
#include "runtime/chart/row.h"
#include "runtime/chart/unlisted_codes.h"

namespace suture::chart {

class CodingCache {
 public:
  // Beyond these codings are looked up each time.
  static constexpr size_t kMaxEntries = size_t{1} << 16;
  static constexpr size_t kMaxBytes = 256;
  static constexpr size_t kMaxArenaBytes = size_t{8} << 20;  // Of texts too long for their entries
  static constexpr size_t kFirstPlaces = size_t{1} << 14;    // What a hospital uses
  // The table grows into memory behind it: 1, 2, 4 and 8 times as many.
  static constexpr size_t kAllPlaces = 15 * kFirstPlaces;
  static_assert(3 * 8 * kFirstPlaces >= 4 * kMaxEntries);

  struct System {
    std::string_view raw;  // As written, with its quotes
    std::string_view uri;
    int32_t index = -1;    // Into Plan::systems
    uint32_t decided = 0;  // Collections that a code of it is wanted by or certainly not
  };

  // All that is asked of a coding, its text up to the length of a SNOMED CT identifier with it,
  // lies in one line of the processor's cache: codes met once in many charts have fallen out of it.
  class alignas(64) Entry {
   public:
    std::string_view code() const { return {raw_code_ + CodeAt(), code_size_}; }
    int32_t system() const { return system_->index; }
    Coding coding() const { return {system_->index, system_->uri, code()}; }
    absl::Span<const int32_t> sets() const {
      return set_count_ == 0 ? absl::Span<const int32_t>()
                             : absl::Span<const int32_t>(of_.sets, set_count_);
    }
    // Of an open system, and no set holds it.
    bool unlisted() const { return unlisted_; }
    // Collections [AskedCodes] that cannot do without a row of this code, and those that certainly
    // can where none of its other codings is wanted.
    uint32_t wanted() const { return wanted_; }
    uint32_t decided() const { return system_->decided; }

   private:
    friend class CodingCache;
    static constexpr size_t kInside = 22;
    // Where the text of the code stands: it is the token, or lies between its quotes, or behind it.
    enum class Where : uint8_t { kToken, kQuoted, kBehind };

    size_t CodeAt() const {
      return where_ == Where::kBehind ? raw_size_ + kReadable : static_cast<size_t>(where_);
    }

    const System* system_ = nullptr;
    const char* raw_code_ = nullptr;  // With system_->raw the key
    union {
      UnlistedCodes::Counter* counter = nullptr;  // Where no set holds it and it is counted
      const int32_t* sets;                        // Where set_count_ is not zero
    } of_;
    uint32_t raw_size_ = 0, code_size_ = 0;
    uint32_t set_count_ = 0;
    uint32_t wanted_ = 0;
    bool unlisted_ = false;
    Where where_ = Where::kToken;
    char inside_[kInside];
  };
  static_assert(sizeof(Entry) == 64);

  CodingCache(const CodeTable& codes, const AskedCodes& asked);

  // Where codes that no set holds are counted; null: nowhere.
  void CountUnlisted(UnlistedCodes* to);
  void BeginChart() { ++chart_; }
  // `entry` stands in the chart that was begun.
  void Count(const Entry& entry) const {
    if (entry.set_count_ == 0 && entry.of_.counter != nullptr) entry.of_.counter->MetIn(chart_);
  }

  // Null: not met yet, or not kept. Eight bytes must be readable from either token's first on, and
  // of a system that is empty none.
  const Entry* Find(std::string_view raw_system, std::string_view raw_code) const;
  // Texts without quotes and escapes; empty where they cannot be read, and then the coding is not
  // kept. The result and its texts live as long as the cache, or, where the cache keeps no more, in
  // the case's arena.
  const Entry& Add(std::string_view raw_system, std::string_view raw_code, std::string_view system,
                   std::string_view code, base::Arena& case_arena);

 private:
  // Behind the texts that keys are compared with.
  static constexpr size_t kReadable = sizeof(uint64_t);

  struct Place {
    uint32_t hash;
    uint32_t entry;  // One more than its place in entries_; 0: free
  };
  static_assert(kAllPlaces * sizeof(Place) <= base::ZeroedMemory::kLargePage);

  static uint32_t Hash(std::string_view raw_system, std::string_view raw_code);
  // Null: no more systems are kept.
  const System* FindSystem(std::string_view raw_system, std::string_view system);
  System SystemOf(std::string_view raw_system, std::string_view system) const;
  static void WriteTexts(std::string_view raw_code, std::string_view code, base::Arena& arena,
                         Entry& entry);
  void FindSets(base::Arena& arena, Entry& entry);
  void Insert(const Place& place);
  void Grow();

  const CodeTable& codes_;
  const AskedCodes& asked_;
  UnlistedCodes* unlisted_ = nullptr;
  int64_t chart_ = 0;
  base::ZeroedMemory memory_;  // All places, and in the large pages behind them all entries
  Place* places_;              // Open addressing
  size_t mask_ = kFirstPlaces - 1;
  Entry* entries_;
  size_t size_ = 0;
  base::Arena arena_;
  size_t arena_bytes_ = 0;
  std::vector<System> systems_;  // Never grows beyond its room
};

}  // namespace suture::chart
