// Any text as a number, a time, a unit. What is read and written again reads as the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "runtime/values/decimal.h"
#include "runtime/values/time.h"
#include "runtime/values/unit.h"

namespace suture::values {
namespace {

void Number(std::string_view text) {
  const std::optional<Decimal> number = Decimal::Parse(text);
  if (!number) return;
  const std::optional<Decimal> again = Decimal::Parse(number->ToString());
  if (!again || again->ToString() != number->ToString()) std::abort();
}

void Time(std::string_view text) {
  if (const std::optional<DateTime> time = DateTime::Parse(text)) {
    const std::optional<DateTime> again = DateTime::Parse(time->ToString());
    if (!again || again->ToString() != time->ToString()) std::abort();
  }
  if (const std::optional<TimeOfDay> time = TimeOfDay::Parse(text)) {
    const std::optional<TimeOfDay> again = TimeOfDay::Parse(time->ToString());
    if (!again || again->ToString() != time->ToString()) std::abort();
  }
}

// "12.5 mg/dL|g/L": an amount of one unit, converted into the other.
void Conversion(std::string_view text) {
  const size_t bar = text.find('|');
  const size_t blank = text.find(' ');
  if (bar == std::string_view::npos || blank == std::string_view::npos || blank > bar) return;
  const std::optional<Decimal> amount = Decimal::Parse(text.substr(0, blank));
  const auto from = Unit::Parse(text.substr(blank + 1, bar - blank - 1));
  const auto to = Unit::Parse(text.substr(bar + 1));
  if (amount && from.ok() && to.ok()) (void)ConvertExact(*amount, *from, *to);
}

}  // namespace
}  // namespace suture::values

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  suture::values::Number(text);
  suture::values::Time(text);
  (void)suture::values::Unit::Parse(text);
  (void)suture::values::Unit::ParseClinicalUnit(text);
  suture::values::Conversion(text);
  return 0;
}
