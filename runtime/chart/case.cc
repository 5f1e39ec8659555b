#include "runtime/chart/case.h"

#include <algorithm>
#include <limits>

namespace suture::chart {
namespace {

// Room in each collection from the beginning, so that a chart with an odd mix of entries seldom
// asks the heap for more.
constexpr size_t kFirstRows = 256;

bool HoldsTimes(plan::TypeKind kind) {
  return kind == plan::TypeKind::kDateTime || kind == plan::TypeKind::kPeriod;
}

// Whether the day of something hung on another clock.
bool Take(int16_t clock, values::DateTime& time) {
  const values::DateTime taken = time.InCaseAt(clock);
  if (taken.case_ahead == time.case_ahead) return false;
  time = taken;
  return true;
}

bool Take(int16_t clock, Period& period) {
  const bool start = period.has_start && Take(clock, period.start);
  const bool end = period.has_end && Take(clock, period.end);
  return start || end;
}

}  // namespace

int32_t CodeAttribute(const plan::Shape& shape) {
  int32_t first = -1, type = -1;
  for (size_t i = 0; i < shape.attributes.size(); ++i) {
    const plan::Attribute& attribute = shape.attributes[i];
    if (attribute.type.kind != plan::TypeKind::kCodes) continue;
    if (attribute.name == "code") return static_cast<int32_t>(i);
    if (attribute.name == "type") type = static_cast<int32_t>(i);
    if (first < 0) first = static_cast<int32_t>(i);
  }
  return type >= 0 ? type : first;
}

Period TimeOfCell(const Cell& cell) {
  Period period;
  if (cell.kind == Cell::Kind::kPeriod) return *cell.period;
  const values::Kind kind = cell.value.kind();
  const bool is_moment = cell.kind == Cell::Kind::kValue &&
                         (kind == values::Kind::kDate || kind == values::Kind::kDateTime);
  if (is_moment) {
    period.start = period.end = cell.value.date_time();
    period.has_start = period.has_end = true;
  }
  return period;
}

Case::Case(const plan::Plan& plan) : plan_(plan) {
  for (const plan::Collection& collection : plan.collections) {
    const plan::Shape& shape = plan.shapes[collection.shape.index];
    code_attributes_.push_back(CodeAttribute(shape));
    std::vector<int32_t>& times = time_attributes_.emplace_back();
    for (size_t i = 0; i < shape.attributes.size(); ++i) {
      if (HoldsTimes(shape.attributes[i].type.kind)) times.push_back(static_cast<int32_t>(i));
    }
  }
  collections_.resize(plan.collections.size());
  for (CollectionRows& collection : collections_) collection.rows.reserve(kFirstRows);
  resources_.reserve(kFirstRows);
  indices_.resize(plan.collections.size());
  Reset();
}

void Case::Reset() {
  arena_.Reset();
  id_ = {};
  clock_ = values::DateTime::kNoOffset;
  resources_.clear();
  for (size_t i = 0; i < collections_.size(); ++i) {
    CollectionRows& collection = collections_[i];
    collection.rows.clear();
    collection.ready = plan_.collections[i].kind != plan::CollectionKind::kExtract;
    collection.complete = false;
    collection.failed = false;
    indices_[i] = Index();
  }
}

values::Value Case::ByClock(const values::Value& value) const {
  return value.kind() == values::Kind::kDateTime
             ? values::Value::OfDateTime(value.date_time().InCaseAt(clock_))
             : value;
}

void Case::SetClock(int16_t offset_minutes) {
  clock_ = offset_minutes;
  for (size_t i = 0; i < collections_.size(); ++i) TakeClock({static_cast<int32_t>(i)});
}

void Case::TakeClock(plan::CollectionId id) {
  for (Row& row : collections_[id.index].rows) {
    Take(clock_, row.at);
    absl::Span<Cell> cells;  // A copy, once one of them changes
    for (const int32_t attribute : time_attributes_[id.index]) {
      if (attribute >= static_cast<int32_t>(row.cells.size())) continue;
      Cell cell = row.cells[attribute];
      if (cell.kind == Cell::Kind::kPeriod) {
        Period period = *cell.period;
        if (!Take(clock_, period)) continue;
        cell.period = arena_.New<Period>(period);
      } else if (cell.kind == Cell::Kind::kValue && cell.value.kind() == values::Kind::kDateTime) {
        values::DateTime time = cell.value.date_time();
        if (!Take(clock_, time)) continue;
        cell.value = values::Value::OfDateTime(time);
      } else {
        continue;
      }
      if (cells.empty()) row.cells = cells = arena_.CopyArray<Cell>(row.cells);
      cells[attribute] = cell;
    }
  }
}

void Case::Changed(plan::CollectionId collection) { indices_[collection.index] = Index(); }

absl::Span<const int32_t> Case::Bucket(plan::CollectionId collection, plan::CodeSetId set) const {
  Index& index = indices_[collection.index];
  if (!index.has_buckets) BuildBuckets(collection, index);
  const int32_t first = index.offsets[set.index];
  const absl::Span<int32_t> bucket =
      index.entries.subspan(first, index.offsets[set.index + 1] - first);
  if (!index.sorted[set.index]) {
    SortByTime(collection, bucket);
    index.sorted[set.index] = 1;
  }
  return bucket;
}

absl::Span<const int32_t> Case::ByTime(plan::CollectionId collection) const {
  Index& index = indices_[collection.index];
  if (!index.has_order) {
    index.has_order = true;
    index.order = arena_.NewArray<int32_t>(collections_[collection.index].rows.size());
    for (size_t i = 0; i < index.order.size(); ++i) index.order[i] = static_cast<int32_t>(i);
    SortByTime(collection, index.order);
  }
  return index.order;
}

void Case::BuildBuckets(plan::CollectionId collection, Index& index) const {
  const std::vector<Row>& rows = collections_[collection.index].rows;
  const int32_t attribute = code_attributes_[collection.index];
  const auto sets_of = [&](const Row& row) {
    const bool has_codes = attribute >= 0 && attribute < static_cast<int32_t>(row.cells.size()) &&
                           row.cells[attribute].kind == Cell::Kind::kCodes;
    return has_codes ? row.cells[attribute].codes->sets : absl::Span<const int32_t>();
  };
  const size_t set_count = plan_.code_sets.size();
  index.offsets = arena_.NewArray<int32_t>(set_count + 1);
  std::fill(index.offsets.begin(), index.offsets.end(), 0);
  for (const Row& row : rows) {
    for (const int32_t set : sets_of(row)) ++index.offsets[set + 1];
  }
  for (size_t set = 0; set < set_count; ++set) index.offsets[set + 1] += index.offsets[set];
  index.entries = arena_.NewArray<int32_t>(index.offsets[set_count]);
  const absl::Span<int32_t> filled = arena_.CopyArray<int32_t>(index.offsets.subspan(0, set_count));
  for (size_t i = 0; i < rows.size(); ++i) {
    for (const int32_t set : sets_of(rows[i])) {
      index.entries[filled[set]++] = static_cast<int32_t>(i);
    }
  }
  index.sorted = arena_.NewArray<uint8_t>(set_count);
  std::fill(index.sorted.begin(), index.sorted.end(), 0);
  index.has_buckets = true;
}

void Case::SortByTime(plan::CollectionId collection, absl::Span<int32_t> order) const {
  if (order.size() < 2) return;
  struct Key {
    int64_t start;
    int32_t row;
  };
  const std::vector<Row>& rows = collections_[collection.index].rows;
  const absl::Span<Key> keys = arena_.NewArray<Key>(order.size());
  for (size_t i = 0; i < order.size(); ++i) {
    const Period& at = rows[order[i]].at;
    keys[i] = {at.has_start ? at.start.Earliest() : std::numeric_limits<int64_t>::max(), order[i]};
  }
  // Rows are unlike each other, so that this order is total and needs no stable sort.
  std::sort(keys.begin(), keys.end(), [](const Key& left, const Key& right) {
    return left.start != right.start ? left.start < right.start : left.row < right.row;
  });
  for (size_t i = 0; i < order.size(); ++i) order[i] = keys[i].row;
}

}  // namespace suture::chart
