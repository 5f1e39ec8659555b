// Times of rows as values of expressions and back: a point is a datetime, a period an interval.
#pragma once

#include <string>

#include "runtime/base/arena.h"
#include "runtime/chart/row.h"
#include "runtime/rules/judged.h"
#include "runtime/values/value.h"

namespace suture::rules {

// One moment of what lasts, or what is over without an end: that it ended is known, and not when.
inline bool IsEndUnknown(const chart::Period& period) {
  return !period.is_period && !period.has_end;
}

// Null when nothing is known. An open end becomes the greatest time (null, closed), a missing start
// and an end that nobody wrote an unknown one (null, open).
values::Value PeriodValue(const chart::Period& period, base::Arena& arena);
// False when the value is no time.
bool ReadPeriod(const values::Value& value, chart::Period& period);

// As FHIR writes it: "2024-03-01" for a datetime that is known to the day.
std::string TimeText(const values::DateTime& time);
// Into DateTime::kMaxText characters; how many were written.
size_t WriteTime(const values::DateTime& time, char* to);
std::string_view TimeText(const values::DateTime& time, base::Arena& arena);

// Equal, where a concept and a text or another concept are when they share a code.
values::Judgement EqualConcepts(const Judged& left, const Judged& right);

}  // namespace suture::rules
