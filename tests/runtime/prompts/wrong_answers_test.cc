// Answers that look right and are not: another language, another patient, a number beside a true
// quote, an answer that is taken back.
#include "fmt/format.h"
#include "tests/fake_model_server/server.h"
#include "tests/runtime/prompts/prompt_fixture.h"
#include "tests/runtime/prompts/runner_bench.h"

namespace suture::prompts {
namespace {

using fake_model_server::FakeModelServer;
using fake_model_server::ModelText;
using fake_model_server::ReceivedRequest;
using Status = PromptAnswer::Status;
using values::FailureKind;
using values::ReviewReason;

PromptAnswer AskOne(PromptCase& chart, const plan::Plan& plan, const std::string& reply,
                    int32_t prompt = 0, const std::string& behind = "") {
  FakeModelServer server;
  server.SetModel([&](const ReceivedRequest&) {
    return ModelText{fmt::format(R"({{"q1":{}}}{})", reply, behind)};
  });
  Bench bench(plan, ServerYaml(server.url()));
  PromptAnswer answer = bench.Ask(chart.RoundOf({prompt}))[0];
  const bool accepted = answer.status == Status::kAnswered;
  CHECK(server.request_count() == (accepted ? 1 : 2));  // Asked again once.
  return answer;
}

TEST_CASE("an answer in another language is no answer") {
  PromptPlan built;
  PromptCase chart(built.plan);
  chart.AddNote("H&P", "2024-03-01", "Type 2 diabetes on metformin.");
  CHECK(AskOne(chart, built.plan, AskAnswer("Yes", 1, "Type 2 diabetes")).status ==
        Status::kAnswered);
  for (const char* value : {"Ja", "S\u00ED", "Oui", "\u662F", "\u0414\u0430"}) {
    CAPTURE(value);
    const PromptAnswer answer = AskOne(chart, built.plan, AskAnswer(value, 1, "Type 2 diabetes"));
    CHECK(answer.status == Status::kFailed);
    CHECK(answer.reason == ReviewReason::kSchema);
  }
  // A quote that was translated does not stand in the notes.
  const PromptAnswer translated = AskOne(chart, built.plan, AskAnswer("Yes", 1, "Diabetes tipo 2"));
  CHECK(translated.failure == FailureKind::kCitation);
}

TEST_CASE("a quote from another patient's notes is false") {
  PromptPlan built;
  PromptCase mine(built.plan), other(built.plan);
  mine.AddNote("H&P", "2024-03-01", "Seen for knee pain, no other complaint.");
  other.AddNote("H&P", "2024-03-01", "Type 2 diabetes on metformin.");
  const std::string reply = AskAnswer("Yes", 1, "Type 2 diabetes on metformin");
  CHECK(AskOne(other, built.plan, reply).status == Status::kAnswered);
  const PromptAnswer answer = AskOne(mine, built.plan, reply);
  CHECK(answer.status == Status::kFailed);
  CHECK(answer.reason == ReviewReason::kCitation);
}

TEST_CASE("a number that its true quote does not hold goes to a person, as a proposal") {
  PromptPlan built;
  PromptCase chart(built.plan);
  chart.AddNote("H&P", "2024-03-01", "Diabetes was known. The ejection fraction is 55 %.");
  const std::string beside =
      R"({"evidence":[{"passage":1,"quote":"Diabetes was known"}],"found":true,"value":20})";
  const PromptAnswer answer = AskOne(chart, built.plan, beside, 1);
  CHECK(answer.status == Status::kReview);
  CHECK(answer.reason == ReviewReason::kUnquoted);
  CHECK(answer.failure == FailureKind::kUnquoted);
  CHECK(answer.answer.text == "20");
  CHECK(answer.answer.quotes.size() == 1);
  const std::string held =
      R"({"evidence":[{"passage":1,"quote":"ejection fraction is 55 %"}],"found":true,"value":55})";
  CHECK(AskOne(chart, built.plan, held, 1).status == Status::kAnswered);
  // Of several quotes one is enough.
  const std::string both =
      R"({"evidence":[{"passage":1,"quote":"Diabetes was known"},{"passage":1,"quote":"fraction is 55 %"}],)"
      R"("found":true,"value":55})";
  CHECK(AskOne(chart, built.plan, both, 1).status == Status::kAnswered);
  built.prompt(1).cite_reason = true;
  CHECK(AskOne(chart, built.plan, beside, 1).status == Status::kAnswered);
}

TEST_CASE("a cell of a row that the row's quotes do not hold fails the extract") {
  PromptPlan built;
  PromptCase chart(built.plan);
  chart.AddNote("H&P", "2024-03-01", "The LAD has a stenosis of 90 %.");
  const auto row = [](const char* stenosis) {
    return fmt::format(
        R"({{"rows":[{{"evidence":[{{"passage":1,"quote":"LAD has a stenosis of 90 %"}}],)"
        R"("vessel":"LAD","stenosis":{}}}]}})",
        stenosis);
  };
  CHECK(AskOne(chart, built.plan, row("90"), 2).status == Status::kAnswered);
  CHECK(AskOne(chart, built.plan, row("null"), 2).status == Status::kAnswered);
  const PromptAnswer answer = AskOne(chart, built.plan, row("70"), 2);
  CHECK(answer.status == Status::kFailed);
  CHECK(answer.reason == ReviewReason::kUnquoted);
  CHECK(answer.rows.empty());
  // By a key that is a whole number the rows are numbered.
  built.prompt(2).same_keys = {1};
  CHECK(AskOne(chart, built.plan, row("1"), 2).status == Status::kAnswered);
}

TEST_CASE("an answer that is taken back behind its object is asked again, then goes to a person") {
  PromptPlan built;
  PromptCase chart(built.plan);
  chart.AddNote("H&P", "2024-03-01", "Type 2 diabetes on metformin.");
  const std::string reply = AskAnswer("Yes", 1, "Type 2 diabetes");
  CHECK(AskOne(chart, built.plan, reply, 0, "\nThe answer is Yes.").status == Status::kAnswered);
  for (const char* behind :
       {"\nActually, the answer is No.", "\nThe answer is No.", "\nI am not sure."}) {
    CAPTURE(behind);
    const PromptAnswer answer = AskOne(chart, built.plan, reply, 0, behind);
    CHECK(answer.status == Status::kFailed);
    CHECK(answer.reason == ReviewReason::kSchema);
  }
}

}  // namespace
}  // namespace suture::prompts
