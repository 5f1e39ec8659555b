#include "runtime/prompts/deidentify.h"

#include <catch2/catch.hpp>
#include <re2/re2.h>
#include <string>
#include <vector>

namespace suture::prompts {
namespace {

const std::vector<std::string> kKnown = {"Marlow Testperson", "FICT-STS-01", "Testperson", "Marlow",
                                         "May", "617-555-0123", "12 Harbour Row"};

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("The patient's own identifiers go, in any letters, as words of their own") {
  Deidentifier scrub(kKnown, "case-1");
  const std::string text =
      "Marlow Testperson (fict-sts-01), MR. TESTPERSON, of 12 Harbour Row, called 617-555-0123. "
      "Testpersons and Marlowe are others. Mrs May may walk.";
  const std::string hidden = scrub.Hide(text);
  INFO(hidden);
  for (const char* gone : {"Testperson (", "fict-sts-01", "TESTPERSON", "Harbour", "0123", "Mrs May"}) {
    CHECK_FALSE(Holds(hidden, gone));
  }
  CHECK(Holds(hidden, "Testpersons and Marlowe are others"));
  CHECK(Holds(hidden, " may walk"));
  CHECK(scrub.Restore(hidden) == text);
  CHECK(scrub.Hide("Testperson again") == scrub.Hide("Testperson again"));
}

TEST_CASE("What is patterned like an identifier goes, and clinical text stays") {
  Deidentifier scrub({}, "case-1");
  for (const char* text :
       {"MRN: 00482913", "medical record number 7781-22", "SSN 123-45-6789", "call (617) 555-0199",
        "+1 617.555.0199", "fax 617-555-0100", "jane.roe@example.org", "see https://example.org/p/17",
        "www.example.org/x", "from 10.20.30.40", "Acct #A99812", "Policy no. 77AB112",
        "device serial 8X-2291-PQ", "NPI 1234567890", "plate 7ABC123", "at 1204 Cedar Hill Road",
        "Springfield IL 62704-1123", "Dr. Alder Wren saw her", "Mrs. Oakfield-Smith",
        "she is 94 years old", "a 101-year-old man", "seen in March 2024", "admitted 3 March",
        "since 3/14", "in 2024-03"}) {
    CAPTURE(text);
    const std::string hidden = scrub.Hide(text);
    INFO(hidden);
    CHECK(RE2::PartialMatch(hidden, R"(\[[A-Z]+-\d+\])"));
    CHECK(scrub.Restore(hidden) == text);
  }
  for (const char* text :
       {"BP 120/80, strength 5/5, murmur 2/6", "EF 55-60 %, K 4.1, Na 138", "64 year old man",
        "CPT 33533 and I25.10", "may be discharged", "ratio 1.5:1 at 37.2 C", "T12-L1, C5/6",
        "heparin 5000 units", "NYHA III, ASA 3E", "dose 2024 mg"}) {
    CAPTURE(text);
    CHECK(scrub.Hide(text) == text);
  }
}

TEST_CASE("Whole dates move together, by whole weeks, and come back in every form") {
  Deidentifier scrub({}, "case-1"), same({}, "case-1#2"), other({}, "case-2");
  for (const char* text :
       {"2024-03-01", "2024-03-01T08:00", "03/01/2024", "3/1/24", "12/25/2023", "March 1, 2024",
        "MAR 1 2024", "Sept. 30th, 2023", "1 March 2024", "29 Feb 2024", "Jan 3rd, 2024"}) {
    CAPTURE(text);
    const std::string hidden = scrub.Hide(text);
    CHECK(hidden != text);
    CHECK_FALSE(Holds(hidden, "["));
    CHECK(scrub.Restore("\"" + hidden + "\"") == "\"" + std::string(text) + "\"");
    CHECK(same.Hide(text) == hidden);
  }
  CHECK(scrub.Hide("2024-03-01") != other.Hide("2024-03-01"));
  // What the model writes in another form than the note's moves back too.
  const std::string day = scrub.Hide("3/1/2024");
  const std::string iso = scrub.Hide("2024-03-01");
  CHECK(Deidentifier({}, "case-1").Restore(iso) == "2024-03-01");
  CHECK(Deidentifier({}, "case-1").Restore(day) == "3/1/2024");
  // No date at all.
  CHECK(scrub.Hide("2024-13-45") == "[DATE-1]");
  CHECK(scrub.Hide("31/31/2024") == "[DATE-2]");
}

TEST_CASE("What is put back into an answer is JSON again") {
  Deidentifier scrub({"O\"Brien\\Smith"}, "c");
  const std::string hidden = scrub.Hide("O\"Brien\\Smith was seen");
  CHECK(hidden == "[NAME-1] was seen");
  CHECK(scrub.Restore(R"({"quote":"[NAME-1] was"})") == R"({"quote":"O\"Brien\\Smith was"})");
  CHECK(scrub.Restore("[NAME-9] [WHAT-1]") == "[NAME-9] [WHAT-1]");
  CHECK(scrub.Hide("").empty());
}

}  // namespace
}  // namespace suture::prompts
