// Every sentence of context_sentences.tsv must come out exactly as its reader marked it.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/notes/mentions.h"
#include "runtime/text/fields.h"
#include "tests/runtime/notes/lexicon_files.h"

namespace suture::notes {
namespace {

struct Expected {
  std::string phrase;
  std::set<std::string> attributes;
};
struct Sentence {
  std::string text;
  std::vector<Expected> expected;
};

std::vector<Sentence> ReadSentences() {
  std::vector<Sentence> sentences;
  const std::string file = ReadSourceFile("tests/runtime/notes/context_sentences.tsv");
  for (std::string_view line : text::Split(file, '\n')) {
    if (line.empty() || line.substr(0, 2) == "# ") continue;
    std::vector<std::string_view> cells = text::Split(line, '\t');
    Sentence sentence{std::string(cells[0]), {}};
    for (size_t i = 1; i < cells.size(); ++i) {
      size_t equals = cells[i].rfind('=');
      REQUIRE(equals != std::string_view::npos);
      Expected expected{std::string(text::Trim(cells[i].substr(0, equals))), {}};
      for (std::string_view name : text::Split(cells[i].substr(equals + 1), ',')) {
        if (text::Trim(name) != "-") expected.attributes.insert(std::string(text::Trim(name)));
      }
      sentence.expected.push_back(std::move(expected));
    }
    REQUIRE_FALSE(sentence.expected.empty());
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

std::set<std::string> AttributesOf(const Mention& mention) {
  std::set<std::string> attributes;
  for (size_t c = 0; c < kAttributes; ++c) {
    if (mention.findings[c].holds())
      attributes.insert(std::string(CategoryName(static_cast<Category>(c))));
  }
  return attributes;
}

std::string Joined(const std::set<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += name + " ";
  return joined;
}

TEST_CASE("at least four hundred sentences carry expected attributes") {
  CHECK(ReadSentences().size() >= 400);
}

TEST_CASE("every sentence has the attributes its reader gave it") {
  const Lexicon& lexicon = ShippedLexicon();
  for (const Sentence& sentence : ReadSentences()) {
    for (const Expected& expected : sentence.expected) {
      std::vector<std::string_view> phrase = {expected.phrase};
      auto phrases = PhraseSet::Compile(phrase);
      REQUIRE(phrases.ok());
      Mentions mentions = FindMentions(sentence.text, *phrases, lexicon);
      INFO(sentence.text);
      INFO("finding: " << expected.phrase << ", expected: " << Joined(expected.attributes));
      REQUIRE_FALSE(mentions.empty());
      CHECK(Joined(AttributesOf(mentions.front())) == Joined(expected.attributes));
    }
  }
}

TEST_CASE("the other phrases of a set do not change what a sentence says of one") {
  const Lexicon& lexicon = ShippedLexicon();
  std::vector<Sentence> sentences = ReadSentences();
  std::set<std::string_view> names;
  for (const Sentence& sentence : sentences) {
    for (const Expected& expected : sentence.expected) names.insert(expected.phrase);
  }
  std::vector<std::string_view> all(names.begin(), names.end());
  auto phrases = PhraseSet::Compile(all);
  REQUIRE(phrases.ok());
  for (const Sentence& sentence : sentences) {
    Mentions mentions = FindMentions(sentence.text, *phrases, lexicon);
    for (const Expected& expected : sentence.expected) {
      const Mention* found = nullptr;
      for (const Mention& mention : mentions) {
        const std::string& text = phrases->phrase(static_cast<size_t>(mention.phrase)).text;
        if (found == nullptr && text == expected.phrase) found = &mention;
      }
      INFO(sentence.text);
      INFO("finding: " << expected.phrase);
      REQUIRE(found != nullptr);
      CHECK(Joined(AttributesOf(*found)) == Joined(expected.attributes));
    }
  }
}

}  // namespace
}  // namespace suture::notes
