#include "tests/soundness/chart_generator.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "fmt/format.h"

namespace suture::soundness {
namespace {

constexpr const char* kCpt = "http://www.ama-assn.org/go/cpt";
constexpr const char* kIcd = "http://hl7.org/fhir/sid/icd-10-cm";
constexpr const char* kRxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
constexpr const char* kLoinc = "http://loinc.org";
constexpr const char* kAct = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

const std::vector<std::string> kTexts = {"He smokes a pack a day. Stenosis of the LAD 70 %.",
                                         "Denies smoking. No stenosis.",
                                         "His father smoked. If he smokes again, he will be seen.",
                                         "Smoked until 2010. Possible tobacco use.", "Well."};

}  // namespace

std::string ChartGenerator::Write() {
  offset_ = random_.Chance(85);
  day_ = random_.Between(0, 400);
  AddPatient();
  AddProcedures();
  AddConditions();
  AddDrugs();
  AddLabs();
  AddNotes();
  random_.Shuffle(entries_);
  return absl::StrCat(R"({"resourceType":"Bundle","type":"collection","entry":[)",
                      absl::StrJoin(entries_, ","), "]}");
}

void ChartGenerator::Add(const std::string& type, const std::string& members) {
  entries_.push_back(fmt::format(R"({{"resource":{{"resourceType":"{}","id":"{}{}"{}}}}})", type,
                                 type[0], entries_.size(), members));
}

std::string ChartGenerator::Concept(const std::string& system, const std::string& code) {
  return fmt::format(R"({{"coding":[{{"system":"{}","code":"{}"}}]}})", system, code);
}

std::string ChartGenerator::Moment(int minutes) {
  const absl::CivilMinute at = absl::CivilMinute(2024, 1, 1, 8, 30) + day_ * 1440 + minutes;
  const auto year = static_cast<int>(at.year());
  if (random_.Chance(4)) return fmt::format("{:04}", year);
  if (random_.Chance(4)) return fmt::format("{:04}-{:02}", year, at.month());
  if (random_.Chance(8)) return fmt::format("{:04}-{:02}-{:02}", year, at.month(), at.day());
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:00{}", year, at.month(), at.day(), at.hour(),
                     at.minute(), offset_ ? "-05:00" : "");
}

std::string ChartGenerator::Period(int from, int to) {
  const std::string end = random_.Chance(90) ? fmt::format(R"(,"end":"{}")", Moment(to)) : "";
  return fmt::format(R"({{"start":"{}"{}}})", Moment(from), end);
}

void ChartGenerator::AddPatient() {
  std::string members = fmt::format(R"(,"gender":"{}","birthDate":"19{}-0{}-11")",
                                    random_.Chance(50) ? "male" : "female", random_.Between(30, 80),
                                    random_.Between(1, 9));
  if (random_.Chance(20))
    members += fmt::format(R"(,"deceasedDateTime":"{}")", Moment(random_.Between(0, 60 * 24 * 60)));
  Add("Patient", members);
}

void ChartGenerator::AddProcedures() {
  for (int i = random_.Chance(20) ? 2 : 1; i > 0; --i) {
    const int at = (i - 1) * 60 * 24 * random_.Between(1, 50);
    // An index event that is written to the minute, so that most cases can be judged.
    const absl::CivilMinute begin = absl::CivilMinute(2024, 1, 1, 8, 30) + day_ * 1440 + at,
                            end = begin + random_.Between(30, 400);
    auto text = [&](absl::CivilMinute t) {
      return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:00{}", static_cast<int>(t.year()),
                         t.month(), t.day(), t.hour(), t.minute(), offset_ ? "-05:00" : "");
    };
    Add("Procedure",
        fmt::format(
            R"(,"status":"completed","code":{},"performedPeriod":{{"start":"{}","end":"{}"}})",
            Concept(kCpt, "33533"), text(begin), text(end)));
  }
  if (random_.Chance(90)) {
    Add("Encounter",
        fmt::format(R"(,"status":"finished","class":{{"system":"{}","code":"{}"}},"period":{})",
                    kAct, random_.Chance(70) ? "IMP" : "AMB",
                    Period(-60 * random_.Between(1, 90), 60 * 24 * random_.Between(1, 20))));
  }
  for (const char* code : {"31500", "31501", "94002"}) {
    for (int i = random_.Between(0, 2); i > 0; --i) {
      const int at = random_.Between(-600, 6000);
      const std::string when =
          random_.Chance(50)
              ? fmt::format(R"("performedDateTime":"{}")", Moment(at))
              : fmt::format(R"("performedPeriod":{})", Period(at, at + random_.Between(5, 400)));
      Add("Procedure",
          fmt::format(R"(,"status":"completed","code":{},{})", Concept(kCpt, code), when));
    }
  }
}

