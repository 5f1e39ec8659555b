// Building intervals and taking them apart.
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

bool ReadClosed(const Value& v, bool* closed) {
  if (v.kind() != Kind::kTruth || v.IsNotKnown()) return false;
  *closed = v.IsTrue();
  return true;
}

Value Distance(const Value& low, const Value& high, Context& context) {
  if (low.is_null() || high.is_null()) return NotKnown(low, high);
  if (IsPointInTime(low) || low.kind() == Kind::kTime) return WrongKind();
  const Value pair[] = {high, low};
  return SubtractKernel(pair, context);
}

}  // namespace

// low, high, low is closed, high is closed. An interval that ends before it starts does not exist.
Value MakeIntervalKernel(Arguments a, Context& context) {
  bool low_closed = true, high_closed = true;
  if (a.size() > 2 && !ReadClosed(a[2], &low_closed)) return WrongKind();
  if (a.size() > 3 && !ReadClosed(a[3], &high_closed)) return WrongKind();
  const Value made = values::MakeInterval(*context.arena, a[0], low_closed, a[1], high_closed);
  if (a[0].is_null() || a[1].is_null()) return made;
  const Value start = StartOf(made.interval()), end = EndOf(made.interval());
  if (values::Compare(start, end).Greater().truth == Truth::kTrue) return Undefined();
  return made;
}

Value StartKernel(Arguments a, Context&) {
  return IsInterval(a[0]) ? StartOf(a[0].interval()) : WrongKind();
}
Value EndKernel(Arguments a, Context&) {
  return IsInterval(a[0]) ? EndOf(a[0].interval()) : WrongKind();
}

Value WidthKernel(Arguments a, Context& context) {
  if (!IsInterval(a[0])) return WrongKind();
  return Distance(StartOf(a[0].interval()), EndOf(a[0].interval()), context);
}

// How many points it holds: the width and one step more.
Value SizeKernel(Arguments a, Context& context) {
  const Value width = WidthKernel(a, context);
  return width.is_null() ? width : SuccessorOf(width);
}

Value PointFromKernel(Arguments a, Context&) {
  if (!IsInterval(a[0])) return WrongKind();
  const Value start = StartOf(a[0].interval()), end = EndOf(a[0].interval());
  const auto same = values::Equal(start, end);
  if (same.truth == Truth::kTrue) return start;
  return same.truth == Truth::kFalse ? Undefined() : NotKnown(start, end);
}

Value LowClosedKernel(Arguments a, Context&) {
  return IsInterval(a[0]) ? Value::OfBool(a[0].interval().low_closed) : WrongKind();
}
Value HighClosedKernel(Arguments a, Context&) {
  return IsInterval(a[0]) ? Value::OfBool(a[0].interval().high_closed) : WrongKind();
}

}  // namespace suture::operators
