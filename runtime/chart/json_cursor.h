// Goes forward over the structure of one JSON text that simdjson has indexed: brackets, commas,
// colons and the beginnings of scalars. What is passed over is never looked into, only its brackets
// are counted; a place can be returned to.
//
// A zero byte behind the text ends every step, so that none asks whether the text has ended.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

#include "runtime/chart/name_table.h"
#include "simdjson.h"

namespace suture::chart {

class JsonCursor {
 public:
  using Place = const uint32_t*;

  // Stands at the first value. `text` must stay, and needs SIMDJSON_PADDING readable bytes behind
  // it, the first of them zero. Errors: UTF8_ERROR, UNCLOSED_STRING, EMPTY and others.
  simdjson::error_code Open(std::string_view text);

  Place place() const { return at_; }
  void Return(Place place) { at_ = place; }
  bool AtEnd() const { return at_ >= end_; }
  // The last bracket or scalar of the whole text.
  char Last() const { return text_[end_[-1]]; }
  // What stands here; '\0' behind the end.
  char Peek() const { return text_[*at_]; }
  // The scalar that stands here as it is written, a string with its quotes.
  std::string_view Token() const;
  int64_t Offset() const { return AtEnd() ? -1 : static_cast<int64_t>(*at_); }

  // Passes over the value that stands here.
  bool Skip();
  // The same, with the token of a scalar; empty for null, for an array and for an object.
  std::string_view TakeScalar();
  // Passes over the rest of the object or array whose inside stands here, with its end.
  bool SkipRest();

  // For each member of the object that stands here whose key, however it is written, is one of the
  // names: its place in them, and the cursor stands at the value, which must be passed over before
  // the next; other members are passed over. -1: no more, or failed().
  //   for (int32_t name = cursor.FirstOf(names); name >= 0; name = cursor.NextOf(names)) { ... }
  int32_t FirstOf(const NameTable& names);
  int32_t NextOf(const NameTable& names);
  // For each element of the array that stands here. False: no more, or failed().
  bool FirstElement();
  bool NextElement();

  // The text is not JSON, or ends too early; stays so until Open.
  bool failed() const { return error_ != simdjson::SUCCESS; }
  simdjson::error_code error() const { return error_; }
  // Byte where the text stopped being JSON; its length where something is missing at the end.
  int64_t failed_at() const { return failed_at_; }

 private:
  bool Fail(simdjson::error_code error) {
    if (!failed()) failed_at_ = static_cast<int64_t>(AtEnd() ? *end_ : *at_);
    error_ = error;
    at_ = end_;
    return false;
  }
  int32_t FailAt(Place at) {
    at_ = at;
    Fail(AtEnd() ? simdjson::INCOMPLETE_ARRAY_OR_OBJECT : simdjson::TAPE_ERROR);
    return -1;
  }
  bool SkipTo(int32_t depth);
  // From a key on.
  int32_t FindFrom(Place key, const NameTable& names);

  static constexpr size_t kLeastCapacity = size_t{1} << 18;

  std::unique_ptr<simdjson::internal::dom_parser_implementation> index_;
  const char* text_ = nullptr;
  Place at_ = nullptr, end_ = nullptr;
  simdjson::error_code error_ = simdjson::SUCCESS;
  int64_t failed_at_ = -1;
};

// What a character does to the depth of brackets; a zero, as behind the text, ends any.
inline constexpr std::array<int32_t, 256> kBracketDepth = [] {
  std::array<int32_t, 256> depth{};
  depth['{'] = depth['['] = 1;
  depth['}'] = depth[']'] = -1;
  depth['\0'] = std::numeric_limits<int32_t>::min() / 2;
  return depth;
}();

inline std::string_view JsonCursor::Token() const {
  // Behind the last place the index holds the length of the text.
  const char* const begin = text_ + *at_;
  const char* end = text_ + at_[1];
  while (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' || end[-1] == '\r') --end;
  return {begin, static_cast<size_t>(end - begin)};
}

inline bool JsonCursor::SkipTo(int32_t depth) {
  Place at = at_;
  do {
    depth += kBracketDepth[static_cast<uint8_t>(text_[*at++])];
  } while (depth > 0);
  at_ = at;
  return depth == 0 || FailAt(at - 1) >= 0;
}

inline bool JsonCursor::Skip() {
  switch (Peek()) {
    case '{':
    case '[':
      ++at_;
      return SkipTo(1);
    case '}':
    case ']':
    case ',':
    case ':':
    case '\0':
      return Fail(simdjson::TAPE_ERROR);
    default:
      ++at_;
      return true;
  }
}

inline std::string_view JsonCursor::TakeScalar() {
  switch (Peek()) {
    case '{':
    case '[':
    case '}':
    case ']':
    case ',':
    case ':':
    case 'n':
    case '\0':
      Skip();
      return {};
    default: {
      const std::string_view token = Token();
      ++at_;
      return token;
    }
  }
}

inline bool JsonCursor::SkipRest() { return SkipTo(1); }

inline int32_t JsonCursor::FirstOf(const NameTable& names) {
  if (text_[at_[1]] != '}') return FindFrom(at_ + 1, names);
  at_ += 2;
  return -1;
}

inline int32_t JsonCursor::NextOf(const NameTable& names) {
  const char c = Peek();
  if (c == ',') return FindFrom(at_ + 1, names);
  if (c != '}') return FailAt(at_);
  ++at_;
  return -1;
}

inline bool JsonCursor::FirstElement() {
  ++at_;
  if (Peek() != ']') return !AtEnd() || Fail(simdjson::TAPE_ERROR);
  ++at_;
  return false;
}

inline bool JsonCursor::NextElement() {
  const char c = Peek();
  if (c != ',' && c != ']') return Fail(simdjson::TAPE_ERROR);
  ++at_;
  return c == ',';
}

}  // namespace suture::chart
