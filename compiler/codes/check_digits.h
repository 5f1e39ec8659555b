// What can be wrong with a code on its face: its form, and the check digits of LOINC and SNOMED CT.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace suture::codes {

// A sentence part that fits after "because", or nothing when the code may exist. `system` is the
// name that the standard library gives the system (`loinc`, `snomed`, `icd10cm`, …); others are not
// judged.
//   LOINC: digits, a hyphen, a Luhn (mod 10) check digit (LOINC Users' Guide, "LOINC code").
//   ATC: a letter, two digits, two letters, two digits, cut at any of its five levels (WHO
//   Collaborating Centre for Drug Statistics Methodology, "ATC: structure and principles"). SNOMED
//   CT: 6 to 18 digits, the last a Verhoeff check digit (SNOMED CT RF2, "SCTID").
std::optional<std::string> CodeProblem(std::string_view system, std::string_view code);

// The code or codes that were probably meant by one with a problem: `E119` → E11.9, `E11.x` →
// E11.*, `E08-E13` → E08..E13. None where it cannot be told.
std::optional<std::string> LikelyCode(std::string_view system, std::string_view code);

// Three digits, and up to two behind a point: `250.00`.
bool LooksLikeIcd9(std::string_view code);

// The same for what stands before the star of a prefix: `E11.*` begins codes, `E111.*` none. Judged
// are ICD-10-CM and ATC.
std::optional<std::string> PrefixProblem(std::string_view system, std::string_view prefix);

// Whether two codes have the same form (letters and digits in the same places up to the shorter
// one), so that a range between them means something.
bool SameForm(std::string_view low, std::string_view high);

}  // namespace suture::codes
