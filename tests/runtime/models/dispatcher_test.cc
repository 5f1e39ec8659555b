// Queues, limits, budgets and permissions; and a long run through many faults.
#include "runtime/models/dispatcher.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "runtime/models/cost.h"
#include "runtime/models/rate_limit.h"
#include "tests/runtime/models/test_setup.h"

namespace suture::models {
namespace {

using fake_model_server::FakeModelServer;
using fake_model_server::Fault;
using fake_model_server::FaultKind;
using fake_model_server::ModelText;
using fake_model_server::ReceivedRequest;
using values::FailureKind;

constexpr char kPrices[] = "prices: {test-model: {input: 1, cached_input: 0.1, output: 10}}\n";

TEST_CASE("a role's permissions are checked before anything is sent") {
  FakeModelServer server;
  config::Config config = ConfigFor(server.url() + "/v1");
  config.roles[0].may_see_notes = false;
  Fixture fixture(std::move(config));
  Reply reply = fixture.Call(AskOne());
  CHECK(reply.failure == FailureKind::kNotAllowed);
  CHECK(reply.detail.find("may not see notes") != std::string::npos);
  CHECK(reply.attempts.empty());
  Request without_notes = AskOne();
  without_notes.holds_notes = false;
  CHECK_FALSE(fixture.Call(without_notes).failure.has_value());
  without_notes.holds_phi = true;
  reply = fixture.Call(without_notes);
  CHECK(reply.failure == FailureKind::kNotAllowed);
  CHECK(reply.detail.find("identifiers") != std::string::npos);
  without_notes.role = "poet";
  CHECK(fixture.Call(without_notes).failure == FailureKind::kInvalidRequest);
  CHECK(server.request_count() == 1);
}

TEST_CASE("creating names what is missing before the first chart") {
  const config::Config config = ConfigFor("https://llm.example/v1");
  DispatcherOptions options;
  options.environment = [](const std::string&) { return std::nullopt; };
  const absl::Status status = Dispatcher::Create(config, {"abstractor", "poet"}, options).status();
  CHECK(status.message().find("FAKE_KEY, which is not set") != std::string::npos);
  CHECK(status.message().find("role \"poet\"") != std::string::npos);
  options.offline = true;
  CHECK(Dispatcher::Create(config, {"abstractor"}, options).ok());
}

TEST_CASE("offline, only recordings answer") {
  FakeModelServer server;
  const config::Config config = ConfigFor(server.url() + "/v1");
  DispatcherOptions options;
  options.offline = true;
  auto dispatcher = *Dispatcher::Create(config, {"abstractor"}, options);
  std::optional<Reply> reply;
  dispatcher->Submit(AskOne(), [&reply](Reply&& ended) { reply = std::move(ended); });
  CHECK_FALSE(reply.has_value());  // Callbacks run inside Poll alone.
  dispatcher->RunUntilIdle();
  REQUIRE(reply.has_value());
  CHECK(reply->failure == FailureKind::kNotAllowed);
  CHECK(server.connection_count() == 0);
}

TEST_CASE("a replay role answers from its recordings and from nothing else") {
  const std::string path = std::filesystem::temp_directory_path() / "suture_dispatcher_test.jsonl";
  std::ofstream(path) << R"({"v":1,"ask":"Diabetes.history","hash":"h","notes":"n","sample":1,)"
                         R"("answer":{"answer":"Yes"}})"
                      << "\n";
  Fixture fixture(ConfigOf("servers: {recorded: {kind: replay, recordings: \"" + path +
                           "\"}}\nroles: {abstractor: {server: recorded}}\n"));
  Request request = AskOne();
  request.asked = {{"Diabetes.history", "h", "n", 1, 1, "q1"},
                   {"Smoker.ask", "h2", "n", 1, 1, "q2"}};
  const Reply reply = fixture.Call(request);
  CHECK_FALSE(reply.failure.has_value());
  CHECK(reply.text == R"({"q1":{"answer":"Yes"}})");
  CHECK(reply.unrecorded == std::vector<int>{1});
  CHECK(reply.tag == 42);
  CHECK(reply.cost == 0);
  std::filesystem::remove(path);

  const config::Config missing = ConfigOf(
      "servers: {recorded: {kind: replay, recordings: no-such.jsonl}}\n"
      "roles: {abstractor: {server: recorded}}\n");
  CHECK(Dispatcher::Create(missing, {"abstractor"}).status().message().find("cannot be read") !=
        std::string::npos);
}

TEST_CASE("never more in flight than the role allows") {
  FakeModelServer server;
  server.SetLatency(5);
  server.HoldUntil({3});
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "", "    concurrency: 3\n"));
  int ended = 0;
  for (int i = 0; i < 30; ++i) {
    fixture.dispatcher->Submit(AskOne(), [&ended](Reply&& reply) {
      CHECK_FALSE(reply.failure.has_value());
      ++ended;
    });
  }
  fixture.dispatcher->RunUntilIdle();
  CHECK(ended == 30);
  CHECK(server.most_in_flight() == 3);
  CHECK(server.connection_count() == 3);  // Connections are kept and used again.
}

