// The pages of docs/analyses say what the checker does: each shows a spec that is wrong, the very
// text that the checker prints for it, and a spec that is right.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "tests/support/golden.h"

namespace suture::driver {
namespace {

namespace fs = std::filesystem;

struct Block {
  std::string kind;  // What stands after the three back quotes
  std::string text;
  size_t at = 0;  // Where the text starts in the page
};

std::vector<Block> BlocksOf(const std::string& page) {
  const std::string fence = "```";
  std::vector<Block> blocks;
  for (size_t at = 0; (at = page.find("\n" + fence, at)) != std::string::npos;) {
    size_t line = page.find('\n', at + 1);
    size_t end = page.find("\n" + fence, line);
    REQUIRE(end != std::string::npos);
    blocks.push_back(
        {page.substr(at + 4, line - at - 4), page.substr(line + 1, end - line), line + 1});
    at = end + 1 + fence.size();
  }
  return blocks;
}

std::string MessagesOf(const std::string& text) {
  const fs::path folder = fs::temp_directory_path() / "suture_pages_test";
  fs::create_directories(folder);
  fs::current_path(folder);
  std::ofstream("example.suture", std::ios::binary) << text;
  Session session;
  absl::StatusOr<Compilation> compilation = session.Compile("example.suture");
  REQUIRE(compilation.ok());
  std::string messages = diag::PrintText(session.sources(), compilation->diagnostics);
  fs::current_path(SUTURE_SOURCE_DIR);
  fs::remove_all(folder);
  while (messages.ends_with("\n\n")) messages.pop_back();
  return messages;
}

TEST_CASE("every page on an analysis shows what the checker prints") {
  for (const fs::path& path : testing::FilesIn("docs/analyses", ".md")) {
    INFO(path.filename().string());
    int wrong = 0, right = 0;
    std::string said;
    std::string page = testing::ReadText(path);
    std::string blessed = page;
    size_t moved = 0;  // By how much the texts before differ in length
    for (const Block& block : BlocksOf(page)) {
      INFO(block.text);
      if (block.kind == "suture wrong") {
        said = MessagesOf(block.text);
        CHECK_FALSE(said.empty());
        ++wrong;
      } else if (block.kind == "suture right") {
        CHECK(MessagesOf(block.text) == "");
        ++right;
      } else if (block.kind == "text") {
        blessed.replace(block.at + moved, block.text.size(), said);
        moved += said.size() - block.text.size();
      }
    }
    testing::CheckGolden(path, blessed);
    CHECK(wrong > 0);
    CHECK(right > 0);
  }
}

}  // namespace
}  // namespace suture::driver
