// The shapes of values that operators are declared over: what the checker asks the table with.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "runtime/values/value.h"

namespace suture::operators {

// A kind, and for lists and intervals the kind inside, up to four deep: list of interval of date is
// {kList, kInterval, kDate}. Units, choice lists and tuple elements are the checker's own affair.
struct Type {
  static constexpr int kMaxDepth = 4;
  std::array<values::Kind, kMaxDepth> path{};
  uint8_t depth = 0;

  // The type of `nothing`: fits wherever a value is wanted.
  static Type Nothing() { return Of(values::Kind::kNull); }
  static Type Of(values::Kind kind) {
    Type type;
    type.path[0] = kind;
    type.depth = 1;
    return type;
  }
  static Type ListOf(const Type& element) { return Wrap(values::Kind::kList, element); }
  static Type IntervalOf(const Type& point) { return Wrap(values::Kind::kInterval, point); }

  values::Kind kind() const { return path[0]; }
  // What a list or an interval holds; Nothing for everything else.
  Type Inside() const {
    if (depth < 2) return Nothing();
    Type inner;
    for (int i = 1; i < depth; ++i)
      inner.path[static_cast<size_t>(i) - 1] = path[static_cast<size_t>(i)];
    inner.depth = static_cast<uint8_t>(depth - 1);
    return inner;
  }
  bool operator==(const Type&) const = default;
  std::string ToString() const;  // "list of interval of date"

 private:
  static Type Wrap(values::Kind outer, const Type& inner) {
    Type type = Of(outer);
    for (int i = 0; i < inner.depth && i + 1 < kMaxDepth; ++i) {
      type.path[static_cast<size_t>(i) + 1] = inner.path[static_cast<size_t>(i)];
      ++type.depth;
    }
    return type;
  }
};

}  // namespace suture::operators
