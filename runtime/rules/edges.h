// Whether one window lies inside another, for declared cover [meaning 5]: a window is the stretch
// between two edges, each an anchor moved by an amount.
#pragma once

#include "runtime/chart/row.h"
#include "runtime/rules/program.h"
#include "runtime/rules/window.h"

namespace suture::rules {

struct Edge {
  bool unbounded = false;
  values::DateTime anchor;
  values::Duration by;     // Moved by this; negative: earlier
  bool whole_day = false;  // A lower edge begins with its local day, an upper one ends with it
};
struct Stretch {
  Edge low, high;
};

// False for windows that are no stretch of time (overlapping, in progress).
bool StretchOf(const WindowProgram& window, const chart::Period& a, const chart::Period& b,
               Stretch& stretch);

// True only when `inner` lies in `outer` for certain.
bool Contains(const Stretch& outer, const Stretch& inner, values::MonthRounding rounding);

}  // namespace suture::rules
