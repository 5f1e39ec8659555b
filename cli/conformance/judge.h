// Whether a result is what a test of the suite expects, and which differences are on purpose.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "runtime/operators/table.h"

namespace suture::conformance {

// CQL's equality for tests: null equals null, uncertain results compare as their interval,
// intervals by their first and last points.
bool SameResult(const values::Value& actual, const values::Value& expected,
                operators::Context& context);

// What one run of a test gave.
struct Outcome {
  const nlohmann::json* expression = nullptr;
  values::Value actual;
  values::Value expected;
  bool error_expected = false;
};

// The rule of docs/conformance.md by which a result differs on purpose; empty when none applies,
// and the test has failed.
std::string_view DeliberateDifference(const Outcome& outcome);

}  // namespace suture::conformance
