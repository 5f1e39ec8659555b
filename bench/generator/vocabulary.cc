#include "bench/generator/vocabulary.h"

#include <cstdio>

namespace suture::bench {
namespace {

// Verhoeff's check digit (1969), in its tables of the dihedral group of order ten.
char CheckDigit(const std::string& digits) {
  static constexpr int kInverse[] = {0, 4, 3, 2, 1, 5, 6, 7, 8, 9};
  static constexpr int kRotation[] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  const auto times = [](int a, int b) {
    if (a < 5) return b < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
    return b < 5 ? 5 + (a - b + 5) % 5 : (a - b + 5) % 5;
  };
  int check = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    for (size_t turn = 0; turn < (i + 1) % 8; ++turn) digit = kRotation[digit];
    check = times(check, digit);
  }
  return static_cast<char>('0' + kInverse[check]);
}

// An international concept: item number, the digits 00, check digit.
std::string Snomed(int item) {
  const std::string digits = std::to_string(item) + "00";
  return digits + CheckDigit(digits);
}

std::string Letters(int number) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('A' + number % 26));
    number = number / 26 - 1;
  } while (number >= 0);
  return text;
}

std::vector<DrugClass> MakeDrugClasses() {
  static constexpr const char* kAtc[] = {
      "A02B", "A04A", "A06A", "A10A", "A10B", "A11C", "A12B", "B01A", "B02A", "B03A",
      "C01A", "C01B", "C01D", "C02A", "C03A", "C03C", "C07A", "C08C", "C09A", "C09C",
      "C10A", "D07A", "G03A", "G04B", "H02A", "H03A", "J01C", "J01D", "J01M", "J02A",
      "L01A", "L04A", "M01A", "M04A", "N02A", "N02B", "N03A", "N05B", "N06A", "R03A"};
  std::vector<DrugClass> classes;
  for (int k = 0; k < 40; ++k) {
    DrugClass& drugs = classes.emplace_back();
    drugs.name = "DrugClass" + Letters(k);
    drugs.atc = kAtc[k];
    for (int j = 0; j < kCodesInDrugClass; ++j) {
      drugs.rxnorm.push_back(std::to_string(100000 + k * 5000 + j * 7));
    }
  }
  return classes;
}

std::vector<Diagnosis> MakeDiagnoses() {
  std::vector<Diagnosis> all;
  for (int k = 0; k < 40; ++k) {
    Diagnosis& diagnosis = all.emplace_back();
    diagnosis.name = "Diagnosis" + Letters(k);
    // Four neighbouring categories each: A10..A13, A20..A23 and so on.
    char low[8], high[8];
    std::snprintf(low, sizeof(low), "%c%d0", 'A' + k / 4, 1 + 2 * (k % 4));
    std::snprintf(high, sizeof(high), "%c%d3", 'A' + k / 4, 1 + 2 * (k % 4));
    diagnosis.icd10_low = low;
    diagnosis.icd10_high = high;
    for (int j = 0; j < kCodesInDiagnosis; ++j) {
      diagnosis.snomed.push_back(Snomed(200000 + k * 1000 + j * 3));
    }
  }
  return all;
}

}  // namespace

