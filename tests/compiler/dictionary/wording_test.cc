#include "compiler/dictionary/wording.h"

#include <catch2/catch.hpp>
#include <string>

namespace suture::dictionary {
namespace {

// The wording of the text from `from` to the end of `to` in a file.
Wording Of(const std::string& text, const std::string& from, const std::string& to) {
  source::SourceSet sources;
  const int32_t file = sources.Add("a.suture", text);
  const size_t begin = text.find(from), end = text.find(to, begin) + to.size();
  return Words(sources).Of({file, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
}

TEST_CASE("layout and comments of the spec do not matter") {
  const std::string tidy = "let a = any condition in Old before surgery.start\n";
  const std::string untidy =
      "let a = any   condition // of the chart\n   in Old\n\tbefore surgery.start\n";
  CHECK(Of(tidy, "any", "start").line == "any condition in Old before surgery.start");
  CHECK(Of(untidy, "any", "start").line == "any condition in Old before surgery.start");
  CHECK(Of(untidy, "any", "start").rows == Of(tidy, "any", "start").rows);
}

TEST_CASE("parts of a list that stand on lines of their own are told apart by semicolons") {
  const std::string lines = "let a = any of {\n  one: x = 1\n  two: y = 2\n}\n";
  CHECK(Of(lines, "any", "}").line == "any of { one: x = 1; two: y = 2 }");
  CHECK(Of("let a = any of { one: x = 1; two: y = 2 }\n", "any", "}").line ==
        "any of { one: x = 1; two: y = 2 }");
}

TEST_CASE("what does not fit on a row has a row for each part of its lists") {
  const std::string text =
      "let a = any of { first_of_them: any condition in Old before surgery.start; second: any "
      "condition in New before surgery.start }\n";
  CHECK(Of(text, "any of", "}").rows ==
        std::vector<std::string>{"any of {",
                                 "  first_of_them: any condition in Old before surgery.start;",
                                 "  second: any condition in New before surgery.start", "}"});
}

TEST_CASE("a piece that is nowhere has no words") {
  source::SourceSet sources;
  CHECK(Words(sources).Of({}).empty());
}

}  // namespace
}  // namespace suture::dictionary
