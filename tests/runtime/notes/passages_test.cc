#include "runtime/notes/passages.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "runtime/notes/copied_text.h"
#include "runtime/text/token_estimate.h"
#include "runtime/text/utf8.h"
#include "tests/runtime/notes/lexicon_files.h"

namespace suture::notes {
namespace {

constexpr std::string_view kAdmission =
    "HISTORY OF PRESENT ILLNESS:\nThe patient is a 71-year-old man with two days of crushing chest "
    "pain. "
    "He was found to have three-vessel disease.\n\nPAST MEDICAL HISTORY:\nType 2 diabetes on "
    "metformin since 2011. "
    "No history of stroke.\n\nSOCIAL HISTORY:\nHe smoked one pack a day until 2015.\n";
constexpr std::string_view kProgress =
    "INTERVAL HISTORY:\nHe walked twice in the hall today and his drain output fell.\n\nPAST "
    "MEDICAL HISTORY:\n"
    "Type 2 diabetes on metformin since 2011. No history of stroke.\n\nPLAN:\nRemove the drain "
    "tomorrow.\n";
constexpr std::string_view kDischarge =
    "HOSPITAL COURSE:\nAfter surgery he had atrial fibrillation for six hours, treated with "
    "amiodarone.\n\n"
    "PAST MEDICAL HISTORY:\nType 2 diabetes on metformin since 2011. NO HISTORY OF STROKE.\n";

std::vector<Note> Case() {
  return {{"n1", "HistoryAndPhysical", kAdmission, "Surgeon", {}},
          {"n2", "Progress", kProgress, "Surgeon", {}},
          {"n3", "Discharge", kDischarge, "", {}}};
}

const Passage* FindPassage(const PassageIndex& index, std::string_view text) {
  for (const Passage& passage : index.passages()) {
    if (index.TextOf(passage).find(text) != std::string_view::npos) return &passage;
  }
  return nullptr;
}

TEST_CASE("passages end with sentences, stay in one section, and lead back to their note") {
  std::vector<Note> notes = Case();
  PassageIndex index = PassageIndex::Build(notes, ShippedLexicon());
  const Passage* pain = FindPassage(index, "crushing");
  REQUIRE(pain != nullptr);
  CHECK(pain->section == "history_of_present_illness");
  CHECK(index.TextOf(*pain).substr(0, 8) == "HISTORY ");
  CHECK(index.TextOf(*pain).back() == '.');
  CHECK(index.TextOf(*pain).find("diabetes") == std::string_view::npos);
  CHECK(pain->tokens == text::EstimateTokens(index.TextOf(*pain)));
  for (const Passage& passage : index.passages()) {
    std::string_view note = notes[static_cast<size_t>(passage.note_index)].text;
    CHECK(note.substr(passage.begin, passage.end - passage.begin) == index.TextOf(passage));
  }
}

TEST_CASE("copied text is shown once and remembers every place it stood") {
  std::vector<Note> notes = Case();
  PassageIndex index = PassageIndex::Build(notes, ShippedLexicon());
  size_t with_diabetes = 0;
  for (const Passage& passage : index.passages()) {
    if (index.TextOf(passage).find("diabetes") == std::string_view::npos) continue;
    ++with_diabetes;
    CHECK(passage.note_index == 0);
    REQUIRE(passage.other_places.size() == 2);
    CHECK(passage.other_places[0].note_index == 1);
    CHECK(passage.other_places[1].note_index == 2);
    const Place& last = passage.other_places[1];
    CHECK(kDischarge.substr(last.begin, last.end - last.begin).find("diabetes on metformin") !=
          std::string_view::npos);
    CHECK(kDischarge.substr(last.begin, last.end - last.begin).find("STROKE") !=
          std::string_view::npos);
  }
  CHECK(with_diabetes == 1);
}

TEST_CASE("a sentence that differs by one fact is no copy") {
  const std::string_view texts[] = {"Hemoglobin was 9.1 on the first day after surgery.",
                                    "Hemoglobin was 7.2 on the first day after surgery.",
                                    "The left internal mammary artery was used as a graft.",
                                    "The right internal mammary artery was used as a graft.",
                                    "There was evidence of infection in the wound.",
                                    "There was no evidence of infection in the wound.",
                                    "Hepatitis was found in the serology of this patient.",
                                    "Hepatitis A was found in the serology of this patient.",
                                    "Take 1/2 tablet of the drug by mouth.",
                                    "Take 1-2 tablet of the drug by mouth.",
                                    "__ Aortic stenosis of the valve",
                                    "_X_ Aortic stenosis of the valve"};
  std::vector<Note> notes;
  for (std::string_view text : texts) notes.push_back({"n", "Progress", text, "", {}});
  for (const NoteSentence& sentence : SplitNotes(notes, ShippedLexicon()))
    CHECK(sentence.original == -1);
}

// What stands under one heading or label and not under another, or twice in one note, was not
// copied.
TEST_CASE("the same words in another place are no copy") {
  const std::string line = "Diabetes mellitus type 2 on metformin for many years.";
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"FAMILY HISTORY:\n" + line, "PAST MEDICAL HISTORY:\n" + line},
      {"Problems of his brother (not the patient):\n" + line, "Problems of the patient:\n" + line},
      {"Left knee:\n" + line, "Right knee:\n" + line},
      {"ADMISSION DIAGNOSES:\n" + line + "\nDISCHARGE DIAGNOSES:\n" + line, "Nothing else."},
      {line + " Denied.", line + " Confirmed."},
      {"He was extubated yesterday in the morning.", "He was extubated yesterday in the morning."}};
  for (const auto& [first, second] : pairs) {
    CAPTURE(first, second);
    const std::vector<Note> notes = {{"a", "", first, "", 19'000}, {"b", "", second, "", 19'005}};
    for (const NoteSentence& sentence : SplitNotes(notes, ShippedLexicon())) {
      CHECK(sentence.original == -1);
    }
  }
}

