// Input that is out of bounds is a sentence, never a crash.
#include <catch2/catch.hpp>
#include <string>

#include "compiler/syntax/parse.h"

namespace suture::syntax {
namespace {

std::string Repeated(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

// The code of the only diagnostic.
std::string OnlyCode(const std::string& text, const ParseLimits& limits = {}) {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", text);
  diag::Emitter emitter;
  ast::File tree = Parse(sources, file, emitter, limits);
  CHECK(tree.has_errors);
  std::vector<diag::Diagnostic> taken = emitter.Take();
  REQUIRE(taken.size() == 1);
  return std::string(diag::InfoOf(taken[0].kind).code);
}

TEST_CASE("texts that cannot be specifications") {
  CHECK(OnlyCode("") == "S9001");
  CHECK(OnlyCode(std::string("use a\0b", 7)) == "S9002");
  CHECK(OnlyCode("use \xC3(") == "S9003");
  CHECK(OnlyCode(std::string(10'000'000, 'a')) == "S9004");
}

TEST_CASE("nesting is bounded, whatever nests") {
  CHECK(OnlyCode("let x = " + Repeated("(", 100'000)) == "S0019");
  CHECK(OnlyCode("let x = " + Repeated("(", 100'000) + "1" + Repeated(")", 100'000)) == "S0019");
  CHECK(OnlyCode("let x = " + Repeated("not ", 100'000) + "a") == "S0019");
  CHECK(OnlyCode("let x = " + Repeated("a + ", 100'000) + "a") == "S0019");
  CHECK(OnlyCode("let x = " + Repeated("if a then ", 50'000) + "a") == "S0019");
  CHECK(OnlyCode(Repeated("section \"a\" { ", 5'000)) == "S0019");
}

TEST_CASE("words and mistakes are bounded") {
  ParseLimits limits;
  limits.max_tokens = 1000;
  CHECK(OnlyCode(Repeated("use a ", 2000), limits) == "S9005");
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", Repeated("field A YesNo {\n otherwise No }\n", 100));
  diag::Emitter emitter;
  limits.max_tokens = 100'000;
  limits.max_syntax_errors = 5;
  CHECK(Parse(sources, file, emitter, limits).has_errors);
  CHECK(emitter.error_count() == 6);  // The last one says that reading stops.
}

TEST_CASE("lines with characters that nobody sees are bounded") {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", "use a\n" + Repeated("// \u202E\u200B\n", 200'000));
  diag::Emitter emitter;
  CHECK_FALSE(Parse(sources, file, emitter).has_errors);
  CHECK(emitter.emitted().size() == ParseLimits::kDefaultMaxSyntaxErrors);
}

TEST_CASE("trials of mends are bounded") {
  const std::string text = "field A : YesNo {\n" + Repeated("  rule a Yes when x = 1\n", 500) +
                           "  rule b Yes whn x = 1\n}\n";
  ParseLimits limits;
  CHECK(OnlyCode(text, limits) == "S0004");
  limits.max_repair_tokens = 1000;
  CHECK(OnlyCode(text, limits) == "S0031");
}

TEST_CASE("a lone brace, an unclosed text block") {
  CHECK(OnlyCode("}") == "S0006");
  CHECK(OnlyCode("field A : YesNo {\n  define \"\"\"\n    never closed\n") == "S0008");
}

TEST_CASE("three mistakes in a file are three messages") {
  source::SourceSet sources;
  std::string good =
      "field G : YesNo {\n  rule a Yes when x = 1\n  otherwise No because \"none\"\n}\n";
  int32_t file =
      sources.Add("a.suture", "field A YesNo {\n  otherwise No\n}\n" + good +
                                  "field B : YesNo {\n  rule a Yes whn x = 1\n  otherwise No\n}\n" +
                                  good + "codes C {\n  icd10cm E11 .9\n}\n" + good);
  diag::Emitter emitter;
  ast::File tree = Parse(sources, file, emitter);
  CHECK(emitter.Take().size() == 3);
  CHECK(tree.declarations.size() == 6);
}

}  // namespace
}  // namespace suture::syntax
