// Equality and order, on what values:: defines once.
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

Value Extreme(Arguments a, bool highest) {
  Value best = a[0];
  for (const Value& v : a.subspan(1)) {
    const auto order = values::Compare(v, best);
    const auto better = highest ? order.Greater() : order.Less();
    if (!values::IsKnown(better.truth)) return NotKnown(Value::Unsettled(better.cause), best);
    if (better.truth == Truth::kTrue) best = v;
  }
  return best;
}

}  // namespace

Value EqualKernel(Arguments a, Context&) { return values::Equal(a[0], a[1]).ToValue(); }
Value NotEqualKernel(Arguments a, Context&) {
  const auto equal = values::Equal(a[0], a[1]);
  return Value::OfTruth(values::Not(equal.truth), equal.cause);
}
Value EquivalentKernel(Arguments a, Context&) {
  return Value::OfBool(values::Equivalent(a[0], a[1]));
}
Value LessKernel(Arguments a, Context&) { return values::Compare(a[0], a[1]).Less().ToValue(); }
Value LessOrEqualKernel(Arguments a, Context&) {
  return values::Compare(a[0], a[1]).LessOrEqual().ToValue();
}
Value GreaterKernel(Arguments a, Context&) {
  return values::Compare(a[0], a[1]).Greater().ToValue();
}
Value GreaterOrEqualKernel(Arguments a, Context&) {
  return values::Compare(a[0], a[1]).GreaterOrEqual().ToValue();
}
Value LowerOfKernel(Arguments a, Context&) { return Extreme(a, false); }
Value HigherOfKernel(Arguments a, Context&) { return Extreme(a, true); }

Value IsOneOfKernel(Arguments a, Context&) {
  if (!IsList(a[1])) return WrongKind();
  values::Judgement found = values::Judgement::Of(false);
  for (const Value& item : a[1].items()) {
    const auto same = values::Equal(a[0], item);
    if (same.truth == Truth::kTrue) return Value::OfBool(true);
    const Truth either = values::Or(found.truth, same.truth);
    if (either != found.truth) found = {either, same.cause};
  }
  return found.ToValue();
}

}  // namespace suture::operators
