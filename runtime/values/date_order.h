// Which number of "3/4/2024" is the day. Notes do not say; a hospital knows how its notes are
// written.
#pragma once

#include <cstdint>

namespace suture::values {

enum class DateOrder : uint8_t {
  kUnknown,     // Such a date has no meaning unless a number above 12 gives it away.
  kMonthFirst,  // 4 March
  kDayFirst,    // 3 April
};

}  // namespace suture::values
