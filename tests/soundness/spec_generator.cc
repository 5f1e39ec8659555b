#include "tests/soundness/spec_generator.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "runtime/operators/table.h"

namespace suture::soundness {
namespace {

const std::vector<std::string> kCodedKinds = {
    "condition in Alpha",    "condition in Beta",         "condition in Alpha, Gamma",
    "procedure in Tubes",    "home drug in Insulin",      "drug given in Pills",
    "drug ordered in Pills", "discharge drug in Insulin", "encounter in Inpatient"};
const std::vector<std::string> kLabs = {"Creatinine", "BUN", "WBC", "Temperature"};
const std::vector<std::string> kUnits = {"mg/dL", "mg/dL", "10*3/uL", "Cel"};
const std::vector<std::string> kLimits = {"1.3 mg/dL", "20 mg/dL", "9.5 10*3/uL", "37.5 Cel"};
const std::vector<std::string> kGrades = {"None", "Mild", "Moderate", "Severe"};
const std::vector<std::string> kParts = {"Left", "Right", "Middle", "Whole"};
const std::vector<std::string> kAbsences = {
    "not documented", "documented unknown", "not applicable", "not collected",
    "conflicting",    "unreadable",         "step failed"};

std::vector<std::string> Split(std::string_view text, std::string_view between) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t at = std::min(text.find(between), text.size());
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(std::min(at + between.size(), text.size()));
  }
  return parts;
}

// A way to call an operator that a text of the language can write.
struct Offer {
  std::string name, result;
  std::vector<std::string> arguments;
};

bool IsTyped(const std::string& type) {
  static const std::set<std::string> kTypes = {"integer", "decimal", "date", "datetime", "time",
                                               "text",    "truth",   "T",    "any"};
  const std::string plain = type.substr(0, type.find_first_of("?."));
  return kTypes.contains(plain);
}

// Lists, intervals, codes and rows have no values of their own in the language; quantities and
// lengths of time are written by templates of the generator.
const std::vector<Offer>& Offers() {
  // Words of the language: their meanings are expressions of their own, counted as such.
  static const std::set<std::string_view> kWords = {"and",      "or",     "not",   "unless", "if",
                                                    "possibly", "before", "after", "start",  "in"};
  static const std::vector<Offer> offers = [] {
    std::vector<Offer> out;
    for (const operators::Operator& op : operators::Operators()) {
      if (kWords.contains(op.name)) continue;
      for (const std::string& overload : Split(op.signatures, "; ")) {
        const std::vector<std::string> sides = Split(overload, ") -> ");
        if (sides.size() != 2 || sides[1] == "any" || !IsTyped(sides[1])) continue;
        Offer offer{std::string(op.name), sides[1],
                    Split(std::string_view(sides[0]).substr(1), ", ")};
        if (std::all_of(offer.arguments.begin(), offer.arguments.end(), IsTyped))
          out.push_back(std::move(offer));
      }
    }
    return out;
  }();
  return offers;
}

}  // namespace

bool IsCallable(std::string_view name) {
  return std::any_of(Offers().begin(), Offers().end(),
                     [&](const Offer& offer) { return offer.name == name; });
}

std::string SpecGenerator::TypeText(Kind kind) {
  switch (kind) {
    case Kind::kYesNo:
      return "YesNo";
    case Kind::kGrade:
      return "Grade";
    case Kind::kCreatinine:
      return "decimal mg/dL";
    case Kind::kNumber:
      return "decimal";
    case Kind::kInteger:
      return "integer";
    case Kind::kDate:
      return "date";
    case Kind::kDateTime:
      return "datetime";
    case Kind::kText:
      return "text";
    case Kind::kHours:
      return "duration hours";
    case Kind::kParts:
      return "set of Part";
    case Kind::kTruth:
      return "truth";
    case Kind::kTemperature:
      return Pick({"decimal Cel", "decimal [degF]", "decimal K"});
    case Kind::kRise:
      return Pick(
          {"decimal Cel{difference}", "decimal K{difference}", "decimal [degF]{difference}"});
  }
  return "";
}

