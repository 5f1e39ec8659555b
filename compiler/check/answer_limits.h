// What a field can hold besides its type: its range, its length, the digits that it keeps, members
// that exclude each other. An answer outside of them goes to review, so none of them is ever a
// field's value.
#pragma once

#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diagnostics/emitter.h"
#include "runtime/plan/plan.h"

namespace suture::check {

// Each says at `span` what is wrong with `value`, which must be of a type that compares with the
// field's. False: nothing is.
bool ReportOutOfRange(const plan::Field& field, const plan::Literal& value, base::Span span,
                      diag::Emitter& emitter);
bool ReportTooLong(const plan::Field& field, const plan::Literal& value, base::Span span,
                   diag::Emitter& emitter);

// The same of what a test or a scenario expects: all of the above, and what no rounding, no date
// and no set comes to. `values`: the members of a set, or one value.
bool ReportNeverHeld(const plan::Plan& plan, const plan::Field& field,
                     const std::vector<plan::Literal>& values, base::Span span,
                     diag::Emitter& emitter);

}  // namespace suture::check
