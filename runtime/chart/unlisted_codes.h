// In how many charts a code of a system that the plan knows stands that none of the plan's code
// sets holds: a set that lacks a common code is found this way.
//
// A chart may hold anything in the place of a code, a record number among them. What many charts
// have in common points to no patient: only such codes are named, the others are counted.
//
// All memory is taken when the first code is counted, so that codes never met before ask the heap
// for nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace suture::chart {

class UnlistedCodes {
 public:
  static constexpr size_t kMaxCodes = 4096;
  // Longer ones are counted with the others, and so is what does not look like a code: letters and
  // digits, points and hyphens, with a digit among them.
  static constexpr size_t kMaxCodeBytes = 18;  // Of a SNOMED CT identifier
  // The smallest cell that the Centers for Medicare & Medicaid Services let anyone publish.
  static constexpr int64_t kMinCharts = 11;

  class Counter {
   public:
    // Charts are numbered in the order in which they are read, from 1.
    void MetIn(int64_t chart) {
      charts_ += chart != last_ ? 1 : 0;
      last_ = chart;
    }

   private:
    friend class UnlistedCodes;
    std::string_view text() const { return {code_.data(), size_}; }
    int64_t charts_ = 0;
    int64_t last_ = 0;
    int32_t system_ = -1;
    uint32_t size_ = 0;
    std::array<char, kMaxCodeBytes> code_;
  };
  struct Common {
    int32_t system;
    std::string code;
    int64_t charts;
  };

  UnlistedCodes() = default;
  // Counters stay where they are; a copy would have others than those that are given out.
  UnlistedCodes(const UnlistedCodes&) = delete;
  UnlistedCodes& operator=(const UnlistedCodes&) = delete;
  UnlistedCodes(UnlistedCodes&&) = default;
  UnlistedCodes& operator=(UnlistedCodes&&) = default;

  // Lives as long as this one, moved or not. Beyond kMaxCodes all others share one.
  Counter* CounterOf(int32_t system, std::string_view code);
  // Of other charts than those counted here.
  void AddAll(const UnlistedCodes& other);
  // Codes that at least kMinCharts charts hold, the most common first, then by system and code.
  std::vector<Common> MostCommon(size_t limit) const;
  // Different codes that fewer charts hold.
  int64_t Rare() const;

 private:
  static constexpr size_t kPlaces = 2 * kMaxCodes;

  void MakeRoom();

  std::vector<Counter> counters_;  // The first is that of the others; never grows beyond its room
  std::vector<uint16_t> places_;   // Open addressing; into counters_, 0: free
};

}  // namespace suture::chart
