// The relations of points, intervals and lists: Allen's thirteen and the ones made of them.
//
//   before, after                        meets_before, meets_after
//   overlaps_before, overlaps_after      starts, ends (and their converses by exchanged arguments)
//   proper_included_in (during), proper_includes (contains), same_as (equals)
//
// An end that is open and not written can be anything that the other end allows; it is carried as
// the range of what it can be, so a relation is known as soon as every possibility agrees.
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

using values::And;
using values::Interval;
using values::Judgement;
using values::Or;
using values::Precision;

struct Span {
  Value start;
  Value end;
};

Judgement Both(const Judgement& a, const Judgement& b) {
  const Truth both = And(a.truth, b.truth);
  return {both, both == Truth::kUnsettled ? (a.truth == Truth::kUnsettled ? a.cause : b.cause)
                                          : UnsettledCause::kNone};
}
Judgement Either(const Judgement& a, const Judgement& b) {
  const Truth either = Or(a.truth, b.truth);
  return {either, either == Truth::kUnsettled ? (a.truth == Truth::kUnsettled ? a.cause : b.cause)
                                              : UnsettledCause::kNone};
}

// An unknown end as the range of what it can be; null when the type is unknown too.
Value Possible(const Value& low, const Value& high, Context& context) {
  if (low.is_null() || high.is_null()) return Value::Null();
  return values::MakeUncertain(*context.arena, low, high);
}

Span SpanOf(const Interval& interval, const Value& like, Context& context) {
  Span span{StartOf(interval, like), EndOf(interval, like)};
  const Value own = PointLike(interval);
  const Value shape = own.is_null() ? like : own;
  const bool start_open = interval.low.is_null() && !interval.low_closed;
  const bool end_open = interval.high.is_null() && !interval.high_closed;
  const Value least = MinimumLike(shape), greatest = MaximumLike(shape);
  if (start_open) span.start = Possible(least, end_open ? greatest : span.end, context);
  if (end_open)
    span.end = Possible(start_open ? least : StartOf(interval, like), greatest, context);
  return span;
}

// Both arguments as spans; a point is a span of one.
bool ReadSpans(Arguments a, Context& context, Span* left, Span* right) {
  const auto sample = [](const Value& v) { return IsInterval(v) ? PointLike(v.interval()) : v; };
  const Value like_left = sample(a[0]), like_right = sample(a[1]);
  const auto read = [&](const Value& v, const Value& like) {
    return IsInterval(v) ? SpanOf(v.interval(), like, context) : Span{v, v};
  };
  if (IsList(a[0]) || IsList(a[1])) return false;
  *left = read(a[0], like_right);
  *right = read(a[1], like_left);
  return true;
}

using Relation = Judgement (*)(const Span&, const Span&, std::optional<Precision>);

Value Relate(Arguments a, Context& context, Relation relation) {
  std::optional<Precision> precision;
  Span left, right;
  if (!ReadPrecision(a, 2, &precision) || !ReadSpans(a, context, &left, &right)) {
    return WrongKind();
  }
  return relation(left, right, precision).ToValue();
}

using At = std::optional<Precision>;
Judgement LessAt(const Value& a, const Value& b, At p) { return CompareAt(a, b, p).Less(); }
Judgement AtMost(const Value& a, const Value& b, At p) { return CompareAt(a, b, p).LessOrEqual(); }
Judgement SameAt(const Value& a, const Value& b, At p) { return CompareAt(a, b, p).Equal(); }

Judgement IncludesSpan(const Span& a, const Span& b, At p) {
  return Both(AtMost(a.start, b.start, p), AtMost(b.end, a.end, p));
}
Judgement ProperlyIncludesSpan(const Span& a, const Span& b, At p) {
  const Judgement longer = Either(LessAt(a.start, b.start, p), LessAt(b.end, a.end, p));
  return Both(IncludesSpan(a, b, p), longer);
}
// A point lies properly inside when it is neither end.
Judgement EnclosesPoint(const Span& a, const Span& b, At p) {
  return Both(LessAt(a.start, b.start, p), LessAt(b.end, a.end, p));
}
Judgement OverlapsSpan(const Span& a, const Span& b, At p) {
  return Both(AtMost(a.start, b.end, p), AtMost(b.start, a.end, p));
}
Judgement OverlapsBeforeSpan(const Span& a, const Span& b, At p) {
  return Both(LessAt(a.start, b.start, p), OverlapsSpan(a, b, p));
}
Judgement OverlapsAfterSpan(const Span& a, const Span& b, At p) {
  return Both(LessAt(b.end, a.end, p), OverlapsSpan(a, b, p));
}
Judgement BeforeSpan(const Span& a, const Span& b, At p) { return LessAt(a.end, b.start, p); }
Judgement SameOrBeforeSpan(const Span& a, const Span& b, At p) { return AtMost(a.end, b.start, p); }
Judgement StartsSpan(const Span& a, const Span& b, At p) {
  return Both(SameAt(a.start, b.start, p), AtMost(a.end, b.end, p));
}
Judgement EndsSpan(const Span& a, const Span& b, At p) {
  return Both(SameAt(a.end, b.end, p), AtMost(b.start, a.start, p));
}

// The next point after an end that may itself be a range.
Value After(const Value& end) {
  return SuccessorOf(end.kind() == Kind::kUncertain ? end.interval().high : end);
}