std::string SpecGenerator::Write() {
  std::string out = Prelude();
  absl::StrAppend(&out, "let early = ", Truth(2), "\nlet share = ", Number(2), "\n");
  for (int i = 0; i < 3; ++i) absl::StrAppend(&out, Field(i));
  absl::StrAppend(&out, Group(0));
  for (int i = 3; i < 8; ++i) absl::StrAppend(&out, Field(i));
  absl::StrAppend(&out, "check ", Chance(50) ? "error" : "warning", " \"generated\" when ",
                  Truth(2), "\n");
  // One operator after the other, so that none is left to chance.
  absl::StrAppend(&out, "check warning \"in turn\" when ",
                  CallOf(seed_ % Offers().size(), "decimal", 1), " is known\n");
  return out;
}

std::string SpecGenerator::Prelude() {
  return absl::StrCat(R"(use std.fhir
use std.labs
use std.notes

registry Generated "Generated" version "1" {
  steward "Nobody"
  months round )",
                      Chance(50) ? "down" : "up", R"(
  absent {
    not documented -> blank; documented unknown -> blank; not applicable -> blank; not collected -> blank
    conflicting -> blank; unreadable -> blank; step failed -> blank
  }
}
codes Operations { cpt 33533..33536 }
codes Alpha { icd10cm E08..E13 except E11.9 }
codes Beta { icd10cm I60..I64 }
codes Gamma { icd10cm I21.*; snomed 73211009 }
codes Insulin { rxnorm 5856 }
codes Pills { rxnorm 6809 }
codes Tubes { cpt 31500 }
codes Untubes { cpt 31501 }
codes Ventilation { cpt 94002 }
codes Inpatient { act IMP, ACUTE }
choice YesNo { Yes = 1, No = 2 }
choice Grade ordered Severe > Moderate > Mild > None { None = 0, Mild = 1, Moderate = 2, Severe = 3, Unknown = 9 }
choice Part { Left, Right, Middle, Whole; exclusive {Left, Right}; alone {Whole} }
index )",
                      Pick({"first", "last", "each"}), R"( surgery : procedure in Operations
event admission = start of last encounter overlapping surgery.start
event discharge = end of last encounter overlapping surgery.start
event last_seen = latest of (discharge if any, surgery.end)
complete problems: condition before surgery.start when any note in Progress notes within 1 year before surgery.start
complete charted: procedure, drug given
episodes Ventilated {
  opens  procedure in Tubes
  closes procedure in Untubes
  seen   procedure in Ventilation, at most 4 hours apart
  no end -> encounter in Inpatient
}
phrases Smoking { "smok*", "tobacco" }
prefer Progress over Consult
record Lesion {
  vessel   : choice { LAD, RCA }
  stenosis : integer % range 0 %..100 %
  seen_on  : date?
  sides    : set of Part?
  depth    : integer?
}
extract lesions : at most 4 Lesion {
  read Progress, Consult notes written within 1 year before surgery.start
  cues "stenosis"
  at most 1000 tokens
  same when vessel
)",
                      "  merge stenosis highest, seen_on ", Pick({"earliest", "latest"}),
                      ", sides ", Pick({"all", "all"}), ", depth ", Pick({"lowest", "highest"}), R"(
  """List each stenosis."""
}
rows signs from Creatinine where value > 2 mg/dL, BUN where value > 40 mg/dL
define Ratio(a : decimal mg/dL, b : decimal mg/dL) : decimal = a / b
)");
}

std::string SpecGenerator::Group(int number) {
  const std::string name = absl::StrCat("Row", number);
  if (Chance(40)) {
    return absl::StrCat("group ", name, " \"Row\" for each choice of Part as p {\n  field Which",
                        number,
                        " \"Which\" : Part { define \"\"\"The part.\"\"\" take p otherwise review "
                        "}\n  finding seen",
                        number, " : YesNo { rule of_part Yes when p = ", Pick(kParts), " and (",
                        Truth(2), ") otherwise No because \"generated\" }\n}\n");
  }
  std::string out = absl::StrCat(
      "group ", name, " \"Row\" for each procedure in Tubes, Untubes, Ventilation ", Window(1),
      " as r", Chance(50) ? " by r.performed.start" : "", " at most 4 {\n  field Day", number,
      " \"Day\" : date { define \"\"\"Its day.\"\"\" take r.performed.start.date otherwise review "
      "}\n  finding near",
      number,
      " : YesNo { rule drawn_near Yes when any Creatinine within 2 days of r.performed.start rule "
      "again No when (next r).performed.start < r.performed.start + 1 day",
      " otherwise review }\n}\n");
  absl::StrAppend(&out, "finding rows", number, " : integer { take count of ", name, " where near",
                  number, " = Yes }\n");
  known_.push_back({absl::StrCat("rows", number), Kind::kInteger});
  return out;
}

