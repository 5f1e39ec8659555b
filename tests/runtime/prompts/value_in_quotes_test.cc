#include "runtime/prompts/value_in_quotes.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "runtime/prompts/written_numbers.h"
#include "runtime/values/time.h"
#include "tests/support/plan_builder.h"

namespace suture::prompts {
namespace {

using plan::TypeKind;
using testing_support::TypeOf;

// Of a note written on 2 March 2024, unless another day is given.
bool Stands(const plan::Type& type, const std::string& value, const std::string& words,
            values::DateOrder order = values::DateOrder::kUnknown, const std::string& behind = "") {
  AnsweredValue answered;
  answered.stated = true;
  answered.text = value;
  const std::string note = "Seen.\n" + words + behind;
  const std::vector<QuotedWords> quotes = {
      {note, 6, 6 + words.size(), values::DayNumber(2024, 3, 2)}};
  return StandsInQuotes(type, answered, quotes, order);
}

struct Case {
  const char *value, *words;
};

TEST_CASE("A bare number shows of nothing what it is, unless its line says no more") {
  const std::string note = "EF 64 %, stenosis 64 %\n64\nThree vessels, age 64";
  const auto stands = [&](const plan::Type& type, std::vector<std::pair<size_t, size_t>> places) {
    AnsweredValue answered;
    answered.stated = true;
    answered.text = "64";
    std::vector<QuotedWords> quotes;
    for (const auto& [begin, size] : places) quotes.push_back({note, begin, begin + size, {}});
    return StandsInQuotes(type, answered, quotes, values::DateOrder::kUnknown);
  };
  const plan::Type count = TypeOf(TypeKind::kInteger);
  const plan::Type percent = TypeOf(TypeKind::kInteger, "%");
  CHECK(stands(percent, {{0, 7}}));                  // "EF 64 %"
  CHECK(stands(count, {{23, 2}}));                   // A line of its own.
  CHECK_FALSE(stands(count, {{45, 2}}));             // "64" of "age 64"
  CHECK_FALSE(stands(percent, {{3, 4}}));            // "64 %" of the fraction, or of the stenosis?
  CHECK_FALSE(stands(percent, {{3, 4}, {26, 13}}));  // Words of another line.
  CHECK(stands(percent, {{0, 2}, {3, 4}}));          // "EF" and "64 %"
}

TEST_CASE(
    "A number stands in its quote, in digits, in words, with marks, or at an end of a range") {
  const plan::Type count = TypeOf(TypeKind::kInteger), decimal = TypeOf(TypeKind::kDecimal);
  for (const Case& c : {Case{"20", "EF was 20 %"},
                        {"20", "EF 20%."},
                        {"1200", "received 1,200 mL"},
                        {"1200", "received 1200mL"},
                        {"3", "three vessels"},
                        {"3", "three-vessel disease"},
                        {"3", "triple vessel disease"},
                        {"3", "CABG x3"},
                        {"3", "CABGx3"},
                        {"2", "twice"},
                        {"1", "a single stent"},
                        {"21", "twenty-one days"},
                        {"120", "one hundred and twenty beats"},
                        {"100", "one hundred"},
                        {"2500", "two thousand five hundred"},
                        {"50", "EF 50-55 %"},
                        {"55", "EF 50-55 %"},
                        {"55", "EF 50\u201355 %"},
                        {"50", "50 to 55"},
                        {"120", "BP 120/80"},
                        {"80", "BP 120/80"},
                        {"3", "NYHA III"},
                        {"3", "ASA class III"},
                        {"2", "grade II-III"},
                        {"3", "grade II-III"},
                        {"3", "POD3"},
                        {"40", "40mg given"},
                        {"0", "no stents were placed"},
                        {"0", "denies any"},
                        {"0", "zero"},
                        {"0", "0 stents"},
                        {"2019", "in 2019"},
                        {"2019", "on 2019-03-01"},
                        {"6", "6.0"},
                        {"-3", "base excess -3"},
                        {"-3", "minus 3"},
                        {"5", "EF-5"}}) {
    CAPTURE(c.value, c.words);
    CHECK(Stands(count, c.value, c.words));
  }
  for (const Case& c : {Case{"1.3", "creatinine 1.30"},
                        {"6.5", "A1c 6,5"},
                        {"0.5", ".5 mg"},
                        {"0.5", "1/2 pack"},
                        {"0.5", "half a pack"},
                        {"1.5", "1 1/2 packs"},
                        {"1.5", "one and a half packs"},
                        {"1.5", "1\u00BD packs"},
                        {"12345.6", "12,345.6"}}) {
    CAPTURE(c.value, c.words);
    CHECK(Stands(decimal, c.value, c.words));
  }
}

TEST_CASE("A number that the quote does not hold does not stand in it") {
  const plan::Type count = TypeOf(TypeKind::kInteger), percent = TypeOf(TypeKind::kInteger, "%");
  CHECK_FALSE(Stands(percent, "20", "Diabetes was known"));
  CHECK_FALSE(Stands(percent, "0", "No diabetes was known"));
  for (const Case& c : {Case{"20", "EF was 25 %"},
                        {"2", "EF was 25 %"},
                        {"52", "EF 50-55 %"},
                        {"60", "EF is normal"},
                        {"1", "A1c was high"},
                        {"2", "T2DM is known"},
                        {"4", "IV antibiotics"},
                        {"1", "I saw him"},
                        {"3", "on 3/4/2024"},
                        {"3", "on March 3, 2024"},
                        {"3", "on 2024-03-04"},
                        {"10", "at 10:45"},
                        {"555", "call 617-555-0199"},
                        {"3", "base excess -3"},
                        {"5", "twenty-five"},
                        {"20", "twenty-five"},
                        {"100", "one hundred and twenty"},
                        {"610", "at 0610"},
                        {"12", "1.2"},
                        {"1", "1.2.3"},
                        {"2", "LAD and RCA disease"},
                        {"", "nothing"}}) {
    CAPTURE(c.value, c.words);
    CHECK_FALSE(Stands(count, c.value, c.words));
  }
}

TEST_CASE("A number in another unit stands where it converts to the answer, and only there") {
  const plan::Type hours = TypeOf(TypeKind::kDuration, "hours"),
                   mg = TypeOf(TypeKind::kDecimal, "mg"),
                   mass = TypeOf(TypeKind::kDecimal, "mg/dL"),
                   percent = TypeOf(TypeKind::kInteger, "%");
  CHECK(Stands(hours, "2", "for 2 hours"));
  CHECK(Stands(hours, "2", "for 120 minutes"));
  CHECK(Stands(hours, "2", "for 120-minute"));
  CHECK_FALSE(Stands(hours, "120", "for 120 minutes"));
  CHECK_FALSE(Stands(hours, "2", "for 2 days"));
  CHECK(Stands(mg, "0.5", "500 mcg daily"));
  CHECK_FALSE(Stands(mg, "500", "500 mcg daily"));
  CHECK(Stands(mass, "1.2", "creatinine 1.2"));
  CHECK(Stands(mass, "1.2", "creatinine 1.2 mg/dL"));
  CHECK_FALSE(Stands(mass, "110", "creatinine 110 umol/L"));
  // The unit counts where the quote ends before it, too.
  CHECK_FALSE(Stands(mass, "110", "creatinine 110", {}, " umol/L today"));
  CHECK(Stands(percent, "55", "EF 55 at rest"));
  CHECK(Stands(percent, "55", "EF 55 percent"));
  plan::Type rounded = TypeOf(TypeKind::kInteger);
  CHECK_FALSE(Stands(rounded, "7", "6.7 units"));
  rounded.rounding = plan::Rounding::kRound;
  CHECK(Stands(rounded, "7", "6.7 units"));
  rounded.rounding = plan::Rounding::kTruncate;
  CHECK(Stands(rounded, "6", "6.7 units"));
}

TEST_CASE("A date stands in its quote in any form, and in words that count from the note's day") {
  const plan::Type date = TypeOf(TypeKind::kDate);
  for (const Case& c : {Case{"2024-03-01", "on 2024-03-01"},
                        {"2024-03-01", "on March 1, 2024"},
                        {"2024-03-01", "1 Mar 2024"},
                        {"2024-03-01", "01MAR2024"},
                        {"2024-03-01", "yesterday"},
                        {"2024-03-02", "this morning"},
                        {"2024-02-28", "on February 28"},
                        {"2024-03", "in March 2024"},
                        {"2024-03", "3/2024"},
                        {"2024-03", "2024-03"},
                        {"2024-03", "on 2024-03-01"},
                        {"2024", "since 2024"},
                        {"2024", "in March 2024"},
                        {"2024-12-25", "12/25/2024"},
                        {"2023", "last year"},
                        {"POD 3", "extubated on POD  3"},
                        {"2024-03-01", "on 3-1-24 and 01.03.2024 or 2024/03/01"}}) {
    CAPTURE(c.value, c.words);
    CHECK(Stands(date, c.value, c.words));
  }
  for (const Case& c : {Case{"2024-03-02", "on 2024-03-01"},
                        {"2024-03-01", "in March 2024"},
                        {"2024-03-01", "was admitted"},
                        {"2024-03", "since 2024"},
                        {"2024", "was admitted"},
                        {"2024-03-04", "on 3/4/2024"},
                        {"2024-03-02", "two weeks ago"},
                        {"POD 3", "on POD 4"},
                        {"2024-02", "in March 2024"},
                        {"2023", "in March 2024"}}) {
    CAPTURE(c.value, c.words);
    CHECK_FALSE(Stands(date, c.value, c.words));
  }
  // Where nobody says which number is the day, the date is left open.
  CHECK(Stands(date, "2024-03-04", "on 3/4/2024", values::DateOrder::kMonthFirst));
  CHECK_FALSE(Stands(date, "2024-04-03", "on 3/4/2024", values::DateOrder::kMonthFirst));
  CHECK(Stands(date, "2024-04-03", "on 3/4/2024", values::DateOrder::kDayFirst));
}

TEST_CASE(
    "A moment stands in its quote by its day and its clock, or by the note's day and its clock") {
  const plan::Type moment = TypeOf(TypeKind::kDateTime), clock = TypeOf(TypeKind::kTime),
                   period = TypeOf(TypeKind::kPeriod);
  for (const Case& c : {Case{"2024-03-01T06:10", "2024-03-01 at 06:10"},
                        {"2024-03-01T18:10", "6:10 pm on March 1, 2024"},
                        {"2024-03-02T06:10", "extubated at 06:10"},
                        {"2024-03-02T06:10", "extubated at 0610"},
                        {"2024-03-02T12:00", "at noon"},
                        {"2024-03-01T06:10", "yesterday at 06:10"},
                        {"2024-03-02T06", "at 6 am"},
                        {"2024-03-01", "on 2024-03-01"}}) {
    CAPTURE(c.value, c.words);
    CHECK(Stands(moment, c.value, c.words));
  }
  for (const Case& c : {Case{"2024-03-01T06:10", "extubated at 06:10"},
                        {"2024-03-02T06:11", "extubated at 06:10"},
                        {"2024-03-02T06:10", "on 2024-03-02"},
                        {"2024-03-02T18:10", "extubated at 06:10"}}) {
    CAPTURE(c.value, c.words);
    CHECK_FALSE(Stands(moment, c.value, c.words));
  }
  CHECK(Stands(clock, "06:10", "at 6:10 a.m."));
  CHECK_FALSE(Stands(clock, "06:10", "at 6:20"));
  CHECK(Stands(period, "2024-03-01/2024-03-04", "from 2024-03-01 to 2024-03-04"));
  CHECK_FALSE(Stands(period, "2024-03-01/2024-03-05", "from 2024-03-01 to 2024-03-04"));
  CHECK(Stands(period, "2024-03-01/", "from 2024-03-01"));
}

TEST_CASE("Of words, the numbers in them stand in the quote; names of lists are not looked for") {
  plan::Type text = TypeOf(TypeKind::kText);
  CHECK(Stands(text, "Dr. Wren", "the surgeon"));
  CHECK(Stands(text, "LAD 90", "90 % stenosis of the left anterior descending"));
  CHECK_FALSE(Stands(text, "LAD 95", "90 % stenosis of the left anterior descending"));
  CHECK(Stands(text, "model 5076-52 of 2024-01-02", "MODEL  5076-52 of 2024-01-02"));
  plan::Type read = TypeOf(TypeKind::kInteger);
  read.reading = {0};
  CHECK(Stands(read, "about 6", "About 6 weeks"));
  CHECK_FALSE(Stands(read, "about 7", "About 6 weeks"));
  CHECK(Stands(TypeOf(TypeKind::kChoice), "Yes", "anything"));
  CHECK(Stands(TypeOf(TypeKind::kTruth), "true", "anything"));
}

TEST_CASE("Any bytes are looked through for numbers") {
  for (const std::string& text :
       {std::string("\xFF\xFE 5 \xE2\x80"), std::string(5000, '9'),
        std::string("1/0 0/0 -/- ,,, 1,,2"), std::string("\0 7", 3), std::string("x"),
        std::string(), std::string("one hundred hundred thousand thousand and and a half"),
        std::string("1.")}) {
    for (const WrittenNumber& number : FindWrittenNumbers(text)) {
      CHECK(number.begin < number.end);
      CHECK(number.end <= text.size());
      CHECK(number.behind <= text.size());
    }
  }
}

}  // namespace
}  // namespace suture::prompts
