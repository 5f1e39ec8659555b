#include "bench/generator/charts.h"

#include <cstdio>
#include <vector>

#include "bench/generator/json_style.h"
#include "bench/generator/random.h"
#include "bench/generator/vocabulary.h"

namespace suture::bench {
namespace {

using Members = JsonStyle::Members;

constexpr std::string_view kLoinc = "http://loinc.org";
constexpr std::string_view kSnomed = "http://snomed.info/sct";
constexpr std::string_view kIcd10 = "http://hl7.org/fhir/sid/icd-10-cm";
constexpr std::string_view kRxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
constexpr std::string_view kAct = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
constexpr std::string_view kUcum = "http://unitsofmeasure.org";

constexpr const char* kWords[] = {
    "patient",      "stable",   "overnight", "denies",       "chest",    "pain",
    "dose",         "given",    "wound",     "clean",        "dry",      "intact",
    "plan",         "continue", "mg",        "daily",        "followed", "caf\xC3\xA9",
    "na\xC3\xAFve", "history",  "of",        "hypertension", "and",      "diabetes"};

class ChartWriter {
 public:
  ChartWriter(const ChartOptions& options, int64_t number)
      : options_(options),
        random_(options.seed * 0x9E3779B97F4A7C15u + static_cast<uint64_t>(number) + 1),
        style_(random_),
        number_(number) {
    target_ = options.bytes > 0 ? options.bytes : random_.Between(60, 200) * 1000;
    wordy_ = target_ > 110000 || random_.Chance(30);
    long_ids_ = random_.Chance(50);
    static constexpr const char* kOffsets[] = {"Z", "+00:00", "+01:00", "-05:00", "-08:00"};
    offset_ = kOffsets[random_.Below(5)];
    surgery_day_ = random_.Between(-400, 400);
    surgery_minute_ = random_.Between(7 * 60, 15 * 60);
  }

  std::string Write() {
    patient_ = Id("pat");
    AddPatient();
    AddStay();
    AddSurgery();
    AddDiagnoses();
    AddDrugs();
    for (const LabKind& lab : Labs()) {
      if (random_.Chance(88)) AddLab(lab, /*before=*/true);
      if (random_.Chance(88)) AddLab(lab, /*before=*/false);
    }
    if (options_.notes) {
      for (int i = random_.Between(3, 8); i > 0; --i) AddNote();
    }
    while (bytes_ < target_) AddMore();
    return Bundle();
  }

 private:
  // ---- parts ----
  std::string Id(std::string_view prefix) {
    char text[48];
    const auto a = static_cast<unsigned long long>(random_.Next());
    if (long_ids_) {
      std::snprintf(text, sizeof(text), "%08llx-%04llx-4%03llx-a%03llx-%012llx", a & 0xFFFFFFFF,
                    (a >> 32) & 0xFFFF, (a >> 48) & 0xFFF, (a >> 20) & 0xFFF,
                    static_cast<unsigned long long>(random_.Next()) & 0xFFFFFFFFFFFF);
      return text;
    }
    std::snprintf(text, sizeof(text), "-%lld-%llx", static_cast<long long>(number_), a & 0xFFFFFF);
    return std::string(prefix) + text;
  }

  // Minutes from the start of the operation. 2024-01-01 is day 0; February of a leap year comes.
  std::string Moment(int64_t minutes, bool to_day = false) {
    int64_t total = (static_cast<int64_t>(surgery_day_) * 1440) + surgery_minute_ + minutes;
    int64_t days = total / 1440;
    int64_t rest = total % 1440;
    if (rest < 0) {
      rest += 1440;
      --days;
    }
    // Civil date from days, by eras of 400 years that begin on 1 March (Hinnant, public domain).
    const int64_t shifted = days + 19723 + 719468;
    const int64_t era = shifted / 146097;
    const int64_t of_era = shifted - era * 146097;
    const int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * of_year + 2) / 153;
    const int day = static_cast<int>(of_year - (153 * month_from_march + 2) / 5 + 1);
    const int month = static_cast<int>(month_from_march + (month_from_march < 10 ? 3 : -9));
    const int year = static_cast<int>(year_of_era + era * 400 + (month <= 2));
    char text[48];
    if (to_day) {
      std::snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
    } else {
      std::snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d%s", year, month, day,
                    static_cast<int>(rest / 60), static_cast<int>(rest % 60), random_.Below(60),
                    offset_);
    }
    return text;
  }

