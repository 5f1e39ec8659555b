// What describe.h is made of: a struct's members as a list of name and pointer, checked against the
// struct itself.
#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>
#include <utility>

namespace suture::plan {

template <typename S, typename T>
struct Member {
  std::string_view name;
  T S::* pointer;
};

template <typename S, typename T>
constexpr Member<S, T> Of(std::string_view name, T S::* pointer) {
  return {name, pointer};
}

// Specialised for each struct of a document: `kMembers`, a tuple of Member in declaration order.
template <typename S>
struct Described;

namespace internal {

struct Anything {
  template <typename T>
  operator T() const;
};

template <typename S, size_t... I>
constexpr bool TakesMembers(std::index_sequence<I...>) {
  return requires { S{(static_cast<void>(I), Anything{})...}; };
}

// Counts downwards, because an aggregate also takes fewer initialisers than it has members.
template <typename S, size_t kCandidate = 48>
constexpr size_t CountMembers() {
  if constexpr (TakesMembers<S>(std::make_index_sequence<kCandidate>{})) {
    return kCandidate;
  } else {
    return CountMembers<S, kCandidate - 1>();
  }
}

}  // namespace internal

// The members of S. Does not compile when Described<S> leaves one out.
template <typename S>
constexpr const auto& MembersOf() {
  static_assert(std::tuple_size_v<decltype(Described<S>::kMembers)> == internal::CountMembers<S>(),
                "A member of the struct is missing from its list in describe.h.");
  return Described<S>::kMembers;
}

// Calls visit(member) for each member in declaration order.
template <typename S, typename Visit>
constexpr void ForEachMember(Visit&& visit) {
  std::apply([&](const auto&... member) { (visit(member), ...); }, MembersOf<S>());
}

}  // namespace suture::plan
