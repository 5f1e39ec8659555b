// What is submitted: the answer converted to the field's unit, rounded or truncated as the type
// says [language meaning 12]. A reference to a field means this value.
#pragma once

#include "runtime/base/arena.h"
#include "runtime/plan/plan.h"
#include "runtime/rules/program.h"
#include "runtime/values/value.h"

namespace suture::rules {

// Null with a cause when the value does not fit the type.
values::Value ToType(const TypeProgram& type, const values::Value& value, base::Arena& arena);

bool InRange(const BoundsProgram& range, const values::Value& value);

// Members that must not stand together do, or one that must stand alone does not.
bool BreaksExclusion(const plan::Choice& choice, const values::Value& set);

}  // namespace suture::rules
