// What the name of a choice tells by itself: that something is not there, or that nothing is known.
#pragma once

#include <string_view>

namespace suture::check {

// Members whose names say that something is not there: what silence alone must not conclude unasked.
bool IsNegativeName(std::string_view name);

// Whether a name or label says that nothing is known, and that only: `Unknown`, `NotDocumented`,
// `Not applicable`, `UNK`. `Normal` and `NotPresent` say something of the patient, and so does
// `No or unknown`: every part between `or`, `and` and `/` has to say it. Words are those of the name's
// capitals, blanks and underscores.
bool TellsNothing(std::string_view name);

}  // namespace suture::check