TEST_CASE("a thousand requests are in flight at once") {
  FakeModelServer server;
  server.HoldUntil({1000});
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "", "    concurrency: 1000\n"));
  int good = 0;
  for (int i = 0; i < 1500; ++i) {
    fixture.dispatcher->Submit(AskOne(), [&good](Reply&& reply) { good += !reply.failure; });
  }
  fixture.dispatcher->RunUntilIdle();
  CHECK(good == 1500);
  CHECK(server.most_in_flight() == 1000);
}

TEST_CASE("requests and tokens per minute are kept on the clock, without waiting for it") {
  FakeModelServer server;
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "", "    requests_per_minute: 60\n"));
  int ended = 0;
  for (int i = 0; i < 130; ++i) {
    fixture.dispatcher->Submit(AskOne(), [&ended](Reply&&) { ++ended; });
  }
  fixture.dispatcher->RunUntilIdle();
  CHECK(ended == 130);
  // Ten at once, then one a second.
  CHECK(fixture.clock.MonotonicMs() == 120'000);

  Fixture tokens(ConfigFor(server.url() + "/v1", "openai", "",
                           "    tokens_per_minute: 6000\n    max_output_tokens: 500\n"));
  server.SetModel([](const ReceivedRequest&) { return ModelText{"{}", 900, 0, 100}; });
  ended = 0;
  Request request = AskOne();
  request.schema.clear();
  request.estimated_prompt_tokens = 500;
  for (int i = 0; i < 7; ++i) {
    tokens.dispatcher->Submit(request, [&ended](Reply&&) { ++ended; });
  }
  tokens.dispatcher->RunUntilIdle();
  CHECK(ended == 7);
  CHECK(tokens.clock.MonotonicMs() ==
        60'000);  // 7000 tokens, the first 1000 at once, 100 a second.
}

TEST_CASE("a bucket is exact over any partition of time") {
  RateLimit limit(7);
  int64_t now = 0;
  int taken = 0;
  while (now < 60'000 * 10) {
    const int64_t wait = limit.WaitFor(1, now);
    if (wait > 0) {
      now += wait;
      CHECK(limit.WaitFor(1, now) == 0);
    }
    limit.Take(1);
    ++taken;
  }
  CHECK(taken == 71);
  RateLimit none(0);
  none.Take(1'000'000);
  CHECK(none.WaitFor(1'000'000, 0) == 0);
}

TEST_CASE("the server's wish to wait holds for the whole role") {
  FakeModelServer server;
  server.SetScript({{FaultKind::kRateLimit, "retry-after: 60\r\n"}});
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "", "    concurrency: 1\n"));
  std::vector<int64_t> ended_at;
  for (int i = 0; i < 3; ++i) {
    fixture.dispatcher->Submit(AskOne(),
                               [&](Reply&&) { ended_at.push_back(fixture.clock.MonotonicMs()); });
  }
  fixture.dispatcher->RunUntilIdle();
  CHECK(ended_at == std::vector<int64_t>{60'000, 60'000, 60'000});
}

TEST_CASE("costs are exact, cached tokens at their own price, all tries together") {
  FakeModelServer server;
  server.SetModel([](const ReceivedRequest&) { return ModelText{"{}", 1000, 600, 50}; });
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "", "", kPrices));
  const Reply reply = fixture.Call(AskOne());
  // 400 * 1.0 + 600 * 0.1 + 50 * 10 micro-units.
  CHECK(reply.cost == 960'000'000);
  CHECK(fixture.dispatcher->totals().cost == 960'000'000);
  CHECK(fixture.dispatcher->totals().cached_tokens == 600);
  CHECK(CostOf(Usage{true, 10, 4, 6, 0, 0}, nullptr) == 0);
  const config::Price price{"m", 10, 1, 12, 100};
  CHECK(CostOf(Usage{true, 10, 3, 6, 2, 0}, &price) == 1 * 10 + 3 * 1 + 6 * 12 + 2 * 100);
  CHECK(MostCostOf(10, 2, &price) == 10 * 12 + 2 * 100);
}

