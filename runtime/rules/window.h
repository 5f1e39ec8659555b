// The exact edges of windows [language meaning 2], on times that may be partial: a time is in, out,
// or not decided because it is coarser than the edge.
//
//   before a            (-inf, a)              after a             (a, +inf)
//   within N h before a [a-N, a)               within N h after a  (a, a+N]
//   within N h of a     [a-N, a+N]             from a to b         [a, b]
//   on a                the local day of a     at a                the same moment
// With N in days or more, local dates are counted: within N days before a is what lies before a and
// on a local date at most N before that of a; within N days of a, on a date at most N away.
//
// A date against a date compares by day. Against a time of day it stands for the whole of its local
// day. Two times that were both written to the minute compare as points: 08:00 is at 08:00. Times
// with unlike offsets compare as instants; one without an offset can have had any. Local days are
// those of the case's clock [docs/decisions/days-of-the-hospital.md].
#pragma once

#include <algorithm>
#include <cstdint>

#include "runtime/chart/row.h"
#include "runtime/plan/plan.h"
#include "runtime/rules/judged.h"
#include "runtime/values/time.h"
#include "runtime/values/time_digits.h"

namespace suture::rules {

// [low, high], inclusive: everything that a partial time can be, on a clock shared with another.
struct Range {
  int64_t low = 0, high = 0;
};

// Two times on one clock: milliseconds, or days where both are dates.
struct OnOneClock {
  Range left, right;
  bool days = false;
};
OnOneClock Align(const values::DateTime& left, const values::DateTime& right);

Verdict IsBefore(const values::DateTime& time, const values::DateTime& anchor);
Verdict IsAtOrBefore(const values::DateTime& time, const values::DateTime& anchor);

// `time` against an anchor and an amount; kinds with one anchor that is a point.
Verdict TestPoint(plan::WindowKind kind, const values::DateTime& time,
                  const values::DateTime& anchor, const values::Duration& amount,
                  values::MonthRounding rounding);
// [from, to], each closed.
Verdict TestFromTo(const values::DateTime& time, const values::DateTime& from,
                   const values::DateTime& to);

// A row's time against [window.start, window.end]; open ends as chart::Period says.
Verdict TestDuring(const chart::Period& row, const chart::Period& window);
Verdict TestOverlapping(const chart::Period& row, const chart::Period& window);
Verdict TestInProgress(const chart::Period& row, const values::DateTime& at);

// Whether the length between two times is at most `amount`, in either order: local dates for
// calendar units, instants for hours and less.
Verdict IsWithin(const values::DateTime& left, const values::DateTime& right,
                 const values::Duration& amount, values::MonthRounding rounding);

// A window among times that are written as its anchors are, to the second or finer and with one
// offset: their digits tell what the functions above would, where they tell anything.
struct WindowEdges {
  bool tell = false;
  int16_t offset_minutes = 0;
  // Outside for certain below `out_below` and above `out_above`, inside for certain in
  // [in_from, in_to]; what lies between takes the functions above.
  int64_t out_below = INT64_MIN, in_from = INT64_MIN;
  int64_t in_to = INT64_MAX, out_above = INT64_MAX;

  void NarrowBelow(int64_t out, int64_t in) {
    out_below = std::max(out_below, out);
    in_from = std::max(in_from, in);
  }
  void NarrowAbove(int64_t out, int64_t in) {
    out_above = std::min(out_above, out);
    in_to = std::min(in_to, in);
  }
  // kTrue or kFalse; kSilent: the digits do not tell.
  Verdict::Kind Test(const values::DateTime& time) const {
    if (!tell || !values::IsKnownToTheSecond(time) || time.offset_minutes != offset_minutes)
      return Verdict::kSilent;
    const int64_t digits = values::Digits(time);
    if (digits < out_below || digits > out_above) return Verdict::kFalse;
    return digits >= in_from && digits <= in_to ? Verdict::kTrue : Verdict::kSilent;
  }
};
// Of a window whose anchors are `a` and, of `from a to b`, `b`.
WindowEdges FindEdges(plan::WindowKind kind, const chart::Period& a, const chart::Period& b,
                      const values::Duration& amount, values::MonthRounding rounding);

// Days on which `anchor` moved by `amount` can fall; two where the month has no such day and the
// spec does not say how it rounds, or where the anchor is partial.
Range MovedLocalDay(const values::DateTime& anchor, int64_t sign, const values::Duration& amount,
                    values::MonthRounding rounding);

}  // namespace suture::rules
