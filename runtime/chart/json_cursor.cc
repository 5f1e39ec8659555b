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

// Everything in registers: most keys of a chart are none of those looked for.
int32_t JsonCursor::FindFrom(Place at, const NameTable& names) {
  const char* const text = text_;
  while (true) {
    if (text[at[0]] != '"' || text[at[1]] != ':') return FailAt(at);
    const char* const begin = text + at[0] + 1;
    const char* close = text + at[1] - 1;
    while (*close != '"') --close;
    const int32_t name = names.FindWritten({begin, static_cast<size_t>(close - begin)});
    at += 2;
    if (name >= 0) {
      at_ = at;
      return name;
    }
    const char first = text[*at++];
    int32_t depth = kBracketDepth[static_cast<uint8_t>(first)];
    while (depth > 0) depth += kBracketDepth[static_cast<uint8_t>(text[*at++])];
    if (depth < 0 || first == ',' || first == ':') return FailAt(at - 1);
    const char next = text[*at];
    if (next != ',') {
      at_ = at;
      if (next != '}') return FailAt(at);
      ++at_;
      return -1;
    }
    ++at;
  }
}

}  // namespace suture::chart
