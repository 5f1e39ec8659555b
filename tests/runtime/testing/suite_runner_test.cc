#include "runtime/testing/suite_runner.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "runtime/plan/variations.h"
#include "runtime/testing/perturbations.h"
#include "runtime/testing/shift_dates.h"
#include "tests/support/plan_builder.h"

namespace suture::testing {
namespace {

using plan::ExpectKind;
using plan::GivenKind;
using plan::Quantifier;
using plan::StepKind;
using plan::TypeKind;
using plan::WindowKind;
using testing_support::PlanBuilder;
using testing_support::TypeOf;

// Diabetes: a coded rule over conditions before surgery, an ask over H&P notes, otherwise Unknown.
struct World {
  PlanBuilder b;
  plan::ChoiceId yes_no = b.Choice("YesNo", {"Yes", "No", "Unknown"});
  plan::SystemId icd = b.System("icd10cm"), cpt = b.System("cpt");
  plan::CodeSetId diabetes_codes = b.Codes("DiabetesMellitus", icd, {"E11.9"});
  plan::CodeSetId surgery_codes = b.Codes("Surgery", cpt, {"33510"});
  plan::CollectionId procedures, conditions, notes;
  plan::FieldId diabetes;
  plan::Type yes_no_type;

  World() {
    yes_no_type = TypeOf(TypeKind::kChoice);
    yes_no_type.choice = yes_no;
    const auto shape = b.Shape(
        "procedure", {{"code", TypeOf(TypeKind::kCodes)}, {"performed", TypeOf(TypeKind::kPeriod)}},
        1, 0);
    procedures = b.Collection("procedure", shape);
    const auto condition =
        b.Shape("condition",
                {{"code", TypeOf(TypeKind::kCodes)}, {"onset", TypeOf(TypeKind::kPeriod)}}, 1, 0);
    conditions = b.Collection("condition", condition);
    notes = b.Collection("note", b.Shape("note",
                                         {{"type", TypeOf(TypeKind::kCodes)},
                                          {"title", TypeOf(TypeKind::kText)},
                                          {"written", TypeOf(TypeKind::kDateTime)},
                                          {"body", TypeOf(TypeKind::kAttachment)}},
                                         2));
    b.plan.notes = notes;
    b.plan.documents.push_back({"HistoryAndPhysical", "History", {}, {"H&P"}});
    plan::Query index = b.Over(Quantifier::kEach, procedures);
    b.plan.variables = 1;
    index.variable = 0;
    index.codes = {surgery_codes};
    b.plan.index.query = b.Add(index);
    const auto start = b.Of(plan::Op::kStart, {b.Attribute(0, 1)});
    plan::Query any = b.Over(Quantifier::kAny, conditions);
    any.codes = {diabetes_codes};
    any.windows = {PlanBuilder::Window(WindowKind::kBefore, start)};
    plan::Prompt prompt;
    prompt.name = "Diabetes.history";
    prompt.answer = yes_no_type;
    plan::ReadScope read;
    read.documents = {{0}};
    prompt.reads = {read};
    b.plan.prompts = {prompt};
    plan::Step ask;
    ask.kind = StepKind::kAsk;
    ask.name = "history";
    ask.prompt = {0};
    diabetes = b.NewField("Diabetes", yes_no_type,
                          {b.Rule("coded", b.Ask(any), b.Member(yes_no, "Yes")), ask,
                           b.Otherwise(b.Member(yes_no, "Unknown"))});
    b.plan.prompts[0].field = diabetes;
  }