std::string SpecGenerator::Field(int number) {
  const auto kind = static_cast<Kind>(random_.Below(13));
  const bool finding = kind == Kind::kTruth || Chance(30);
  const std::string name = absl::StrCat(finding ? "f" : "F", number);
  std::string out = absl::StrCat(finding ? "finding " : "field ", name,
                                 finding ? "" : " \"Generated\"", " : ", TypeText(kind));
  if (kind == Kind::kCreatinine && Chance(40))
    out += " range 0.1 mg/dL..9 mg/dL usual 0.5 mg/dL..3 mg/dL";
  absl::StrAppend(&out, " {\n", Body(kind, name, finding), "}\n");
  known_.push_back({name, kind});
  return out;
}

// What chance writes is often false in every case, and a gate that never opens is refused.
std::string SpecGenerator::Gate() {
  const std::string other = "any condition in Alpha before surgery.start";
  return Chance(50) ? absl::StrCat("(", Truth(1), ") or ", other)
                    : absl::StrCat("not ((", Truth(1), ") and ", other, ")");
}

std::string SpecGenerator::Body(Kind kind, const std::string& name, bool finding) {
  std::string out;
  if (!finding) out += "  define \"\"\"Generated.\"\"\"\n";
  if (!finding && Chance(15))
    absl::StrAppend(&out, "  effective 2024-", Pick({"01-01", "03-01"}), " until 2024-12-31\n");
  if (!finding && Chance(25)) absl::StrAppend(&out, "  applies when ", Gate(), "\n");
  const bool resolves = kind == Kind::kParts || Chance(40);
  if (kind == Kind::kParts) {
    out += "  resolve collect\n";
  } else if (resolves) {
    const bool ordered = kind == Kind::kGrade || kind == Kind::kCreatinine || kind == Kind::kNumber;
    absl::StrAppend(&out, "  resolve ",
                    ordered ? Pick({"agree", "highest", "lowest"}) : Pick({"agree", "first"}),
                    "\n");
  }
  return out + Steps(kind, name, resolves && !absl::StrContains(out, "resolve first"));
}

std::string SpecGenerator::Steps(Kind kind, const std::string& name, bool resolves) {
  std::string out;
  const int count = random_.Between(1, 3);
  for (int i = 0; i < count; ++i) {
    const std::string step = absl::StrCat("s", ++steps_);
    const int which = kind == Kind::kTruth ? 0 : random_.Below(10);
    const bool coded = kind == Kind::kGrade || kind == Kind::kYesNo;
    const std::string effective = Chance(10) ? " effective 2020-01-01 until 2024-06-01" : "";
    if (which < 3 && kind != Kind::kParts) {
      // A step behind one that always answers is refused.
      const std::string value = Value(kind, 3);
      const bool always = !resolves && kind != Kind::kTruth && !absl::StrContains(value, "(");
      absl::StrAppend(&out, "  take ", step, ": ", value,
                      always ? " effective 2020-01-01 until 2024-06-01" : effective, "\n");
    } else if (which == 3 && kind != Kind::kHours && kind != Kind::kTruth &&
               kind != Kind::kDateTime) {
      out += Ask(step) + (Chance(20) ? " effective 2020-01-01 until 2024-06-01\n" : "");
    } else if (which < 6 && (coded || kind == Kind::kParts || kind == Kind::kNumber)) {
      out += Table(kind, name);
    } else if (which == 6 && coded) {
      absl::StrAppend(&out, "  hint ", step, " ", Constant(kind), " when ", Truth(2), effective,
                      "\n");
    } else if (which == 7 && kind != Kind::kParts) {
      absl::StrAppend(&out, "  rule ", step, " ",
                      Chance(50) ? "review" : "absent " + Pick(kAbsences), " when ", Truth(2),
                      "\n");
    } else {
      absl::StrAppend(&out, "  rule ", step, " ", Constant(kind), " when ", Truth(3), effective,
                      "\n");
    }
  }
  return out + Otherwise(kind);
}

