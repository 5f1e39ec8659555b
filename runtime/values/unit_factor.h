// Arithmetic on the sizes of units: exact while it fits, marked inexact when it does not.
#pragma once

#include <string_view>

#include "runtime/values/unit.h"

namespace suture::values {

UnitFactor MultiplyFactors(const UnitFactor& left, const UnitFactor& right);
UnitFactor InvertFactor(const UnitFactor& factor);
UnitFactor RaiseFactor(const UnitFactor& factor, int exponent);
UnitFactor DivideFactors(const UnitFactor& left, const UnitFactor& right);
// "60", "1.5e-3" or "5/9"; the text comes from the unit table and is known to be a number.
UnitFactor ParseFactor(std::string_view text);
UnitFactor PiFactor();
bool SameFactor(const UnitFactor& left, const UnitFactor& right);

}  // namespace suture::values
