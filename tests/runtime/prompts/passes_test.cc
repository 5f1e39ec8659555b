// What saves calls and tokens, pass by pass, and that no pass changes what a question is about.
#include "runtime/prompts/passes.h"

#include <filesystem>

#include "tests/fake_model_server/server.h"
#include "tests/runtime/prompts/prompt_fixture.h"
#include "tests/runtime/prompts/runner_bench.h"

namespace suture::prompts {
namespace {

using fake_model_server::FakeModelServer;
using fake_model_server::Fault;
using fake_model_server::FaultKind;
using fake_model_server::ModelText;
using fake_model_server::ReceivedRequest;
using Status = PromptAnswer::Status;
using values::FailureKind;
using values::ReviewReason;

constexpr char kNothing[] = R"({"evidence":[],"found":false,"value":null})";

std::string Long(std::string_view topic, int sentences) {
  std::string text;
  for (int i = 0; i < sentences; ++i) {
    text += fmt::format("Line {} of the {} speaks of room {} and of tray {}. ", i, topic, i * 7, i);
  }
  return text;
}

// Two asks, each of a note of its own, and a third of both.
struct TwoNotes {
  explicit TwoNotes(const plan::Plan& plan, std::string first = "", std::string second = "")
      : chart(plan) {
    chart.AddNote("H&P", "2024-03-01T08:00", first.empty() ? Long("history", 60) : first);
    chart.AddNote("Progress", "2024-03-02T08:00", second.empty() ? Long("progress", 60) : second);
    scopes[0].notes = absl::MakeConstSpan(chart.notes).subspan(0, 1);
    scopes[1].notes = absl::MakeConstSpan(chart.notes).subspan(1, 1);
    scopes[0].read = scopes[1].read = 0;
  }
  Round Of(const std::vector<std::pair<int32_t, int>>& prompts, std::set<size_t> ahead = {}) {
    Round round = chart.RoundOf({});
    chart.wanted.clear();
    for (const auto& [prompt, note] : prompts) {
      WantedPrompt one;
      one.prompt = {prompt};
      one.scopes = absl::MakeConstSpan(&scopes[note], 1);
      one.ahead = ahead.count(chart.wanted.size()) > 0;
      chart.wanted.push_back(one);
    }
    round.wanted = chart.wanted;
    return round;
  }
  PromptCase chart;
  NoteScope scopes[2];
};

ModelText NothingFound(const ReceivedRequest& request) {
  nlohmann::json reply = nlohmann::json::object();
  for (const auto& [key, schema] : request.schema["properties"].items()) {
    reply[key] = nlohmann::json::parse(kNothing);
  }
  return ModelText{reply.dump()};
}

PromptOptions Without(std::initializer_list<Pass> passes) {
  PromptOptions options;
  for (Pass pass : passes) options.calls.passes.Set(pass, false);
  return options;
}

TEST_CASE("questions of different notes share a call, and each names its passages") {
  PromptPlan built;
  TwoNotes chart(built.plan);
  for (const bool shared : {true, false}) {
    FakeModelServer server;
    server.SetModel(&NothingFound);
    Bench bench(built.plan, ServerYaml(server.url()),
                shared ? PromptOptions() : Without({Pass::kSharedEvidence}));
    const auto answers = bench.Ask(chart.Of({{0, 0}, {1, 1}}));
    CHECK(server.request_count() == (shared ? 1 : 2));
    for (const PromptAnswer& answer : answers) {
      CHECK(answer.status == Status::kNotFound);
      CHECK(answer.complete);
      CHECK(answer.shown.size() == 1);
    }
    const bool named =
        server.requests()[0].prompt.find("Only these passages count") != std::string::npos;
    CHECK(named == shared);
  }
}

TEST_CASE("shared_tokens of suture.yaml bounds the evidence that questions share") {
  PromptPlan built;
  TwoNotes chart(built.plan);
  for (const auto& [tokens, requests] : {std::pair{100, 2}, std::pair{100'000, 1}}) {
    FakeModelServer server;
    server.SetModel(&NothingFound);
    PromptOptions options;
    options.calls.shared_tokens = tokens;
    Bench bench(built.plan, ServerYaml(server.url()), options);
    bench.Ask(chart.Of({{0, 0}, {1, 1}}));
    CHECK(server.request_count() == requests);
    // Nothing is left out: the same notes are read together, however long they are.
    bench.Ask(chart.Of({{0, 0}, {1, 0}}));
    CHECK(server.request_count() == requests + 1);
  }
}

TEST_CASE("a quote from a passage that counts for another question is false") {
  PromptPlan built;
  TwoNotes chart(built.plan, "Type 2 diabetes is known. " + Long("history", 30),
                 "Steroid diabetes was found today. " + Long("progress", 30));
  FakeModelServer server;
  server.SetModel([](const ReceivedRequest& request) {
    const size_t at = request.prompt.find("Steroid diabetes");
    const size_t mark = request.prompt.rfind("number=\"", at) + 8;
    return ModelText{fmt::format(R"({{"q1":{},"q2":{}}})",
                                 AskAnswer("Yes", std::stoi(request.prompt.substr(mark)),
                                           "Steroid diabetes was found today"),
                                 kNothing)};
  });
  Bench bench(built.plan, ServerYaml(server.url()));
  const auto answers = bench.Ask(chart.Of({{0, 0}, {1, 1}}));
  CHECK(server.request_count() == 2);  // Asked again once.
  CHECK(answers[0].status == Status::kFailed);
  CHECK(answers[0].failure == FailureKind::kCitation);
  CHECK(answers[1].status == Status::kNotFound);
}

TEST_CASE("copied text is shown once; who reads only the copy cites the copy") {
  PromptPlan built;
  const std::string line = "He has had type 2 diabetes on metformin for twelve years.";
  TwoNotes chart(built.plan, line + " " + Long("history", 20), Long("progress", 20) + line);
  for (const bool once : {true, false}) {
    FakeModelServer server;
    server.SetModel([](const ReceivedRequest& request) {
      const size_t at = request.prompt.find("type 2 diabetes");
      const size_t mark = request.prompt.rfind("number=\"", at) + 8;
      const int passage = std::stoi(request.prompt.substr(mark));
      return ModelText{fmt::format(R"({{"q1":{},"q2":{}}})", kNothing,
                                   AskAnswer("Yes", passage, "type 2 diabetes on metformin"))};
    });
    Bench bench(built.plan, ServerYaml(server.url()),
                once ? PromptOptions() : Without({Pass::kCopiedText}));
    const auto answers = bench.Ask(chart.Of({{1, 0}, {0, 1}}));
    const std::string prompt = server.requests()[0].prompt;
    const size_t first = prompt.find(line);
    REQUIRE(first != std::string::npos);
    CHECK((prompt.find(line, first + 1) == std::string::npos) == once);
    if (!once) continue;
    REQUIRE(answers[1].status == Status::kAnswered);
    const chart::Quote& quote = answers[1].answer.quotes[0];
    CHECK(quote.note == chart.chart.notes[1]);
    const std::string_view note = chart.chart.chart.rows({0}).rows[1].cells[2].attachment->text;
    CHECK(note.substr(quote.begin, quote.end - quote.begin) == "type 2 diabetes on metformin");
  }
}

TEST_CASE("a question ahead is asked along where that costs less, else left") {
  PromptPlan built;
  TwoNotes chart(built.plan, "", Long("progress", 400));
  FakeModelServer server;
  server.SetModel(&NothingFound);
  // The same notes: its text is all that it costs.
  Bench along(built.plan, ServerYaml(server.url()));
  CHECK(along.Ask(chart.Of({{0, 0}, {1, 0}}, {1}))[1].status == Status::kNotFound);
  CHECK(server.request_count() == 1);
  // Other notes, much of them, and a parent that seldom opens it.
  PromptOptions seldom;
  seldom.calls.costs.child_opens = 0.02;
  Bench left(built.plan, ServerYaml(server.url()), seldom);
  CHECK(left.Ask(chart.Of({{0, 0}, {1, 1}}, {1}))[1].status == Status::kLeft);
  CHECK(server.request_count() == 2);
  // Certain to open: a call is saved.
  PromptOptions always;
  always.calls.costs.child_opens = 1;
  Bench sure(built.plan, ServerYaml(server.url()), always);
  CHECK(sure.Ask(chart.Of({{0, 0}, {1, 0}}, {1}))[1].status == Status::kNotFound);
}

TEST_CASE("of several calls over one evidence the first is answered before the others are sent") {
  PromptPlan built;
  built.prompt(0).samples = 3;
  built.prompt(0).roles = {"abstractor", "second_reader"};
  TwoNotes chart(built.plan, Long("history", 150));
  for (const bool primed : {true, false}) {
    FakeModelServer server;
    server.SetModel(&NothingFound);
    // One of each role, then the rest.
    server.HoldUntil(primed ? std::vector{2, 4} : std::vector{6});
    Bench bench(built.plan, ServerYaml(server.url(), "[abstractor, second_reader]"),
                primed ? PromptOptions() : Without({Pass::kPrimedCache}));
    bench.Ask(chart.Of({{0, 0}}));
    CHECK(server.request_count() == 6);
    CHECK(server.most_in_flight() == (primed ? 4 : 6));
  }
}

TEST_CASE("a server that reads the schema first remembers only calls of the same questions") {
  PromptPlan built;
  built.prompt(0).samples = 3;
  TwoNotes chart(built.plan, Long("history", 150));
  for (const bool first : {true, false}) {
    FakeModelServer server;
    server.SetModel(&NothingFound);
    // The first sample and the other question at once, then two samples; else one, then three.
    server.HoldUntil(first ? std::vector{2, 2} : std::vector{1, 3});
    PromptOptions options;
    options.calls.questions_per_call = 1;
    if (first) options.calls.schema_first_roles = {"abstractor"};
    Bench bench(built.plan, ServerYaml(server.url()), options);
    bench.Ask(chart.Of({{0, 0}, {1, 0}}));
    CHECK(server.request_count() == 4);
    CHECK(server.most_in_flight() == (first ? 2 : 3));
  }
}

TEST_CASE("without the fixed order the questions stand first") {
  PromptPlan built;
  TwoNotes chart(built.plan);
  for (const bool fixed : {true, false}) {
    FakeModelServer server;
    server.SetModel(&NothingFound);
    Bench bench(built.plan, ServerYaml(server.url()),
                fixed ? PromptOptions() : Without({Pass::kFixedOrder}));
    bench.Ask(chart.Of({{0, 0}}));
    const std::string prompt = server.requests()[0].prompt;
    CHECK((prompt.find("<passages>\n") < prompt.find("<questions>\n")) == fixed);
  }
}

TEST_CASE("questions of one call put their budgets together") {
  PromptPlan built;
  TwoNotes chart(built.plan, "Insulin was begun. " + Long("history", 100));
  built.prompt(0).max_tokens = built.prompt(1).max_tokens = 1500;
  FakeModelServer server;
  server.SetModel(&NothingFound);
  Bench bench(built.plan, ServerYaml(server.url()));
  CHECK_FALSE(bench.Ask(chart.Of({{0, 0}}))[0].complete);
  CHECK(server.requests()[0].prompt.find("Insulin was begun") != std::string::npos);
  const auto both = bench.Ask(chart.Of({{0, 0}, {1, 0}}));
  CHECK(both[0].complete);
  CHECK(both[1].complete);
  Bench whole(built.plan, ServerYaml(server.url()), Without({Pass::kPassages}));
  CHECK(whole.Ask(chart.Of({{0, 0}}))[0].complete);
}

TEST_CASE("a call that was cut off is sent again in halves; a single question goes to review") {
  PromptPlan built;
  TwoNotes chart(built.plan);
  FakeModelServer server;
  server.SetModel(&NothingFound);
  server.SetFaultPlan([](const ReceivedRequest& request) {
    const size_t questions = request.schema["properties"].size();
    const bool second = request.prompt.find("Which ejection fraction") != std::string::npos;
    return questions > 1 || second ? Fault{FaultKind::kLengthMidJson} : Fault{};
  });
  Bench bench(built.plan, ServerYaml(server.url()));
  const auto answers = bench.Ask(chart.Of({{0, 0}, {1, 0}}));
  CHECK(server.request_count() == 3);
  CHECK(answers[0].status == Status::kNotFound);
  CHECK(answers[1].failure == FailureKind::kTruncated);
}

TEST_CASE("what does not fit a call leaves its room to the questions behind it") {
  PromptPlan built;
  TwoNotes chart(built.plan);
  FakeModelServer server;
  server.SetModel([](const ReceivedRequest& request) {
    nlohmann::json reply = nlohmann::json::object();
    for (const auto& [key, schema] : request.schema["properties"].items()) {
      const bool is_extract = schema["properties"].contains("rows");
      reply[key] = nlohmann::json::parse(is_extract ? R"({"rows":[]})" : kNothing);
    }
    return ModelText{reply.dump()};
  });
  PromptOptions options;
  options.calls.questions_per_call = kExtractWeight + 1;
  Bench bench(built.plan, ServerYaml(server.url()), options);
  // Two extracts, then two questions: each extract takes one of them along.
  const auto answers = bench.Ask(chart.Of({{2, 0}, {2, 1}, {0, 0}, {1, 1}}));
  for (const PromptAnswer& answer : answers) CHECK(answer.complete);
  REQUIRE(server.request_count() == 2);
  for (const ReceivedRequest& request : server.requests()) {
    CHECK(request.schema["properties"].size() == 2);
  }
}

TEST_CASE("the handbook names every pass") {
  const std::string handbook = ReadText(std::string(SUTURE_SOURCE_DIR) + "/docs/prompts.md");
  for (const PassInfo& info : AllPasses()) {
    CAPTURE(info.name);
    CHECK(PassNamed(info.name) == info.pass);
    CHECK(handbook.find(fmt::format("| `{}` |", info.name)) != std::string::npos);
  }
  CHECK_FALSE(PassNamed("speed").has_value());
}

}  // namespace
}  // namespace suture::prompts
