// Windows, and conditions over values and rows.
#include "absl/strings/str_cat.h"
#include "tests/soundness/spec_generator.h"

namespace suture::soundness {
namespace {

const std::vector<std::string> kLabs = {"Creatinine", "BUN", "WBC", "Temperature"};
const std::vector<std::string> kLimits = {"1.3 mg/dL", "20 mg/dL", "9.5 10*3/uL", "37.5 Cel"};
const std::vector<std::string> kGrades = {"None", "Mild", "Moderate", "Severe"};

}  // namespace

std::string SpecGenerator::CodedKind() {
  return Pick({"condition in Alpha", "condition in Beta", "condition in Alpha, Gamma",
               "procedure in Tubes", "home drug in Insulin", "drug given in Pills",
               "drug ordered in Pills", "discharge drug in Insulin", "encounter in Inpatient"});
}

std::string SpecGenerator::Duration() {
  return Pick({"12 hours", "3 days", "30 days", "2 weeks", "6 months", "1 year"});
}

std::string SpecGenerator::Window(int depth, bool period) {
  const std::string time =
      depth > 0 ? Time(1) : Pick({"surgery.start", "surgery.end", "discharge"});
  switch (random_.Below(period ? 11 : 8)) {
    case 0:
      return "before " + time;
    case 1:
      return "after " + time;
    case 2:
      return absl::StrCat("within ", Duration(), " before ", time);
    case 3:
      return absl::StrCat("within ", Duration(), " after ", time);
    case 4:
      return absl::StrCat("within ", Duration(), " of ", time);
    case 5:
      return absl::StrCat("from ", Pick({"surgery.start", "surgery.start - 30 days", "admission"}),
                          " to ", Pick({"discharge", "surgery.end", "surgery.start + 30 days"}));
    case 6:
      return "during surgery.performed";
    case 7:
      return "on " + time;
    case 8:
      return "overlapping surgery.performed";
    case 9:
      return "in progress at " + time;
    default:
      return "at " + time;
  }
}

// ---- conditions ---------------------------------------------------------------------------------

std::string SpecGenerator::Truth(int depth) {
  if (depth <= 0) return PlainTruth(0);
  switch (random_.Below(9)) {
    case 0:
      return absl::StrCat("(", Truth(depth - 1), ") and (", Truth(depth - 1), ")");
    case 1:
      return absl::StrCat("(", Truth(depth - 1), ") or (", Truth(depth - 1), ")");
    case 2:
      return absl::StrCat("not (", Truth(depth - 1), ")");
    case 3:
      return absl::StrCat("(", Truth(depth - 1), ") unless (", Truth(depth - 1), ")");
    case 4:
      return Criteria(depth - 1);
    case 5:
      return absl::StrCat("possibly (", Truth(depth - 1), ")");
    default:
      return PlainTruth(depth);
  }
}

std::string SpecGenerator::Criteria(int depth) {
  if (Chance(30)) {
    const std::string kind = Pick({"any of", "all of", "at least 2 of"});
    return absl::StrCat(kind, " { a: any Creatinine ", Window(0),
                        " where value > 1 mg/dL; b: any Temperature ", Window(0),
                        " where value > 37 Cel; c: any ", CodedKind(), " ", Window(0), " } within ",
                        Pick({"24 hours", "5 days"}), " of each other");
  }
  const std::string kind = Pick({"any of", "all of", "at least 2 of"});
  return absl::StrCat(kind, " { a: ", Truth(depth), "; b: ", Truth(depth), "; ", PlainTruth(0),
                      " }");
}

std::string SpecGenerator::Compared(int depth) {
  if (Chance(20)) return ComparedUnits(depth);
  switch (random_.Below(8)) {
    case 0:
      return absl::StrCat("(", Creatinine(depth), " ", Sign(), " ", Pick({"1.2 mg/dL", "0.02 g/L"}),
                          ")");
    case 1:
      return absl::StrCat("(", Number(depth), " ", Sign(), " ", Number(0), ")");
    case 2:
      return absl::StrCat("(", Integer(depth), " ", Sign(), " ", Pick({"0", "1", "3"}), ")");
    case 3:
      return absl::StrCat("(", Time(depth), " ", Pick({"<", "<=", ">", ">="}), " ", Time(0), ")");
    case 4:
      return absl::StrCat("(", Text(depth), " ", Pick({"=", "!="}), " ", Text(0), ")");
    case 5:
      return Chance(60) ? "(patient.sex in {\"male\", \"other\"})"
                        : absl::StrCat("(", Call("time", 0), " ", Pick({"<", ">="}), " 08:30)");
    case 6:
      return absl::StrCat("(", Integer(depth), " in {1, 2, 3})");
    default: {
      const std::string field = Ref(Kind::kGrade, "");
      if (field.empty()) return "(patient.sex = \"male\")";
      if (Chance(30)) return absl::StrCat("(", field, " in {Mild, Severe})");
      return absl::StrCat("(", field, " ", Sign(), " ", Pick(kGrades), ")");
    }
  }
}

std::string SpecGenerator::RowQuery(int depth) {
  switch (random_.Below(9)) {
    case 0:
      return absl::StrCat("(no ", CodedKind(), " ", Window(depth), ")");
    case 1: {
      const size_t lab = static_cast<size_t>(random_.Below(4));
      return absl::StrCat("(every ", kLabs[lab], " ", Window(depth), " where value ", Sign(), " ",
                          kLimits[lab], ")");
    }
    case 2: {
      const size_t lab = static_cast<size_t>(random_.Below(4));
      return absl::StrCat("(any ", kLabs[lab], " as x ", Window(depth), " where x.value ", Sign(),
                          " ", kLimits[lab], " and any BUN within 3 days of x.drawn)");
    }
    case 3:
      return absl::StrCat("(any lesions where vessel = ", Pick({"LAD", "RCA"}),
                          " and stenosis >= ", Pick({"50 %", "70 %"}), ")");
    case 4:
      return absl::StrCat("(any signs ", Window(0), ")");
    case 5:
      return absl::StrCat("(any procedure in Ventilation, Tubes ", Window(depth, true),
                          " lasting > 30 minutes)");
    case 6:
      return absl::StrCat("(any encounter ", Window(0, true), " where class in Inpatient)");
    case 7:
      return absl::StrCat("(any Creatinine as k ", Window(0), " where any BUN drawn with k)");
    default:
      return absl::StrCat("(any ", CodedKind(), " ", Window(depth), ")");
  }
}

std::string SpecGenerator::Mentioned() {
  const std::string filter =
      Pick({"", "affirmed ", "negated ", "historical ", "family ", "uncertain ", "hypothetical "});
  return absl::StrCat("(any ", filter, "mention of Smoking in Progress notes ", Window(0), ")");
}

std::string SpecGenerator::PlainTruth(int depth) {
  switch (random_.Below(14)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return RowQuery(depth > 0 ? 1 : 0);
    case 4:
    case 5:
    case 6:
      return Compared(depth > 0 ? depth - 1 : 0);
    case 7:
      return absl::StrCat("(", Chance(50) ? Time(depth) : Creatinine(depth),
                          Chance(50) ? " is known" : " is not known", ")");
    case 8:
      return absl::StrCat("(", Pick({"surgery.start", "patient.death", "discharge"}), " ",
                          Window(0), ")");
    case 9:
      return "(surgery.code in Operations)";
    case 10:
      return absl::StrCat("(complete ", Pick({"problems", "lesions", "charted"}), ")");
    case 11:
      return Mentioned();
    case 12:
      return absl::StrCat("(", Call("truth", depth), ")");
    default: {
      const std::string field = Ref(Kind::kYesNo, "");
      const std::string truth = Ref(Kind::kTruth, "");
      if (!truth.empty() && Chance(50)) return truth;
      return field.empty() ? "(surgery.start before day 3 after surgery.end)"
                           : absl::StrCat("(", field, " = ", Pick({"Yes", "No"}), ")");
    }
  }
}

}  // namespace suture::soundness