std::string SpecGenerator::Otherwise(Kind kind) {
  if (kind == Kind::kTruth) return "";
  const std::string when =
      Chance(30) ? absl::StrCat("  otherwise review when ", Truth(1), "\n") : "";
  switch (random_.Below(5)) {
    case 0:
      return when + "  otherwise review\n";
    case 1:
      return absl::StrCat(when, "  otherwise absent ", Pick(kAbsences), " because \"generated\"\n");
    default:
      if (kind == Kind::kParts) return when + "  otherwise review\n";
      return absl::StrCat(when, "  otherwise ", Constant(kind),
                          Chance(50) ? " even if unsettled" : "", " because \"generated\"\n");
  }
}

std::string SpecGenerator::Ask(const std::string& name) {
  return absl::StrCat("  ask ", name, " {\n    read Progress, Consult notes written within ",
                      Pick({"30 days", "1 year"}), " before surgery.start",
                      Chance(40) ? ", for what was true before surgery.start" : "",
                      "\n    cues \"x\"\n    at most 500 tokens\n    \"\"\"How was it on "
                      "{surgery.start}?\"\"\"\n  }\n");
}

std::string SpecGenerator::Table(Kind kind, const std::string& name) {
  const std::string table = absl::StrCat("t", ++steps_);
  const bool choice = kind == Kind::kGrade;
  std::string policy = kind == Kind::kParts
                           ? "collect"
                           : Pick({"first", "unique", "any", choice ? "priority" : "first"});
  auto answer = [&] { return Constant(kind); };
  const std::string same = answer();
  std::string out = absl::StrCat("  table ", table, " ", policy, " {\n    a | b || ", name, "\n");
  if (policy == "unique") {
    absl::StrAppend(&out, "    yes | - || ", answer(), "\n    no | <= 1 || ", answer(),
                    "\n    no | > 1 || review\n    unknown | - || absent ", Pick(kAbsences), "\n");
  } else if (policy == "any") {
    absl::StrAppend(&out, "    yes | - || ", same, "\n    - | > 1 || ", same, "\n    no | <= 1 || ",
                    same, "\n");
  } else if (policy == "first") {
    absl::StrAppend(&out, "    yes | 1..3 || ", answer(),
                    "\n    yes | unknown || review\n    - | > 2 || ", answer(), "\n    no | - || ",
                    answer(), "\n");
  } else {
    absl::StrAppend(&out, "    yes | - || ", answer(), "\n    - | > 1 || ", answer(),
                    "\n    no | - || ", answer(), "\n");
  }
  return absl::StrCat(out, "    where a = ", PlainTruth(1), "\n          b = ", Number(1),
                      "\n  }\n");
}

// ---- values -------------------------------------------------------------------------------------

std::string SpecGenerator::Ref(Kind kind, const std::string& otherwise) {
  std::vector<std::string> fit;
  for (const Known& known : known_) {
    if (known.kind == kind) fit.push_back(known.name);
  }
  return fit.empty() ? otherwise : Pick(fit);
}

std::string SpecGenerator::Constant(Kind kind) {
  switch (kind) {
    case Kind::kYesNo:
      return Pick({"Yes", "No"});
    case Kind::kGrade:
      return Pick({"None", "Mild", "Moderate", "Severe", "Unknown"});
    case Kind::kCreatinine:
      return Pick({"0.9 mg/dL", "2.40 mg/dL", "8 mg/L"});
    case Kind::kNumber:
      return Pick({"0.5", "1.25", "7"});
    case Kind::kInteger:
      return Pick({"0", "3", "12"});
    case Kind::kDate:
      return Pick({"2024-02-29", "2023-12-31"});
    case Kind::kDateTime:
      return "surgery.end";
    case Kind::kText:
      return Pick({"\"alpha\"", "\"beta gamma\""});
    case Kind::kHours:
      return Pick({"0 hours", "36 hours"});
    case Kind::kParts:
      return Pick(kParts);
    case Kind::kTruth:
      return "";  // Only taken
    case Kind::kTemperature:
      return Pick({"37.5 Cel", "99.5 [degF]", "310 K", "-1 Cel"});
    case Kind::kRise:
      return Pick({"1 K", "1.5 Cel{difference}", "0 Cel", "1.8 [degF]", "-0.5 K"});
  }
  return "";
}

