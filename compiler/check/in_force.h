// Days on which something is in force: `effective A until B`, as whole ISO days, which compare as
// text.
#pragma once

#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "runtime/base/span.h"
#include "runtime/plan/plan.h"

namespace suture::check {

inline bool IsDated(const plan::Effective& effective) {
  return !effective.from.empty() || !effective.until.empty();
}

// Whether there is a day on which both are.
inline bool InForceTogether(const plan::Effective& a, const plan::Effective& b) {
  return (a.until.empty() || b.from <= a.until) && (b.until.empty() || a.from <= b.until);
}

// One version running into the next: the later begins before the earlier ends, and is not over
// before it.
inline bool RunsInto(const plan::Effective& a, const plan::Effective& b) {
  if (a.from >= b.from || (!a.until.empty() && b.from > a.until)) return false;
  if (a.until.empty()) return b.until.empty();
  return b.until.empty() || a.until < b.until;
}

// What stands in a file with its days.
struct Version {
  plan::Effective effective;
  base::Span span;
};

// Reports the first day on which no version is in force although one was before and one will be
// after.
void FindGap(std::vector<Version> versions, diag::Emitter& emitter);

}  // namespace suture::check
