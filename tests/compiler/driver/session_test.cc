// A session goes on with an edited text without the disk.
#include <catch2/catch.hpp>
#include <string>

#include "compiler/driver/driver.h"

namespace suture::driver {
namespace {

const std::string kPath = std::string(SUTURE_SOURCE_DIR) + "/tests/cli/golden/small.suture";

TEST_CASE("an edit is checked in place of the file, and taken back") {
  Session session;
  auto first = session.Compile(kPath);
  REQUIRE(first.ok());
  REQUIRE_FALSE(first->has_errors);
  const std::string path = session.sources().file(0).path();
  const std::string good(session.sources().file(0).text());
  REQUIRE(session.Edit(path, good + "\nlet wrong = nowhere\n").ok());
  auto edited = session.Compile(kPath);
  REQUIRE(edited.ok());
  REQUIRE(edited->diagnostics.size() == first->diagnostics.size() + 1);
  CHECK(session.sources().Text(edited->diagnostics.back().span) == "nowhere");
  REQUIRE(session.Edit(path, good).ok());
  auto again = session.Compile(kPath);
  REQUIRE(again.ok());
  CHECK(again->diagnostics.size() == first->diagnostics.size());
}

TEST_CASE("a file that nobody read cannot be edited") {
  Session session;
  CHECK(absl::IsNotFound(session.Edit("elsewhere.suture", "")));
}

}  // namespace
}  // namespace suture::driver