std::string SpecGenerator::Value(Kind kind, int depth) {
  if (depth > 0 && Chance(10) && kind != Kind::kParts && kind != Kind::kTruth &&
      kind != Kind::kHours) {
    return absl::StrCat("(if ", Truth(1), " then ", Value(kind, 0), " else ",
                        Value(kind, depth - 1), ")");
  }
  switch (kind) {
    case Kind::kYesNo:
    case Kind::kGrade:
      return Ref(kind, Constant(kind));
    case Kind::kCreatinine:
      return Creatinine(depth);
    case Kind::kNumber:
      return Number(depth);
    case Kind::kInteger:
      return Integer(depth);
    case Kind::kDate:
      return Chance(30) ? Call("date", depth)
                        : Pick({"surgery.start.date", "patient.birth", "discharge.date",
                                Ref(kind, "2024-01-01")});
    case Kind::kDateTime:
      return Chance(30) ? Call("datetime", depth) : Time(depth);
    case Kind::kText:
      return Text(depth);
    case Kind::kHours:
      return absl::StrCat(
          "total hours of Ventilated from surgery.start to ",
          Pick({"discharge", "surgery.start + 20 days"}),
          Pick({"", " except during surgery.performed", " except during encounter"}));
    case Kind::kParts:
      return Constant(kind);
    case Kind::kTruth:
      return Truth(depth);
    case Kind::kTemperature:
      return Temperature(depth);
    case Kind::kRise:
      return Rise(depth);
  }
  return "";
}

std::string SpecGenerator::Sign() { return Pick({"=", "!=", "<", "<=", ">", ">="}); }

std::string SpecGenerator::Integer(int depth) {
  switch (random_.Below(depth > 0 ? 7 : 2)) {
    case 0:
      return Constant(Kind::kInteger);
    case 1:
      return Ref(Kind::kInteger, "2");
    case 2:
      return absl::StrCat("(count of ", Pick(kCodedKinds), " ", Window(depth - 1), ")");
    case 3:
      return absl::StrCat("local_days_between(surgery.start, ", Time(0), ")");
    case 4:
      return absl::StrCat("(", Integer(depth - 1), Pick({" + ", " - ", " * "}), Integer(depth - 1),
                          ")");
    default:
      return Call("integer", depth - 1);
  }
}

std::string SpecGenerator::Number(int depth) {
  switch (random_.Below(depth > 0 ? 9 : 2)) {
    case 0:
      return Pick({"0.5", "1.25", "7.0"});
    case 1:
      return Ref(Kind::kNumber, "2.0");
    case 2:
      return absl::StrCat("(", Number(depth - 1), Pick({" + ", " - ", " * ", " / ", " ^ "}),
                          Number(0), ")");
    case 3:
      return absl::StrCat("((highest Creatinine ", Window(0), ") / (lowest Creatinine ", Window(0),
                          "))");
    case 4:
      return absl::StrCat("Ratio(", Creatinine(depth - 1), ", ", Creatinine(0), ")");
    case 5:
      return absl::StrCat(Pick({"min", "max"}), "(", Number(depth - 1), ", ", Number(0), ")");
    case 6:
      return absl::StrCat("(-", Number(0), ")");
    default:
      return Call("decimal", depth - 1);
  }
}

std::string SpecGenerator::Creatinine(int depth) {
  switch (random_.Below(depth > 0 ? 9 : 2)) {
    case 0:
      return "1.40 mg/dL";
    case 1:
      return Ref(Kind::kCreatinine, "1.1 mg/dL");
    case 2:
      return absl::StrCat("(", Creatinine(depth - 1), Pick({" + ", " - "}), Creatinine(0), ")");
    case 3:
      return absl::StrCat("(2 * ", Creatinine(depth - 1), ")");
    case 4:
      return absl::StrCat("(closest Creatinine ", Window(0), " to surgery.start)");
    case 5:
      return absl::StrCat("(sum of value for each Creatinine ", Window(depth - 1), ")");
    case 6:
      return absl::StrCat(Pick({"max", "min"}), "(", Creatinine(depth - 1), ", ", Creatinine(0),
                          ")");
    default:
      return absl::StrCat("(", Pick({"first", "last", "lowest", "highest"}), " Creatinine ",
                          Window(depth - 1), Chance(30) ? " where value > 0.8 mg/dL" : "", ")");
  }
}

