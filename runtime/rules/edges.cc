#include "runtime/rules/edges.h"

#include <algorithm>

#include "runtime/rules/periods.h"

namespace suture::rules {
namespace {

using plan::WindowKind;
using values::DateTime;
using values::Duration;
using values::kMillisecondsPerDay;

Edge At(const DateTime& anchor) { return {false, anchor, {}, anchor.is_date}; }
Edge Day(const DateTime& anchor) { return {false, anchor, {}, true}; }
Edge Moved(const DateTime& anchor, int64_t sign, const Duration& amount) {
  return {false, anchor, {sign * amount.amount, amount.unit}, !values::IsExact(amount.unit)};
}

// What an edge can be, in milliseconds of its local clock.
Range Where(const Edge& edge, bool high, values::MonthRounding rounding) {
  if (edge.whole_day) {
    const int64_t sign = edge.by.amount < 0 ? -1 : 1;
    const Duration amount{sign * edge.by.amount, edge.by.unit};
    const Range days = MovedLocalDay(edge.anchor, sign, amount, rounding);
    const int64_t end = high ? kMillisecondsPerDay - 1 : 0;
    return {days.low * kMillisecondsPerDay + end, days.high * kMillisecondsPerDay + end};
  }
  const int64_t by = edge.by.amount * values::MillisecondsIn(edge.by.unit);
  return {edge.anchor.EarliestOnCaseClock().EarliestLocal() + by,
          edge.anchor.LatestOnCaseClock().LatestLocal() + by};
}

// Of two edges that are moments by different clocks.
Range Instant(const Edge& edge) {
  const int64_t by = edge.by.amount * values::MillisecondsIn(edge.by.unit);
  return {edge.anchor.Earliest() + by, edge.anchor.Latest() + by};
}

// left <= right for certain.
bool AtOrBefore(const Edge& left, const Edge& right, bool high, values::MonthRounding rounding) {
  const bool moments = !left.whole_day && !right.whole_day &&
                       left.anchor.offset_minutes != right.anchor.offset_minutes;
  const Range a = moments ? Instant(left) : Where(left, high, rounding);
  const Range b = moments ? Instant(right) : Where(right, high, rounding);
  if (a.high <= b.low) return true;
  // However coarse one and the same anchor is, it does not lie after itself.
  return left.anchor == right.anchor && left.whole_day == right.whole_day && a.low <= b.low &&
         a.high <= b.high;
}

}  // namespace

bool StretchOf(const WindowProgram& window, const chart::Period& a, const chart::Period& b,
               Stretch& stretch) {
  const Edge none{true};
  switch (window.kind) {
    case WindowKind::kBefore:
      stretch = {none, At(a.start)};
      return a.has_start;
    case WindowKind::kAfter:
      stretch = {At(a.start), none};
      return a.has_start;
    case WindowKind::kWithinBefore:
      stretch = {Moved(a.start, -1, window.amount), At(a.start)};
      return a.has_start;
    case WindowKind::kWithinAfter:
      stretch = {At(a.start), Moved(a.start, 1, window.amount)};
      return a.has_start;
    case WindowKind::kWithinOf:
      stretch = {Moved(a.start, -1, window.amount), Moved(a.start, 1, window.amount)};
      return a.has_start;
    case WindowKind::kFromTo:
      stretch = {At(a.start), At(b.start)};
      return a.has_start && b.has_start;
    case WindowKind::kDuring:
      stretch = {At(a.start), a.has_end ? At(a.end) : none};
      return a.has_start && !IsEndUnknown(a);
    case WindowKind::kOn:
      stretch = {Day(a.start), Day(a.start)};
      return a.has_start;
    case WindowKind::kAt:
      stretch = {At(a.start), At(a.start)};
      return a.has_start;
    default:
      return false;
  }
}

bool Contains(const Stretch& outer, const Stretch& inner, values::MonthRounding rounding) {
  const bool low = outer.low.unbounded ||
                   (!inner.low.unbounded && AtOrBefore(outer.low, inner.low, false, rounding));
  const bool high = outer.high.unbounded ||
                    (!inner.high.unbounded && AtOrBefore(inner.high, outer.high, true, rounding));
  return low && high;
}

}  // namespace suture::rules
