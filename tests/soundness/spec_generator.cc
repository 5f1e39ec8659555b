// The frame of a spec: its prelude, groups, fields and their steps.
#include "tests/soundness/spec_generator.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/soundness/operator_offers.h"

namespace suture::soundness {
namespace {

const std::vector<std::string> kAbsences = {
    "not documented", "documented unknown", "not applicable", "not collected",
    "conflicting",    "unreadable",         "step failed"};

}  // namespace

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
                        number, " : YesNo { rule of_part Yes when p = ", Part(), " and (", Truth(2),
                        ") otherwise No because \"generated\" }\n}\n");
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

}  // namespace suture::soundness