std::string SpecGenerator::Temperature(int depth) {
  switch (random_.Below(depth > 0 ? 5 : 2)) {
    case 0:
      return Pick({"37.5 Cel", "99.5 [degF]", "310.15 K"});
    case 1:
      return absl::StrCat("round(", ToldTemperature(0), ", 1)");
    case 2:
      return absl::StrCat(Pick({"min", "max"}), "(", ToldTemperature(0), ", ",
                          Temperature(depth - 1), ")");
    default:
      return ToldTemperature(depth);
  }
}

// One that is no number as it is written: what stands beside it in a sum is then told.
std::string SpecGenerator::ToldTemperature(int depth) {
  switch (random_.Below(depth > 0 ? 5 : 2)) {
    case 0:
      return absl::StrCat("(", Pick({"first", "last", "lowest", "highest"}), " Temperature ",
                          Window(0), ")");
    case 1:
      return Ref(Kind::kTemperature, "(closest Temperature before discharge to surgery.start)");
    case 2:
      return absl::StrCat("(", ToldTemperature(depth - 1), Pick({" + ", " - "}), "(", Rise(0),
                          "))");
    case 3:
      return absl::StrCat("(", ToldTemperature(depth - 1),
                          Pick({" + 1 Cel", " + 1 K", " + 1.8 [degF]", " - 2 K{difference}"}), ")");
    default:
      return absl::StrCat("((", Rise(depth - 1), ") + ", ToldTemperature(0), ")");
  }
}

std::string SpecGenerator::Rise(int depth) {
  switch (random_.Below(depth > 0 ? 8 : 2)) {
    case 0:
      return Pick({"1 K{difference}", "1.5 Cel{difference}", "0.9 [degF]{difference}"});
    case 1:
      return Ref(Kind::kRise, "2 Cel{difference}");
    case 2:
    case 3:
      return absl::StrCat("(", Chance(30) ? "37 Cel" : ToldTemperature(0), " - ",
                          ToldTemperature(depth - 1), ")");
    case 4:
      return absl::StrCat("(", Rise(depth - 1),
                          Pick({" * 2", " / 3", " + 1 K{difference}", " - 1 Cel"}), ")");
    case 5:
      return absl::StrCat("absolute(", Rise(depth - 1), ")");
    case 6:
      return absl::StrCat("(-", Rise(0), ")");
    default:
      return absl::StrCat("((", Rise(0), ") / 4 h * 2 h)");
  }
}

// Products and quotients of units, compared in other units of the same dimension.
std::string SpecGenerator::ComparedUnits(int depth) {
  switch (random_.Below(9)) {
    case 0:
      return absl::StrCat("(", Temperature(depth), " ", Sign(), " ", Temperature(0), ")");
    case 1:
      return absl::StrCat("(", Rise(depth), " ", Sign(), " ",
                          Pick({"1 K", "0.5 Cel", "1.8 [degF]", "-1 K", Rise(0)}), ")");
    case 2:
      return absl::StrCat("((", Rise(depth), ") / 6 h ", Sign(), " 0.1 K/h)");
    case 3:
      return absl::StrCat("((", Rise(depth), ") * 2 ", Sign(), " (", Rise(0), "))");
    case 4:
      return absl::StrCat("(", Creatinine(depth), " * 2 L ", Sign(), " 25 mg)");
    case 5:
      return absl::StrCat("(0.1 g / ", Creatinine(depth), " ", Sign(), " 5 L)");
    case 6:
      return absl::StrCat("(truncated_divide(", Creatinine(depth), ", 0.3 mg/dL) ", Sign(), " 4)");
    case 7:
      return absl::StrCat("(modulo(", Rise(depth), ", 0.7 K) ", Sign(), " 0.2 Cel)");
    default:
      return absl::StrCat("(", Creatinine(depth), " in {1 mg/dL, 0.012 g/L})");
  }
}