TEST_CASE("the budget is never overdrawn, and what does not fit says so") {
  FakeModelServer server;
  server.SetModel([](const ReceivedRequest&) { return ModelText{"{}", 500, 0, 50}; });
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "",
                            "    max_output_tokens: 100\n    concurrency: 50\n",
                            std::string(kPrices) + "limits: {max_cost: 0.01}\n"));
  int good = 0, refused = 0;
  for (int i = 0; i < 40; ++i) {
    fixture.dispatcher->Submit(AskOne(), [&](Reply&& reply) {
      if (!reply.failure) {
        ++good;
      } else {
        CHECK(reply.failure == FailureKind::kBudget);
        CHECK(reply.attempts.empty());
        ++refused;
      }
    });
  }
  fixture.dispatcher->RunUntilIdle();
  CHECK(good + refused == 40);
  // A call is charged 0.001, and may cost 0.0016.
  CHECK(good == 9);
  CHECK(fixture.dispatcher->totals().cost <= 10'000'000'000);
}

TEST_CASE("cancelling ends everything, once, and nothing is left behind") {
  FakeModelServer server;
  server.SetFaultPlan([](const ReceivedRequest& request) {
    return request.number % 2 == 0 ? Fault{FaultKind::kSilence} : Fault{FaultKind::kOverloaded};
  });
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "", "    concurrency: 4\n"));
  int ended = 0;
  for (int i = 0; i < 20; ++i) {
    fixture.dispatcher->Submit(AskOne(), [&ended](Reply&& reply) {
      CHECK(reply.failure == FailureKind::kCancelled);
      ++ended;
    });
  }
  while (server.request_count() < 6) fixture.dispatcher->Poll(10);
  fixture.dispatcher->CancelAll();
  CHECK(ended == 0);
  fixture.dispatcher->RunUntilIdle();
  CHECK(ended == 20);
  server.SetFaultPlan(nullptr);
  CHECK_FALSE(fixture.Call(AskOne()).failure.has_value());
}

TEST_CASE("a callback may submit more") {
  FakeModelServer server;
  Fixture fixture(ConfigFor(server.url() + "/v1"));
  int ended = 0;
  std::function<void(Reply&&)> again = [&](Reply&&) {
    if (++ended < 5) fixture.dispatcher->Submit(AskOne(), again);
  };
  fixture.dispatcher->Submit(AskOne(), again);
  fixture.dispatcher->RunUntilIdle();
  CHECK(ended == 5);
}

TEST_CASE("a prompt larger than the model's window is not sent") {
  FakeModelServer server;
  Fixture fixture(ConfigFor(server.url(), "ollama", "", "    context_tokens: 1024\n"));
  Request request = AskOne();
  request.estimated_prompt_tokens = 1025;
  const Reply reply = fixture.Call(request);
  CHECK(reply.failure == FailureKind::kContextTruncated);
  CHECK(reply.detail.find("context_tokens") != std::string::npos);
  CHECK(server.request_count() == 0);
  // Reported as full to the brim: something was cut.
  server.SetModel([](const ReceivedRequest&) { return ModelText{"{}", 1024, 0, 1}; });
  CHECK(fixture.Call(AskOne()).failure == FailureKind::kContextTruncated);
}

