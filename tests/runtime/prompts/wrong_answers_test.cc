// Answers that look right and are not: another language, another patient.
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

PromptAnswer AskOne(PromptCase& chart, const plan::Plan& plan, const std::string& reply) {
  FakeModelServer server;
  server.SetModel([&](const ReceivedRequest&) {
    return ModelText{fmt::format(R"({{"q1":{}}})", reply)};
  });
  Bench bench(plan, ServerYaml(server.url()));
  PromptAnswer answer = bench.Ask(chart.RoundOf({0}))[0];
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
    const PromptAnswer answer =
        AskOne(chart, built.plan, AskAnswer(value, 1, "Type 2 diabetes"));
    CHECK(answer.status == Status::kFailed);
    CHECK(answer.reason == ReviewReason::kSchema);
  }
  // A quote that was translated does not stand in the notes.
  const PromptAnswer translated =
      AskOne(chart, built.plan, AskAnswer("Yes", 1, "Diabetes tipo 2"));
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

}  // namespace
}  // namespace suture::prompts