std::string SpecGenerator::Time(int depth) {
  switch (random_.Below(depth > 0 ? 9 : 4)) {
    case 0:
      return "surgery.start";
    case 1:
      return "surgery.end";
    case 2:
      return "discharge";
    case 3:
      return Ref(Kind::kDateTime, "admission");
    case 4:
      return absl::StrCat("(", Time(0), Pick({" + ", " - "}),
                          Pick({"6 hours", "3 days", "1 month", "2 weeks", "90 minutes"}), ")");
    case 5:
      return absl::StrCat("(", Pick({"earliest", "latest"}), " of (", Time(0), ", ", Time(0),
                          " if any))");
    case 6:
      return absl::StrCat("(drawn of ", Pick({"last", "first", "highest"}), " Creatinine ",
                          Window(0), ")");
    case 7:
      return absl::StrCat("(if ", PlainTruth(0), " then surgery.start else ", Time(0), ")");
    default:
      return "last_seen";
  }
}

std::string SpecGenerator::Text(int depth) {
  switch (random_.Below(depth > 0 ? 4 : 2)) {
    case 0:
      return Constant(Kind::kText);
    case 1:
      return Ref(Kind::kText, "\"smoke\"");
    default:
      return Call("text", depth - 1);
  }
}

// ---- calls --------------------------------------------------------------------------------------

// The second text of an operator is a part of a date, a length, or the like.
std::string SpecGenerator::Word(const std::string& op, const std::string& of) {
  if (op.starts_with("to_")) return Pick({"\"12\"", "\"yes\"", "\"2024-02-29\""});
  const bool of_day = of == "time";
  if (op.ends_with("_between"))
    return of_day ? Pick({"\"hours\"", "\"minutes\""})
                  : Pick({"\"days\"", "\"years\"", "\"months\""});
  if (op == "component" || op.starts_with("same_"))
    return of_day ? "\"hour\"" : Pick({"\"day\"", "\"month\"", "\"year\""});
  return "";
}

// A call that the table of operators offers, with arguments by its signature.
std::string SpecGenerator::Call(const std::string& wanted, int depth) {
  std::vector<size_t> fit;
  for (size_t i = 0; i < Offers().size(); ++i) {
    const Offer& offer = Offers()[i];
    if (offer.result == wanted || offer.result == "T") fit.push_back(i);
  }
  return CallOf(random_.Pick(fit), wanted, depth);
}

std::string SpecGenerator::CallOf(size_t number, const std::string& wanted, int depth) {
  const Offer& offer = Offers()[number];
  const std::string same =
      offer.result == "T" ? wanted : Pick({"decimal", "integer", "datetime", "text"});
  std::string out = offer.name + "(", first;
  for (size_t i = 0; i < offer.arguments.size(); ++i) {
    std::string type = offer.arguments[i];
    const bool part_of_no_time =
        type == "text?" && offer.name.starts_with("same_") && same != "datetime";
    if (type.ends_with("?") && (part_of_no_time || Chance(50))) break;
    type = type.substr(0, type.find_first_of("?."));
    if (type == "T") type = same;
    if (i == 0) first = type;
    if (type == "any") type = Pick({"integer", "decimal", "date", "text", "truth"});
    std::string text = type == "text" ? Word(offer.name, first) : "";
    if (type == "integer" && i > 0) text = Pick({"1", "2"});
    absl::StrAppend(&out, i == 0 ? "" : ", ", text.empty() ? Argument(type, depth) : text);
  }
  return out + ")";
}

std::string SpecGenerator::Argument(const std::string& type, int depth) {
  const int less = depth > 0 ? depth - 1 : 0;
  if (type == "integer") return Integer(less);
  if (type == "decimal") return Number(less);
  if (type == "date") return Pick({"surgery.start.date", "patient.birth", "2024-03-01"});
  if (type == "datetime") return Time(less);
  if (type == "time") return Pick({"08:30", "time_of(surgery.start)"});
  if (type == "truth") return PlainTruth(less);
  return Text(less);
}

// ---- windows ------------------------------------------------------------------------------------

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
                        " where value > 37 Cel; c: any ", Pick(kCodedKinds), " ", Window(0),
                        " } within ", Pick({"24 hours", "5 days"}), " of each other");
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
      return absl::StrCat("(no ", Pick(kCodedKinds), " ", Window(depth), ")");
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
      return absl::StrCat("(any ", Pick(kCodedKinds), " ", Window(depth), ")");
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
