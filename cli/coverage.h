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

// One module: for each field every expectation that a test has of it, how many of its steps, table
// rows, answers and absences a test reached, and those that none did. Shape: docs/coverage.md.
nlohmann::ordered_json CoverageOf(const std::string& name, const plan::Plan& plan,
                                  const plan::Suite& suite, const testing::SuiteReport& report);

// A line for each field with what was reached of it, a line for each part that was not, and the
// sums.
std::string CoverageText(const plan::Plan& plan, const testing::SuiteReport& report);

// LCOV's tracefile format: a record for each file of the spec; fields as functions, steps and rows
// as lines, answers and absences as branches.
std::string CoverageLcov(const std::string& name, const plan::Plan& plan,
                         const testing::SuiteReport& report);

}  // namespace suture::cli
