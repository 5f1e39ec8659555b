// The results of `suture test` as JUnit XML, which build servers read.
#pragma once

#include <string>
#include <vector>

#include "runtime/testing/suite_runner.h"

namespace suture::cli {

struct JUnitSuite {
  std::string name;
  const testing::SuiteReport* report = nullptr;  // Null: the spec did not come so far
  std::string broken;                            // Then: why, in sentences
};

// A test that failed is a <failure>. What says nothing of the spec's answers is an <error>: a spec
// that does not compile, a plan that cannot be made, a test whose chart cannot be set up.
std::string JUnitOf(const std::vector<JUnitSuite>& suites);

}  // namespace suture::cli
