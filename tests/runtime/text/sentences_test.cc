#include "runtime/text/sentences.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace suture::text {
namespace {

std::vector<std::string> Sentences(std::string_view text) {
  std::vector<std::string> sentences;
  for (ByteRange range : SplitSentences(text)) {
    sentences.emplace_back(text.substr(range.begin, range.end - range.begin));
  }
  return sentences;
}

using List = std::vector<std::string>;

TEST_CASE("prose ends at full stops") {
  CHECK(Sentences("He denies pain. He has a cough.") == List{"He denies pain.", "He has a cough."});
  CHECK(Sentences("pt denies cp. has sob.") == List{"pt denies cp.", "has sob."});
  CHECK(Sentences("Great! Home today.") == List{"Great!", "Home today."});
  CHECK(Sentences("") == List{});
  CHECK(Sentences("No full stop") == List{"No full stop"});
  CHECK(Sentences("He has pain.She has none.") == List{"He has pain.", "She has none."});
}

TEST_CASE("abbreviations, initials and decimals do not end a sentence") {
  CHECK(Sentences("Seen by Dr. Smith for a 3.5 cm mass vs. cyst.").size() == 1);
  CHECK(Sentences("Take 5 mg. daily p.o. q.d. with food.").size() == 1);
  CHECK(Sentences("Take 5 mg. Return in a week.").size() == 2);
  CHECK(Sentences("Referred by J. R. Brown for review.").size() == 1);
  CHECK(Sentences("He carries hepatitis C. The liver is firm.").size() == 2);
  CHECK(Sentences("Findings, e.g. edema, i.e. fluid.").size() == 1);
  CHECK(Sentences("Bed no. 5 is free. Any pain? No. He sleeps.").size() == 3);
}

TEST_CASE("numbered and bulleted items are sentences of their own") {
  CHECK(Sentences("1. Diabetes.\n2. No CHF.\n3) Gout") ==
        List{"1. Diabetes.", "2. No CHF.", "3) Gout"});
  CHECK(Sentences("- no fever\n- cough\n* rash") == List{"- no fever", "- cough", "* rash"});
  CHECK(Sentences("Hypertension\nDiabetes\nno gout") ==
        List{"Hypertension", "Diabetes", "no gout"});
  CHECK(Sentences("[x] CHF\n[ ] COPD").size() == 2);
}

TEST_CASE("a wrapped line goes on, a short line ends") {
  CHECK(
      Sentences(
          "The patient was seen today in clinic and denies any chest\npain or Dyspnea on exertion.")
          .size() == 1);
  CHECK(Sentences("The patient was seen today in clinic and was referred to Dr.\nSmith for review.")
            .size() == 1);
  CHECK(Sentences("No fever\nCough for a week") == List{"No fever", "Cough for a week"});
  CHECK(Sentences("Denies fever,\nchills, or rash") == List{"Denies fever,\nchills, or rash"});
  CHECK(Sentences("No fever\n\ncough") == List{"No fever", "cough"});
  CHECK(Sentences(
            "The patient was seen today in clinic and denies any chest pain\nImpression: stable")
            .size() == 2);
}

TEST_CASE("transcribed notes put a comma after the full stop") {
  CHECK(Sentences("He takes aspirin.,ALLERGIES:, None.,PLAN: , Home.") ==
        List{"He takes aspirin.", ",ALLERGIES:, None.", ",PLAN: , Home."});
  CHECK(Sentences("1.  The atrium is mildly dilated.,2.  The aorta appears normal.").size() == 2);
}

TEST_CASE("a question stays with its answer") {
  CHECK(Sentences("Chest pain? No").size() == 1);
  CHECK(Sentences("Is he better? He walks.").size() == 2);
  CHECK(Sentences("There is ?pneumonia or ? CHF.").size() == 1);
}

TEST_CASE("forced starts are kept and every token is covered once") {
  std::string_view text = "one two three four";
  auto tokens = Tokenize(text);
  std::vector<TokenRange> ranges;
  std::vector<uint32_t> forced = {0, 2};
  SplitSentences(text, tokens, forced, ranges);
  CHECK(ranges == std::vector<TokenRange>{{0, 2}, {2, 4}});
}

TEST_CASE("hostile text is split in one pass") {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += i % 3 == 0 ? ". " : i % 3 == 1 ? "A." : "\n?";
  CHECK(SplitSentences(text).size() > 1000);
  CHECK(SplitSentences(std::string(1 << 20, 'a')).size() == 1);
  CHECK(SplitSentences(std::string(1 << 20, '.')).empty());
}

}  // namespace
}  // namespace suture::text
