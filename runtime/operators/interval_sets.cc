// Union, intersection and difference of intervals and of lists; collapse and expand.
#include <algorithm>
#include <vector>

#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

using values::CalendarUnit;
using values::Duration;
using values::Interval;
using values::Precision;

// The most points or pieces that expand gives.
constexpr size_t kMaxExpanded = 100000;

Truth Known(const Value& v) { return v.truth(); }

bool Holds(Arguments items, const Value& wanted) {
  return std::any_of(items.begin(), items.end(),
                     [&](const Value& item) { return SameItem(item, wanted); });
}

Value KeepItems(Arguments items, Arguments more, Context& context,
                bool (*keep)(const Value&, Arguments)) {
  std::vector<Value> result;
  for (const Value& item : items) {
    if (keep(item, more) && !Holds(result, item)) result.push_back(item);
  }
  return values::MakeList(*context.arena, result);
}

Value UnionOfLists(Arguments left, Arguments right, Context& context) {
  std::vector<Value> result;
  for (Arguments items : {left, right}) {
    for (const Value& item : items) {
      if (!Holds(result, item)) result.push_back(item);
    }
  }
  return values::MakeList(*context.arena, result);
}

// Whether the first starts (or ends) later than the second; what is not known counts as later, so
// that an open end stays open in an intersection.
bool StartsLater(const Interval& a, const Interval& b) {
  return values::Compare(StartOf(a), StartOf(b)).LessOrEqual().truth != Truth::kTrue;
}
bool EndsEarlier(const Interval& a, const Interval& b) {
  return values::Compare(EndOf(b), EndOf(a)).LessOrEqual().truth != Truth::kTrue;
}

Value UnionOfIntervals(Arguments a, Context& context) {
  const Truth touch = values::Or(Known(OverlapsKernel(a, context)), Known(MeetsKernel(a, context)));
  if (touch == Truth::kFalse) return Value::Null();
  if (touch != Truth::kTrue) return Value::Unsettled(UnsettledCause::kUncertainRange);
  const Interval &x = a[0].interval(), &y = a[1].interval();
  const Interval& first = StartsLater(x, y) ? y : x;
  const Interval& last = EndsEarlier(x, y) ? y : x;
  return values::MakeInterval(*context.arena, first.low, first.low_closed, last.high,
                              last.high_closed);
}

Value IntersectionOfIntervals(Arguments a, Context& context) {
  const Value overlap = OverlapsKernel(a, context);
  if (overlap.IsFalse()) return Value::Null();
  const Interval &x = a[0].interval(), &y = a[1].interval();
  const Interval& first = StartsLater(x, y) ? x : y;
  const Interval& last = EndsEarlier(x, y) ? x : y;
  if (!overlap.IsTrue()) return NotKnown(overlap, Value::Null());
  return values::MakeInterval(*context.arena, first.low, first.low_closed, last.high,
                              last.high_closed);
}

Value DifferenceOfIntervals(Arguments a, Context& context) {
  const Value overlap = OverlapsKernel(a, context);
  if (overlap.IsFalse()) return a[0];
  if (!overlap.IsTrue()) return NotKnown(overlap, Value::Null());
  const Interval &x = a[0].interval(), &y = a[1].interval();
  const auto before = values::Compare(StartOf(x), StartOf(y)).Less().truth;
  const auto after = values::Compare(EndOf(x), EndOf(y)).Greater().truth;
  if (!values::IsKnown(before) || !values::IsKnown(after)) {
    return Value::Unsettled(UnsettledCause::kUncertainRange);
  }
  if (before == after) return Value::Null();  // nothing is left, or two pieces are
  if (before == Truth::kTrue) {
    return values::MakeInterval(*context.arena, x.low, x.low_closed, PredecessorOf(StartOf(y)),
                                true);
  }
  return values::MakeInterval(*context.arena, SuccessorOf(EndOf(y)), true, x.high, x.high_closed);
}

// Whether the second, which starts no earlier, continues the first: they overlap, meet, or are no
// more than `per` apart.
Truth Continues(const Interval& first, const Interval& second, const Value& per, Context& context) {
  const Value end = EndOf(first);
  Value reach = SuccessorOf(end);
  if (!per.is_null()) {
    const bool bare = per.kind() == Kind::kQuantity && per.quantity().unit == values::Unit::One();
    const Value step = bare && IsNumber(end) ? Value::OfDecimal(per.quantity().amount) : per;
    const Value pair[] = {end, step};
    reach = AddKernel(pair, context);
  }
  if (reach.is_null()) reach = end;  // the last value of the type has no next
  return values::Compare(StartOf(second), reach).LessOrEqual().truth;
}

