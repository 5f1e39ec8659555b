#include "runtime/chart/patient_identifiers.h"

#include <catch2/catch.hpp>

namespace suture::chart {
namespace {

TEST_CASE("Names, numbers and addresses of the patient and of relatives, the longest first") {
  const auto found = PatientIdentifiers(
      R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p",
      "name":[{"family":"Roe","given":["Jane","Q"]},{"text":"Jane Q. Roe"}],
      "identifier":[{"system":"mrn","value":"MRN-7"}],"telecom":[{"value":"617-555-0123"}],
      "address":[{"line":["1 Elm"],"city":"Norwood","postalCode":"02062"}],"birthDate":"1950-01-02",
      "contact":[{"name":{"family":"Doe"},"telecom":[{"value":"d@example.org"}]}]}},
      {"resource":{"resourceType":"RelatedPerson","name":[{"given":["Kim"]}]}},
      {"resource":{"resourceType":"Practitioner","name":[{"family":"Wren"}]}}]})");
  CHECK(found == std::vector<std::string>{"d@example.org", "617-555-0123", "Jane Q. Roe", "5550123",
                                          "Norwood", "02062", "1 Elm", "MRN-7", "Jane", "Doe",
                                          "Kim", "Roe"});
}

TEST_CASE("Phones without their country and area, and streets without their number") {
  const auto found = PatientIdentifiers(
      R"({"entry":[{"resource":{"resourceType":"Patient","telecom":[{"value":"+1 (617) 555-0199"}],
      "address":[{"line":["17 Kestrel Mews"],"postalCode":"02139-4307"}]}}]})");
  CHECK(found == std::vector<std::string>{"+1 (617) 555-0199", "17 Kestrel Mews", "Kestrel Mews",
                                          "02139-4307", "6175550199", "5550199"});
}

TEST_CASE("The parts of a name are names too") {
  const auto found = PatientIdentifiers(
      R"({"entry":[{"resource":{"resourceType":"Patient","name":[{"family":"O'Neill-Brandt","given":["Mary Ann"]}]}}]})");
  CHECK(found == std::vector<std::string>{"O'Neill-Brandt", "Mary Ann", "O'Neill", "Brandt",
                                          "Neill", "Mary", "Ann"});
}

TEST_CASE("Whatever is no such chart has none") {
  for (const char* text :
       {"", "{", "[]", "{\"entry\":7}", R"({"entry":[1,{"resource":2}]})",
        R"({"entry":[{"resource":{"resourceType":"Patient","name":"Jane"}}]})"}) {
    CAPTURE(text);
    CHECK(PatientIdentifiers(text).empty());
  }
}

}  // namespace
}  // namespace suture::chart
