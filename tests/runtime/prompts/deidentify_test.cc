#include "runtime/prompts/deidentify.h"

#include <re2/re2.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "fmt/format.h"

namespace suture::prompts {
namespace {

const std::vector<std::string> kKnown = {
    "Marlow Testperson", "FICT-STS-01",   "Testperson", "Marlow", "May",
    "617-555-0123",      "12 Harbour Row"};

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Led back to the only thing that it can stand for.
std::string Restored(const Deidentifier& scrub, const std::string& hidden) {
  const std::vector<std::string> restored = scrub.RestoreQuote(hidden);
  return restored.size() == 1 ? restored[0] : "several";
}

TEST_CASE("The patient's own identifiers go, in any letters, as words of their own") {
  Deidentifier scrub(kKnown, "case-1");
  const std::string text =
      "Marlow Testperson (fict-sts-01), MR. TESTPERSON, of 12 Harbour Row, called 617-555-0123. "
      "Testpersons and Marlowe are others. Mrs May may walk.";
  const std::string hidden = scrub.Hide(text);
  INFO(hidden);
  for (const char* gone :
       {"Testperson (", "fict-sts-01", "TESTPERSON", "Harbour", "0123", "Mrs May"}) {
    CHECK_FALSE(Holds(hidden, gone));
  }
  CHECK(Holds(hidden, "Testpersons and Marlowe are others"));
  CHECK(Holds(hidden, " may walk"));
  CHECK(Restored(scrub, hidden) == text);
  CHECK(scrub.Hide("Testperson again") == scrub.Hide("Testperson again"));
}

TEST_CASE("A known name goes however the note spells it") {
  Deidentifier scrub(
      {"O'Neill", "Mary Ann", "Mary", "Ann", "Müller", "Smith-Jones", "00488812", "Maryann"}, "c");
  for (const char* name :
       {"O'Neill",     "O\u2019Neill",     "O\u2032Neill", "O`Neill",   "o'neill",  "O'NEILL",
        "ONeill",      "O Neill",          "Mary Ann",     "mary ann",  "MARY ANN", "Mary-Ann",
        "MaryAnn",     "maryann",          "Mary\nAnn",    "Mary  Ann", "Mary",     "mary",
        "Müller",      "MÜLLER",           "Mu\u0308ller", "Muller",    "Mueller",  "müller",
        "Smith Jones", "Smith\u2010Jones", "smith-jones",  "00488812",  "488812",   "0048 8812",
        "O\u2019Neill"}) {
    CAPTURE(name);
    const std::string text = std::string("Pt ") + name + " has it.";
    const std::string hidden = scrub.Hide(text);
    CHECK(RE2::FullMatch(hidden, R"(Pt \[(NAME|ID)-\d+\] has it\.)"));
    CHECK(Restored(scrub, hidden) == text);
  }
  for (const char* name :
       {"O'Ne-\nill", "O'Ne\u200Bill", "MrsMueller", "MuellerMD", "Mueller1950", "MaryMueller",
        "marymueller", "mmueller", "seenMueller", "X00488812", "00488812A"}) {
    CAPTURE(name);
    const std::string text = std::string("Pt ") + name + " has it.";
    const std::string hidden = scrub.Hide(text);
    CHECK(RE2::FullMatch(hidden, R"(Pt \[(NAME|ID)-\d+\] has it\.)"));
    CHECK(Restored(scrub, hidden) == text);
  }
  CHECK(scrub.Hide("O'Neill's") == "[NAME-1]'s");
  for (const char* other : {"Annual visit", "an Nail", "maryland", "Oneillson", "48881", "Mull er",
                            "Muellers", "1004888120", "Muellerella"}) {
    CHECK(scrub.Hide(other) == other);
  }
  Deidentifier anna({"Anna", "Li", "Will"}, "c");
  for (const char* other : {"an Na 138", "li 3", "will go", "An na"})
    CHECK(anna.Hide(other) == other);
}

TEST_CASE("What is patterned like an identifier goes, and clinical text stays") {
  Deidentifier scrub({}, "case-1");
  for (const char* text : {"MRN: 00482913",
                           "medical record number 7781-22",
                           "SSN 123-45-6789",
                           "call (617) 555-0199",
                           "+1 617.555.0199",
                           "fax 617-555-0100",
                           "jane.roe@example.org",
                           "see https://example.org/p/17",
                           "www.example.org/x",
                           "from 10.20.30.40",
                           "Acct #A99812",
                           "Policy no. 77AB112",
                           "device serial 8X-2291-PQ",
                           "NPI 1234567890",
                           "plate 7ABC123",
                           "at 1204 Cedar Hill Road",
                           "Springfield IL 62704-1123",
                           "Dr. Alder Wren saw her",
                           "Mrs. Oakfield-Smith",
                           "she is 94 years old",
                           "a 101-year-old man",
                           "seen in March 2024",
                           "admitted 3 March",
                           "since 3/14",
                           "in 2024-03",
                           "6175550146",
                           "pager 5-1234",
                           "ext. 4471",
                           "fe80::1ff:fe23:4567:890a",
                           "aged 93",
                           "Age: 94",
                           "Age 93 years",
                           "A 93F with pain",
                           "Seen. 93F.",
                           "93 y.o. man",
                           "P.O. Box 8812",
                           "ninety-three year old",
                           "Alder Wren, MD",
                           "Wren, MD",
                           "Alder Wren RN",
                           "Signed electronically by: Alder Wren",
                           "Electronically signed by Alder Wren",
                           "Attending: Alder Wren",
                           "plate ABC 1234",
                           "SN 44-AX-9912",
                           "image 3f2504e0-4f89-11d3-9a0c-0305e82c3301 seen",
                           "print D41D8CD98F00B204E9800998ECF8427E",
                           "in February",
                           "February nineteenth",
                           "the 19th of February"}) {
    CAPTURE(text);
    const std::string hidden = scrub.Hide(text);
    INFO(hidden);
    CHECK(RE2::PartialMatch(hidden, R"(\[[A-Z]+-\d+\])"));
    CHECK_FALSE(Holds(hidden, "Wren"));
    CHECK(Restored(scrub, hidden) == text);
  }
  CHECK_FALSE(Holds(scrub.Hide("ssn 123 45 6789"), "45"));
  CHECK_FALSE(Holds(scrub.Hide("UDI (01)00844588003288(17)141120(10)7654321D(21)10987d"), "1098"));
  for (const char* text :
       {"BP 120/80, strength 5/5, murmur 2/6", "EF 55-60 %, K 4.1, Na 138", "64 year old man",
        "CPT 33533 and I25.10", "may be discharged", "ratio 1.5:1 at 37.2 C", "T12-L1, C5/6",
        "heparin 5000 units", "NYHA III, ASA 3E", "dose 2024 mg", "T 99F, tmax 101 F",
        "at 12:30:45", "aged 64", "Patient seen, to do: wait", "levels 35-40-45",
        "lot of 20230506993000", "count 99999999123000", "Surgeon present"}) {
    CAPTURE(text);
    CHECK(scrub.Hide(text) == text);
  }
}

TEST_CASE("A mark in the note itself is not one of ours") {
  Deidentifier scrub({"Vandermolen"}, "c");
  const std::string text = "Vandermolen [NAME-1] today";
  const std::string hidden = scrub.Hide(text);
  CHECK(hidden == "[NAME-1] [ID-1] today");
  CHECK(Restored(scrub, hidden) == text);
}

const char* const kDates[] = {"2024-03-01",
                              "2024-03-01T08:00",
                              "03/01/2024",
                              "3/1/24",
                              "12/25/2023",
                              "March 1, 2024",
                              "MAR 1 2024",
                              "Sept. 30th, 2023",
                              "1 March 2024",
                              "29 Feb 2024",
                              "Jan 3rd, 2024",
                              "06-May-2023",
                              "6-May-23",
                              "06MAY2023",
                              "2023/05/06",
                              "20230506",
                              "5-6-2023",
                              "05.06.2023",
                              "2023-5-6",
                              "5 / 6 / 2023",
                              "5/6/23",
                              "6th of May 2023",
                              "May 6th 2023",
                              "may 6 2023",
                              "6 May 23",
                              "2023 May 6",
                              "2023-May-06",
                              "May\n6, 2023",
                              "May  6, 2023",
                              "May 6,2023",
                              "Feb. 19th, 2024",
                              "02-19-24",
                              "19.02.2024",
                              "May-06-2023",
                              "6 May '23",
                              "6/MAY/2023",
                              "2023\u20115\u201106",
                              "20230506T1000",
                              "20230506123000",
                              "202305061230",
                              "20230506123000.0000-0500"};

TEST_CASE("Whole dates move together, by whole weeks, and come back in every form") {
  for (const values::DateOrder order :
       {values::DateOrder::kMonthFirst, values::DateOrder::kDayFirst}) {
    Deidentifier scrub({}, "case-1", order), same({}, "case-1#2", order);
    for (const char* text : kDates) {
      CAPTURE(text);
      const std::string hidden = scrub.Hide(text);
      INFO(hidden);
      CHECK(hidden != text);
      CHECK_FALSE(Holds(hidden, "["));
      const std::vector<std::string> restored = scrub.RestoreQuote("on " + hidden + " x");
      CHECK(std::find(restored.begin(), restored.end(), "on " + std::string(text) + " x") !=
            restored.end());
      CHECK(same.Hide(text) == hidden);
      CHECK_FALSE(Deidentifier::HidesTimeOrAge(hidden));
    }
  }
  Deidentifier scrub({}, "case-1"), other({}, "case-2");
  CHECK(scrub.Hide("2024-03-01") != other.Hide("2024-03-01"));
  // No date at all.
  CHECK(scrub.Hide("2024-13-45") == "[DATE-1]");
  CHECK(scrub.Hide("31/31/2024") == "[DATE-2]");
  // A date that two orders read differently is hidden where nobody says which holds.
  CHECK(scrub.Hide("5/6/2023") == "[DATE-3]");
  CHECK(Deidentifier::HidesTimeOrAge(scrub.Hide("5/6/2023")));
  // One that the numbers give away moves, in a form that cannot be misread.
  const std::string given_away = scrub.Hide("12/25/2023");
  CHECK_FALSE(Holds(given_away, "["));
  CHECK(Restored(scrub, given_away) == "12/25/2023");
  CHECK_FALSE(Holds(scrub.Hide("6 May 10:30"), "6 May"));
}

struct Reading {
  values::DateOrder order;
  const char* written;
  const char* iso;
};

TEST_CASE(
    "A date in an answer moves back only where its quote holds it, by the order that is "
    "configured") {
  using values::DateOrder;
  const Reading readings[] = {{DateOrder::kMonthFirst, "5/6/2023", "2023-05-06"},
                              {DateOrder::kDayFirst, "5/6/2023", "2023-06-05"},
                              {DateOrder::kDayFirst, "13/6/2023", "2023-06-13"},
                              {DateOrder::kDayFirst, "05.06.2023", "2023-06-05"},
                              {DateOrder::kUnknown, "12/25/2023", "2023-12-25"},
                              {DateOrder::kUnknown, "06-May-2023", "2023-05-06"},
                              {DateOrder::kUnknown, "20230506", "2023-05-06"}};
  for (const Reading& reading : readings) {
    CAPTURE(reading.written);
    CAPTURE(static_cast<int>(reading.order));
    Deidentifier scrub({}, "case-1", reading.order);
    const std::string note = std::string("Told on ") + reading.written + " of it";
    const std::vector<std::string> quotes = {scrub.Hide(note)};
    const std::string moved = quotes[0].substr(8, quotes[0].size() - 14);
    const std::string moved_iso = scrub.Hide(reading.iso);  // What a careful reader makes of it
    const auto iso = scrub.RestoreValue(moved_iso, quotes, true);
    CHECK(iso.fault == Deidentifier::Fault::kNone);
    CHECK(iso.text == reading.iso);
    CHECK(scrub.RestoreValue(moved, quotes, true).text == reading.iso);
    CHECK(scrub.RestoreValue("On " + moved, quotes, false).text ==
          std::string("On ") + reading.written);
    // Any other day, a part of the moved one, and the true day that was never sent.
    for (const std::string& wrong : {std::string(reading.iso), std::string("2020-01-01"),
                                     moved_iso.substr(0, 7), moved_iso.substr(0, 4)}) {
      CAPTURE(wrong);
      CHECK(scrub.RestoreValue(wrong, quotes, true).fault == Deidentifier::Fault::kUnquotedDate);
    }
    CHECK(scrub.RestoreValue(moved_iso, {}, true).fault == Deidentifier::Fault::kUnquotedDate);
    CHECK(scrub.RestoreValue("in " + moved_iso.substr(0, 4), quotes, false).fault ==
          Deidentifier::Fault::kUnquotedDate);
  }
}

TEST_CASE("What was not moved comes back as it is, and an invented mark not at all") {
  Deidentifier scrub({"O\"Brien\\Smith"}, "c");
  const std::string hidden = scrub.Hide("O\"Brien\\Smith was seen in 2023, POD 3");
  CHECK(hidden == "[NAME-1] was seen in 2023, POD 3");
  const std::vector<std::string> quotes = {hidden};
  CHECK(scrub.RestoreValue("[NAME-1]", quotes, false).text == "O\"Brien\\Smith");
  CHECK(scrub.RestoreValue("2023", quotes, true).text == "2023");
  CHECK(scrub.RestoreValue("POD 3", quotes, true).text == "POD 3");
  CHECK(scrub.RestoreValue("12.5", quotes, false).text == "12.5");
  CHECK(scrub.RestoreValue("[NAME-7]", quotes, false).fault == Deidentifier::Fault::kUnknownMark);
  CHECK(Restored(scrub, "[NAME-9] [WHAT-1]") == "[NAME-9] [WHAT-1]");
  CHECK(scrub.Hide("").empty());
}

TEST_CASE("Two spellings that moved to one both come back") {
  Deidentifier scrub({}, "case-1", values::DateOrder::kMonthFirst);
  std::set<std::string> moved;
  for (int day = 1; day <= 9; ++day) {
    for (const char* form : {"12/{}/2023", "12/0{}/2023"}) {
      const std::string text = fmt::format(fmt::runtime(form), day);
      const std::string hidden = scrub.Hide(text);
      const std::vector<std::string> restored = scrub.RestoreQuote(hidden);
      CAPTURE(text);
      CHECK(std::find(restored.begin(), restored.end(), text) != restored.end());
      moved.insert(hidden);
    }
  }
  CHECK(moved.size() >= 9);
}

}  // namespace
}  // namespace suture::prompts
