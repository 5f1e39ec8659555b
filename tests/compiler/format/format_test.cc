#include "compiler/format/format.h"

#include <catch2/catch.hpp>
#include <string>

#include "compiler/ast/dump.h"
#include "tests/support/golden.h"

namespace suture::format {
namespace {

std::string Formatted(const std::string& text) {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", text);
  diag::Emitter emitter;
  absl::StatusOr<std::string> formatted = Format(sources, file, emitter);
  REQUIRE(formatted.ok());
  return *formatted;
}

TEST_CASE("untidy files become tidy") {
  testing::RunGoldens("tests/compiler/format/cases", ".suture",
                      [](const std::filesystem::path& path) { return Formatted(testing::ReadText(path)); });
}

TEST_CASE("formatting twice changes nothing, and the meaning stays") {
  for (const char* folder : {"stdlib", "registries", "examples", "tests/compiler/syntax/good", "tests/compiler/format/cases"}) {
    for (const std::filesystem::path& path : testing::FilesIn(folder, ".suture")) {
      INFO(path.string());
      std::string once = Formatted(testing::ReadText(path));
      CHECK(Formatted(once) == once);
    }
  }
}

TEST_CASE("every comment stays, in its order") {
  for (const char* folder : {"stdlib", "registries", "tests/compiler/format/cases"}) {
    for (const std::filesystem::path& path : testing::FilesIn(folder, ".suture")) {
      INFO(path.string());
      auto comments = [](const std::string& text) {
        std::string all;
        for (size_t at = text.find("// "); at != std::string::npos; at = text.find("// ", at + 1)) {
          all += text.substr(at, text.find('\n', at) - at) + "\n";
        }
        return all;
      };
      std::string text = testing::ReadText(path);
      CHECK(comments(Formatted(text)) == comments(text));
    }
  }
}

TEST_CASE("a file with mistakes is refused") {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", "feild A : YesNo { otherwise No }\n");
  diag::Emitter emitter;
  absl::StatusOr<std::string> formatted = Format(sources, file, emitter);
  CHECK(formatted.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(emitter.error_count() == 1);
}

}  // namespace
}  // namespace suture::format
