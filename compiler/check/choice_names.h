// What the name of a choice tells by itself: that something is not there, or that nothing is known.
#pragma once

#include <string_view>

#include "runtime/plan/plan.h"

namespace suture::check {

// Whether a name, label or code says that something is not there: `No`, `NotPresent`, `Never
// smoked`, `CultureNegative`. `NotDocumented` and `NotMeasured` say nothing of the patient and are
// none.
bool IsNegativeName(std::string_view name);

// Members whose name or submitted code says so: what silence alone must not conclude unasked.
bool IsNegative(const plan::ChoiceMember& member);
// The same of a choice that stands as a value.
bool IsNegative(const plan::Plan& plan, const plan::Literal& literal);

// The lowest member of an ordered choice, of those that say something, and the number 0: the least
// that a field can be, which silence must not conclude unasked either.
bool IsLeast(const plan::Plan& plan, const plan::Literal& literal);
// A negative, the least, or `false`.
bool SaysNothingThere(const plan::Plan& plan, const plan::Literal& literal);

// Whether a name or label says that nothing is known, and that only: `Unknown`, `NotDocumented`,
// `Not applicable`, `UNK`. `Normal` and `NotPresent` say something of the patient, and so does
// `No or unknown`: every part between `or`, `and` and `/` has to say it. Words are those of the
// name's capitals, blanks and underscores.
bool TellsNothing(std::string_view name);

}  // namespace suture::check
