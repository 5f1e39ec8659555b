// Outcomes in the words of a test's message.
#pragma once

#include <string>

#include "runtime/plan/suite.h"
#include "runtime/rules/evaluator.h"

namespace suture::testing {

// "Yes", "6.5 %", "Mild and Severe".
std::string ValueText(const plan::Plan& plan, const values::Value& value);
// "Yes by `coded`", "review (unsettled: A date or time is too coarse to decide.), proposing No".
std::string OutcomeText(const plan::Plan& plan, plan::FieldId field,
                        const rules::FieldOutcome& outcome);
// "It rests on the condition of 2024-01-05 and …": at most four entries; empty when there are none.
std::string WhyText(rules::Evaluator& evaluator, const rules::FieldOutcome& outcome);
// "step `treated`"
std::string StepText(const plan::Field& field, int step);

}  // namespace suture::testing