  std::string Words(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      if (i > 0) text += random_.Below(40) == 0 ? "\n" : " ";
      text += kWords[random_.Below(24)];
    }
    return text;
  }

  std::string Coding(std::string_view system, std::string_view code) {
    Members members = {style_.TextMember("system", system), style_.TextMember("code", code)};
    if (wordy_) members.push_back(style_.TextMember("display", Words(3)));
    return style_.Object(std::move(members));
  }
  std::string Concept(Members codings) {
    Members members = {style_.Member("coding", style_.Array(codings))};
    if (wordy_) members.push_back(style_.TextMember("text", Words(3)));
    return style_.Object(std::move(members));
  }
  std::string Concept(std::string_view system, std::string_view code) {
    return Concept({Coding(system, code)});
  }
  std::string Reference(std::string_view to) {
    return style_.Object({style_.TextMember("reference", to)});
  }
  std::string Period(std::string_view start, std::string_view end) {
    Members members = {style_.TextMember("start", start)};
    if (!end.empty()) members.push_back(style_.TextMember("end", end));
    return style_.Object(std::move(members));
  }

  // What every resource has, or may have.
  Members Begin(std::string_view type, const std::string& id) {
    Members members = {style_.TextMember("resourceType", type), style_.TextMember("id", id)};
    if (wordy_) {
      members.push_back(style_.Member(
          "meta", style_.Object({style_.TextMember("versionId", std::to_string(random_.Below(9))),
                                 style_.TextMember("lastUpdated", Moment(90 * 1440))})));
    }
    if (random_.Chance(8)) {
      members.push_back(style_.Member(
          "extension",
          style_.Array({style_.Object(
              {style_.TextMember("url", "http://example.org/fhir/StructureDefinition/origin"),
               style_.Member("valueCodeableConcept", Concept(kSnomed, "261665006"))})})));
    }
    if (random_.Chance(wordy_ ? 15 : 3)) {
      members.push_back(style_.Member(
          "text", style_.Object({style_.TextMember("status", "generated"),
                                 style_.TextMember("div", "<div>" + Words(12) + "</div>")})));
    }
    return members;
  }
  Members About(std::string_view type, const std::string& id,
                std::string_view subject = "subject") {
    Members members = Begin(type, id);
    members.push_back(style_.Member(subject, Reference("Patient/" + patient_)));
    if (wordy_) members.push_back(style_.Member("encounter", Reference("Encounter/" + stay_)));
    return members;
  }
  void Add(std::string_view type, const std::string& id, Members members) {
    Members entry;
    if (random_.Chance(85)) {
      entry.push_back(style_.TextMember(
          "fullUrl", long_ids_ ? "urn:uuid:" + id
                               : "https://example.org/fhir/" + std::string(type) + "/" + id));
    }
    entry.push_back(style_.Member("resource", style_.Object(std::move(members))));
    entries_.push_back(style_.Object(std::move(entry)));
    bytes_ += static_cast<int64_t>(entries_.back().size()) + 1;
  }

  // ---- entries ----
  void AddPatient() {
    Members members = Begin("Patient", patient_);
    members.push_back(style_.TextMember("gender", random_.Chance(50) ? "female" : "male"));
    members.push_back(style_.TextMember(
        "birthDate", Moment(-1440LL * random_.Between(365 * 20, 365 * 88), true)));
    members.push_back(style_.Member(
        "name", style_.Array({style_.Object(
                    {style_.TextMember("family", "Invented"),
                     style_.Member("given", style_.Array({style_.Text("Jos\xC3\xA9")}))})})));
    Add("Patient", patient_, std::move(members));
  }

  void AddStay() {
    stay_ = Id("enc");
    Members members = Begin("Encounter", stay_);
    members.push_back(style_.Member("subject", Reference("Patient/" + patient_)));
    members.push_back(style_.TextMember("status", "finished"));
    members.push_back(style_.Member("class", Coding(kAct, "IMP")));
    members.push_back(style_.Member("period", Period(Moment(-1440 * random_.Between(1, 6)),
                                                     Moment(1440 * random_.Between(2, 20)))));
    Add("Encounter", stay_, std::move(members));
  }

  void AddSurgery() {
    const std::string id = Id("proc");
    Members members = About("Procedure", id);
    members.push_back(style_.TextMember("status", "completed"));
    members.push_back(style_.Member("code", Concept(kSnomed, random_.Pick(Operations()))));
    members.push_back(
        style_.Member("performedPeriod", Period(Moment(0), Moment(random_.Between(90, 420)))));
    Add("Procedure", id, std::move(members));
  }

  void AddDiagnoses() {
    for (const Diagnosis& diagnosis : Diagnoses()) {
      if (random_.Chance(30)) AddDiagnosis(diagnosis);
    }
  }
  void AddDiagnosis(const Diagnosis& diagnosis) {
    const std::string id = Id("cond");
    Members codings;
    if (random_.Chance(70)) {
      std::string code = diagnosis.icd10_low.substr(0, 2) + std::to_string(random_.Below(4));
      if (random_.Chance(80)) code += "." + std::to_string(random_.Below(10));
      codings.push_back(Coding(kIcd10, code));
    }
    if (codings.empty() || random_.Chance(50)) {
      codings.push_back(Coding(kSnomed, random_.Pick(diagnosis.snomed)));
    }
    Members members = About("Condition", id);
    members.push_back(style_.Member("code", Concept(std::move(codings))));
    members.push_back(style_.Member(
        "clinicalStatus",
        Concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active")));
    if (random_.Chance(99)) {
      members.push_back(style_.Member(
          "verificationStatus",
          Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed")));
    }
    members.push_back(style_.TextMember(
        "onsetDateTime", Moment(-1440LL * random_.Between(30, 2000), random_.Chance(30))));
    Add("Condition", id, std::move(members));
  }

  void AddDrugs() {
    for (const DrugClass& drugs : DrugClasses()) {
      if (random_.Chance(25)) AddHomeDrug(drugs);
      if (random_.Chance(25)) AddDrugGiven(drugs);
    }
  }
  // A drug by its code, by a contained Medication, or by one in an entry of its own.
  void AddDrug(Members& members, std::string_view code) {
    const int form = random_.Below(20);
    if (form > 2) {
      members.push_back(style_.Member("medicationCodeableConcept", Concept(kRxNorm, code)));
      return;
    }
    const std::string id = form == 0 ? "med1" : Id("med");
    Members medication = {style_.TextMember("resourceType", "Medication"),
                          style_.TextMember("id", id),
                          style_.Member("code", Concept(kRxNorm, code))};
    if (form == 0) {
      members.push_back(
          style_.Member("contained", style_.Array({style_.Object(std::move(medication))})));
      members.push_back(style_.Member("medicationReference", Reference("#med1")));
    } else {
      Add("Medication", id, std::move(medication));
      members.push_back(style_.Member("medicationReference", Reference("Medication/" + id)));
    }
  }
  std::string CodeOf(const DrugClass& drugs) {
    // Now and then a code that no set lists.
    return random_.Below(300) == 0 ? std::to_string(2900000 + random_.Below(9999))
                                   : random_.Pick(drugs.rxnorm);
  }
  void AddHomeDrug(const DrugClass& drugs) {
    const std::string id = Id("stmt");
    Members members = About("MedicationStatement", id);
    members.push_back(style_.TextMember("status", "active"));
    AddDrug(members, CodeOf(drugs));
    members.push_back(style_.TextMember(
        "effectiveDateTime", Moment(-1440LL * random_.Between(1, 300), random_.Chance(20))));
    Add("MedicationStatement", id, std::move(members));
  }
  void AddDrugGiven(const DrugClass& drugs) {
    const std::string id = Id("adm");
    Members members = About("MedicationAdministration", id);
    members.push_back(style_.TextMember("status", "completed"));
    AddDrug(members, CodeOf(drugs));
    members.push_back(
        style_.TextMember("effectiveDateTime", Moment(random_.Between(10, 20 * 1440))));
    Add("MedicationAdministration", id, std::move(members));
  }

  std::string Quantity(const LabKind& lab) {
    const double value =
        lab.low + (lab.high - lab.low) * static_cast<double>(random_.Below(10000)) / 10000.0;
    Members members = {style_.Member("value", style_.Number(value, lab.decimals))};
    if (!lab.unit.empty()) {
      members.push_back(style_.TextMember("unit", lab.unit));
      if (random_.Chance(90)) {
        members.push_back(style_.TextMember("system", kUcum));
        members.push_back(style_.TextMember("code", lab.unit));
      }
    }
    return style_.Object(std::move(members));
  }
  void AddLab(const LabKind& lab, bool before) {
    const std::string id = Id("obs");
    const int64_t at = before ? -random_.Between(30, 20 * 1440) : random_.Between(30, 70 * 60);
    Members members = About("Observation", id);
    members.push_back(style_.TextMember("status", "final"));
    if (wordy_) {
      members.push_back(style_.Member(
          "category",
          style_.Array({Concept("http://terminology.hl7.org/CodeSystem/observation-category",
                                "laboratory")})));
    }
    members.push_back(style_.Member("code", Concept(kLoinc, lab.loinc)));
    if (random_.Chance(6)) {
      const std::string specimen = Id("spec");
      Members taken = About("Specimen", specimen);
      taken.push_back(style_.Member(
          "collection", style_.Object({style_.TextMember("collectedDateTime", Moment(at))})));
      Add("Specimen", specimen, std::move(taken));
      members.push_back(style_.Member("specimen", Reference("Specimen/" + specimen)));
      members.push_back(style_.TextMember("effectiveDateTime", Moment(at + 20)));
    } else {
      members.push_back(style_.TextMember("effectiveDateTime", Moment(at)));
    }
    members.push_back(style_.Member("valueQuantity", Quantity(lab)));
    if (wordy_) members.push_back(style_.TextMember("issued", Moment(at + 60)));
    Add("Observation", id, std::move(members));
  }
  // Blood pressure as one entry with two components.
  void AddPressure() {
    const std::string id = Id("bp");
    Members members = About("Observation", id);
    members.push_back(style_.TextMember("status", "final"));
    members.push_back(style_.Member("code", Concept(kLoinc, "85354-9")));
    members.push_back(
        style_.TextMember("effectiveDateTime", Moment(random_.Between(71 * 60, 200 * 60))));
    Members components;
    for (size_t i : {22, 23}) {
      components.push_back(style_.Object({style_.Member("code", Concept(kLoinc, Labs()[i].loinc)),
                                          style_.Member("valueQuantity", Quantity(Labs()[i]))}));
    }
    members.push_back(style_.Member("component", style_.Array(components)));
    Add("Observation", id, std::move(members));
  }

  void AddNote() {
    static constexpr char kAlphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text = Words(random_.Between(150, 900));
    std::string encoded;
    while (text.size() % 3 != 0) text += '.';
    for (size_t i = 0; i < text.size(); i += 3) {
      const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[i + at]); };
      const unsigned bits = byte(0) << 16 | byte(1) << 8 | byte(2);
      for (int shift : {18, 12, 6, 0}) encoded += kAlphabet[(bits >> shift) & 63];
    }
    const std::string id = Id("note");
    Members members = About("DocumentReference", id);
    members.push_back(style_.TextMember("status", "current"));
    members.push_back(style_.Member("type", Concept(kLoinc, "11506-3")));
    members.push_back(style_.TextMember("date", Moment(random_.Between(-20000, 20000))));
    members.push_back(style_.Member(
        "content",
        style_.Array({style_.Object({style_.Member(
            "attachment", style_.Object({style_.TextMember("contentType", "text/plain"),
                                         style_.Member("data", '"' + encoded + '"')}))})})));
    Add("DocumentReference", id, std::move(members));
  }

  // Claims and other resources that no rule reads, of a type that FHIR has or that it has not.
  void AddUnread() {
    static constexpr const char* kTypes[] = {
        "Claim",    "ExplanationOfBenefit", "Immunization",
        "CarePlan", "DiagnosticReport",     "SiteSpecificThing"};
    const char* type = kTypes[random_.Below(6)];
    const std::string id = Id("other");
    Members members = About(type, id, "patient");
    members.push_back(style_.TextMember("status", "active"));
    members.push_back(style_.TextMember("created", Moment(random_.Between(-90000, 90000))));
    Members items;
    for (int i = random_.Between(1, 6); i > 0; --i) {
      items.push_back(style_.Object(
          {style_.Member("sequence", std::to_string(i)),
           style_.Member("productOrService", Concept(kSnomed, "386661006")),
           style_.Member(
               "net", style_.Object(
                          {style_.Member("value", style_.Number(random_.Below(99999) / 100.0, 2)),
                           style_.TextMember("currency", "USD")}))}));
    }
    members.push_back(style_.Member("item", style_.Array(items)));
    Add(type, id, std::move(members));
  }

  void AddMore() {
    const int what = random_.Below(100);
    if (what < 45) return AddUnread();
    if (what < 85) return AddLab(random_.Pick(Labs()), random_.Chance(50));
    if (what < 90) return AddPressure();
    if (what < 94) return AddDiagnosis(random_.Pick(Diagnoses()));
    if (what < 97) return AddHomeDrug(random_.Pick(DrugClasses()));
    AddDrugGiven(random_.Pick(DrugClasses()));
  }

  std::string Bundle() {
    if (random_.Chance(60)) random_.Shuffle(entries_);
    Members members = {style_.TextMember("resourceType", "Bundle"),
                       style_.TextMember("id", "case-" + std::to_string(number_)),
                       style_.TextMember("type", "collection"),
                       style_.Member("entry", style_.Array(entries_))};
    return style_.Object(std::move(members));
  }

  const ChartOptions& options_;
  Random random_;
  JsonStyle style_;
  int64_t number_;
  int64_t target_ = 0;
  bool wordy_ = false, long_ids_ = false;
  const char* offset_ = "Z";
  int surgery_day_ = 0, surgery_minute_ = 0;
  std::string patient_, stay_;
  Members entries_;
  int64_t bytes_ = 0;
};

}  // namespace

void WriteChart(const ChartOptions& options, int64_t number, std::string& line) {
  line = ChartWriter(options, number).Write();
}

}  // namespace suture::bench
