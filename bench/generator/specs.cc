#include "bench/generator/specs.h"

#include <cstdio>
#include <set>

#include "bench/generator/vocabulary.h"

namespace suture::bench {
namespace {

constexpr const char* kHead =
    R"(// Written by bench_generate: deterministic fields of every common kind.

use std.fhir
use std.labs
use std.clinical
use std.encounters

registry BENCH "Generated fields" version "1" {
  steward "Suture's benchmarks"
  months round down
  absent {
    not documented -> blank
    documented unknown -> blank
    not applicable -> blank
    not collected -> blank
    conflicting -> blank
    unreadable -> blank
    step failed -> blank
  }
}

index first surgery : procedure in Operations

event discharge = end of last encounter overlapping surgery.start where class in InpatientClass

choice YesNo { Yes = 1, No = 2 }
choice Grade ordered Severe > Moderate > Mild > None { None = 0, Mild = 1, Moderate = 2, Severe = 3 }
choice Therapy { First = 1, Second = 2, Third = 3, Several = 4, None = 5 }
)";

std::string Number(double value, int decimals) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.*f", decimals, value);
  return text;
}

class SpecWriter {
 public:
  std::string Write(int fields) {
    for (int i = 0; i < fields; ++i) AddField(i);
    std::string text = kHead;
    AddCodes(text);
    text += "\nsection \"Fields\" {\n\n" + fields_ + checks_ + "}\n";
    return text;
  }

 private:
  static constexpr int kKinds = 12;

  static std::string TypeOf(const LabKind& lab) {
    return lab.unit.empty() ? "decimal" : "decimal " + lab.unit;
  }
  static std::string ValueOf(const LabKind& lab, double share) {
    const std::string number = Number(lab.low + share * (lab.high - lab.low), lab.decimals);
    return lab.unit.empty() ? number : number + " " + lab.unit;
  }

  void Begin(const std::string& name, const std::string& label, const std::string& type,
             const std::string& define) {
    fields_ += "field " + name + " \"" + label + "\" : " + type + " {\n  define \"\"\"\n    " +
               define + "\n    \"\"\"\n";
  }
  void Line(const std::string& text) { fields_ += "  " + text + "\n"; }
  void End() { fields_ += "}\n\n"; }

  // A value of one lab: the selector and the window differ.
  void AddLab(const std::string& name, const LabKind& lab, const std::string& selector,
              const std::string& window) {
    Begin(name, selector + " " + lab.name, TypeOf(lab),
          "The " + selector + " value " + window + ".");
    Line("take measured: " + selector + " " + lab.name + " " + window);
    Line("otherwise absent not documented because \"no value in the window\"");
    End();
    last_lab_ = name;
    last_lab_kind_ = &lab;
  }

  std::string UseDrugs(int k) {
    const DrugClass& drugs = DrugClasses()[static_cast<size_t>(k) % DrugClasses().size()];
    drugs_.insert(k % static_cast<int>(DrugClasses().size()));
    return drugs.name;
  }
  std::string UseDiagnosis(int k) {
    const Diagnosis& diagnosis = Diagnoses()[static_cast<size_t>(k) % Diagnoses().size()];
    diagnoses_.insert(k % static_cast<int>(Diagnoses().size()));
    return diagnosis.name;
  }

  void AddAnyOf(const std::string& name, const std::string& what, const std::string& window) {
    Begin(name, what, "YesNo", "The chart has an entry of this kind.");
    Line("rule coded Yes when any " + what + " " + window);
    Line("otherwise No because \"the chart lists none\"");
    End();
  }

  void AddTable(const std::string& name, int k) {
    const std::string a = UseDrugs(k), b = UseDrugs(k + 1), c = UseDrugs(k + 2);
    Begin(name, "Therapy by class", "Therapy", "Which of three classes of drugs were given.");
    Line("table by_class first {");
    Line("  a   | b   | c   || " + name);
    Line("  yes | yes | -   || Several");
    Line("  yes | -   | yes || Several");
    Line("  yes | -   | -   || First");
    Line("  -   | yes | -   || Second");
    Line("  -   | -   | yes || Third");
    Line("  where a = any drug given in " + a + " from surgery.start to surgery.start + 30 days");
    Line("        b = any drug given in " + b + " from surgery.start to surgery.start + 30 days");
    Line("        c = any drug given in " + c + " from surgery.start to surgery.start + 30 days");
    Line("}");
    Line("otherwise None because \"none of the classes was given\"");
    End();
  }

  // Values worked out of several others; the second round of each differs in its window.
  void AddDerived(const std::string& name, int round) {
    const std::string days = std::to_string(30 + round) + " days";
    const auto last = [&](const std::string& lab) {
      return "(last " + lab + " within " + days + " before surgery.start)";
    };
    const std::string age = "AgeAt(patient.birth, surgery.start)";
    switch (round % 6) {
      case 0:
        Begin(name, "Filtration rate", "decimal mL/min/{1.73_m2} round to 0.1",
              "Estimated from creatinine, age and sex.");
        Line("rule female eGFR(" + last("Creatinine") + ", " + age +
             ", Female) when patient.sex = \"female\"");
        Line("rule male eGFR(" + last("Creatinine") + ", " + age +
             ", Male) when patient.sex = \"male\"");
        break;
      case 1:
        Begin(name, "Liver score", "decimal", "From bilirubin, INR and creatinine.");
        Line("take score: MELD(" + last("TotalBilirubin") + ", " + last("INR") + ", " +
             last("Creatinine") + ", false)");
        break;
      case 2:
        Begin(name, "Body mass index", "decimal kg/m2 round to 0.1", "From weight and height.");
        Line("take measure: BodyMassIndex(" + last("Weight") + ", " + last("Height") + ")");
        break;
      case 3:
        Begin(name, "Anion gap", "decimal mmol/L", "From sodium, chloride and bicarbonate.");
        Line("take gap: AnionGap(" + last("Sodium") + ", " + last("Chloride") + ", " +
             last("Bicarbonate") + ")");
        break;
      case 4:
        Begin(name, "Age", "integer", "Completed years on the day of the operation.");
        Line("take years: " + age);
        break;
      default:
        Begin(name, "Signs of inflammation", "YesNo", "At least two of four signs.");
        Line("rule signs Yes when at least 2 of {");
        Line("  fever: any Temperature within " + days +
             " before surgery.start where value > 38 Cel");
        Line("  heart: any HeartRate within " + days +
             " before surgery.start where value > 90 /min");
        Line("  cells: any WBC within " + days + " before surgery.start where value > 12 10*3/uL");
        Line("  breath: any SpO2 within " + days + " before surgery.start where value < 92 %");
        Line("}");
        Line("otherwise No because \"fewer than two signs\"");
    }
    if (round % 6 < 5) Line("otherwise absent not documented because \"a value is missing\"");
    End();
  }

