// What a chart itself says the patient is called and found by, so that it can be kept out of a
// prompt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suture::chart {

// From the Patient and RelatedPerson of a FHIR R4 bundle: names, their parts ("Mary" of "Mary Ann",
// "Neill" of "O'Neill") and those of contacts, the values of identifiers and of phone, fax and
// mail, lines, city, district and postal code of addresses. Each once, the longest first; dates are
// left to their own form. `bundle` is a line that was read as a chart; of any other nothing is
// returned.
std::vector<std::string> PatientIdentifiers(std::string_view bundle);

}  // namespace suture::chart
