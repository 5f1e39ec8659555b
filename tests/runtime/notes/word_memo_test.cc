#include "runtime/notes/word_memo.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

namespace suture::notes {
namespace {

struct Tables {
  WordTable first, second;

  Tables() {
    const WordTable::Id numbers = first.AddClass();
    const WordTable::Id years = first.AddClass();
    first.SetNumberClasses(numbers, years);
    for (const char* word : {"no", "and", "-", "crohns", "fever", "acanthamoebakeratitis"})
      first.AddWord(word);
    first.AddPrefix("diabet");
    // More classes than a remembered word may have.
    for (int i = 0; i < 12; ++i) first.AddMember(first.AddClass(), "is");
    second.AddWord("fever");
    second.AddPrefix("fe");
    second.AddPrefix("acanthamoebakera");
  }
};

// What the tables say without a memory.
TokenIds Plain(std::string_view text, const std::vector<text::Token>& tokens,
               const WordTable& table) {
  TokenIds ids;
  FoldedWord word;
  for (const text::Token& token : tokens) {
    Fold(text, token, word);
    ids.Add(table, word, token.kind == text::TokenKind::kNumber);
  }
  return ids;
}

void CheckSame(const TokenIds& found, const TokenIds& plain) {
  REQUIRE(found.size() == plain.size());
  for (size_t i = 0; i < plain.size(); ++i) {
    CHECK(found.of(i) == plain.of(i));
    CHECK(found.filter(i) == plain.filter(i));
  }
}

void CheckReads(const Tables& tables, WordMemo& memo, std::string_view text) {
  const std::vector<text::Token> tokens = text::Tokenize(text);
  memo.Read(text, tokens);
  INFO(text);
  CheckSame(memo.first(), Plain(text, tokens, tables.first));
  CheckSame(memo.second(), Plain(text, tokens, tables.second));
}

TEST_CASE("a word that was met before has the ids that the tables give it") {
  const Tables tables;
  WordMemo memo(tables.first, tables.second);
  for (int round = 0; round < 3; ++round) {
    CheckReads(tables, memo, "No fever & no diabetes - Crohn's, 1998, 4.5 is IS");
    CheckReads(tables, memo, "Acanthamoebakeratitis acanthamoebakeratitis acanthamoebakera");
    CheckReads(tables, memo, "Fe\xCC\x81ver f\xC3\xA9ver \xE2\x80\x94 fever");
    CheckReads(tables, memo, "no");
    CheckReads(tables, memo, "");
  }
}

TEST_CASE("words that share a place of the memory are not taken for one another") {
  const Tables tables;
  WordMemo memo(tables.first, tables.second);
  std::mt19937 random(20261122);
  const std::vector<std::string> known = {"no", "and", "fever", "diabetes", "is", "1999", "crohns"};
  for (int round = 0; round < 40; ++round) {
    std::string text;
    for (int word = 0; word < 3000; ++word) {
      if (random() % 3 == 0)
        text += known[random() % known.size()];
      else
        text += "w" + std::to_string(random() % 30000) + (random() % 2 == 0 ? "fe" : "");
      text += ' ';
    }
    CheckReads(tables, memo, text);
  }
}

}  // namespace
}  // namespace suture::notes
