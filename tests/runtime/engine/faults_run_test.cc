// 2,000 cases against a server of which three in ten tries fail, on a clock that nobody waits for.
#include <fstream>
#include <map>
#include <set>

#include "fmt/format.h"
#include "runtime/config/config.h"
#include "runtime/models/clock.h"
#include "runtime/models/dispatcher.h"
#include "runtime/notes/lexicon.h"
#include "runtime/prompts/prompt_runner.h"
#include "tests/fake_model_server/reader.h"
#include "tests/fake_model_server/server.h"
#include "tests/runtime/engine/run_world.h"

namespace suture::engine {
namespace {

using fake_model_server::Fault;
using fake_model_server::FaultKind;
using fake_model_server::ReceivedRequest;

constexpr char kAskSchema[] =
    R"({"type":"object","properties":{"evidence":{"type":"array","items":{"type":"object","properties":)"
    R"({"passage":{"type":"integer"},"quote":{"type":"string"}},"required":["passage","quote"],)"
    R"("additionalProperties":false}},"found":{"type":"boolean"},"value":{"type":["string","null"],)"
    R"("enum":["Yes","No",null]}},"required":["evidence","found","value"],"additionalProperties":false})";

const notes::Lexicon& TestLexicon() {
  static const notes::Lexicon* const kLexicon = [] {
    const std::string folder = std::string(SUTURE_SOURCE_DIR) + "/stdlib/lexicons/";
    static std::vector<std::string> texts;
    for (const char* name :
         {"word_classes", "context_triggers", "section_headings", "note_types"}) {
      texts.push_back(testing_support::ReadAll(folder + name + ".tsv"));
    }
    auto parsed = notes::Lexicon::Parse({texts[0], texts[1], texts[2], texts[3]});
    REQUIRE(parsed.ok());
    return new notes::Lexicon(*std::move(parsed));
  }();
  return *kLexicon;
}

// One operation, and a note of its own.
std::string ChartWithNote(int n) {
  nlohmann::json bundle = nlohmann::json::parse(Chart(1 + n % 4));
  bundle["id"] = fmt::format("case-{}", n);
  auto& entries = bundle["entry"];
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [](const nlohmann::json& entry) {
                                 return entry["resource"]["resourceType"] == "DocumentReference";
                               }),
                entries.end());
  // Base64 of three bytes a group needs no padding: the number is written with nine digits.
  const std::string text = fmt::format("Smoked {:09} packs. ", n);
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string data;
  for (size_t i = 0; i + 2 < text.size(); i += 3) {
    const uint32_t bits = static_cast<uint32_t>(text[i]) << 16 |
                          static_cast<uint32_t>(text[i + 1]) << 8 |
                          static_cast<uint32_t>(text[i + 2]);
    for (int shift : {18, 12, 6, 0}) data += kDigits[bits >> shift & 63];
  }
  const nlohmann::json attachment = {{"contentType", "text/plain"}, {"data", data}};
  nlohmann::json note = {
      {"resourceType", "DocumentReference"}, {"id", "n"}, {"description", "H&P"}};
  note["date"] = "2024-02-20T08:00:00Z";
  note["content"] = nlohmann::json::array({{{"attachment", attachment}}});
  entries.push_back({{"resource", note}});
  return bundle.dump();
}

// Faults that a second try may mend, each with the reason that a case ends with if none does.
struct Transient {
  Fault fault;
  const char* reason;
};
const std::vector<Transient> kTransient = {
    {{FaultKind::kRateLimit, "retry-after: 7\r\n"}, "step_failed"},
    {{FaultKind::kRateLimit, "retry-after-ms: 900\r\n"}, "step_failed"},
    {{FaultKind::kRateLimit, "retry-after: Fri, 17 Nov 2023 00:00:00 GMT\r\n"}, "step_failed"},
    {{FaultKind::kStatus, "", 500}, "step_failed"},
    {{FaultKind::kLoading}, "step_failed"},
    {{FaultKind::kOverloaded}, "step_failed"},
    {{FaultKind::kStatus, "", 408}, "time_limit"},
    {{FaultKind::kStatus, "", 504}, "time_limit"},
    {{FaultKind::kDropBeforeAnswer}, "offline"},
    {{FaultKind::kDropMidBody}, "offline"},
    {{FaultKind::kReset}, "offline"},
    {{FaultKind::kGarbage}, "offline"},
};

