// All code sets of a plan as one table: a code of a chart is looked up once and tells every set
// that it belongs to.
//
// How codes compare. Two kinds of systems:
// - Trees, where a longer code is a finer one: the ICD families and ATC. Case and dots do not count
//   (`e119` is `E11.9`: charts write both), and a range or a prefix holds every code below its
//   ends: E08..E13 holds E13.9. Ranges and prefixes hold codes of three characters or more.
// - All others: a code is what is written, and a range holds codes of the same shape as its ends
//   (letter for letter, digit for digit, the rest alike): 33510..33536 holds 33517, not 335101 and
//   not 0042T. A range of numbers of unequal length (99..110) counts as numbers do.
// A set holds what one of its `include` lines holds and none of its `exclude` lines does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/plan/plan.h"

namespace suture::chart {

// Whether longer codes of the system are finer ones.
bool IsTree(const plan::CodeSystem& system);

class CodeTable {
 public:
  // Codes longer than this belong to no set.
  static constexpr size_t kMaxCode = 64;
  // The most memberships that ranges may unfold into.
  static constexpr size_t kMaxMemberships = size_t{1} << 24;

  // kResourceExhausted when the ranges of the plan overlap beyond that.
  static absl::StatusOr<CodeTable> Create(const plan::Plan& plan);

  // -1: none of the plan's systems has this URI. One slash at the end does not count.
  int32_t FindSystem(std::string_view uri) const;
  // A code of this system that no set lists is undecided.
  bool IsOpen(int32_t system) const { return systems_[system].open; }

  // Ascending code set indices. The result lives as long as the table, except for codes of a system
  // that has prefixes outside of a tree: then it lies in the arena.
  absl::Span<const int32_t> Find(int32_t system, std::string_view code, base::Arena& arena) const;

 private:
  using Sets = std::vector<int32_t>;
  // Of a code that stands in the plan by itself: its sets are sets_[first .. first + count).
  struct Members {
    int32_t first = -1, count = 0;
  };
  // The sets that hold a code, and those that leave it out.
  struct Sides {
    Sets in, out;
  };
  struct Prefixes {
    size_t length;
    absl::flat_hash_map<std::string, Sides> sides;
  };
  struct System {
    bool open = false, tree = false;
    absl::flat_hash_map<absl::string_view, Members> exact;  // Texts lie in texts_
    std::vector<std::string> starts;  // Of the segments that ranges cut; ascending
    std::vector<Sides> segments;      // segments[i] is [starts[i], starts[i + 1])
    std::vector<Sets> segment_sets;   // What holds and is not left out
    std::vector<Prefixes> prefixes;   // Only where there is no tree
  };
  struct Range {
    std::string low, high;  // [low, high)
    int32_t set;
    bool include;
  };
  struct Unfolded;

  CodeTable() = default;
  absl::Status Add(const plan::Plan& plan);
  void ReserveSingles(const plan::Plan& plan);
  void Settle(System& system, const Unfolded& unfolded);
  absl::Status CutSegments(System& system, std::vector<Range>& ranges, size_t& memberships);
  int32_t FindSegment(const System& system, std::string_view key) const;
  Sides Around(const System& system, std::string_view code) const;

  base::Arena texts_;
  std::vector<int32_t> sets_;
  std::vector<System> systems_;
  absl::flat_hash_map<std::string, int32_t> uris_;
};

}  // namespace suture::chart
