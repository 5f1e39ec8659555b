// The JSON Schema (draft 7) of the plan and of the test suite, written from the same lists of
// members as the documents themselves. docs/plan.schema.json and docs/suite.schema.json hold it; a
// test compares.
#pragma once

#include <string>

namespace suture::plan {

std::string PlanSchema();
std::string SuiteSchema();

}  // namespace suture::plan