struct EndedRun {
  Ran ran;
  std::map<std::string, std::string> last_reason;  // By note, of requests whose every try failed
  int64_t requests = 0;
};

EndedRun RunAgainst(const World& w, const std::string& charts, uint64_t percent) {
  fake_model_server::FakeModelServer server;
  server.SetModel(&fake_model_server::ReadAndAnswer);
  server.ForgetRequests();
  EndedRun outcome;
  std::map<std::string, int> tries;
  if (percent > 0) {
    server.SetFaultPlan([&, percent](const ReceivedRequest& request) {
      const std::string note = fake_model_server::FirstPassage(request);
      const uint64_t chance =
          fake_model_server::StableHash(note + std::to_string(++tries[note]) + "chance");
      if (chance % 100 >= percent) return Fault();
      const Transient& transient = kTransient[chance / 100 % kTransient.size()];
      outcome.last_reason[note] = transient.reason;
      return transient.fault;
    });
  }
  auto config = config::ParseConfig(
      fmt::format(
          "servers:\n  fake:\n    kind: openai\n    base_url: {}/v1\nroles:\n  abstractor:\n"
          "    server: fake\n    model: m\n    may_see_notes: true\n    concurrency: 64\n",
          server.url()),
      "suture.yaml", "");
  REQUIRE(config.ok());
  models::ManualClock clock;
  models::DispatcherOptions dispatcher_options;
  dispatcher_options.clock = &clock;
  auto dispatcher = models::Dispatcher::Create(*config, {"abstractor"}, dispatcher_options);
  REQUIRE(dispatcher.ok());
  auto runner = prompts::PromptRunner::Create(w.b.plan, TestLexicon(), **dispatcher);
  REQUIRE(runner.ok());
  (*runner)->Start();
  outcome.ran = RunOver(w, charts, {}, runner->get(), 1 << 20, &TestLexicon());
  (*runner)->Stop();
  outcome.requests = server.request_count();
  return outcome;
}

TEST_CASE("At 30 % transient faults every case is there, and 97 % of the answers") {
  constexpr int kCases = 2000;
  World w;
  w.b.plan.prompts[0].roles = {"abstractor"};
  w.b.plan.prompts[0].schema = kAskSchema;
  w.b.plan.prompts[0].semantic_hash = "hash-of-smoker";
  w.b.plan.prompts[0].text = {{"Did the patient smoke?", {}}};
  std::string charts;
  for (int n = 1; n <= kCases; ++n) charts += ChartWithNote(n) + "\n";

  const EndedRun calm = RunAgainst(w, charts, 0), rough = RunAgainst(w, charts, 30);
  const auto expected = Lines(calm.ran.output), got = Lines(rough.ran.output);
  REQUIRE(expected.size() == got.size());
  REQUIRE(got.size() >= kCases);
  int answers = 0, kept = 0;
  std::set<std::string> reasons;
  for (size_t i = 0; i < got.size(); ++i) {
    CHECK(got[i]["case"] == expected[i]["case"]);
    CHECK(got[i]["fields"]["Diabetes"] == expected[i]["fields"]["Diabetes"]);
    const auto& calm_field = expected[i]["fields"]["Smoker"];
    const auto& field = got[i]["fields"]["Smoker"];
    REQUIRE(calm_field["outcome"] == "answered");
    ++answers;
    if (field["outcome"] == "review") {
      const int number = std::stoi(std::string(got[i]["case"]).substr(5));
      const std::string note = fmt::format("Smoked {:09} packs.", number);
      std::string true_reason;
      for (const auto& [shown, reason] : rough.last_reason) {
        if (shown.find(note) != std::string::npos) true_reason = reason;
      }
      CHECK(field["reason"] == true_reason);
      reasons.insert(std::string(field["reason"]));
    } else {
      CHECK(field == calm_field);
      ++kept;
    }
  }
  CAPTURE(kept, answers, rough.requests, calm.requests);
  CHECK(kept * 100 >= answers * 97);
  CHECK(kept < answers);  // Three tries at 30 % cannot all succeed.
  CHECK(rough.requests > calm.requests * 13 / 10);
  CHECK(reasons.size() == 3);
}

}  // namespace
}  // namespace suture::engine
