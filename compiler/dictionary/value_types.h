// What a type of the checked module lets an answer be.
#pragma once

#include <string>

#include "compiler/dictionary/dictionary.h"
#include "runtime/plan/plan.h"

namespace suture::dictionary {

ValueType ValueTypeOf(const plan::Type& type, const plan::Plan& draft);

// "E08..E13", "E11.*", "E11.9"
std::string CodeText(const plan::CodeRange& range);

// "not_documented" -> "not documented"
std::string ReasonWords(std::string name);

}  // namespace suture::dictionary
