// Readings [language meaning 12]: the note's own words, as a model copied them, turned into a value
// by the table that the author declared. The model returns words; what they are worth is decided
// here.
#pragma once

#include <string_view>

#include "runtime/base/arena.h"
#include "runtime/plan/plan.h"
#include "runtime/values/value.h"

namespace suture::rules {

// "55", "55-60 %", "<20", "mildly reduced", "2019-03". Null with a cause where the words are not
// listed, or a range has no declared meaning.
values::Value ApplyReading(const plan::Plan& plan, const plan::Reading& reading,
                           std::string_view words, base::Arena& arena);

// A date of the chart that is known to the month or the year, made whole as the reading says; any
// other date as it is.
values::Value CompleteDate(const plan::Reading& reading, const values::DateTime& date);

}  // namespace suture::rules