TEST_CASE("a prompt that was cut by less than half is noticed, whatever the protocol") {
  struct Wire {
    const char* kind;
    const char* path;
    const char* role_lines;
  };
  for (const Wire& wire : {Wire{"openai", "/v1", ""}, Wire{"anthropic", "", ""},
                           Wire{"ollama", "", "    context_tokens: 8192\n"}}) {
    INFO(wire.kind);
    FakeModelServer server;
    Fixture fixture(ConfigFor(server.url() + wire.path, wire.kind, "", wire.role_lines));
    const Reply whole = fixture.Call(AskOne());
    CHECK_FALSE(whole.failure.has_value());
    // Three quarters of it were read.
    server.SetScript({{FaultKind::kPromptCut, "", static_cast<int>(whole.usage.prompt * 3 / 4)}});
    const Reply cut = fixture.Call(AskOne());
    CHECK(cut.failure == FailureKind::kContextTruncated);
    CHECK(cut.attempts.size() == 1);
    CHECK_FALSE(fixture.Call(AskOne()).failure.has_value());
  }
}

TEST_CASE("waiting ends when another thread wakes it") {
  FakeModelServer server;
  server.SetScript({{FaultKind::kRateLimit, "retry-after: 60\r\n"}});
  const config::Config config = ConfigFor(server.url() + "/v1");
  DispatcherOptions options;  // On the real clock.
  options.environment = KeyInEnvironment();
  auto dispatcher = *Dispatcher::Create(config, {"abstractor"}, options);
  std::optional<Reply> reply;
  dispatcher->Submit(AskOne(), [&reply](Reply&& ended) { reply = std::move(ended); });
  std::thread other([&dispatcher] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    dispatcher->Wake();
  });
  const auto start = std::chrono::steady_clock::now();
  // The last of these polls sleeps on the retry that is due in a minute.
  while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(250)) {
    CHECK(dispatcher->Poll(60'000));
  }
  other.join();
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
  CHECK_FALSE(reply.has_value());
  dispatcher->CancelAll();
  dispatcher->RunUntilIdle();
  REQUIRE(reply.has_value());
  CHECK(reply->failure == FailureKind::kCancelled);
  CHECK(reply->attempts.size() == 1);  // What was tried is kept.
}

TEST_CASE("no role starves another of the common limit") {
  FakeModelServer server;
  const config::Config config = ConfigOf(fmt::format(
      "servers: {{fake: {{kind: openai, base_url: \"{}/v1\"}}}}\n"
      "roles:\n"
      "  abstractor: {{server: fake, model: busy, may_see_notes: true, concurrency: 100}}\n"
      "  second: {{server: fake, model: quiet, may_see_notes: true, concurrency: 100}}\n"
      "limits: {{max_in_flight: 4}}\n",
      server.url()));
  auto dispatcher = *Dispatcher::Create(config, {"abstractor", "second"});
  std::vector<std::string> order;
  for (int i = 0; i < 60; ++i) {
    Request request = AskOne();
    request.role = i < 40 ? "abstractor" : "second";
    dispatcher->Submit(request, [&order, role = request.role](Reply&&) { order.push_back(role); });
  }
  dispatcher->RunUntilIdle();
  REQUIRE(order.size() == 60);
  CHECK(std::count(order.begin(), order.begin() + 20, "second") >= 5);
}

TEST_CASE("the environment sends nothing elsewhere: no proxy, no .netrc") {
  FakeModelServer server, stranger;
  const std::string home = std::filesystem::temp_directory_path() / "suture_home_test";
  std::filesystem::create_directories(home);
  std::ofstream(home + "/.netrc") << "machine 127.0.0.1 login stranger password canary\n";
  const std::vector<std::string> names = {"http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY",
                                          "all_proxy"};
  const std::string old_home = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
  for (const std::string& name : names) setenv(name.c_str(), stranger.url().c_str(), 1);
  setenv("HOME", home.c_str(), 1);
  Fixture fixture(ConfigFor(server.url() + "/v1"));
  CHECK_FALSE(fixture.Call(AskOne()).failure.has_value());
  for (const std::string& name : names) unsetenv(name.c_str());
  setenv("HOME", old_home.c_str(), 1);
  std::filesystem::remove_all(home);
  CHECK(stranger.connection_count() == 0);
  REQUIRE(server.request_count() == 1);
  CHECK(server.requests()[0].Header("authorization") == std::string("Bearer ") + kKey);
}

TEST_CASE("a proxy that the file names gets a tunnel to open, and nothing to read") {
  FakeModelServer proxy;
  Fixture fixture(ConfigFor("https://llm.example/v1", "openai", "    proxy: " + proxy.url()));
  const Reply reply = fixture.Call(AskOne());
  CHECK(reply.failure == FailureKind::kTransport);  // This proxy opens no tunnels.
  const std::vector<ReceivedRequest> requests = proxy.requests();
  REQUIRE(requests.size() == 3);
  for (const ReceivedRequest& request : requests) {
    CHECK(request.method == "CONNECT");
    CHECK(request.target == "llm.example:443");
    CHECK(request.Header("authorization").empty());
    CHECK(request.body.empty());
  }
}

// The answer depends on the question alone, so that any order of any tries gives the same.
std::string AnswerTo(const std::string& prompt) {
  return "{\"q1\":{\"reasoning\":\"" + std::to_string(std::hash<std::string>()(prompt)) +
         "\",\"answer\":\"Yes\"}}";
}

std::map<uint64_t, Reply> RunCases(int cases, int percent_faults) {
  FakeModelServer server;
  server.ForgetRequests();
  server.SetModel(
      [](const ReceivedRequest& request) { return ModelText{AnswerTo(request.prompt)}; });
  const std::vector<FaultKind> kinds = {FaultKind::kRateLimit,     FaultKind::kLoading,
                                        FaultKind::kOverloaded,    FaultKind::kDropBeforeAnswer,
                                        FaultKind::kDropMidBody,   FaultKind::kGarbage,
                                        FaultKind::kErrorInside200};
  server.SetFaultPlan([&](const ReceivedRequest& request) {
    // A fixed mix of the number: the same share of faults in every run.
    const uint32_t mixed = static_cast<uint32_t>(request.number + 1) * 2654435761u;
    Fault fault;
    if (static_cast<int>((mixed >> 8) % 100) < percent_faults)
      fault.kind = kinds[(mixed >> 20) % 7];
    if (fault.kind == FaultKind::kRateLimit) fault.text = "retry-after: 3\r\n";
    return fault;
  });
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "", "    concurrency: 64\n"));
  std::map<uint64_t, Reply> replies;
  for (int i = 0; i < cases; ++i) {
    Request request = AskOne();
    request.tag = static_cast<uint64_t>(i);
    request.messages.back().blocks.push_back({" Case " + std::to_string(i), false});
    fixture.dispatcher->Submit(std::move(request), [&replies](Reply&& reply) {
      CHECK(replies.emplace(reply.tag, reply).second);
    });
  }
  fixture.dispatcher->RunUntilIdle();
  return replies;
}

TEST_CASE("2000 cases at 30 % transient faults: all there, 97 % answered and equal") {
  const std::map<uint64_t, Reply> calm = RunCases(2000, 0);
  const std::map<uint64_t, Reply> rough = RunCases(2000, 30);
  REQUIRE(calm.size() == 2000);
  REQUIRE(rough.size() == 2000);
  int equal = 0;
  for (const auto& [tag, reply] : rough) {
    if (reply.failure) {
      CHECK(reply.attempts.size() == 3);
      CHECK(reply.attempts.back().failure == reply.failure);
      CHECK_FALSE(reply.detail.empty());
      continue;
    }
    CHECK(reply.text == calm.at(tag).text);
    ++equal;
  }
  CHECK(equal >= 1940);
  CHECK(equal < 2000);  // The faults were there.
}

}  // namespace
}  // namespace suture::models
