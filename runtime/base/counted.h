// Numbers in sentences that people read: "1 record", "2 records".
#pragma once

#include <string>
#include <string_view>

#include "fmt/format.h"

namespace suture::base {

// The number and what is counted: `one` where it is 1, else `many`. Both may go on with their verb:
// Counted(n, "chart waits", "charts wait").
template <typename Integer>
std::string Counted(Integer number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

// The same for words whose plural is an `s` more.
template <typename Integer>
std::string Counted(Integer number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

}  // namespace suture::base