void ChartGenerator::AddConditions() {
  const std::vector<std::string> codes = {"E11.9", "E10.1", "I61.4", "I63.9", "I21.4", "J18.9"};
  for (int i = random_.Between(0, 4); i > 0; --i) {
    const std::string code =
        random_.Chance(92) ? fmt::format(R"(,"code":{})", Concept(kIcd, random_.Pick(codes))) : "";
    const std::string onset =
        random_.Chance(90) ? fmt::format(R"(,"onsetDateTime":"{}")", Near()) : "";
    Add("Condition", code + onset);
  }
}

void ChartGenerator::AddDrugs() {
  const std::vector<std::string> codes = {"5856", "6809", "6809", "1191"};
  for (int i = random_.Between(0, 3); i > 0; --i) {
    const std::string code =
        fmt::format(R"("medicationCodeableConcept":{})", Concept(kRxNorm, random_.Pick(codes)));
    switch (random_.Below(3)) {
      case 0:
        Add("MedicationStatement",
            fmt::format(R"(,"status":"active",{},"effectiveDateTime":"{}")", code, Near()));
        break;
      case 1: {
        const char* category = random_.Chance(50) ? "discharge" : "inpatient";
        Add("MedicationRequest",
            fmt::format(
                R"(,"status":"active","intent":"order","category":[{}],{},"authoredOn":"{}")",
                Concept("http://terminology.hl7.org/CodeSystem/medicationrequest-category",
                        category),
                code, Near()));
        break;
      }
      default:
        Add("MedicationAdministration",
            fmt::format(R"(,"status":"completed",{},"effectiveDateTime":"{}")", code, Near()));
    }
  }
}

void ChartGenerator::AddLabs() {
  struct Lab {
    const char* code;
    const char* unit;
    int low, high;  // In tenths
  };
  for (const Lab& lab : {Lab{"2160-0", "mg/dL", 6, 60}, Lab{"3094-0", "mg/dL", 80, 700},
                         Lab{"6690-2", "10*3/uL", 20, 200}, Lab{"8310-5", "Cel", 355, 400}}) {
    for (int i = random_.Between(0, 5); i > 0; --i) {
      const int value = random_.Between(lab.low, lab.high);
      const std::string specimen =
          random_.Chance(30) ? R"(,"specimen":{"reference":"Specimen/s1"})" : "";
      const bool molar = std::string_view(lab.code) == "2160-0" && random_.Chance(10);
      if (std::string_view(lab.unit) == "Cel" && random_.Chance(30)) {
        const int tenths = value * 9 / 5 + 320;
        Add("Observation",
            fmt::format(
                R"(,"status":"final","code":{},"effectiveDateTime":"{}","valueQuantity":{{"value":{}.{},"unit":"degF","system":"http://unitsofmeasure.org","code":"[degF]"}})",
                Concept(kLoinc, lab.code), Near(), tenths / 10, tenths % 10));
        continue;
      }
      Add("Observation",
          fmt::format(
              R"(,"status":"final","code":{},"effectiveDateTime":"{}","valueQuantity":{{"value":{}.{},"unit":"{}","system":"http://unitsofmeasure.org","code":"{}"}}{})",
              Concept(kLoinc, lab.code), Near(), molar ? value * 88 : value / 10,
              molar ? 4 : value % 10, molar ? "umol/L" : lab.unit, molar ? "umol/L" : lab.unit,
              specimen));
    }
  }
  if (random_.Chance(50)) Add("Specimen", R"(,"identifier":[{"value":"s"}])");
}

void ChartGenerator::AddNotes() {
  for (int i = random_.Between(0, 3); i > 0; --i) {
    const std::string written = Moment(random_.Between(-60 * 24 * 25, 60 * 24 * 5));
    Add("DocumentReference",
        fmt::format(
            R"(,"status":"current","type":{},"date":"{}","content":[{{"attachment":{{"contentType":"text/plain","data":"{}"}}}}])",
            Concept(kLoinc, random_.Chance(70) ? "11506-3" : "11488-4"), written,
            absl::Base64Escape(random_.Pick(kTexts))));
  }
}

}  // namespace suture::soundness
