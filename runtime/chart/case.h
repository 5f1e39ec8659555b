// One case: its arena, its resources, its rows by collection, and an index of rows by code set that
// is built once and only when asked for. A worker keeps one Case and resets it between charts;
// after the largest chart has been seen, filling it again touches the heap no more.
//
// Not thread-safe, not even for reading: the index is built on first use.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/chart/row.h"
#include "runtime/plan/plan.h"

namespace suture::chart {

// The attribute that `in CODES` looks at: the codes named `code`, else `type`, else the first there
// are; -1: none.
int32_t CodeAttribute(const plan::Shape& shape);

// The time that windows test, from the row's `at` cell; not known when it is empty or unreadable.
Period TimeOfCell(const Cell& cell);

class Case {
 public:
  // The plan must be verified and outlive the case.
  explicit Case(const plan::Plan& plan);

  // Forgets everything, keeps the memory. Chart collections are ready and empty; extracts are not
  // ready.
  void Reset();

  base::Arena& arena() const { return arena_; }
  const plan::Plan& plan() const { return plan_; }

  // The Bundle's `id`, else the Patient's; empty when the chart has neither.
  std::string_view id() const { return id_; }
  void set_id(std::string_view id) { id_ = id; }

  std::vector<Resource>& resources() { return resources_; }
  const std::vector<Resource>& resources() const { return resources_; }

  // The clock by which local days are told, which is that of the index event; kNoOffset: not known,
  // and each time's own day counts. For all rows that are there.
  void SetClock(int16_t offset_minutes);
  // The same for rows that came later.
  void TakeClock(plan::CollectionId id);
  values::Value ByClock(const values::Value& value) const;

  CollectionRows& rows(plan::CollectionId id) { return collections_[id.index]; }
  const CollectionRows& rows(plan::CollectionId id) const { return collections_[id.index]; }

  // Rows whose code is in the set, by earliest start; rows whose time is not known come last, rows
  // of the same start in chart order. Valid until the collection changes or the case is reset.
  absl::Span<const int32_t> Bucket(plan::CollectionId collection, plan::CodeSetId set) const;
  // All rows, in the same order.
  absl::Span<const int32_t> ByTime(plan::CollectionId collection) const;
  // Must be called after rows of the collection were added or replaced, once it has been asked of.
  void Changed(plan::CollectionId collection);

 private:
  // Rows by code set: those of set s are entries[offsets[s] .. offsets[s + 1]).
  struct Index {
    bool has_buckets = false, has_order = false;
    absl::Span<int32_t> offsets;
    absl::Span<int32_t> entries;
    absl::Span<uint8_t> sorted;
    absl::Span<int32_t> order;
  };

  void BuildBuckets(plan::CollectionId collection, Index& index) const;
  void SortByTime(plan::CollectionId collection, absl::Span<int32_t> rows) const;

  const plan::Plan& plan_;
  std::vector<int32_t> code_attributes_;               // Of each collection
  std::vector<std::vector<int32_t>> time_attributes_;  // Of each collection
  int16_t clock_ = values::DateTime::kNoOffset;
  mutable base::Arena arena_;
  std::string_view id_;
  std::vector<Resource> resources_;
  std::vector<CollectionRows> collections_;
  mutable std::vector<Index> indices_;
};

}  // namespace suture::chart
