// What is patterned like an identifier, kind by kind and form by form; and what only looks like
// one.
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/prompts/deidentify.h"
#include "runtime/prompts/identifier_patterns.h"
#include "runtime/text/fields.h"
#include "tests/runtime/prompts/prompt_fixture.h"

namespace suture::prompts {
namespace {

TEST_CASE("Every pattern can be read, and has one group") {
  for (const IdentifierPattern& pattern : IdentifierPatterns()) {
    CAPTURE(pattern.form.pattern());
    CHECK(pattern.form.ok());
    CHECK(pattern.form.NumberOfCapturingGroups() == 1);
  }
}

TEST_CASE("Each of the eighteen kinds of identifiers is hidden in every form of the table") {
  const std::string file =
      ReadText(std::string(SUTURE_SOURCE_DIR) + "/tests/runtime/prompts/identifier_forms.tsv");
  std::map<std::string, int> forms;
  for (std::string_view line : text::Split(file, '\n')) {
    if (line.empty() || line.starts_with("# ")) continue;
    const std::vector<std::string_view> cells = text::Split(line, '\t');
    REQUIRE(cells.size() == 3);
    ++forms[std::string(cells[0])];
    const std::string written(cells[2]), part(cells[1]);
    REQUIRE(written.find(part) != std::string::npos);
    for (const std::string& text : {written, "Seen today. " + written + "\nPlan: home"}) {
      Deidentifier scrub({}, "case-1");
      const std::string hidden = scrub.Hide(text);
      CAPTURE(text, hidden);
      CHECK(hidden.find(part) == std::string::npos);
      const std::vector<std::string> restored = scrub.RestoreQuote(hidden);
      CHECK(std::find(restored.begin(), restored.end(), text) != restored.end());
    }
  }
  CHECK(forms.size() == 19);  // Ages are told apart from dates.
  for (const auto& [kind, count] : forms) {
    CAPTURE(kind);
    CHECK(count >= 5);
  }
}

TEST_CASE("Numbers, drugs and words of notes are not taken for identifiers") {
  for (const char* text : {"BP 120/80, HR 80, RR 16, SpO2 98 %",
                           "EF 55-60 %, K 4.1, Na 138, WBC 12.5 K/uL, plt 150-400",
                           "fluid balance +1200 mL, -350 mL",
                           "B12 455 (200-1100 pg/mL)",
                           "heparin 5000 units, then 1000 units/h",
                           "MR SEVERE, MS MILD, AI TRACE",
                           "MR moderate. MS trivial",
                           "MR and MS of the valve",
                           "MS IS STABLE",
                           "Dr to see",
                           "ST elevation 2 mm in V2-V4, 2 MM ST depression",
                           "CT chest 3 CT scans",
                           "plate fixation, 6 hole plate, plate C5",
                           "Mother: diabetes. Father: CAD. Sister: breast cancer",
                           "his father with CAD",
                           "Plan: 500 mL bolus. Order 1000 mg.",
                           "case 3 of 4, group 2, visit 2",
                           "age 64, aged 89, 64yoF",
                           "in his eighties",
                           "temp 99F, pulse 99",
                           "moved to ICU, then moved to the floor",
                           "lives at home alone",
                           "pH 7.35, PCO2 45",
                           "T4 5 ug/dL, L4-5, C5-6, T12-L1",
                           "NYHA III, ASA 3E, Killip II, grade II/VI murmur",
                           "E. coli, S. aureus, C. difficile",
                           "aspirin 81 mg, metoprolol 25 mg b.i.d.",
                           "MELD-Na 12, CHA2DS2-VASc 4",
                           "one small row of sutures",
                           "2 large bore IVs",
                           "1.2.3 and 4.5",
                           "ratio 1:200 for 10 min",
                           "cell count 4 500, red cells 4.2",
                           "Crohn's disease, Parkinson disease, Foley catheter, Fogarty balloon",
                           "Seen. No pain, DO resuscitate",
                           "intubated with 7.5 ETT, 22 cm at lip",
                           "CABG x3: LIMA-LAD, SVG-OM1, SVG-PDA",
                           "Creatinine 1.2 (0.6-1.3)",
                           "eGFR 60-89 mL/min/1.73m2",
                           "ICD-10 I25.10, CPT 33533",
                           "levels 200-300, 300-400",
                           "called to the room at 0610",
                           "over ninety percent stenosis was seen",
                           "Reported pain 9/10, 10/10 at worst",
                           "Apgar 9 and 9",
                           "Ninety percent of the left main"}) {
    Deidentifier scrub({}, "case-1");
    CAPTURE(text);
    CHECK(scrub.Hide(text) == text);
  }
  // What is known to be hidden though it names no person (docs/deidentify.md).
  Deidentifier scrub({}, "case-1");
  CHECK(scrub.Hide("Dr. Fogarty catheter") == "Dr. [NAME-1] catheter");
}

TEST_CASE("A name ends where the sentence goes on") {
  for (const auto& [text, hidden] : std::vector<std::pair<std::string, std::string>>{
           {"DR. J. SMITH WAS CALLED", "DR. [NAME-1] WAS CALLED"},
           {"MRS SMITH-JONES IS STABLE", "MRS [NAME-1] IS STABLE"},
           {"Dr. Smith Will see him", "Dr. [NAME-1] Will see him"},
           {"Attending: Smith, Jane MD", "Attending: [NAME-1]"},
           {"She lives in Dorchester, MA with", "She lives in [PLACE-1] with"}}) {
    Deidentifier scrub({}, "case-1");
    CHECK(scrub.Hide(text) == hidden);
  }
}

}  // namespace
}  // namespace suture::prompts
