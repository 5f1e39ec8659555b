#include "compiler/source/source_set.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <string>

namespace suture::source {
namespace {

TEST_CASE("positions count lines and code points from one") {
  SourceSet set;
  // é has two bytes, the bandage four (two UTF-16 units).
  int32_t id = set.Add("a.suture", "one\né\U0001FA79x\r\nlast");
  const SourceFile& file = set.file(id);
  CHECK(file.LineCount() == 3);
  CHECK(file.Position(0) == LineColumn{1, 1});
  CHECK(file.Position(3) == LineColumn{1, 4});
  CHECK(file.Position(4) == LineColumn{2, 1});
  CHECK(file.Position(6) == LineColumn{2, 2});
  CHECK(file.Position(10) == LineColumn{2, 3});
  CHECK(file.Position(9999) == LineColumn{3, 5});
  CHECK(file.Line(2) == "é\U0001FA79x");
  CHECK(file.Line(3) == "last");
  CHECK(file.Line(4).empty());
}

TEST_CASE("editors get UTF-16 columns, and lead back to bytes") {
  SourceSet set;
  const SourceFile& file = set.file(set.Add("a.suture", "ab\né\U0001FA79x"));
  CHECK(file.Utf16Column(3) == 0);
  CHECK(file.Utf16Column(5) == 1);
  CHECK(file.Utf16Column(9) == 3);
  CHECK(file.OffsetOfUtf16(2, 0) == 3);
  CHECK(file.OffsetOfUtf16(2, 1) == 5);
  CHECK(file.OffsetOfUtf16(2, 3) == 9);
  CHECK(file.OffsetOfUtf16(2, 99) == 10);
}

TEST_CASE("a carriage return alone ends a line too") {
  SourceSet set;
  const SourceFile& file = set.file(set.Add("a.suture", "a\rb\rc"));
  CHECK(file.LineCount() == 3);
  CHECK(file.Line(2) == "b");
}

TEST_CASE("a byte order mark is none of the first line") {
  SourceSet set;
  const SourceFile& file = set.file(set.Add("a.suture",
                                            "\xEF\xBB\xBF"
                                            "ab\nc"));
  CHECK(file.Position(0) == LineColumn{1, 1});
  CHECK(file.Position(3) == LineColumn{1, 1});
  CHECK(file.Position(5) == LineColumn{1, 3});
  CHECK(file.Position(6) == LineColumn{2, 1});
  CHECK(file.Line(1) == "ab");
  CHECK(file.Utf16Column(4) == 1);
  CHECK(file.OffsetOfUtf16(1, 1) == 4);
  CHECK(set.file(set.Add("b.suture", "\xEF\xBB\xBF\n")).problem() == TextProblem::kEmpty);
}

TEST_CASE("what cannot be a specification is named") {
  SourceSet set(SourceLimits{.max_source_bytes = 16});
  auto problem = [&](std::string text) {
    return set.file(set.Add("f", std::move(text))).problem();
  };
  CHECK(problem("field") == TextProblem::kNone);
  CHECK(problem("") == TextProblem::kEmpty);
  CHECK(problem(" \r\n\t") == TextProblem::kEmpty);
  CHECK(problem(std::string("a\0b", 3)) == TextProblem::kBinary);
  CHECK(problem("ab\xC3(") == TextProblem::kInvalidUtf8);
  CHECK(problem("\xED\xA0\x80") == TextProblem::kInvalidUtf8);
  CHECK(problem(std::string(17, 'x')) == TextProblem::kTooLarge);
  CHECK(problem(std::string(16, 'x')) == TextProblem::kNone);
  const SourceFile& bad = set.file(set.Add("f", "ab\xC3("));
  CHECK(bad.problem_offset() == 2);
}

TEST_CASE("loading says what the environment did") {
  SourceSet set(SourceLimits{.max_source_bytes = 8});
  CHECK(set.Load("no/such/file.suture", "no/such/file.suture").status().code() ==
        absl::StatusCode::kNotFound);
  CHECK(set.Load(".", "folder").status().code() == absl::StatusCode::kFailedPrecondition);
  std::string path = std::string(std::tmpnam(nullptr));
  std::ofstream(path) << "0123456789";
  auto id = set.Load(path, "shown.suture");
  std::remove(path.c_str());
  REQUIRE(id.ok());
  CHECK(set.file(*id).problem() == TextProblem::kTooLarge);
  CHECK(set.file(*id).size() == 10);
  CHECK(set.file(*id).path() == "shown.suture");
}

TEST_CASE("text under a span") {
  SourceSet set;
  int32_t id = set.Add("a", "field X");
  CHECK(set.Text({id, 6, 7}) == "X");
  CHECK(set.Text({id, 6, 99}) == "X");
  CHECK(set.Text({-1, 0, 1}).empty());
  CHECK(set.Text({id, 99, 100}).empty());
}

}  // namespace
}  // namespace suture::source