  // Open only where the last lab field has a value; grades that value.
  void AddChild(const std::string& name) {
    const LabKind& lab = *last_lab_kind_;
    Begin(name, "Grade of " + last_lab_, "Grade", "How far the value lies from its least.");
    Line("applies when " + last_lab_ + " is known");
    Line("rule severe Severe when " + last_lab_ + " > " + ValueOf(lab, 0.75));
    Line("rule moderate Moderate when " + last_lab_ + " > " + ValueOf(lab, 0.5));
    Line("rule mild Mild when " + last_lab_ + " > " + ValueOf(lab, 0.25));
    Line("otherwise None because \"the value is low\"");
    End();
    if (checks_made_++ % 2 == 0) {
      checks_ += "check warning \"" + last_lab_ + " is high and its grade is none\" when " +
                 last_lab_ + " > " + ValueOf(lab, 0.75) + " and " + name + " = None\n";
    }
  }

  void AddField(int i) {
    const int round = i / kKinds, kind = i % kKinds;
    // Five labs a round; the windows widen each time that the list of labs is through.
    const auto lab = [&](int place) -> const LabKind& {
      return Labs()[static_cast<size_t>(round * 5 + place) % Labs().size()];
    };
    const int wider = round * 5 / static_cast<int>(Labs().size());
    const std::string before =
        "within " + std::to_string(30 + 10 * wider) + " days before surgery.start";
    const std::string after =
        "within " + std::to_string(72 + 24 * wider) + " hours after surgery.start";
    const std::string name = "F" + std::to_string(i + 1);
    switch (kind) {
      case 0:
        return AddLab(name, lab(0), "last", before);
      case 1:
        return AddLab(name, lab(1), "lowest", after);
      case 2:
        return AddAnyOf(name, "condition in " + UseDiagnosis(2 * round), "before surgery.start");
      case 3:
        return AddLab(name, lab(2), "highest", after);
      case 4:
        return AddAnyOf(name, "home drug in " + UseDrugs(3 * round), "before surgery.start");
      case 5:
        Begin(name, "closest " + lab(3).name, TypeOf(lab(3)),
              "The value nearest to the operation.");
        Line("take measured: closest " + lab(3).name + " within " + std::to_string(30 + wider) +
             " days of surgery.start to surgery.start");
        Line("otherwise absent not documented because \"no value in the window\"");
        End();
        last_lab_ = name;
        last_lab_kind_ = &lab(3);
        return;
      case 6:
        return AddTable(name, 3 * round);
      case 7:
        return AddDerived(name, round);
      case 8:
        return AddLab(name, lab(4), "first", after);
      case 9:
        Begin(name, "High " + lab(0).name, "YesNo", "A value over a limit after the operation.");
        Line("rule high Yes when any " + lab(0).name + " " + after + " where value > " +
             ValueOf(lab(0), 0.2));
        Line("otherwise No because \"no value over the limit\"");
        End();
        return;
      case 10:
        return AddLab(name, lab(1), "last", before);
      default:
        return AddChild(name);
    }
  }

  void AddCodes(std::string& text) const {
    text += "\ncodes Operations \"Operations\" {\n";
    AddList("snomed", Operations(), text);
    text += "}\n";
    // Drugs that no field asks for are listed too: RxNorm is open, and a chart of ordinary drugs
    // must be decidable.
    for (const DrugClass& drugs : DrugClasses()) {
      text += "\ncodes " + drugs.name + " \"" + drugs.name + "\" {\n";
      AddList("rxnorm", drugs.rxnorm, text);
      text += "  atc " + drugs.atc + "*\n}\n";
    }
    for (int k : diagnoses_) {
      const Diagnosis& diagnosis = Diagnoses()[static_cast<size_t>(k)];
      text += "\ncodes " + diagnosis.name + " \"" + diagnosis.name + "\" {\n  icd10cm " +
              diagnosis.icd10_low + ".." + diagnosis.icd10_high + "\n";
      AddList("snomed", diagnosis.snomed, text);
      text += "}\n";
    }
  }
  static void AddList(const char* system, const std::vector<std::string>& codes,
                      std::string& text) {
    for (size_t i = 0; i < codes.size(); ++i) {
      text += i % 10 == 0 ? (i == 0 ? "  " : "\n  ") + std::string(system) + " " : ", ";
      text += codes[i];
    }
    text += "\n";
  }

  std::string fields_, checks_;
  std::string last_lab_;
  const LabKind* last_lab_kind_ = nullptr;
  std::set<int> drugs_, diagnoses_;
  int checks_made_ = 0;
};

}  // namespace

std::string WriteSpec(int fields) { return SpecWriter().Write(fields); }

}  // namespace suture::bench
