#include "compiler/dictionary/markdown_text.h"

#include <catch2/catch.hpp>

namespace suture::dictionary {
namespace {

TEST_CASE("signs of Markdown in an author's text are shown and mean nothing") {
  CHECK(Escaped("a | b") == "a \\| b");
  CHECK(Escaped("*not* <b>bold</b> [x](y) `z` \\") ==
        "\\*not\\* \\<b>bold\\</b> \\[x\\](y) \\`z\\` \\\\");
  CHECK(Escaped("R&D &amp; $5 ~ 6") == "R\\&D \\&amp; \\$5 \\~ 6");
  CHECK(Escaped("two\nlines\tand\r\nmore") == "two lines and  more");
}

TEST_CASE("an underscore inside of a word stays") {
  CHECK(Escaped("NSQIP_DISCHG") == "NSQIP_DISCHG");
  CHECK(Escaped("_loud_") == "\\_loud\\_");
  CHECK(Escaped("größe_ä") == "größe_ä");
}

TEST_CASE("code keeps its grave accents and, in a table, its bars") {
  CHECK(CodeSpan("a > 3 mg/dL") == "`a > 3 mg/dL`");
  CHECK(CodeSpan("a`b") == "``a`b``");
  CHECK(CodeSpan("`a") == "`` `a ``");
  CHECK(CodeSpan("a|b") == "`a|b`");
  CHECK(CodeSpan("a|b|", true) == "`a\\|b\\|`");
}

TEST_CASE("lines do not begin what their author did not mean") {
  CHECK(Prose("# one\n> two\n+ three\n=====", "") == "\\# one\n\\> two\n\\+ three\n\\=====\n");
  CHECK(Prose("1. one\n2) two\n3 three", "") == "1\\. one\n2\\) two\n3 three\n");
  CHECK(Prose("---\n-5 degrees", "") == "\\---\n\\-5 degrees\n");
}

TEST_CASE("items of a list stay items, and paragraphs stay apart") {
  CHECK(Prose("of any type:\n- type *1*\n\n  after", "> ") ==
        "> of any type:\n> - type \\*1\\*\n>\n> after\n");
}

TEST_CASE("a block's fence is longer than any inside of it") {
  CHECK(CodeBlock({"a", "", "b"}, "  ") == "  ```text\n  a\n\n  b\n  ```\n");
  CHECK(CodeBlock({"say \"```\""}, "") == "````text\nsay \"```\"\n````\n");
}

}  // namespace
}  // namespace suture::dictionary