TEST_CASE("days that do not hang on the note's own are copied, and those of one day") {
  const std::string_view bypass = "He had a bypass operation on 3/2/2019 elsewhere.";
  const std::string_view tube = "He was extubated yesterday in the morning.";
  const std::vector<Note> notes = {{"a", "", bypass, "", 19'000},
                                   {"b", "", bypass, "", 19'005},
                                   {"c", "", tube, "", 19'007},
                                   {"d", "", tube, "", 19'007},
                                   {"e", "", tube, "", {}}};
  const auto sentences = SplitNotes(notes, ShippedLexicon());
  REQUIRE(sentences.size() == 5);
  CHECK(sentences[1].original == 0);
  CHECK(sentences[3].original == 2);
  CHECK(sentences[4].original == -1);
}

TEST_CASE("white space, case and the full stop do not hide a copy") {
  std::vector<Note> notes = {{"a", "", "The wound is clean and dry, without drainage.", "", {}},
                             {"b", "", "The wound is  CLEAN and\ndry, without drainage", "", {}}};
  auto sentences = SplitNotes(notes, ShippedLexicon());
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[1].original == 0);
}

TEST_CASE("short sentences are copies only beside longer ones") {
  std::vector<Note> notes = {{"a", "", "No fever. He ate a full breakfast and walked.", "", {}},
                             {"b", "", "No fever. The drain was removed at the bedside.", "", {}},
                             {"c", "", "No fever. He ate a full breakfast and walked.", "", {}}};
  auto sentences = SplitNotes(notes, ShippedLexicon());
  REQUIRE(sentences.size() == 6);
  CHECK(sentences[2].original == -1);
  CHECK(sentences[4].original == 0);
  CHECK(sentences[5].original == 1);
}

TEST_CASE("cues outrank words, rare words outrank common ones, order decides ties") {
  std::vector<Note> notes = Case();
  PassageIndex index = PassageIndex::Build(notes, ShippedLexicon());
  std::vector<std::string_view> texts = {"atrial fib*", "smok*", "diabet*"};
  auto cues = PhraseSet::Compile(texts);
  REQUIRE(cues.ok());
  std::vector<CueHit> hits = index.FindCues(*cues);
  PassageQuery query;
  query.hits = hits;
  query.phrases = {1};
  query.words = "Did the patient walk in the hall?";
  auto ranked = index.Rank(query);
  REQUIRE(ranked.size() == index.passages().size());
  CHECK(index.TextOf(index.passages()[static_cast<size_t>(ranked[0].passage)]).find("smoked") !=
        std::string_view::npos);
  CHECK(index.TextOf(index.passages()[static_cast<size_t>(ranked[1].passage)]).find("hall") !=
        std::string_view::npos);
  CHECK(ranked.back().score == 0);
  for (size_t i = 1; i < ranked.size(); ++i) {
    CHECK(ranked[i - 1].score >= ranked[i].score);
    if (ranked[i - 1].score == ranked[i].score) CHECK(ranked[i - 1].passage < ranked[i].passage);
  }
}

TEST_CASE("the selection keeps its budget and says what it left out") {
  std::vector<Note> notes = Case();
  PassageIndex index = PassageIndex::Build(notes, ShippedLexicon());
  std::vector<std::string_view> texts = {"diabet*", "chest pain"};
  auto cues = PhraseSet::Compile(texts);
  REQUIRE(cues.ok());
  std::vector<CueHit> hits = index.FindCues(*cues);
  PassageQuery query;
  query.hits = hits;
  Selection all = index.Select(query);
  CHECK(all.passages.size() == 2);
  CHECK_FALSE(all.cut);
  CHECK_FALSE(all.whole);
  CHECK(all.tokens <= query.token_budget);

  query.token_budget = all.tokens - 1;
  Selection less = index.Select(query);
  CHECK(less.passages.size() == 1);
  CHECK(less.cut);

  query.token_budget = 100000;
  query.fill_budget = true;
  Selection whole = index.Select(query);
  CHECK(whole.whole);
  CHECK(whole.passages.size() == index.passages().size());
  CHECK(std::is_sorted(whole.passages.begin(), whole.passages.end()));

  query.token_budget = 0;
  CHECK(index.Select(query).passages.empty());
}

TEST_CASE("long lists are cut between words and nothing is lost") {
  std::string list = "Medications:";
  for (int i = 0; i < 3000; ++i)
    list +=
        " m\xC3\xA9"
        "dicament" +
        std::to_string(i) + ",";
  std::vector<Note> notes = {{"a", "", list, "", {}}};
  PassageOptions options;
  PassageIndex index = PassageIndex::Build(notes, ShippedLexicon(), options);
  CHECK(index.passages().size() > 10);
  size_t at = index.passages().front().begin;
  const text::CodePointMap map(list);
  for (const Passage& passage : index.passages()) {
    CHECK(passage.begin == at);
    CHECK(passage.tokens <= options.longest_tokens + 1);
    CHECK(passage.begin_code_point == map.ToCodePoint(passage.begin));
    at = passage.end;
  }
  CHECK(at == list.size());
}

TEST_CASE("every byte that is not white space or a copy is in exactly one passage") {
  std::string text;
  for (int i = 0; i < 4000; ++i)
    text += i % 5 == 0   ? "\n\nPLAN:\n"
            : i % 3 == 0 ? "\xFF no pain. "
                         : "word" + std::to_string(i) + " and more, ";
  std::vector<Note> notes = {
      {"a", "", text, "", {}}, {"b", "", "", "", {}}, {"c", "", text, "", {}}};
  PassageIndex index = PassageIndex::Build(notes, ShippedLexicon());
  std::vector<int> covered(text.size(), 0);
  auto cover = [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) ++covered[i];
  };
  for (const Passage& passage : index.passages()) {
    if (passage.note_index == 0) cover(passage.begin, passage.end);
    for (const Place& place : passage.other_places) {
      if (place.note_index == 0) cover(place.begin, place.end);
    }
  }
  size_t lost = 0, twice = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    bool letter = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');
    if (letter && covered[i] == 0) ++lost;
    if (covered[i] > 1) ++twice;
  }
  CHECK(lost == 0);
  CHECK(twice == 0);
}

TEST_CASE("no notes, no passages") {
  PassageIndex index = PassageIndex::Build({}, ShippedLexicon());
  CHECK(index.passages().empty());
  Selection selection = index.Select({});
  CHECK(selection.passages.empty());
  CHECK(selection.whole);
}

}  // namespace
}  // namespace suture::notes
