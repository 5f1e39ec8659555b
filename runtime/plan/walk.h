// Walks over everything below a node of the plan, by the list of members in describe.h: every id,
// every place, or the content as text. For whoever renumbers, compares or hashes plans.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/plan/describe.h"
#include "runtime/plan/describe_suite.h"

namespace suture::plan {
namespace internal {

template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};
template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsId : std::false_type {};
template <typename T>
struct IsId<base::Id<T>> : std::true_type {};
template <typename T>
concept HasMembers = requires { Described<T>::kMembers; };

}  // namespace internal

// Calls visit(leaf) for every leaf of type Wanted (or, for Id templates, every id) in declaration
// order.
template <template <typename> class Wanted, typename T, typename Visit>
void ForEachLeaf(T& value, const Visit& visit) {
  using Plain = std::remove_const_t<T>;
  if constexpr (Wanted<Plain>::value) {
    visit(value);
  } else if constexpr (internal::IsVector<Plain>::value) {
    for (auto& item : value) ForEachLeaf<Wanted>(item, visit);
  } else if constexpr (internal::IsOptional<Plain>::value) {
    if (value) ForEachLeaf<Wanted>(*value, visit);
  } else if constexpr (internal::HasMembers<Plain>) {
    ForEachMember<Plain>(
        [&](const auto& member) { ForEachLeaf<Wanted>(value.*(member.pointer), visit); });
  }
}

template <typename T, typename Visit>
void ForEachId(T& value, const Visit& visit) {
  ForEachLeaf<internal::IsId>(value, visit);
}

namespace internal {
template <typename T>
struct IsSpan : std::is_same<T, SourceSpan> {};
}  // namespace internal

template <typename T, typename Visit>
void ForEachSpan(T& value, const Visit& visit) {
  ForEachLeaf<internal::IsSpan>(value, visit);
}

// Appends the content of `value` to `out` so that unlike contents give unlike text. Places are left
// out; `on_id(id, out)` says what stands for an id, `member(name, value, out)` may take a member
// over by returning true.
template <typename T, typename OnId, typename OnMember>
void AppendContent(const T& value, std::string& out, const OnId& on_id, const OnMember& on_member) {
  if constexpr (std::is_same_v<T, SourceSpan>) {
    return;
  } else if constexpr (std::is_same_v<T, std::string>) {
    out += std::to_string(value.size()) + ":" + value;
  } else if constexpr (std::is_enum_v<T>) {
    out += std::to_string(static_cast<int>(value));
  } else if constexpr (std::is_arithmetic_v<T>) {
    out += std::to_string(static_cast<int64_t>(value));
  } else if constexpr (internal::IsVector<T>::value) {
    out += '[';
    for (const auto& item : value) {
      AppendContent<std::decay_t<decltype(item)>>(item, out, on_id, on_member);
      out += ',';
    }
    out += ']';
  } else if constexpr (internal::IsOptional<T>::value) {
    if (value) AppendContent(*value, out, on_id, on_member);
  } else if constexpr (std::is_same_v<T, std::pair<std::string, std::string>>) {
    AppendContent(value.first, out, on_id, on_member);
    AppendContent(value.second, out, on_id, on_member);
  } else if constexpr (internal::IsId<T>::value) {
    on_id(value, out);
  } else {
    out += '{';
    ForEachMember<T>([&](const auto& member) {
      if (on_member(value, member.name, out)) return;
      out.append(member.name).push_back('=');
      AppendContent(value.*(member.pointer), out, on_id, on_member);
      out += ';';
    });
    out += '}';
  }
}

}  // namespace suture::plan
