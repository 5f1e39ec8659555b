// Which of two answers counts more, where a field takes the highest or the lowest of several
// (`resolve highest`, a `priority` table).
#pragma once

#include "runtime/values/value.h"

namespace suture::rules {

// Whether `left` counts more than `right`, by the order that the choice or the kind of value
// declares; members that a choice leaves out of its order count less than any other. Unsettled:
// dates that overlap, two different members that are left out.
values::Judgement Beats(const values::Value& left, const values::Value& right, bool highest);

}  // namespace suture::rules
