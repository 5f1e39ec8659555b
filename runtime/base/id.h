// Typed indices into vectors: a FieldId cannot be passed where an ExprId is wanted.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace suture::base {

template <typename Tag>
struct Id {
  int32_t index = -1;  // -1: none.

  constexpr bool valid() const { return index >= 0; }
  constexpr auto operator<=>(const Id&) const = default;

  template <typename H>
  friend H AbslHashValue(H h, Id id) {
    return H::combine(std::move(h), id.index);
  }
};

}  // namespace suture::base
