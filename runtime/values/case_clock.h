// What comparing and counting of times share: the clock of the case, and division towards the past.
#pragma once

#include <cstdint>

#include "runtime/values/time.h"

namespace suture::values {

// Whether the local days of the two are not simply those that were written.
inline bool HasOtherClock(const DateTime& left, const DateTime& right) {
  return left.case_ahead != 0 || right.case_ahead != 0;
}

inline int64_t FloorDivide(int64_t value, int64_t by) {
  const int64_t quotient = value / by;
  return value % by < 0 ? quotient - 1 : quotient;
}

}  // namespace suture::values
