// What a model says around its JSON object, or in members that nobody asked for. Words that lead to
// the object are harmless; words that take the answer back, add to it or speak of another one are
// not: which of the two the model means, nobody can tell.
#pragma once

#include <string_view>

#include "runtime/plan/plan.h"
#include "runtime/prompts/executor.h"

namespace suture::prompts {

// "Actually, …", "correction:", "should be".
bool TakesBack(std::string_view prose);
// "But …", "not sure", "rows left out for brevity": harmless where a member explains an answer, not
// where sentences stand around all of them.
bool Hedges(std::string_view prose);

// Another name of the list as an answer, another number than the value's, or that nothing was
// found.
bool SaysOtherwise(const plan::Plan& plan, const plan::Type& type, const AnsweredValue& value,
                   std::string_view prose);

}  // namespace suture::prompts
