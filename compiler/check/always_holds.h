// Conditions that hold of every case, whatever its chart says.
#pragma once

#include <string_view>

#include "runtime/plan/plan.h"

namespace suture::check {

// Whether the spec alone tells that this is true: `true`, `1 = 1`, `surgery.start is known` (a case
// is one because of it), and what `and`, `or` and `not` make of them. False: it may fail, or cannot
// be told.
bool AlwaysHolds(const plan::Plan& plan, plan::ExprId condition);
// The same of being false.
bool NeverHolds(const plan::Plan& plan, plan::ExprId condition);
// Whether a step answers every case that reaches it, so that none behind it is reached.
bool AlwaysAnswers(const plan::Plan& plan, const plan::Step& step);
// What a comparison (a builtin's name, such as "less") says of two literals of one type; false
// where it cannot be told.
bool HoldsOf(std::string_view comparison, const plan::Literal& left, const plan::Literal& right);

}  // namespace suture::check