// ---- expand ----

std::optional<Precision> PrecisionOf(CalendarUnit unit) {
  switch (unit) {
    case CalendarUnit::kYear:
      return Precision::kYear;
    case CalendarUnit::kMonth:
      return Precision::kMonth;
    case CalendarUnit::kWeek:
    case CalendarUnit::kDay:
      return Precision::kDay;
    case CalendarUnit::kHour:
      return Precision::kHour;
    case CalendarUnit::kMinute:
      return Precision::kMinute;
    case CalendarUnit::kSecond:
      return Precision::kSecond;
    case CalendarUnit::kMillisecond:
      return Precision::kMillisecond;
  }
  return std::nullopt;
}

Precision PrecisionOf(const Value& point) {
  return point.kind() == Kind::kTime ? point.time().precision : point.date_time().precision;
}

Value Coarsened(const Value& point, Precision to) {
  if (point.kind() == Kind::kTime) return Value::OfTime(point.time().Truncated(to));
  return Value::OfDateTime(point.date_time().Truncated(to));
}

// One step, the first point and the last, all of one kind and precision.
struct Walk {
  Value first;
  Value last;
  Value step;
  // What to take off a step to reach the end of its piece.
  Value unit;
  bool possible = true;
};

bool IsAmount(const Value& v) { return IsNumber(v) || v.kind() == Kind::kQuantity; }

Decimal OneAtScale(int scale) { return *Decimal::Make(1, scale); }

Walk NumberWalk(const Value& start, const Value& end, const Value& per) {
  Walk walk;
  const bool quantities = start.kind() == Kind::kQuantity;
  const auto amount = [&](const Value& v) {
    return v.kind() == Kind::kQuantity ? v.quantity().amount : DecimalOf(v);
  };
  const int written = std::max(amount(start).scale(), amount(end).scale());
  Decimal step = OneAtScale(written);
  if (!per.is_null()) {
    step = amount(per);
    if (quantities && per.kind() == Kind::kQuantity) {
      const auto converted = values::ConvertExact(step, per.quantity().unit, start.quantity().unit);
      if (!converted.ok()) return {.possible = false};
      step = *converted;
    }
  }
  if (step.is_zero() || step.is_negative()) return {.possible = false};
  const int scale = step.Normalized().scale();
  const auto make = [&](const Decimal& d) {
    if (quantities) return Value::OfQuantity(d, start.quantity().unit);
    const auto whole = d.ToInteger();
    const bool integers = start.kind() == Kind::kInteger && scale == 0 && whole.has_value();
    return integers ? Value::OfInteger(*whole) : Value::OfDecimal(d);
  };
  walk.first = make(amount(start).Truncate(scale));
  walk.last = make(amount(end).Truncate(scale));
  walk.step = make(step);
  walk.unit = make(OneAtScale(scale));
  return walk;
}

Walk TimeWalk(const Value& start, const Value& end, const Value& per) {
  constexpr CalendarUnit kUnits[] = {
      CalendarUnit::kYear,   CalendarUnit::kMonth,  CalendarUnit::kDay,        CalendarUnit::kHour,
      CalendarUnit::kMinute, CalendarUnit::kSecond, CalendarUnit::kMillisecond};
  const Precision written = std::min(PrecisionOf(start), PrecisionOf(end));
  const CalendarUnit own = kUnits[static_cast<size_t>(written)];
  const Duration step = per.is_null() ? Duration{1, own} : per.duration();
  const Precision wanted = *PrecisionOf(step.unit);
  if (step.amount <= 0 || wanted > written) return {.possible = false};
  return {Coarsened(start, wanted), Coarsened(end, wanted), Value::OfDuration(step),
          Value::OfDuration({1, kUnits[static_cast<size_t>(wanted)]})};
}

