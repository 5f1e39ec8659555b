// Entries that references of the same case lead to, found by address.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/chart/row.h"

namespace suture::chart {

class ReferenceTable {
 public:
  struct Target {
    int32_t program = -1;  // Resource program
    std::string_view type, id;
    int32_t contained_in = -1;     // Entry whose resource contains it; -1: an entry itself
    absl::Span<const Cell> cells;  // By ResourceProgram::shared
    std::string_view full_url = {};
  };
  struct Found {
    const Target* target = nullptr;
    bool is_ambiguous = false;  // Several entries bear the address; none is chosen.
  };

  void Clear() { targets_.clear(); }
  void Add(const Target& target) { targets_.push_back(target); }
  size_t size() const { return targets_.size(); }
  void SetFullUrl(size_t index, std::string_view url) { targets_[index].full_url = url; }

  // After the last Add, before the first Find.
  void Build(base::Arena& arena);
  // `from`: the entry that holds the reference. Only resources of this program and type count.
  Found Find(std::string_view reference, int32_t program, std::string_view type,
             int32_t from) const;

 private:
  enum class By : uint8_t { kFullUrl, kId, kContained };
  struct Place {
    int32_t target = -1;
    By by = By::kFullUrl;
  };

  void Insert(int32_t target, By by, uint64_t hash);
  Found FindBy(By by, std::string_view text, int32_t program, int32_t from, uint64_t hash) const;

  std::vector<Target> targets_;
  absl::Span<Place> places_;  // Open addressing, a power of two
};

}  // namespace suture::chart
