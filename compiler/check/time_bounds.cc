#include "compiler/check/time_bounds.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "compiler/check/builtins.h"
#include "compiler/check/types.h"

namespace suture::check {

using plan::ExprId;
using plan::Op;
using plan::TypeKind;
using plan::WindowKind;

namespace {

constexpr int64_t kDay = 86'400;
// Anchors are followed this far; deeper ones are not known.
constexpr int kMaxDepth = 12;

Offset OffsetOf(const std::string& amount, const std::string& unit) {
  int64_t n = 0;
  if (!absl::SimpleAtoi(amount, &n)) return {};
  if (unit == "years") return {12 * n, 0};
  if (unit == "months") return {n, 0};
  if (unit == "weeks") return {0, 7 * kDay * n};
  if (unit == "days") return {0, kDay * n};
  if (unit == "hours") return {0, 3600 * n};
  if (unit == "minutes") return {0, 60 * n};
  return {0, n};
}

Offset Plus(const Offset& a, const Offset& b, int sign = 1) {
  return {a.months + sign * b.months, a.seconds + sign * b.seconds};
}

// Whether `late` lies before `early` hangs on what whole days add to them: at most a day, to the
// one or the other. Where both reach so the same way, their days compare.
void ReachWholeDays(Bound& late, Bound& early) {
  using Day = Bound::Day;
  if (late.day == early.day) return;
  if (late.day == Day::kToItsEnd) {
    late.offset.seconds += kDay;
  } else if (early.day == Day::kFromItsStart) {
    early.offset.seconds -= kDay;
  } else {
    return;
  }
  late.open = early.open = true;
  late.day = early.day = Day::kNone;
}

bool NeverMore(const Offset& a, const Offset& b) {
  Offset difference = Plus(a, b, -1);
  return difference.AtMost() <= 0;
}

}  // namespace

int64_t Offset::AtLeast() const {
  return seconds + (months >= 0 ? months * 28 : months * 31) * kDay;
}
int64_t Offset::AtMost() const {
  return seconds + (months >= 0 ? months * 31 : months * 28) * kDay;
}

TimeBounds::TimeBounds(const plan::Plan& plan)
    : plan_(plan), of_variable_(static_cast<size_t>(std::max(plan.variables, 1))) {
  for (size_t q = 0; q < plan.queries.size(); ++q) {
    int32_t variable = plan.queries[q].variable;
    if (variable > 0 && static_cast<size_t>(variable) < of_variable_.size())
      of_variable_[variable] = {static_cast<int32_t>(q)};
  }
  for (const plan::Group& group : plan.groups) {
    if (group.variable > 0 && static_cast<size_t>(group.variable) < of_variable_.size())
      of_variable_[group.variable] = group.over;
  }
}

Reach TimeBounds::ReachOf(const plan::Window& window) const {
  using Edge = Bound::Edge;
  auto period = [&](ExprId id) {
    return id.valid() && plan_.exprs[id.index].type.kind == TypeKind::kPeriod;
  };
  const Offset amount = OffsetOf(window.amount, window.amount_unit);
  Bound a{window.a, Edge::kNone, {}, false};
  Bound start{window.a, period(window.a) ? Edge::kStart : Edge::kNone, {}, false};
  Bound end{window.a, period(window.a) ? Edge::kEnd : Edge::kNone, {}, false};
  auto open = [](Bound bound) {
    bound.open = true;
    return bound;
  };
  const bool whole_days = IsCalendarWord(window.amount_unit);
  auto moved = [&](Bound bound, int sign) {
    bound.offset = Plus(bound.offset, amount, sign);
    if (whole_days) bound.day = sign < 0 ? Bound::Day::kFromItsStart : Bound::Day::kToItsEnd;
    return bound;
  };
  // A date that lies inside is a whole day.
  auto dated = [&](Bound bound, Bound::Day day) {
    const TypeKind kind =
        bound.anchor.valid() ? plan_.exprs[bound.anchor.index].type.kind : TypeKind::kDateTime;
    if (kind == TypeKind::kDate) bound.day = day;
    return bound;
  };
  switch (window.kind) {
    case WindowKind::kBefore:
      return {{}, open(a)};
    case WindowKind::kAfter:
      return {open(a), {}};
    case WindowKind::kWithinBefore:
      return {moved(a, -1), open(a)};
    case WindowKind::kWithinAfter:
      return {open(a), moved(a, 1)};
    case WindowKind::kWithinOf:
      return {moved(a, -1), moved(a, 1)};
    case WindowKind::kFromTo:
      return {dated(a, Bound::Day::kFromItsStart),
              dated({.anchor = window.b}, Bound::Day::kToItsEnd)};
    // What is in progress at a moment of the phase belongs to it.
    case WindowKind::kOverlapping:
    case WindowKind::kInProgress:
      return {start, end, Reach::Of::kStartOrEarlier};
    case WindowKind::kDuring:
      return {start, end};
    case WindowKind::kAt:
      return {a, a};
    case WindowKind::kOn: {
      Bound early = a, late = a;
      early.day = Bound::Day::kFromItsStart;
      late.day = Bound::Day::kToItsEnd;
      return {early, late};
    }
  }
  return {};
}

std::vector<Reach> TimeBounds::ReachesOf(const plan::Query& query) const {
  std::vector<Reach> out;
  for (const plan::Window& window : query.windows) {
    if (!window.excluded) out.push_back(ReachOf(window));
  }
  AddConditions(query.where, query, out);
  // Drawn with another row: at that row's time.
  if (query.drawn_with > 0 && query.drawn_with < query.variable) {
    plan::QueryId with = of_variable_[query.drawn_with];
    if (!with.valid()) return out;
    for (Reach& reach : ReachesOf(plan_.queries[with.index])) out.push_back(std::move(reach));
  }
  return out;
}

int TimeBounds::AtOf(const plan::Query& query) const {
  return plan_.shapes[plan_.collections[query.collection.index].shape.index].at;
}

void TimeBounds::AddConditions(ExprId where, const plan::Query& query,
                               std::vector<Reach>& out) const {
  if (!where.valid()) return;
  const plan::Expr& expr = plan_.exprs[where.index];
  if (expr.op == Op::kAnd || expr.op == Op::kAllOf) {
    for (ExprId arg : expr.args) AddConditions(arg, query, out);
  }
  if (expr.op != Op::kInWindow || !expr.window || expr.args.empty() || !expr.args[0].valid())
    return;
  const plan::Expr* time = &plan_.exprs[expr.args[0].index];
  if (time->op == Op::kStart && time->args[0].valid()) time = &plan_.exprs[time->args[0].index];
  if (time->op != Op::kAttribute || time->variable != query.variable) return;
  out.push_back(ReachOf(*expr.window));
  if (time->attribute != AtOf(query))
    out.back().of = Reach::Of::kAnotherTime, out.back().attribute = time->attribute;
}

std::vector<Reach> TimeBounds::ComparisonsOf(const plan::Query& query) const {
  std::vector<Reach> out;
  AddComparisons(query.where, query, out);
  return out;
}

void TimeBounds::AddComparisons(ExprId where, const plan::Query& query,
                                std::vector<Reach>& out) const {
  using ast::BinaryOp;
  if (!where.valid()) return;
  const plan::Expr& expr = plan_.exprs[where.index];
  if (expr.op == Op::kAnd || expr.op == Op::kAllOf) {
    for (ExprId arg : expr.args) AddComparisons(arg, query, out);
  }
  if (expr.op != Op::kBuiltin || expr.args.size() != 2) return;
  const auto is = [&](BinaryOp op) { return expr.builtin == BuiltinOf(op); };
  for (const size_t side : {0, 1}) {
    const Point time = Resolve({expr.args[side]});
    if (!time.base.valid()) continue;
    const plan::Expr& attribute = plan_.exprs[time.base.index];
    if (attribute.op != Op::kAttribute || attribute.variable != query.variable) continue;
    if (time.offset.months != 0 || time.offset.seconds != 0) continue;
    const bool other = attribute.attribute != AtOf(query);
    // Of a period the start is tested; that its end is late says nothing of it.
    const bool of_end = time.edge == Bound::Edge::kEnd;
    if (other && of_end) continue;
    const bool less = is(side == 0 ? BinaryOp::kLt : BinaryOp::kGt),
               at_most = is(side == 0 ? BinaryOp::kLe : BinaryOp::kGe);
    const bool more = is(side == 0 ? BinaryOp::kGt : BinaryOp::kLt),
               at_least = is(side == 0 ? BinaryOp::kGe : BinaryOp::kLe);
    const bool equal = is(BinaryOp::kEq);
    const Bound limit{expr.args[1 - side], Bound::Edge::kNone, {}, less || more};
    Reach reach{.of = other ? Reach::Of::kAnotherTime : Reach::Of::kRow,
                .attribute = other ? attribute.attribute : -1};
    if (less || at_most || equal) reach.high = limit;
    if (!of_end && (more || at_least || equal)) reach.low = limit;
    if (!reach.low.endless() || !reach.high.endless()) out.push_back(reach);
  }
}

bool TimeBounds::Same(ExprId left, ExprId right) const {
  if (left == right) return true;
  if (!left.valid() || !right.valid()) return false;
  const plan::Expr &a = plan_.exprs[left.index], &b = plan_.exprs[right.index];
  if (a.op != b.op) return false;
  switch (a.op) {
    case Op::kLiteral:
      return plan_.literals[a.literal].text == plan_.literals[b.literal].text;
    case Op::kVariable:
      return a.variable == b.variable;
    case Op::kAttribute:
      return a.variable == b.variable && a.attribute == b.attribute;
    case Op::kField:
      return a.field == b.field;
    case Op::kQuery:
      return a.query == b.query;
    default:
      return a.builtin == b.builtin && a.attribute == b.attribute && a.number == b.number &&
             absl::c_equal(a.args, b.args, [&](ExprId x, ExprId y) { return Same(x, y); });
  }
}

TimeBounds::Point TimeBounds::Resolve(const Bound& bound) const {
  Point point{bound.anchor, bound.edge, bound.offset, bound.day};
  for (int depth = 0; depth < kMaxDepth && point.base.valid(); ++depth) {
    const plan::Expr& expr = plan_.exprs[point.base.index];
    const bool sum =
        expr.op == Op::kBuiltin && (expr.builtin == "add" || expr.builtin == "subtract");
    const plan::Expr* length = sum && expr.args.size() == 2 && expr.args[1].valid()
                                   ? &plan_.exprs[expr.args[1].index]
                                   : nullptr;
    if (length != nullptr && length->op == Op::kLiteral &&
        length->type.kind == TypeKind::kDuration) {
      point.offset =
          Plus(point.offset, OffsetOf(plan_.literals[length->literal].text, length->type.unit),
               expr.builtin == "add" ? 1 : -1);
    } else if (expr.op == Op::kDayAfter) {
      point.offset = Plus(point.offset, {0, kDay * expr.number});
    } else if (expr.op != Op::kBuiltin || expr.builtin != kBuiltinDateOf) {
      break;
    }
    point.base = expr.args[0];
  }
  if (point.base.valid() && point.edge == Bound::Edge::kNone) {
    const plan::Expr& expr = plan_.exprs[point.base.index];
    const bool of_period = (expr.op == Op::kStart || expr.op == Op::kEnd) && expr.args[0].valid() &&
                           plan_.exprs[expr.args[0].index].type.kind == TypeKind::kPeriod;
    if (of_period) {
      point.edge = expr.op == Op::kStart ? Bound::Edge::kStart : Bound::Edge::kEnd;
      point.base = expr.args[0];
    }
  }
  return point;
}

bool TimeBounds::NeverLater(Bound a, Bound b, int depth) const {
  if (b.endless()) return true;
  if (a.endless() || depth > kMaxDepth) return false;
  ReachWholeDays(a, b);
  const Point left = Resolve(a), right = Resolve(b);
  if (!left.base.valid()) return false;
  const bool edges = left.edge == right.edge ||
                     (left.edge == Bound::Edge::kStart && right.edge == Bound::Edge::kEnd);
  if (Same(left.base, right.base) && edges && NeverMore(left.offset, right.offset)) return true;
  if (NeverAfter(a, right, depth)) return true;
  const plan::Expr& expr = plan_.exprs[left.base.index];
  auto arg_is = [&](ExprId arg) {
    return NeverLater({arg, left.edge, left.offset, false, left.day}, b, depth + 1);
  };
  switch (expr.op) {
    case Op::kEarliest:
      for (size_t i = 0; i < expr.args.size(); ++i) {
        if (!absl::c_linear_search(expr.optional_args, static_cast<int32_t>(i)) &&
            arg_is(expr.args[i]))
          return true;
      }
      return false;
    case Op::kLatest:
      return absl::c_all_of(expr.args, arg_is);
    case Op::kIf:
      return arg_is(expr.args[1]) && arg_is(expr.args[2]);
    case Op::kStart:
      return arg_is(expr.args[0]);
    case Op::kMember: {
      const plan::Expr& row = plan_.exprs[expr.args[0].index];
      return row.op == Op::kQuery && RowsNeverLater(row.query, expr.attribute, left, b, depth);
    }
    case Op::kAttribute:
      if (expr.variable <= 0 || static_cast<size_t>(expr.variable) >= of_variable_.size())
        return false;
      return RowsNeverLater(of_variable_[expr.variable], expr.attribute, left, b, depth);
    case Op::kQuery: {
      ExprId yield = plan_.queries[expr.query.index].yield;
      const plan::Expr* of = yield.valid() ? &plan_.exprs[yield.index] : nullptr;
      if (of != nullptr && of->op == Op::kStart) of = &plan_.exprs[of->args[0].index];
      return of != nullptr && of->op == Op::kAttribute &&
             RowsNeverLater(expr.query, of->attribute, left, b, depth);
    }
    default:
      return false;
  }
}

// The time of a row is not later than the windows that chose it; the start of one that overlaps a
// moment not later than that moment.
bool TimeBounds::RowsNeverLater(plan::QueryId id, int attribute, const Point& left, const Bound& b,
                                int depth) const {
  if (!id.valid() || left.edge == Bound::Edge::kEnd) return false;
  const plan::Query& query = plan_.queries[id.index];
  if (AtOf(query) != attribute) return false;
  return absl::c_any_of(ReachesOf(query), [&](const Reach& reach) {
    if (reach.of == Reach::Of::kAnotherTime) return false;
    Bound high = reach.high;
    high.offset = Plus(high.offset, left.offset);
    if (left.day != Bound::Day::kNone) high.day = left.day;
    return NeverLater(high, b, depth + 1);
  });
}

// Whether `a` is never later than `right`, by what chose the moment `right`.
bool TimeBounds::NeverAfter(const Bound& a, const Point& right, int depth) const {
  if (!right.base.valid()) return false;
  const plan::Expr& expr = plan_.exprs[right.base.index];
  auto of_arg = [&](ExprId arg) {
    return NeverLater(a, {arg, right.edge, right.offset, false, right.day}, depth + 1);
  };
  switch (expr.op) {
    case Op::kLatest:
      for (size_t i = 0; i < expr.args.size(); ++i) {
        if (!absl::c_linear_search(expr.optional_args, static_cast<int32_t>(i)) &&
            of_arg(expr.args[i]))
          return true;
      }
      return false;
    case Op::kEarliest:
      return absl::c_all_of(expr.args, of_arg);
    case Op::kIf:
      return of_arg(expr.args[1]) && of_arg(expr.args[2]);
    case Op::kMember: {
      const plan::Expr& row = plan_.exprs[expr.args[0].index];
      return row.op == Op::kQuery && RowsNeverEarlier(row.query, expr.attribute, a, right, depth);
    }
    case Op::kAttribute:
      if (expr.variable <= 0 || static_cast<size_t>(expr.variable) >= of_variable_.size())
        return false;
      return RowsNeverEarlier(of_variable_[expr.variable], expr.attribute, a, right, depth);
    case Op::kQuery: {
      const ExprId yield = plan_.queries[expr.query.index].yield;
      if (!yield.valid()) return false;
      Point time = Resolve({yield});
      time.offset = Plus(time.offset, right.offset);
      if (!time.base.valid() || plan_.exprs[time.base.index].op != Op::kAttribute) return false;
      return RowsNeverEarlier(expr.query, plan_.exprs[time.base.index].attribute, a, time, depth);
    }
    default:
      return false;
  }
}

// The time of a row is not earlier than the windows that chose it; the end of one that overlaps a
// moment not earlier than that moment.
bool TimeBounds::RowsNeverEarlier(plan::QueryId id, int attribute, const Bound& a,
                                  const Point& right, int depth) const {
  if (!id.valid()) return false;
  const plan::Query& query = plan_.queries[id.index];
  if (AtOf(query) != attribute) return false;
  return absl::c_any_of(ReachesOf(query), [&](const Reach& reach) {
    if (reach.low.endless() || reach.of == Reach::Of::kAnotherTime) return false;
    if (reach.of == Reach::Of::kStartOrEarlier && right.edge != Bound::Edge::kEnd) return false;
    Bound low = reach.low;
    low.offset = Plus(low.offset, right.offset);
    if (right.day != Bound::Day::kNone) low.day = right.day;
    return NeverLater(a, low, depth + 1);
  });
}

bool TimeBounds::SurelyLater(const Bound& a, const Bound& b) const {
  if (b.endless()) return false;
  if (a.endless()) return true;
  const Point left = Resolve(a), right = Resolve(b);
  return Same(left.base, right.base) && left.edge == right.edge &&
         Plus(left.offset, right.offset, -1).AtLeast() > 0;
}

// Of two fixed dates, written in full: they order as texts do.
bool TimeBounds::FixedAndReversed(const Point& from, const Point& to) const {
  const auto fixed = [&](const Point& point) -> const std::string* {
    const bool literal = point.base.valid() && plan_.exprs[point.base.index].op == Op::kLiteral;
    return literal ? &plan_.literals[plan_.exprs[point.base.index].literal].text : nullptr;
  };
  const std::string *early = fixed(from), *late = fixed(to);
  return early != nullptr && late != nullptr && early->size() == late->size() &&
         Plus(to.offset, from.offset, -1).AtMost() == 0 && *late < *early;
}

bool TimeBounds::SurelyEmpty(Bound low, Bound high) const {
  if (low.endless() || high.endless()) return false;
  if (FixedAndReversed(Resolve(low), Resolve(high))) return true;
  ReachWholeDays(high, low);
  const Point from = Resolve(low), to = Resolve(high);
  if (!from.base.valid() || !to.base.valid()) return false;
  const Offset length = Plus(to.offset, from.offset, -1);
  // From an end that comes later than the beginning wherever both are known.
  if (!Same(from.base, to.base)) return NeverLater(high, low);
  // From the end of a period to its start, or further back.
  if (from.edge == Bound::Edge::kEnd && to.edge == Bound::Edge::kStart) return length.AtMost() <= 0;
  if (from.edge != to.edge) return false;
  return length.AtMost() < 0 ||
         (length.AtMost() == 0 && length.AtLeast() == 0 && (low.open || high.open));
}

bool TimeBounds::NotAfterIndex(const Bound& bound) const {
  if (bound.endless()) return false;
  const Point point = Resolve(bound);
  if (!point.base.valid()) return false;
  const plan::Expr& expr = plan_.exprs[point.base.index];
  auto arg_is = [&](ExprId arg) { return NotAfterIndex({arg, point.edge, point.offset, false}); };
  if (expr.op == Op::kEarliest) return absl::c_any_of(expr.args, arg_is);
  if (expr.op == Op::kLatest) return absl::c_all_of(expr.args, arg_is);
  return expr.op == Op::kAttribute && expr.variable == 0 && point.offset.AtMost() <= 0;
}

}  // namespace suture::check