bool ExpandOne(const Interval& interval, const Value& per, bool points, Context& context,
               std::vector<Value>* out) {
  const Value start = StartOf(interval), end = EndOf(interval);
  if (start.is_null() || end.is_null()) return true;
  const bool in_time = IsPointInTime(start) || start.kind() == Kind::kTime;
  if (in_time && !per.is_null() && per.kind() != Kind::kDuration) return true;
  if (!in_time && !(IsAmount(start) && IsAmount(end) && (per.is_null() || IsAmount(per)))) {
    return true;
  }
  const Walk walk = in_time ? TimeWalk(start, end, per) : NumberWalk(start, end, per);
  if (!walk.possible) return true;
  Value at = walk.first;
  while (true) {
    const Value next_pair[] = {at, walk.step};
    const Value next = AddKernel(next_pair, context);
    const Value end_pair[] = {next, walk.unit};
    const Value piece_end = next.is_null() ? next : SubtractKernel(end_pair, context);
    const Value& reaches = points ? at : piece_end;
    if (values::Compare(reaches, walk.last).LessOrEqual().truth != Truth::kTrue) return true;
    if (out->size() >= kMaxExpanded) return false;
    out->push_back(points ? at : values::MakeInterval(*context.arena, at, true, piece_end, true));
    // A clock wraps at midnight: a next point that is not later ends the walk.
    if (values::Compare(at, next).Less().truth != Truth::kTrue) return true;
    at = next;
  }
}

}  // namespace

Value UnionKernel(Arguments a, Context& context) {
  if (IsList(a[0]) && IsList(a[1])) return UnionOfLists(a[0].items(), a[1].items(), context);
  return IsInterval(a[0]) && IsInterval(a[1]) ? UnionOfIntervals(a, context) : WrongKind();
}

Value IntersectKernel(Arguments a, Context& context) {
  if (IsList(a[0]) && IsList(a[1])) {
    return KeepItems(a[0].items(), a[1].items(), context,
                     [](const Value& item, Arguments other) { return Holds(other, item); });
  }
  return IsInterval(a[0]) && IsInterval(a[1]) ? IntersectionOfIntervals(a, context) : WrongKind();
}

Value ExceptKernel(Arguments a, Context& context) {
  if (IsList(a[0]) && IsList(a[1])) {
    return KeepItems(a[0].items(), a[1].items(), context,
                     [](const Value& item, Arguments other) { return !Holds(other, item); });
  }
  return IsInterval(a[0]) && IsInterval(a[1]) ? DifferenceOfIntervals(a, context) : WrongKind();
}

Value CollapseKernel(Arguments a, Context& context) {
  if (a[0].is_null()) return a[0];
  if (!IsList(a[0])) return WrongKind();
  const Value per = a.size() > 1 ? a[1] : Value::Null();
  std::vector<Value> sorted;
  for (const Value& item : a[0].items()) {
    if (item.is_null()) continue;
    if (!IsInterval(item)) return WrongKind();
    sorted.push_back(item);
  }
  std::sort(sorted.begin(), sorted.end(), [](const Value& x, const Value& y) {
    return values::TotalOrder(StartOf(x.interval()), StartOf(y.interval())) < 0;
  });
  std::vector<Value> merged;
  for (const Value& next : sorted) {
    if (merged.empty()) {
      merged.push_back(next);
      continue;
    }
    const Interval& last = merged.back().interval();
    const Truth joined = Continues(last, next.interval(), per, context);
    if (!values::IsKnown(joined)) return Value::Unsettled(UnsettledCause::kOverlappingTimes);
    if (joined == Truth::kFalse) {
      merged.push_back(next);
    } else if (EndsEarlier(last, next.interval())) {
      merged.back() = values::MakeInterval(*context.arena, last.low, last.low_closed,
                                           next.interval().high, next.interval().high_closed);
    }
  }
  return values::MakeList(*context.arena, merged);
}

// A list of intervals gives pieces, one interval gives points.
Value ExpandKernel(Arguments a, Context& context) {
  if (a[0].is_null()) return a[0];
  const Value per = a.size() > 1 ? a[1] : Value::Null();
  std::vector<Value> result;
  if (IsInterval(a[0])) {
    if (!ExpandOne(a[0].interval(), per, true, context, &result)) {
      return Value::Unsettled(UnsettledCause::kTooManyRows);
    }
    return values::MakeList(*context.arena, result);
  }
  const Value pieces[] = {a[0], per};
  const Value merged = CollapseKernel(absl::MakeConstSpan(pieces, 1), context);
  if (!IsList(merged)) return merged;
  for (const Value& interval : merged.items()) {
    if (!ExpandOne(interval.interval(), per, false, context, &result)) {
      return Value::Unsettled(UnsettledCause::kTooManyRows);
    }
  }
  return values::MakeList(*context.arena, result);
}

}  // namespace suture::operators
