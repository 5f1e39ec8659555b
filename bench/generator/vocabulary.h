// What the generated specs and charts have in common: labs of the standard library, and code sets
// of hundreds of codes each. The codes have valid forms and check digits; they stand for nothing.
#pragma once

#include <string>
#include <vector>

namespace suture::bench {

struct LabKind {
  std::string name;  // As stdlib/labs declares it
  std::string loinc;
  std::string unit;  // UCUM; empty: a bare number
  double low, high;  // Where generated values lie
  int decimals;
};

struct DrugClass {
  std::string name;
  std::vector<std::string> rxnorm;
  std::string atc;  // A prefix
};

struct Diagnosis {
  std::string name;
  std::string icd10_low, icd10_high;  // A range of categories
  std::vector<std::string> snomed;
};

inline constexpr int kCodesInDrugClass = 500;
inline constexpr int kCodesInDiagnosis = 250;

const std::vector<LabKind>& Labs();
const std::vector<DrugClass>& DrugClasses();
const std::vector<Diagnosis>& Diagnoses();
// SNOMED CT codes of the operation that opens a case.
const std::vector<std::string>& Operations();

}  // namespace suture::bench
