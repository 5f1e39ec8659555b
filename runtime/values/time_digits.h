// Times as one number each, for the many comparisons of times that are written alike.
#pragma once

#include <cstdint>

#include "runtime/values/time.h"

namespace suture::values {

// Nothing coarser than a second, and no date.
inline bool IsKnownToTheSecond(const DateTime& time) {
  return !time.is_date && time.precision >= Precision::kSecond;
}

// All components side by side: two values written with one offset, both known to the second, are
// ordered by it as their clock is. The lowest kDigitsOfDay bits are the time of the day.
inline int64_t Digits(const DateTime& time) {
  const int64_t day = (time.year * int64_t{16} + time.month) * 32 + time.day;
  return (((day * 32 + time.hour) * 64 + time.minute) * 64 + time.second) * 1024 + time.millisecond;
}
inline constexpr int kDigitsOfDay = 5 + 6 + 6 + 10;

}  // namespace suture::values
