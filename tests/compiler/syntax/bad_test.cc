// What authors get wrong, and what they are told: the whole text of the messages is the
// expectation.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "compiler/diagnostics/print.h"
#include "compiler/syntax/parse.h"
#include "tests/support/golden.h"

namespace suture::syntax {
namespace {

std::string MessagesOf(const std::filesystem::path& path) {
  source::SourceSet sources;
  int32_t file = sources.Add(path.filename().string(), testing::ReadText(path));
  diag::Emitter emitter;
  ast::File tree = Parse(sources, file, emitter);
  CHECK(tree.has_errors);
  return diag::PrintText(sources, emitter.Take());
}

TEST_CASE("every mistake has its message") {
  testing::RunGoldens("tests/compiler/syntax/bad", ".suture", MessagesOf);
}

TEST_CASE("one mistake, one message") {
  // Files that hold several on purpose.
  const std::set<std::string> kSeveral = {
      "three_mistakes",      "capital_keyword",     "choice_colon",
      "curly_quotes",        "doubled_word",        "semicolon",
      "units_touch_numbers", "keywords_as_members", "keywords_as_cells"};
  for (const std::filesystem::path& path :
       testing::FilesIn("tests/compiler/syntax/bad", ".suture")) {
    if (kSeveral.contains(path.stem().string())) continue;
    INFO(path.filename().string());
    source::SourceSet sources;
    int32_t file = sources.Add(path.filename().string(), testing::ReadText(path));
    diag::Emitter emitter;
    Parse(sources, file, emitter);
    CHECK(emitter.Take().size() == 1);
  }
}

TEST_CASE("what stands after a mistake is read") {
  source::SourceSet sources;
  int32_t file =
      sources.Add("a.suture",
                  "field A : YesNo {\n  rule x Yes whn y = 1\n  otherwise No\n}\n"
                  "feild B : YesNo {\n  otherwise No\n}\nfield C YesNo {\n  otherwise No\n}\n");
  diag::Emitter emitter;
  ast::File tree = Parse(sources, file, emitter);
  CHECK(emitter.error_count() == 3);
  REQUIRE(tree.declarations.size() == 3);
  for (const ast::Declaration& declaration : tree.declarations) {
    REQUIRE(std::holds_alternative<ast::Field>(declaration.node));
  }
  CHECK(std::get<ast::Field>(tree.declarations[0].node).steps.size() == 2);
  CHECK(std::get<ast::Field>(tree.declarations[2].node).name.text == "C");
}

}  // namespace
}  // namespace suture::syntax
