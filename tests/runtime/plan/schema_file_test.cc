#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "runtime/plan/json.h"
#include "runtime/plan/load.h"
#include "runtime/plan/schema.h"
#include "tests/runtime/plan/sample_plan.h"

namespace suture::plan {
namespace {

std::string Content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// After a member was added, SUTURE_UPDATE=1 writes the files anew.
void CheckFile(const std::string& name, const std::string& schema) {
  const std::string path = std::string(SUTURE_SOURCE_DIR "/docs/") + name;
  if (std::getenv("SUTURE_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << schema;
  INFO("docs/" << name << " is not what the structs say. Run this test with SUTURE_UPDATE=1.");
  CHECK((Content(path) == schema));
}

TEST_CASE("The published schemas are those of the structs") {
  CheckFile("plan.schema.json", PlanSchema());
  CheckFile("suite.schema.json", SuiteSchema());
}

// For schema_test.py.
TEST_CASE("A sample for the schema", "[.][samples]") {
  SamplePlan sample;
  Seal(sample.plan);
  const std::string text = ToJson(sample.plan);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace
}  // namespace suture::plan
