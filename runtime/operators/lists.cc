// Lists: places, members, order.
#include <algorithm>
#include <vector>

#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

Value Sorted(Arguments a, bool ascending, Context& context) {
  if (!IsList(a[0])) return WrongKind();
  const Arguments items = a[0].items();
  std::vector<Value> sorted(items.begin(), items.end());
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Value& x, const Value& y) {
    const auto order = values::TotalOrder(x, y);
    return ascending ? order < 0 : order > 0;
  });
  return values::MakeList(*context.arena, sorted);
}

}  // namespace

Value MakeListKernel(Arguments a, Context& context) { return values::MakeList(*context.arena, a); }

Value FirstKernel(Arguments a, Context&) {
  if (!IsList(a[0])) return WrongKind();
  return a[0].items().empty() ? Value::Null() : a[0].items().front();
}
Value LastKernel(Arguments a, Context&) {
  if (!IsList(a[0])) return WrongKind();
  return a[0].items().empty() ? Value::Null() : a[0].items().back();
}

// Counted from 0; nothing beyond the ends.
Value ItemKernel(Arguments a, Context&) {
  if (!IsList(a[0]) || a[1].kind() != Kind::kInteger) return WrongKind();
  const Arguments items = a[0].items();
  const int64_t at = a[1].integer();
  return at < 0 || at >= static_cast<int64_t>(items.size()) ? Value::Null()
                                                            : items[static_cast<size_t>(at)];
}

Value IndexOfKernel(Arguments a, Context&) {
  if (!IsList(a[0])) return WrongKind();
  const Arguments items = a[0].items();
  for (size_t i = 0; i < items.size(); ++i) {
    if (SameItem(items[i], a[1])) return Value::OfInteger(static_cast<int64_t>(i));
  }
  return Value::OfInteger(-1);
}

Value CountKernel(Arguments a, Context&) {
  if (!IsList(a[0])) return WrongKind();
  return Value::OfInteger(static_cast<int64_t>(a[0].items().size()));
}

Value ExistsKernel(Arguments a, Context&) {
  return IsList(a[0]) ? Value::OfBool(!a[0].items().empty()) : WrongKind();
}

Value DistinctKernel(Arguments a, Context& context) {
  if (!IsList(a[0])) return WrongKind();
  std::vector<Value> result;
  for (const Value& item : a[0].items()) {
    const bool seen = std::any_of(result.begin(), result.end(),
                                  [&](const Value& other) { return SameItem(other, item); });
    if (!seen) result.push_back(item);
  }
  return values::MakeList(*context.arena, result);
}

Value FlattenKernel(Arguments a, Context& context) {
  if (!IsList(a[0])) return WrongKind();
  std::vector<Value> result;
  for (const Value& inner : a[0].items()) {
    if (inner.is_null()) continue;
    if (!IsList(inner)) return WrongKind();
    result.insert(result.end(), inner.items().begin(), inner.items().end());
  }
  return values::MakeList(*context.arena, result);
}

// The only element; several conflict.
Value SingleKernel(Arguments a, Context&) {
  if (!IsList(a[0])) return WrongKind();
  if (a[0].items().size() > 1) return Value::Unsettled(UnsettledCause::kConflictingSources);
  return a[0].items().empty() ? Value::Null() : a[0].items().front();
}

// list, from (0 is the first), up to but without; an absent end means to the end of the list.
Value SliceKernel(Arguments a, Context&) {
  if (a[0].is_null()) return a[0];
  if (!IsList(a[0])) return WrongKind();
  const Arguments items = a[0].items();
  const auto size = static_cast<int64_t>(items.size());
  const auto place = [&](size_t i, int64_t otherwise) {
    const bool given = a.size() > i && a[i].kind() == Kind::kInteger;
    return given ? std::clamp<int64_t>(a[i].integer(), 0, size) : otherwise;
  };
  const int64_t from = place(1, 0), to = std::max(from, place(2, size));
  return Value::OfList(items.subspan(static_cast<size_t>(from), static_cast<size_t>(to - from)));
}

Value SortAscendingKernel(Arguments a, Context& context) { return Sorted(a, true, context); }
Value SortDescendingKernel(Arguments a, Context& context) { return Sorted(a, false, context); }

}  // namespace suture::operators
