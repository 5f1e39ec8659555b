// What the tests of a spec say of each field, as a document that scripts can hold a spec to.
#pragma once

#include <string>

#include "nlohmann/json.hpp"
#include "runtime/plan/plan.h"
#include "runtime/plan/suite.h"
#include "runtime/testing/suite_runner.h"

namespace suture::cli {

// "registries/sts-acsd/lung.suture:12"; empty where the span has no file.
std::string PlaceOf(const plan::Plan& plan, const plan::SourceSpan& span);

// One module: for each field every expectation that a test has of it, and the steps, table rows and
// answers that no test reached. Shape: docs/coverage.md.
nlohmann::ordered_json CoverageOf(const std::string& name, const plan::Plan& plan,
                                  const plan::Suite& suite, const testing::SuiteReport& report);

}  // namespace suture::cli
