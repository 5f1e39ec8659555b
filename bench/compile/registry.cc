#include "bench/compile/registry.h"

#include <algorithm>

#include "fmt/format.h"

namespace suture::bench {
namespace {

constexpr const char* kRegistry = R"(// Written by suture_bench_compile.

use std.fhir
use std.labs
use std.drugs
use std.diagnoses
use std.procedures
use std.notes

registry BENCH "Generated fields" version "1" {
  steward "Suture's benchmarks"
  absent {
    not documented -> blank
    documented unknown -> Unknown
  }
}

index first surgery : procedure in CardiacSurgery

choice YesNo { Yes = 1, No = 2 }
choice YesNoUnknown { Yes = 1, No = 2, Unknown = 3 }
choice Grade ordered Severe > Moderate > Mild > None { None = 0, Mild = 1, Moderate = 2, Severe = 3 }
)";

// One of each sort; {0} is the number of the field, {1} a number of days, {2} a limit.
constexpr const char* kAsked = R"(
  field Asked{0} "Condition {0} before the operation" id {0} : YesNoUnknown {{
    define """
      The condition was known to the patient or a health professional before the operation, whether or
      not it was treated. A family history alone does not count.
      """
    hint drug Yes when any home drug in AntidiabeticDrugs before surgery.start
    rule coded Yes when any condition in DiabetesMellitus within {1} days before surgery.start
    ask history {{
      read HistoryAndPhysical, Consult notes written within {1} days before surgery.start
      cues "diabet*", "insulin", "metformin", "A1c"
      """
      Was condition {0} known or treated before the operation?
      """
    }}
    otherwise No when complete history because "a history that does not mention it codes No"
    otherwise Unknown because "the chart holds no history document"
  }}

  test "condition {0} is coded" for Asked{0} {{
    given surgery on 2024-03-01
    given condition icd10cm E11.9 on 2024-02-20
    expect Asked{0} = Yes by coded
  }}
)";
constexpr const char* kMeasured = R"(
  field Measured{0} "Last creatinine, window {0}" id {0} : decimal mg/dL truncate to 0.01 range 0.1 mg/dL..30 mg/dL {{
    define """
      The last value before the operation within the window.
      """
    take nearest: last Creatinine within {1} days before surgery.start
    otherwise absent not documented because "no value in the window"
  }}

  test "the last value of window {0}" for Measured{0} {{
    given surgery on 2024-03-01
    given Creatinine 1.2 mg/dL at 2024-02-28 07:00
    expect Measured{0} = 1.2 mg/dL by nearest
  }}
)";
constexpr const char* kGraded = R"(
  field Graded{0} "Grade {0}" id {0} : Grade {{
    define """
      Graded by the lowest hematocrit and whether an antidiabetic drug was taken at home.
      """
    table by_value first {{
      hct     | drug || Graded{0}
      < 21 %  | -    || Severe
      21 %..{2} % | yes || Severe
      21 %..{2} % | -   || Moderate
      <= 42 % | -    || Mild
      > 42 %  | -    || None
      where hct = lowest Hematocrit within {1} days before surgery.start
            drug = any home drug in AntidiabeticDrugs before surgery.start
    }}
    otherwise absent not documented because "no hematocrit in the window"
  }}

  test "grade {0} of a low value" for Graded{0} {{
    given surgery on 2024-03-01
    given Hematocrit 20 % at 2024-02-28 07:00
    expect Graded{0} = Severe by by_value
  }}
)";
constexpr const char* kDerived = R"(
  finding change{0} : decimal mg/dL {{
    take rise: (highest Creatinine within {1} days after surgery.start) - (last Creatinine before surgery.start)
    otherwise absent not documented because "a value is missing"
  }}

  field Derived{0} "Rise of creatinine {0}" id {0} : YesNo {{
    define """
      A rise by more than the limit in the window after the operation.
      """
    rule risen Yes when change{0} > 0.{2} mg/dL and any Creatinine within {1} days after surgery.start where value > 1.5 mg/dL
    rule level No when change{0} is known
    otherwise absent not documented because "nothing was measured again"
  }}
)";

std::string FieldText(int number) {
  const int days = 30 + number % 300;
  const int limit = 25 + number % 15;
  switch (number % 4) {
    case 0:
      return fmt::format(fmt::runtime(kAsked), number, days, limit);
    case 1:
      return fmt::format(fmt::runtime(kMeasured), number, days, limit);
    case 2:
      return fmt::format(fmt::runtime(kGraded), number, days, limit);
    default:
      return fmt::format(fmt::runtime(kDerived), number, days, limit);
  }
}

}  // namespace

std::vector<SpecFile> WriteRegistry(int fields, int files) {
  std::vector<SpecFile> out = {{"registry.suture", kRegistry}};
  const int sections = std::max(1, files - 1);
  int number = 1;
  for (int section = 1; section <= sections; ++section) {
    std::string text = fmt::format("section \"Section {}\" {{\n", section);
    for (const int last = fields * section / sections; number <= last; ++number)
      text += FieldText(number);
    out.push_back({fmt::format("section_{:03}.suture", section), text + "}\n"});
  }
  return out;
}

}  // namespace suture::bench
