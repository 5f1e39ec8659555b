// How far windows reach, as far as the spec alone tells: bounds are an anchor with an offset, and
// two bounds compare when the spec proves their order (the same anchor, the start and end of one
// period, the time of a row that a window has chosen, earliest and latest). Nothing is known of the
// rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/plan/plan.h"

namespace suture::check {

// A length that may be calendar and clock at once; months differ in length, so it is a range of
// seconds.
struct Offset {
  int64_t months = 0, seconds = 0;
  int64_t AtLeast() const;
  int64_t AtMost() const;
};

struct Bound {
  plan::ExprId anchor;                                         // Invalid: without end.
  enum class Edge { kNone, kStart, kEnd } edge = Edge::kNone;  // Of an anchor that is a period
  Offset offset;
  bool open = false;  // The bound itself lies outside.
  // Days are whole: a bound that is counted in them, or is a date, takes in all of its own.
  enum class Day { kNone, kFromItsStart, kToItsEnd } day = Day::kNone;
  bool endless() const { return !anchor.valid(); }
};

struct Reach {
  Bound low, high;
  // Which time of the row is held to lie in between.
  enum class Of { kRow, kStartOrEarlier, kAnotherTime } of = Of::kRow;
  // kRow: the one that windows test. kStartOrEarlier: that one, but of a row that may have begun
  // before `low` (it overlaps, or is in progress). kAnotherTime: such as `recorded`, by a condition
  // in `where`.
  int attribute = -1;  // Of kAnotherTime: which
};

class TimeBounds {
 public:
  // The plan must outlive this.
  explicit TimeBounds(const plan::Plan& plan);

  Reach ReachOf(const plan::Window& window) const;
  // Every window that a row must lie in, those of `where` on a time of the row's own included.
  std::vector<Reach> ReachesOf(const plan::Query& query) const;
  // What comparisons in `where` leave of a row's times: `onset > surgery.end`.
  std::vector<Reach> ComparisonsOf(const plan::Query& query) const;

  // Whether `a` is never later than `b`. False: it may be, or the spec does not tell.
  bool NeverLater(const Bound& a, const Bound& b) const { return NeverLater(a, b, 0); }
  // Whether `a` is always later than `b`.
  bool SurelyLater(const Bound& a, const Bound& b) const;
  // Whether no time lies between them.
  bool SurelyEmpty(Bound low, Bound high) const;
  // Whether the bound is the index event (its start or end) or earlier.
  bool NotAfterIndex(const Bound& bound) const;

 private:
  // What remains of an anchor when sums are taken apart.
  struct Point {
    plan::ExprId base;
    Bound::Edge edge;
    Offset offset;
    Bound::Day day;
  };
  Point Resolve(const Bound& bound) const;
  // Whether two expressions give the same moment, since they say the same.
  bool Same(plan::ExprId a, plan::ExprId b) const;
  bool NeverLater(Bound a, Bound b, int depth) const;
  bool FixedAndReversed(const Point& from, const Point& to) const;
  bool RowsNeverLater(plan::QueryId id, int attribute, const Point& left, const Bound& b,
                      int depth) const;
  bool NeverAfter(const Bound& a, const Point& right, int depth) const;
  bool RowsNeverEarlier(plan::QueryId id, int attribute, const Bound& a, const Point& right,
                        int depth) const;
  void AddComparisons(plan::ExprId where, const plan::Query& query, std::vector<Reach>& out) const;
  void AddConditions(plan::ExprId where, const plan::Query& query, std::vector<Reach>& out) const;
  int AtOf(const plan::Query& query) const;

  const plan::Plan& plan_;
  std::vector<plan::QueryId> of_variable_;  // By row variable: the query that chooses its row
};

}  // namespace suture::check
