// What the checker says of whole specs. good/: nothing. bad/: the text beside the file, word for
// word.
#include "tests/support/golden.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"

namespace suture::driver {
namespace {

namespace fs = std::filesystem;

// Messages name the file as it was named on the command line: by its path inside the repository.
std::string MessagesOf(const fs::path& path) {
  fs::current_path(SUTURE_SOURCE_DIR);
  Session session;
  absl::StatusOr<Compilation> compilation =
      session.Compile(fs::relative(path, SUTURE_SOURCE_DIR).generic_string());
  REQUIRE(compilation.ok());
  return diag::PrintText(session.sources(), compilation->diagnostics);
}

TEST_CASE("what a spec lacks is said") {
  testing::RunGoldens("tests/compiler/check/bad", ".suture", MessagesOf);
  for (const fs::path& path : testing::FilesIn("tests/compiler/check/bad", ".expected")) {
    INFO(path.filename().string());
    CHECK_FALSE(testing::ReadText(path).empty());
  }
}

TEST_CASE("of a sound spec nothing is said") {
  for (const fs::path& path : testing::FilesIn("tests/compiler/check/good", ".suture")) {
    INFO(path.filename().string());
    CHECK(MessagesOf(path) == "");
  }
}

}  // namespace
}  // namespace suture::driver
