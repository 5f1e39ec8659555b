#include "runtime/text/utf8.h"

#include <catch2/catch.hpp>
#include <string>

#include "runtime/text/case_fold.h"

namespace suture::text {
namespace {

TEST_CASE("well-formed sequences decode to their code points") {
  std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\xA9\xBA";
  CHECK(DecodeAt(text, 0).value == U'a');
  CHECK(DecodeAt(text, 1).value == 0xE9);
  CHECK(DecodeAt(text, 3).value == 0x20AC);
  CHECK(DecodeAt(text, 6).value == 0x1FA7A);
  CHECK(DecodeAt(text, 6).length == 4);
  CHECK(CountCodePoints(text) == 4);
  CHECK(IsValidUtf8(text));
}

TEST_CASE("every code point survives writing and reading") {
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(c, text);
    CodePoint point = DecodeAt(text, 0);
    if (!point.valid || point.value != c || point.length != text.size())
      FAIL("code point " << static_cast<uint32_t>(c));
  }
}

TEST_CASE("ill-formed bytes are one stray code point each and the walk goes on") {
  struct Case {
    std::string bytes;
    size_t at;
    size_t points;
  };
  const Case cases[] = {
      {"\x80", 0, 1},
      {"a\xFF"
       "b",
       1, 3},
      {"\xC0\xAF", 0, 2},
      {"\xC3", 0, 1},
      {"\xE0\x80\x80", 0, 3},
      {"\xED\xA0\x80", 0, 3},
      {"\xF4\x90\x80\x80", 0, 4},
      {"\xF5\x80\x80\x80", 0, 4},
      {"x\xE2\x82", 1, 3},
      {"\xE2\x28\xA1", 0, 3},
  };
  for (const Case& c : cases) {
    CHECK(FirstInvalidUtf8(c.bytes) == c.at);
    CHECK(CountCodePoints(c.bytes) == c.points);
  }
  CHECK_FALSE(FirstInvalidUtf8(""));
}

TEST_CASE("byte and code point offsets lead to each other") {
  std::string text;
  for (int i = 0; i < 400; ++i) text += i % 7 == 0 ? "\xE2\x82\xAC" : i % 11 == 0 ? "\xFF" : "ab";
  CodePointMap map(text);
  size_t code_point = 0;
  for (size_t byte = 0; byte < text.size(); ++code_point) {
    size_t length = DecodeAt(text, byte).length;
    if (map.ToByte(code_point) != byte) FAIL("code point " << code_point);
    for (size_t k = 0; k < length; ++k) {
      if (map.ToCodePoint(byte + k) != code_point) FAIL("byte " << byte + k);
    }
    byte += length;
  }
  CHECK(map.code_points() == code_point);
  CHECK(map.ToCodePoint(text.size()) == code_point);
  CHECK(map.ToCodePoint(text.size() + 9) == code_point);
  CHECK(map.ToByte(code_point + 9) == text.size());
}

TEST_CASE("in plain ASCII both offsets are the same") {
  std::string text(1000, 'x');
  CodePointMap map(text);
  CHECK(map.ToByte(731) == 731);
  CHECK(map.ToCodePoint(731) == 731);
  CHECK(map.code_points() == 1000);
  CHECK(CodePointMap("").code_points() == 0);
}

TEST_CASE("case folding knows Latin, Greek and Cyrillic and no locale") {
  CHECK(FoldCase("CABG x3 - ÉCLAIR Ÿ Ž Ł") == "cabg x3 - éclair ÿ ž ł");
  CHECK(FoldCase("Istanbul İstanbul ıI") == "istanbul istanbul ıi");
  CHECK(FoldCase("ΣΑΣ ς µ") == "σασ σ μ");
  CHECK(FoldCase("ЖЁ") == "жё");
  CHECK(FoldCase("×÷ß") == "×÷ß");
  CHECK(FoldCase("A\xFF"
                 "B") ==
        "a\xFF"
        "b");
  CHECK(EqualsFolded("Sjögren", "SJÖGREN"));
  CHECK_FALSE(EqualsFolded("Sjögren", "Sjogren"));
  CHECK_FALSE(EqualsFolded("a\xFF", "a\xFE"));
  CHECK_FALSE(EqualsFolded("ab", "a"));
}

}  // namespace
}  // namespace suture::text