const std::vector<LabKind>& Labs() {
  static const auto* const kLabs =
      new std::vector<LabKind>{{"Creatinine", "2160-0", "mg/dL", 0.5, 4.5, 2},
                               {"Hemoglobin", "718-7", "g/dL", 7, 17, 1},
                               {"TotalBilirubin", "1975-2", "mg/dL", 0.3, 6, 1},
                               {"INR", "6301-6", "", 0.9, 3.5, 1},
                               {"Sodium", "2951-2", "mmol/L", 125, 148, 0},
                               {"Potassium", "2823-3", "mmol/L", 3.1, 5.9, 1},
                               {"WBC", "6690-2", "10*3/uL", 2, 25, 1},
                               {"Platelets", "777-3", "10*3/uL", 60, 480, 0},
                               {"Albumin", "1751-7", "g/dL", 2, 5, 1},
                               {"HbA1c", "4548-4", "%", 4.5, 11, 1},
                               {"Chloride", "2075-0", "mmol/L", 90, 115, 0},
                               {"Bicarbonate", "1963-8", "mmol/L", 15, 32, 0},
                               {"Height", "8302-2", "cm", 150, 195, 0},
                               {"Weight", "29463-7", "kg", 45, 140, 1},
                               {"Glucose", "2345-7", "mg/dL", 60, 350, 0},
                               {"BUN", "3094-0", "mg/dL", 6, 90, 0},
                               {"Lactate", "2524-7", "mmol/L", 0.5, 9, 1},
                               {"Hematocrit", "4544-3", "%", 22, 52, 1},
                               {"AST", "1920-8", "U/L", 10, 300, 0},
                               {"ALT", "1742-6", "U/L", 8, 320, 0},
                               {"Temperature", "8310-5", "Cel", 35.2, 39.8, 1},
                               {"HeartRate", "8867-4", "/min", 48, 130, 0},
                               {"SystolicBP", "8480-6", "mm[Hg]", 80, 190, 0},
                               {"DiastolicBP", "8462-4", "mm[Hg]", 45, 110, 0},
                               {"TroponinI", "10839-9", "ng/mL", 0.01, 30, 2},
                               {"BNP", "30934-4", "pg/mL", 10, 3000, 0},
                               {"Calcium", "17861-6", "mg/dL", 7, 11, 1},
                               {"Magnesium", "19123-9", "mg/dL", 1.2, 3, 1},
                               {"Phosphate", "2777-1", "mg/dL", 1.5, 7, 1},
                               {"DirectBilirubin", "1968-7", "mg/dL", 0.1, 3, 1},
                               {"TotalProtein", "2885-2", "g/dL", 4.5, 8.5, 1},
                               {"AlkalinePhosphatase", "6768-6", "U/L", 30, 300, 0},
                               {"Lipase", "3040-3", "U/L", 10, 400, 0},
                               {"LactateDehydrogenase", "2532-0", "U/L", 100, 600, 0},
                               {"CRP", "1988-5", "mg/L", 0.5, 250, 1},
                               {"Procalcitonin", "33959-8", "ng/mL", 0.05, 20, 2},
                               {"TotalCholesterol", "2093-3", "mg/dL", 90, 320, 0},
                               {"HDL", "2085-9", "mg/dL", 20, 95, 0},
                               {"LDL", "13457-7", "mg/dL", 40, 220, 0},
                               {"Triglycerides", "2571-8", "mg/dL", 40, 500, 0},
                               {"TSH", "3016-3", "m[IU]/L", 0.2, 9, 2},
                               {"PaO2", "2703-7", "mm[Hg]", 50, 300, 0},
                               {"PaCO2", "2019-8", "mm[Hg]", 25, 70, 0},
                               {"ArterialPH", "2744-1", "", 7.1, 7.55, 2},
                               {"FiO2", "3150-0", "%", 21, 100, 0},
                               {"SpO2", "59408-5", "%", 80, 100, 0},
                               {"FEV1Percent", "20152-5", "%", 30, 120, 0},
                               {"RespiratoryRate", "9279-1", "/min", 8, 35, 0},
                               {"MeanArterialPressure", "8478-0", "mm[Hg]", 50, 120, 0},
                               {"UrineOutput", "9187-6", "mL", 20, 900, 0},
                               {"Bands", "764-1", "%", 0, 20, 0},
                               {"PT", "5902-2", "s", 9, 30, 1},
                               {"PTT", "14979-9", "s", 20, 90, 1},
                               {"Fibrinogen", "3255-7", "mg/dL", 120, 700, 0},
                               {"TroponinT", "6598-7", "ng/mL", 0.01, 5, 2},
                               {"CKMB", "13969-1", "ng/mL", 0.5, 90, 1},
                               {"CreatineKinase", "2157-6", "U/L", 30, 2500, 0},
                               {"NTproBNP", "33762-6", "pg/mL", 30, 9000, 0},
                               {"EjectionFraction", "10230-1", "%", 20, 70, 0},
                               {"CardiacOutput", "8741-1", "L/min", 2.5, 8, 1}};
  return *kLabs;
}

const std::vector<DrugClass>& DrugClasses() {
  static const auto* const kClasses = new std::vector<DrugClass>(MakeDrugClasses());
  return *kClasses;
}

const std::vector<Diagnosis>& Diagnoses() {
  static const auto* const kDiagnoses = new std::vector<Diagnosis>(MakeDiagnoses());
  return *kDiagnoses;
}

const std::vector<std::string>& Operations() {
  static const auto* const kOperations = [] {
    auto* codes = new std::vector<std::string>;
    for (int i = 0; i < 200; ++i) codes->push_back(Snomed(900000 + i * 3));
    return codes;
  }();
  return *kOperations;
}

}  // namespace suture::bench