  plan::Given Surgery(std::string from) {
    plan::Given given;
    given.kind = GivenKind::kIndex;
    given.from = std::move(from);
    return given;
  }
  plan::Given Condition(std::string code, std::string from) {
    plan::Given given;
    given.kind = GivenKind::kEntry;
    given.collection = conditions;
    given.system = icd;
    given.code = std::move(code);
    given.from = std::move(from);
    return given;
  }
  plan::Given Note(std::string text) {
    plan::Given given;
    given.kind = GivenKind::kNote;
    given.document = {0};
    given.from = "2024-02-28";
    given.text = std::move(text);
    return given;
  }
  plan::Expect Value(std::string member, int step = -1) {
    plan::Expect expect;
    expect.field = diabetes;
    expect.values = {{yes_no_type, std::move(member)}};
    expect.step = step;
    return expect;
  }
  plan::Expect Review(std::string reason) {
    plan::Expect expect;
    expect.kind = ExpectKind::kReview;
    expect.field = diabetes;
    expect.reason = std::move(reason);
    return expect;
  }
  plan::SuiteAnswer Answer(std::string member, std::string citing) {
    plan::SuiteAnswer answer;
    answer.prompt = {0};
    answer.values = {{yes_no_type, std::move(member)}};
    answer.citing = {std::move(citing)};
    return answer;
  }
};

plan::Test Test(std::vector<plan::Given> givens, std::vector<plan::Expect> expects,
                std::vector<plan::SuiteAnswer> answers = {}) {
  plan::Test test;
  test.title = "t";
  test.givens = std::move(givens);
  test.expects = std::move(expects);
  test.answers = std::move(answers);
  return test;
}

std::unique_ptr<SuiteRunner> Runner(const World& w) {
  auto runner = SuiteRunner::Create(w.b.plan, nullptr);
  INFO(runner.status().ToString());
  REQUIRE(runner.ok());
  return std::move(*runner);
}

std::string Messages(const TestResult& result) {
  std::string all;
  for (const std::string& message : result.messages) all += message + "\n";
  return all;
}

TEST_CASE("a test passes when its expectations hold") {
  World w;
  auto runner = Runner(w);
  const TestResult result = runner->RunTest(
      Test({w.Surgery("2024-03-01"), w.Condition("E11.9", "2020-01-05")}, {w.Value("Yes", 0)}));
  CHECK(Messages(result) == "");
  CHECK(result.passed);
}

TEST_CASE("a failure says what was expected, what came, and why") {
  World w;
  auto runner = Runner(w);
  const TestResult result = runner->RunTest(
      Test({w.Surgery("2024-03-01"), w.Condition("E11.9", "2020-01-05")}, {w.Value("No")}));
  CHECK_FALSE(result.passed);
  CHECK(Messages(result) ==
        "Diabetes: expected No, got Yes by `coded`. It rests on condition of 2020-01-05.\n");
}

TEST_CASE("a coarse date is a review that a test can expect") {
  World w;
  auto runner = Runner(w);
  const auto expect_review = [&](const char* onset) {
    return runner->RunTest(
        Test({w.Surgery("2024-03-15"), w.Condition("E11.9", onset)}, {w.Review("unsettled")}));
  };
  CHECK(Messages(expect_review("2024-03")) == "");
  CHECK_FALSE(expect_review("2024-02").passed);
}

TEST_CASE("answers feed asks, quotes are checked against the note") {
  World w;
  auto runner = Runner(w);
  const auto run = [&](const char* quote) {
    return runner->RunTest(
        Test({w.Surgery("2024-03-01"), w.Note("Type 2 diabetes, diet controlled.")},
             {w.Value("Yes", 1)}, {w.Answer("Yes", quote)}));
  };
  CHECK(Messages(run("Type 2 diabetes")) == "");
  const TestResult wrong = run("Type 1 diabetes");
  CHECK_FALSE(wrong.passed);
  CHECK(Messages(wrong).find("which no note that it reads holds word for word") !=
        std::string::npos);
}

TEST_CASE("an ask without an answer is a review, and the message says so") {
  World w;
  auto runner = Runner(w);
  const plan::Test asked =
      Test({w.Surgery("2024-03-01"), w.Note("Anything.")}, {w.Value("Unknown")});
  const TestResult result = runner->RunTest(asked);
  CHECK_FALSE(result.passed);
  CHECK(Messages(result).find("`Diabetes.history` was asked") != std::string::npos);
  CHECK(runner->RunTest(Test(asked.givens, {w.Review("no_recorded_answer")})).passed);
}

TEST_CASE("mistakes of the test's author are sentences") {
  World w;
  auto runner = Runner(w);
  CHECK(Messages(runner->RunTest(Test({}, {w.Value("Yes")}))).find("no index event") !=
        std::string::npos);
  CHECK(Messages(runner->RunTest(Test({w.Surgery("2024-03-01")}, {}))).find("tests nothing") !=
        std::string::npos);
  CHECK(Messages(runner->RunTest(Test({w.Surgery("yesterday")}, {w.Value("Yes")})))
            .find("\"yesterday\" is not a date or time.") != std::string::npos);
}

TEST_CASE("variations run the test again") {
  World w;
  auto runner = Runner(w);
  plan::Test test = Test({w.Surgery("2024-03-01"), w.Note("He has diabetes.")}, {w.Value("Yes", 1)},
                         {w.Answer("Yes", "has diabetes")});
  plan::Vary vary;
  vary.from = "diabetes";
  vary.to = {"DM2", "T2DM"};
  vary.perturbations = {"uppercase", "spacing", "shift dates"};
  test.varies = {vary};
  CHECK(Messages(runner->RunTest(test)) == "");
  test.varies[0].perturbations = {"sideways"};
  CHECK(Messages(runner->RunTest(test)).find("is not a variation") != std::string::npos);
  test.varies[0].perturbations = {};
  test.varies[0].expects = {w.Value("No")};
  CHECK(Messages(runner->RunTest(test)).find("With \"DM2\": Diabetes: expected No") !=
        std::string::npos);
}

plan::Test Diabetic(World& w) {
  return Test({w.Surgery("2024-03-01"),
               w.Note("Admitted. He has type 2 diabetes since 2020-01-05. Lungs clear.")},
              {w.Value("Yes", 1)}, {w.Answer("Yes", "has type 2 diabetes")});
}

TEST_CASE("the built-in changes are made to the notes and the quotes") {
  World w;
  const plan::Test test = Diabetic(w);
  const auto notes = [&](const char* name, const char* words) {
    plan::Vary vary;
    vary.perturbations = {name};
    vary.from = words;
    const auto variants = VariantsOf(test, vary);
    REQUIRE(variants.ok());
    std::vector<std::string> texts;
    for (const Variant& variant : *variants) {
      texts.push_back(variant.test.givens[1].text);
      CHECK(texts.back().find(variant.test.answers[0].citing[0]) != std::string::npos);
    }
    return texts;
  };
  CHECK(notes("negate", "type 2 diabetes")[0] ==
        "Admitted. He has no type 2 diabetes since 2020-01-05. Lungs clear.");
  CHECK(notes("negate", "type 2 diabetes").size() == 3);
  CHECK(notes("historicise", "type 2 diabetes")[1] ==
        "Admitted. He has h/o type 2 diabetes since 2020-01-05. Lungs clear.");
  CHECK(notes("attribute to family", "type 2 diabetes")[0] ==
        "Admitted. He has family history of type 2 diabetes since 2020-01-05. Lungs clear.");
  CHECK(notes("abbreviate", "") ==
        std::vector<std::string>{"Admitted. He has T2DM since 2020-01-05. Lungs clear."});
  CHECK(notes("shift dates", "")[0] ==
        "Admitted. He has type 2 diabetes since 2020-02-02. Lungs clear.");
  CHECK(notes("move to another section", "diabetes")[1] ==
        "Admitted. Lungs clear. \n\nAssessment:\nHe has type 2 diabetes since 2020-01-05. \n");
}

TEST_CASE("dates move together, and a coarse one says that it cannot") {
  World w;
  plan::Test test = Diabetic(w);
  test.givens.push_back(w.Condition("E11.9", "2020-02-29"));
  REQUIRE(ShiftDates(test, 28).ok());
  CHECK(test.givens[0].from == "2024-03-29");
  CHECK(test.givens[2].from == "2020-03-28");
  test.givens[2].from = "2020";
  CHECK(std::string(ShiftDates(test, 28).message()).find("coarser than a day") !=
        std::string::npos);
  CHECK(WithShiftedDates("on 12/31/2023, 99/99/2023, 2/3, 1234-5-6-7 and 2024-02-30", 1) ==
        "on 1/1/2024, 99/99/2023, 2/3, 1234-5-6-7 and 2024-02-30");
}

TEST_CASE("a variant that changes nothing fails the test") {
  World w;
  auto runner = Runner(w);
  plan::Test test = Test({w.Surgery("2024-03-01"), w.Note("Has DM.")}, {w.Value("Yes", 1)},
                         {w.Answer("Yes", "Has DM")});
  plan::Vary vary;
  vary.perturbations = {"abbreviate"};
  test.varies = {vary};
  CHECK(Messages(runner->RunTest(test)).find("changes no note that the spec reads") !=
        std::string::npos);
  test.varies[0].perturbations = {"negate"};
  test.varies[0].from = "smoker";
  CHECK(Messages(runner->RunTest(test)).find("nothing to vary") != std::string::npos);
}

TEST_CASE("a direction wants another outcome than before") {
  World w;
  auto runner = Runner(w);
  plan::Test test = Diabetic(w);
  plan::Vary vary;
  vary.kind = std::string(plan::kDirection);
  vary.from = "type 2 diabetes";
  vary.to = {"T2DM"};
  vary.expects = {w.Value("Yes", 1)};
  test.varies = {vary};
  CHECK(Messages(runner->RunTest(test)).find("expected another outcome than without the change") !=
        std::string::npos);
  test.varies[0].expects[0].kind = ExpectKind::kHigher;
  CHECK(Messages(runner->RunTest(test)).find("expected higher than Yes by `history`") !=
        std::string::npos);
}

TEST_CASE("a test whose chart cannot be set up could not run") {
  World w;
  auto runner = Runner(w);
  const TestResult result = runner->RunTest(Test({w.Surgery("yesterday")}, {w.Value("Yes")}));
  CHECK(result.could_not_run);
  CHECK_FALSE(result.passed);
  CHECK(runner->RunTest(Test({}, {w.Value("Yes")})).could_not_run);  // No index event
  CHECK_FALSE(runner->RunTest(Test({w.Surgery("2024-03-01")}, {w.Value("No")})).could_not_run);
}

TEST_CASE("coverage names what no test reached") {
  World w;
  auto runner = Runner(w);
  plan::Suite suite;
  suite.tests = {
      Test({w.Surgery("2024-03-01"), w.Condition("E11.9", "2020-01-05")}, {w.Value("Yes", 0)})};
  const SuiteReport report = runner->Run(suite);
  CHECK(report.passed == 1);
  std::vector<std::string> unreached;
  for (const Part& part : report.coverage) {
    if (part.hits == 0) unreached.push_back(part.what);
  }
  CHECK(unreached == std::vector<std::string>{"step `history`", "step `otherwise`", "answer No",
                                              "answer Unknown"});
}

TEST_CASE("a test takes well under a millisecond") {
  World w;
  auto runner = Runner(w);
  const plan::Test test =
      Test({w.Surgery("2024-03-01"), w.Condition("E11.9", "2020-01-05")}, {w.Value("Yes", 0)});
  runner->RunTest(test);
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) runner->RunTest(test);
  const auto each = (std::chrono::steady_clock::now() - begin) / 200;
  CHECK(each < std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace suture::testing