Judgement MeetsBeforeSpan(const Span& a, const Span& b, At p) {
  if (a.end.kind() != Kind::kUncertain) return SameAt(After(a.end), b.start, p);
  // The end is open: it meets only if the start can be the point after one of its values.
  const Judgement reaches = AtMost(b.start, After(a.end), p);
  const Judgement room = LessAt(a.end.interval().low, b.start, p);
  const Judgement possible = Both(reaches, room);
  if (possible.truth == Truth::kFalse) return Judgement::Of(false);
  return Judgement::Unsettled(UnsettledCause::kUncertainRange);
}

Judgement MeetsSpan(const Span& a, const Span& b, At p) {
  return Either(MeetsBeforeSpan(a, b, p), MeetsBeforeSpan(b, a, p));
}

// Whether a list holds a value: equal, or both nothing.
Judgement Holds(Arguments items, const Value& wanted) {
  Judgement found = Judgement::Of(false);
  for (const Value& item : items) {
    if (item.is_null() && wanted.is_null()) return Judgement::Of(true);
    if (item.is_null() || wanted.is_null()) continue;
    found = Either(found, values::Equal(item, wanted));
    if (found.truth == Truth::kTrue) return found;
  }
  return found;
}

Judgement HoldsAll(Arguments items, Arguments wanted) {
  Judgement all = Judgement::Of(true);
  for (const Value& one : wanted) all = Both(all, Holds(items, one));
  return all;
}

Value Exchanged(Arguments a, Context& context, Kernel kernel) {
  Value swapped[] = {a[1], a[0], a.size() > 2 ? a[2] : Value::Null()};
  return kernel(Arguments(swapped, a.size()), context);
}

Value ListIncludes(const Value& whole, const Value& part, bool properly) {
  const Judgement all = HoldsAll(whole.items(), part.items());
  if (!properly) return all.ToValue();
  return Both(all, Judgement::Of(whole.items().size() > part.items().size())).ToValue();
}

}  // namespace

Value ContainsKernel(Arguments a, Context& context) {
  if (IsList(a[0])) return Holds(a[0].items(), a[1]).ToValue();
  if (a[0].is_null()) return a[0];
  if (!IsInterval(a[0])) return WrongKind();
  return a[1].is_null() ? a[1] : Relate(a, context, IncludesSpan);
}
Value InKernel(Arguments a, Context& context) { return Exchanged(a, context, ContainsKernel); }

Value ProperContainsKernel(Arguments a, Context& context) {
  if (IsList(a[0])) {
    const Judgement more = Judgement::Of(a[0].items().size() > 1);
    return Both(Holds(a[0].items(), a[1]), more).ToValue();
  }
  if (a[0].is_null()) return a[0];
  if (!IsInterval(a[0])) return WrongKind();
  return a[1].is_null() ? a[1] : Relate(a, context, EnclosesPoint);
}
Value ProperInKernel(Arguments a, Context& context) {
  return Exchanged(a, context, ProperContainsKernel);
}

Value IncludesKernel(Arguments a, Context& context) {
  if (IsList(a[0]) && IsList(a[1])) return ListIncludes(a[0], a[1], false);
  if (IsList(a[0])) return ContainsKernel(a, context);
  return Relate(a, context, IncludesSpan);
}
Value IncludedInKernel(Arguments a, Context& context) {
  return Exchanged(a, context, IncludesKernel);
}
Value ProperIncludesKernel(Arguments a, Context& context) {
  if (IsList(a[0]) && IsList(a[1])) return ListIncludes(a[0], a[1], true);
  if (IsList(a[0]) || !IsInterval(a[1])) return ProperContainsKernel(a, context);
  return Relate(a, context, ProperlyIncludesSpan);
}
Value ProperIncludedInKernel(Arguments a, Context& context) {
  return Exchanged(a, context, ProperIncludesKernel);
}

Value OverlapsKernel(Arguments a, Context& context) { return Relate(a, context, OverlapsSpan); }
Value OverlapsBeforeKernel(Arguments a, Context& context) {
  return Relate(a, context, OverlapsBeforeSpan);
}
Value OverlapsAfterKernel(Arguments a, Context& context) {
  return Relate(a, context, OverlapsAfterSpan);
}
Value MeetsKernel(Arguments a, Context& context) { return Relate(a, context, MeetsSpan); }
Value MeetsBeforeKernel(Arguments a, Context& context) {
  return Relate(a, context, MeetsBeforeSpan);
}
Value MeetsAfterKernel(Arguments a, Context& context) {
  return Exchanged(a, context, MeetsBeforeKernel);
}
Value BeforeKernel(Arguments a, Context& context) { return Relate(a, context, BeforeSpan); }
Value AfterKernel(Arguments a, Context& context) { return Exchanged(a, context, BeforeKernel); }
Value SameOrBeforeKernel(Arguments a, Context& context) {
  return Relate(a, context, SameOrBeforeSpan);
}
Value SameOrAfterKernel(Arguments a, Context& context) {
  return Exchanged(a, context, SameOrBeforeKernel);
}
Value StartsKernel(Arguments a, Context& context) { return Relate(a, context, StartsSpan); }
Value EndsKernel(Arguments a, Context& context) { return Relate(a, context, EndsSpan); }

}  // namespace suture::operators
