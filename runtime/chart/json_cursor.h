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
#include <vector>

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

  // What becomes of a member that is named; `acts` hold one for each name.
  enum class Act : uint8_t {
    kPass,  // As if it were not named
    kNote,  // Put down with where its value stands, and passed over
    kStop,  // Given back
  };
  struct Noted {
    int32_t name = -1;
    bool is_read = false;  // For whoever reads it later
    Place value = nullptr;
  };
  // The same for the members that the acts stop at; those to be noted go behind `noted`.
  int32_t FirstOf(const NameTable& names, const Act* acts, std::vector<Noted>& noted);
  int32_t NextOf(const NameTable& names, const Act* acts, std::vector<Noted>& noted);
  // The rest of an object is gone through at once: take(name, token) for each member named, with
  // the token of a scalar, else empty.
  template <typename Take>
  void TakeScalars(const NameTable& names, const Take& take);
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
  // The scalar at this place as it is written, a string with its quotes.
  std::string_view TokenFrom(Place at) const;
  // The same; empty for null and for what is no scalar.
  std::string_view TokenAt(Place at) const;
  // From a key on. `decide` says of a name and the place of its value whether to stop there.
  template <typename Decide>
  int32_t FindFrom(Place key, const NameTable& names, const Decide& decide);
  int32_t FindFrom(Place key, const NameTable& names);
  int32_t FindFrom(Place key, const NameTable& names, const Act* acts, std::vector<Noted>& noted);
  // Where the first key of the object here stands; null: it has none, and is passed over.
  Place FirstKey();
  // Where the next key stands; null: there is none, or failed().
  Place NextKey();

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

inline std::string_view JsonCursor::TokenFrom(Place at) const {
  // Behind the last place the index holds the length of the text.
  const char* const begin = text_ + at[0];
  const char* end = text_ + at[1];
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

inline std::string_view JsonCursor::TokenAt(Place at) const {
  switch (text_[*at]) {
    case '{':
    case '[':
    case '}':
    case ']':
    case ',':
    case ':':
    case 'n':
    case '\0':
      return {};
    default:
      return TokenFrom(at);
  }
}

inline std::string_view JsonCursor::TakeScalar() {
  const std::string_view token = TokenAt(at_);
  if (token.empty()) {
    Skip();
  } else {
    ++at_;
  }
  return token;
}

inline bool JsonCursor::SkipRest() { return SkipTo(1); }

inline JsonCursor::Place JsonCursor::FirstKey() {
  if (text_[at_[1]] != '}') return at_ + 1;
  at_ += 2;
  return nullptr;
}

inline JsonCursor::Place JsonCursor::NextKey() {
  const char c = Peek();
  if (c == ',') return at_ + 1;
  if (c == '}') {
    ++at_;
  } else {
    FailAt(at_);
  }
  return nullptr;
}

inline int32_t JsonCursor::FirstOf(const NameTable& names) {
  const Place key = FirstKey();
  return key == nullptr ? -1 : FindFrom(key, names);
}
inline int32_t JsonCursor::NextOf(const NameTable& names) {
  const Place key = NextKey();
  return key == nullptr ? -1 : FindFrom(key, names);
}
inline int32_t JsonCursor::FirstOf(const NameTable& names, const Act* acts,
                                   std::vector<Noted>& noted) {
  const Place key = FirstKey();
  return key == nullptr ? -1 : FindFrom(key, names, acts, noted);
}
inline int32_t JsonCursor::NextOf(const NameTable& names, const Act* acts,
                                  std::vector<Noted>& noted) {
  const Place key = NextKey();
  return key == nullptr ? -1 : FindFrom(key, names, acts, noted);
}

// Everything in registers: a chart has some twenty thousand keys.
template <typename Decide>
int32_t JsonCursor::FindFrom(Place at, const NameTable& names, const Decide& decide) {
  const char* const text = text_;
  while (true) {
    if (text[at[0]] != '"' || text[at[1]] != ':') return FailAt(at);
    const char* const begin = text + at[0] + 1;
    const char* close = text + at[1] - 1;
    while (*close != '"') --close;
    const int32_t name = names.FindWritten({begin, static_cast<size_t>(close - begin)});
    at += 2;
    if (name >= 0 && decide(name, at)) {
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

template <typename Take>
void JsonCursor::TakeScalars(const NameTable& names, const Take& take) {
  const Place key = FirstKey();
  if (key == nullptr) return;
  FindFrom(key, names, [&](int32_t name, Place value) {
    take(name, TokenAt(value));
    return false;
  });
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
