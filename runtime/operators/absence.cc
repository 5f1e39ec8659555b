// What to do where nothing is known.
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {

Value IsKnownKernel(Arguments a, Context&) { return Value::OfBool(!a[0].IsNotKnown()); }
Value IsNothingKernel(Arguments a, Context&) { return Value::OfBool(a[0].IsNotKnown()); }

// The first argument that is known; of a single list, its first known element.
Value CoalesceKernel(Arguments a, Context&) {
  const Arguments candidates = a.size() == 1 && IsList(a[0]) ? a[0].items() : a;
  Value missing;
  for (const Value& candidate : candidates) {
    if (!candidate.IsNotKnown()) return candidate;
    missing = NotKnown(missing, candidate);
  }
  return missing;
}

Value KnownOnlyKernel(Arguments a, Context& context) {
  if (a[0].is_null()) return a[0];
  if (!IsList(a[0])) return WrongKind();
  const auto items = a[0].items();
  auto known = context.arena->NewArray<Value>(items.size());
  size_t count = 0;
  for (const Value& item : items) {
    if (!item.IsNotKnown()) known[count++] = item;
  }
  return Value::OfList(known.subspan(0, count));
}

// A condition that is not known leaves the choice open, unless both branches are the same.
Value IfKernel(Arguments a, Context&) {
  if (a[0].kind() != Kind::kTruth && !a[0].is_null()) return WrongKind();
  if (a[0].IsTrue()) return a[1];
  if (a[0].IsFalse() || values::Identical(a[1], a[2])) return a[2];
  return NotKnown(a[0], Value::Null());
}

}  // namespace suture::operators
