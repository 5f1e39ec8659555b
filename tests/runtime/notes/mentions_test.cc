#include "runtime/notes/mentions.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/runtime/notes/lexicon_files.h"

namespace suture::notes {
namespace {

PhraseSet Compile(std::vector<std::string_view> phrases) {
  auto set = PhraseSet::Compile(phrases);
  INFO(set.status());
  REQUIRE(set.ok());
  return *std::move(set);
}

Mentions Find(std::string_view text, std::vector<std::string_view> phrases) {
  PhraseSet set = Compile(std::move(phrases));
  return FindMentions(text, set, ShippedLexicon());
}

std::vector<std::string> Texts(std::string_view text, std::vector<std::string_view> phrases) {
  std::vector<std::string> texts;
  for (const Mention& mention : Find(text, std::move(phrases))) {
    texts.emplace_back(text.substr(mention.begin, mention.end - mention.begin));
  }
  return texts;
}

using List = std::vector<std::string>;

TEST_CASE("phrases match whatever the case, hyphens, spaces and line ends") {
  CHECK(Texts("CHEST PAIN, chest-pain, Chest\npain", {"chest pain"}) ==
        List{"CHEST PAIN", "chest-pain", "Chest\npain"});
  CHECK(Texts("follow up, followup, follow-up", {"follow-up"}) ==
        List{"follow up", "followup", "follow-up"});
  CHECK(Texts("Crohn's disease and Crohn\xE2\x80\x99s disease", {"crohns disease"}).size() == 2);
  CHECK(Texts("Ménière disease, MÉNIÈRE disease", {"ménière disease"}).size() == 2);
  CHECK(Texts("pain. Chest is clear. chest, pain", {"pain chest", "chest pain"}) == List{});
  CHECK(Texts("chestpain", {"chest pain"}) == List{});
  CHECK(Texts("ST elevation & depression", {"elevation and depression"}).size() == 1);
}

TEST_CASE("a star matches every ending of its word only") {
  CHECK(Texts("Diabetes, diabetic foot, prediabetic", {"diabet*"}) == List{"Diabetes", "diabetic"});
  CHECK(Texts("diabetic foot ulcers", {"diabet* foot ulc*"}) == List{"diabetic foot ulcers"});
  CHECK(Texts("cardiac catheterization", {"cath*"}) == List{"catheterization"});
}

TEST_CASE("phrases that cannot be searched for are refused in a sentence") {
  for (std::string_view bad : {"", "  ", "a*", "...", "\xFF"}) {
    std::vector<std::string_view> phrases = {bad};
    auto set = PhraseSet::Compile(phrases);
    REQUIRE_FALSE(set.ok());
    CHECK(std::string(set.status().message()).back() == '.');
  }
}

TEST_CASE("different phrases overlap freely; phrases of one group keep the longest") {
  CHECK(Texts("type 2 diabetes mellitus", {"diabetes", "type 2 diabetes", "diabetes mellitus"})
            .size() == 3);
  std::vector<Phrase> group = {
      {"diabetes", 0}, {"type 2 diabetes", 0}, {"diabetes mellitus", 0}, {"mellitus", 1}};
  auto set = PhraseSet::Compile(group);
  REQUIRE(set.ok());
  Mentions mentions = FindMentions("type 2 diabetes mellitus; diabetes", *set, ShippedLexicon());
  REQUIRE(mentions.size() == 3);
  CHECK(mentions[0].phrase == 1);
  CHECK(mentions[1].phrase == 3);
  CHECK(mentions[2].phrase == 0);
}

TEST_CASE("a mention tells its place, sentence, section and the trigger that fired") {
  std::string text = "PMH: Na\xC3\xAFve \xE2\x80\x94 diabetes.\nHPI: Denies chest pain.";
  Mentions mentions = Find(text, {"diabetes", "chest pain"});
  REQUIRE(mentions.size() == 2);
  CHECK(text.substr(mentions[0].begin, mentions[0].end - mentions[0].begin) == "diabetes");
  CHECK(mentions[0].begin_code_point == mentions[0].begin - 3);
  CHECK(mentions[0].end_code_point == mentions[0].end - 3);
  CHECK(mentions[0].section == "past_medical_history");
  CHECK(mentions[0].finding(Category::kHistorical).source == Finding::Source::kSection);
  CHECK(mentions[1].section == "history_of_present_illness");
  const Finding& negated = mentions[1].finding(Category::kNegated);
  CHECK(negated.source == Finding::Source::kTrigger);
  CHECK(text.substr(negated.begin, negated.end - negated.begin) == "Denies");
  CHECK(ShippedLexicon().trigger_sources()[static_cast<size_t>(negated.trigger)].phrase == "denies");
  CHECK_FALSE(mentions[1].Is(Category::kHistorical));
  CHECK(text.substr(mentions[1].sentence_begin, 4) == "HPI:");
}

TEST_CASE("sections of whole notes give their defaults and end at the next heading") {
  std::string_view note =
      "HISTORY OF PRESENT ILLNESS:\nFell at home.\n\nPAST MEDICAL HISTORY:\nCOPD\nCHF: No\nGout\n\n"
      "FAMILY HISTORY:\nMother: stroke\nCancer\n\nPLAN:\nTreat pneumonia.\n\nDISCHARGE "
      "INSTRUCTIONS:\nfever\n";
  Mentions mentions =
      Find(note, {"fell", "copd", "chf", "gout", "stroke", "cancer", "pneumonia", "fever"});
  REQUIRE(mentions.size() == 8);
  CHECK(mentions[0].affirmed());
  CHECK(mentions[1].Is(Category::kHistorical));
  CHECK(mentions[2].Is(Category::kNegated));
  CHECK(mentions[3].Is(Category::kHistorical));
  CHECK_FALSE(mentions[3].Is(Category::kNegated));
  CHECK(mentions[4].Is(Category::kFamily));
  CHECK(mentions[5].Is(Category::kFamily));
  CHECK(mentions[6].affirmed());
  CHECK(mentions[6].section == "plan");
  CHECK(mentions[7].Is(Category::kHypothetical));
}

TEST_CASE("transcribed notes with a comma for each line end have sections") {
  std::string_view note =
      "PREOPERATIVE DIAGNOSIS: , Hernia.,PAST MEDICAL HISTORY:, Asthma.,FAMILY HISTORY:, Diabetes.,"
      "COMPLICATIONS:, None.,PROCEDURE IN DETAIL: ,The bowel was viable.";
  Mentions mentions = Find(note, {"hernia", "asthma", "diabetes", "complications", "bowel"});
  REQUIRE(mentions.size() == 5);
  CHECK(mentions[0].section == "preoperative_diagnosis");
  CHECK(mentions[0].affirmed());
  CHECK(mentions[1].Is(Category::kHistorical));
  CHECK(mentions[2].Is(Category::kFamily));
  CHECK_FALSE(mentions[2].Is(Category::kHistorical));
  CHECK(mentions[3].finding(Category::kNegated).source == Finding::Source::kTemplate);
  CHECK(mentions[4].section == "procedure_detail");
}

TEST_CASE("a heading word inside prose opens no section") {
  Mentions mentions =
      Find("He has a family. History of plan changes. The assessment shows gout.", {"gout"});
  REQUIRE(mentions.size() == 1);
  CHECK(mentions[0].section.empty());
}

TEST_CASE("a phrase that holds a trigger word is not its own trigger") {
  Mentions mentions = Find("The patient had no reflow after stenting.", {"no reflow"});
  REQUIRE(mentions.size() == 1);
  CHECK(mentions[0].affirmed());
}

TEST_CASE("hostile text ends in time and keeps its spans inside the note") {
  std::vector<std::string> texts;
  std::string text;
  for (int i = 0; i < 60000; ++i) text += "no pain, ";
  texts.push_back(text);
  text.clear();
  for (int i = 0; i < 60000; ++i) text += "pain pain: ";
  texts.push_back(text);
  text.clear();
  for (int i = 0; i < 60000; ++i) text += "and pain ; [ ] ";
  texts.push_back(text);
  text.clear();
  for (int i = 0; i < 60000; ++i) text += "PAIN PAIN PAIN ";
  texts.push_back(text);
  texts.push_back(std::string(1 << 20, '['));
  texts.push_back(std::string(1 << 20, '?'));
  text.clear();
  for (uint32_t i = 0; i < 300000; ++i)
    text.push_back(static_cast<char>((i * 7919 + i / 3) & 0xFF));
  texts.push_back(text + " no pain \xFF");
  for (const std::string& hostile : texts) {
    for (const Mention& mention : Find(hostile, {"pain", "pain pain pain", "pa*"})) {
      if (mention.end > hostile.size() || mention.begin >= mention.end) FAIL("span");
      if (mention.end_code_point <= mention.begin_code_point) FAIL("code points");
    }
  }
  CHECK(Find("", {"pain"}).empty());
}

TEST_CASE("a finder gives the same answer whatever it read before") {
  PhraseSet phrases = Compile({"pain", "chest pain", "diabetes"});
  MentionFinder finder(phrases, ShippedLexicon());
  std::string_view a = "PMH: diabetes. No chest pain.";
  Mentions first = finder.Find(a);
  finder.Find("FAMILY HISTORY: pain\npain pain pain");
  Mentions again = finder.Find(a);
  REQUIRE(first.size() == again.size());
  for (size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i].begin == again[i].begin);
    CHECK(first[i].phrase == again[i].phrase);
    for (size_t c = 0; c < kAttributes; ++c)
      CHECK(first[i].findings[c].holds() == again[i].findings[c].holds());
  }
}

}  // namespace
}  // namespace suture::notes
