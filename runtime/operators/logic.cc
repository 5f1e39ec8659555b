// Three-valued logic over truths; nothing counts as silent.
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

bool IsTruth(const Value& v) { return v.kind() == Kind::kTruth || v.is_null(); }

// The cause that goes with an unsettled result: that of the first unsettled argument.
Value WithCause(Truth truth, Arguments a) {
  UnsettledCause cause = UnsettledCause::kNone;
  for (const Value& v : a) {
    if (v.truth() == Truth::kUnsettled) {
      cause = v.cause();
      break;
    }
  }
  return Value::OfTruth(truth, cause);
}

Value Binary(Arguments a, Truth (*table)(Truth, Truth)) {
  if (!IsTruth(a[0]) || !IsTruth(a[1])) return WrongKind();
  return WithCause(table(a[0].truth(), a[1].truth()), a.subspan(0, 2));
}

Value Fold(Arguments a, Truth start, Truth (*table)(Truth, Truth)) {
  if (a[0].is_null()) return Value::OfTruth(a[0].truth(), a[0].cause());
  if (!IsList(a[0])) return WrongKind();
  Truth result = start;
  for (const Value& item : a[0].items()) {
    if (!IsTruth(item)) return WrongKind();
    result = table(result, item.truth());
  }
  return WithCause(result, a[0].items());
}

}  // namespace

Value AndKernel(Arguments a, Context&) { return Binary(a, values::And); }
Value OrKernel(Arguments a, Context&) { return Binary(a, values::Or); }
Value XorKernel(Arguments a, Context&) { return Binary(a, values::Xor); }
Value ImpliesKernel(Arguments a, Context&) { return Binary(a, values::Implies); }
Value UnlessKernel(Arguments a, Context&) { return Binary(a, values::Unless); }

Value NotKernel(Arguments a, Context&) {
  if (!IsTruth(a[0])) return WrongKind();
  return Value::OfTruth(values::Not(a[0].truth()), a[0].cause());
}

Value AtLeastKernel(Arguments a, Context& context) {
  if (a[0].is_null() || a[1].is_null()) return NotKnown(a[0], a[1]);
  if (a[0].kind() != Kind::kInteger || !IsList(a[1])) return WrongKind();
  const auto items = a[1].items();
  auto truths = context.arena->NewArray<Truth>(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (!IsTruth(items[i])) return WrongKind();
    truths[i] = items[i].truth();
  }
  return WithCause(values::AtLeast(a[0].integer(), truths), items);
}

Value IsTrueKernel(Arguments a, Context&) { return Value::OfBool(a[0].IsTrue()); }
Value IsFalseKernel(Arguments a, Context&) { return Value::OfBool(a[0].IsFalse()); }

Value PossiblyKernel(Arguments a, Context&) {
  if (!IsTruth(a[0])) return WrongKind();
  return a[0].truth() == Truth::kUnsettled ? Value::OfBool(true) : a[0];
}

Value AllTrueKernel(Arguments a, Context&) { return Fold(a, Truth::kTrue, values::And); }
Value AnyTrueKernel(Arguments a, Context&) { return Fold(a, Truth::kFalse, values::Or); }

}  // namespace suture::operators
