// The shipped lexicon and other files of the source tree, for tests of the notes room.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "runtime/notes/lexicon.h"

namespace suture::notes {

inline std::string ReadSourceFile(const std::string& path) {
  std::ifstream file(std::string(SUTURE_SOURCE_DIR) + "/" + path, std::ios::binary);
  REQUIRE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline const Lexicon& ShippedLexicon() {
  static const Lexicon lexicon = [] {
    const std::string classes = ReadSourceFile("stdlib/lexicons/word_classes.tsv");
    const std::string triggers = ReadSourceFile("stdlib/lexicons/context_triggers.tsv");
    const std::string headings = ReadSourceFile("stdlib/lexicons/section_headings.tsv");
    const std::string types = ReadSourceFile("stdlib/lexicons/note_types.tsv");
    auto parsed = Lexicon::Parse({classes, triggers, headings, types});
    INFO(parsed.status());
    REQUIRE(parsed.ok());
    return *std::move(parsed);
  }();
  return lexicon;
}

}  // namespace suture::notes
