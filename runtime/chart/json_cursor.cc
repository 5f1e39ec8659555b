#include "runtime/chart/json_cursor.h"

#include <algorithm>

namespace suture::chart {

simdjson::error_code JsonCursor::Open(std::string_view text) {
  error_ = simdjson::SUCCESS;
  at_ = end_ = nullptr;
  failed_at_ = -1;
  text_ = text.data();
  if (text.empty()) return error_ = simdjson::EMPTY;
  if (text.data()[text.size()] != '\0') return error_ = simdjson::INSUFFICIENT_PADDING;
  if (index_ == nullptr || index_->capacity() < text.size()) {
    const size_t grown = index_ == nullptr ? kLeastCapacity : 2 * index_->capacity();
    const size_t capacity = std::max(grown, text.size());
    if (capacity > simdjson::SIMDJSON_MAXSIZE_BYTES) return error_ = simdjson::CAPACITY;
    // The old index goes first, so that both are never held at once. Its depth is not used.
    index_ = nullptr;
    if (const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
            capacity, 1, index_)) {
      index_ = nullptr;
      return error_ = error;
    }
  }
  error_ = index_->stage1(reinterpret_cast<const uint8_t*>(text.data()), text.size(),
                          simdjson::stage1_mode::regular);
  if (error_ == simdjson::UNCLOSED_STRING) failed_at_ = static_cast<int64_t>(text.size());
  if (error_ != simdjson::SUCCESS) return error_;
  at_ = index_->structural_indexes.get();
  end_ = at_ + index_->n_structural_indexes;
  return at_ == end_ ? error_ = simdjson::EMPTY : simdjson::SUCCESS;
}

int32_t JsonCursor::FindFrom(Place key, const NameTable& names) {
  return FindFrom(key, names, [](int32_t, Place) { return true; });
}

int32_t JsonCursor::FindFrom(Place key, const NameTable& names, const Act* acts,
                             std::vector<Noted>& noted) {
  return FindFrom(key, names, [&](int32_t name, Place value) {
    const Act act = acts[name];
    if (act == Act::kNote) noted.push_back({.name = name, .value = value});
    return act == Act::kStop;
  });
}

}  // namespace suture::chart
