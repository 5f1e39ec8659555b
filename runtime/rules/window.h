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
// day. Two times that were both written to the minute compare as points: 08:00 is at 08:00. Times with unlike offsets compare as instants; one without an offset can have had any.
#pragma once

#include <cstdint>

#include "runtime/chart/row.h"
#include "runtime/plan/plan.h"
#include "runtime/rules/judged.h"
#include "runtime/values/time.h"

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

// Days on which `anchor` moved by `amount` can fall; two where the month has no such day and the
// spec does not say how it rounds, or where the anchor is partial.
Range MovedLocalDay(const values::DateTime& anchor, int64_t sign, const values::Duration& amount,
                    values::MonthRounding rounding);

}  // namespace suture::rules
