#include "runtime/notes/lexicon.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>

#include "runtime/notes/mentions.h"
#include "tests/runtime/notes/lexicon_files.h"

namespace suture::notes {
namespace {

std::string ErrorOf(std::string_view triggers, std::string_view classes = "",
                    std::string_view headings = "", std::string_view types = "") {
  auto lexicon = Lexicon::Parse({classes, triggers, headings, types});
  return lexicon.ok() ? "" : std::string(lexicon.status().message());
}

TEST_CASE("the shipped lexicon holds several hundred triggers of every category") {
  const Lexicon& lexicon = ShippedLexicon();
  CHECK(lexicon.triggers().size() >= 600);
  CategorySet seen = 0;
  for (const Trigger& trigger : lexicon.triggers()) seen |= trigger.categories;
  CHECK(seen == kAllCategories);
  CHECK(lexicon.headings().size() >= 30);
}

TEST_CASE("no trigger of the shipped lexicon is written twice with one meaning") {
  std::set<std::string> seen;
  const Lexicon& lexicon = ShippedLexicon();
  for (size_t i = 0; i < lexicon.triggers().size(); ++i) {
    const Trigger& trigger = lexicon.triggers()[i];
    const TriggerSource& source = lexicon.trigger_sources()[i];
    std::string key = source.phrase + "/" + std::to_string(trigger.categories) + "/" +
                      std::to_string(static_cast<int>(trigger.direction));
    INFO(source.phrase << ", line " << source.line);
    CHECK(seen.insert(key).second);
  }
}

TEST_CASE("tables with mistakes are refused with the line and what to do") {
  CHECK(ErrorOf("# fine\nno\tnegated\tforward\t-\n") == "");
  CHECK(ErrorOf("no\tnegated\tforward\n") ==
        "Lexicon table triggers, line 1: The row has 3 columns and needs 4. Separate the columns "
        "by one tab each.");
  CHECK(ErrorOf("\nno\tnegatd\tforward\t-\n") ==
        "Lexicon table triggers, line 2: \"negatd\" is not known here. Did you mean \"negated\"?");
  CHECK(ErrorOf("no\tnegated\tsideways\t-\n") ==
        "Lexicon table triggers, line 1: \"sideways\" is not known here. Use one of: forward, "
        "backward, both, "
        "terminate, pseudo, planned, either.");
  CHECK(ErrorOf("no\tnegated\tforward\tfar\n").find("number of words from 1 to 1000") !=
        std::string::npos);
  CHECK(ErrorOf("no\tnegated\tforward\t0\n").find("number of words from 1 to 1000") !=
        std::string::npos);
  CHECK(ErrorOf("in <kin>\tfamily\tforward\t-\n").find("No class is called \"kin\"") !=
        std::string::npos);
  CHECK(ErrorOf("in <kin\tfamily\tforward\t-\n").find("closing") != std::string::npos);
  CHECK(ErrorOf("", "kin\tmother in law\n").find("not one word") != std::string::npos);
  CHECK(ErrorOf("", "", "plan\tplan\n").find("headings, line 1") != std::string::npos);
  CHECK(ErrorOf("n\xFFo\tnegated\tforward\t-\n").find("UTF-8") != std::string::npos);
}

TEST_CASE("a lexicon of one's own decides alone") {
  auto lexicon = Lexicon::Parse(
      {"", "nie | kein*\tnegated\tforward\t3\n", "Anamnese\thistory\thistorical\n", ""});
  REQUIRE(lexicon.ok());
  std::vector<std::string_view> texts = {"Fieber", "Husten"};
  auto phrases = PhraseSet::Compile(texts);
  REQUIRE(phrases.ok());
  Mentions mentions =
      FindMentions("Anamnese: keinerlei Fieber bei Tag, aber Husten", *phrases, *lexicon);
  REQUIRE(mentions.size() == 2);
  CHECK(mentions[0].Is(Category::kNegated));
  CHECK(mentions[0].Is(Category::kHistorical));
  CHECK_FALSE(mentions[1].Is(Category::kNegated));
  CHECK(mentions[0].section == "history");
}

TEST_CASE("note types are known by their titles") {
  const Lexicon& lexicon = ShippedLexicon();
  CHECK(lexicon.NoteType("H&P") == "HistoryAndPhysical");
  CHECK(lexicon.NoteType("Cardiology Consultation") == "Consult");
  CHECK(lexicon.NoteType("Brief Operative Note") == "OperativeReport");
  CHECK(lexicon.NoteType("Hospital discharge summary") == "Discharge");
  CHECK_FALSE(lexicon.NoteType("Lunch menu"));
  CHECK_FALSE(lexicon.NoteType(""));
}

}  // namespace
}  // namespace suture::notes
