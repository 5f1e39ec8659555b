// The answer cache: what is stored comes back, processes share it, damage is found, nothing is left
// behind; and with a dispatcher over a server, no answer is paid for twice.
#include "runtime/store/answer_cache.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "fmt/format.h"
#include "runtime/models/answer_key.h"
#include "runtime/models/clock.h"
#include "runtime/models/dispatcher.h"
#include "tests/fake_model_server/server.h"
#include "tests/support/temporary_folder.h"

namespace suture::store {
namespace {

using fake_model_server::FakeModelServer;
using models::NewAnswer;
using testing_support::ReadAll;
using testing_support::TemporaryFolder;
using testing_support::WriteAll;

constexpr char kSecret[] = "CANARY-Jane-Roe";

NewAnswer Answer(const std::string& key, const std::string& text = kSecret) {
  NewAnswer answer;
  answer.key = key;
  answer.role = "abstractor";
  answer.asked = "Diabetes.history EF.stated";
  answer.unix_seconds = 1'700'000'000;
  answer.answer.text = text;
  answer.answer.model = "model-1";
  answer.answer.finish_reason = "stop";
  answer.answer.usage = {true, 100, 64, 0, 20, 5};
  answer.answer.cost = 123'456'789;
  answer.answer.logprobs = {{"Yes", -0.25}, {"\"", -1e-9}};
  return answer;
}

std::unique_ptr<AnswerCacheFile> OpenCache(const std::string& path) {
  auto cache = AnswerCacheFile::Open(path);
  INFO(cache.status().ToString());
  REQUIRE(cache.ok());
  return *std::move(cache);
}

void Put(AnswerCacheFile& cache, NewAnswer answer) {
  const auto spent = cache.Commit(absl::MakeSpan(&answer, 1), {"2026-03-01", 0});
  INFO(spent.status().ToString());
  REQUIRE(spent.ok());
}

TEST_CASE("An answer comes back as it was, from a private file, also after it was closed") {
  const TemporaryFolder folder;
  const std::string path = folder.File("answers.sqlite");
  {
    const auto cache = OpenCache(path);
    Put(*cache, Answer("k1"));
    for (const char* suffix : {"", "-wal", "-shm"}) {
      struct stat info;
      REQUIRE(stat((path + suffix).c_str(), &info) == 0);
      CHECK((info.st_mode & 0777) == 0600);
    }
  }
  const auto cache = OpenCache(path);
  const auto found = cache->Find("k1");
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  const models::StoredAnswer& answer = **found;
  CHECK(answer.text == kSecret);
  CHECK(answer.model == "model-1");
  CHECK(answer.usage == models::Usage{true, 100, 64, 0, 20, 5});
  CHECK(answer.cost == 123'456'789);
  REQUIRE(answer.logprobs.size() == 2);
  CHECK(answer.logprobs[1].logprob == -1e-9);
  CHECK_FALSE((*cache->Find("k2")).has_value());
}

TEST_CASE("The first answer stays, and whoever came second uses it") {
  const TemporaryFolder folder;
  const auto one = OpenCache(folder.File("c")), two = OpenCache(folder.File("c"));
  Put(*one, Answer("k", "first"));
  std::vector<NewAnswer> late = {Answer("k", "second"), Answer("other", "own")};
  REQUIRE(two->Commit(absl::MakeSpan(late), {"2026-03-01", 0}).ok());
  CHECK(late[0].answer.text == "first");
  CHECK(late[1].answer.text == "own");
}

TEST_CASE("Four processes write at once and lose nothing; what they spend is added up") {
  const TemporaryFolder folder;
  constexpr int kProcesses = 4, kAnswers = 50;
  for (int p = 0; p < kProcesses; ++p) {
    if (fork() != 0) continue;
    auto cache = AnswerCacheFile::Open(folder.File("c"));
    bool good = cache.ok();
    for (int i = 0; good && i < kAnswers; ++i) {
      NewAnswer answer = Answer(fmt::format("{}-{}", i % 2 == 0 ? p : 9, i));
      good = (*cache)->Commit(absl::MakeSpan(&answer, 1), {"2026-03-01", 10}).ok();
    }
    _exit(good ? 0 : 1);
  }
  for (int p = 0; p < kProcesses; ++p) {
    int status = 0;
    REQUIRE(wait(&status) > 0);
    CHECK(status == 0);
  }
  const auto cache = OpenCache(folder.File("c"));
  int64_t checked = 0;
  REQUIRE(cache->Verify(&checked).ok());
  CHECK(checked == kProcesses * kAnswers / 2 + kAnswers / 2);
  CHECK(*cache->Commit({}, {"2026-03-01", 0}) == kProcesses * kAnswers * 10);
  CHECK(*cache->Commit({}, {"2026-03-02", 7}) == 7);
}

TEST_CASE("Changed answers are found, and never used") {
  const TemporaryFolder folder;
  const std::string path = folder.File("c");
  {
    const auto cache = OpenCache(path);
    for (const char* key : {"a", "b", "c", "d"})
      Put(*cache, Answer(key, std::string("says ") + key));
    auto database = Database::Open(path, Database::Mode::kReadWrite, "x");
    REQUIRE(database.ok());
    REQUIRE((*database)
                ->Run("UPDATE answers SET answer = replace(answer, 'says b', 'says B') WHERE "
                      "key = 'b'; UPDATE answers SET model = 'better' WHERE key = 'c'; UPDATE "
                      "answers SET key = 'e' WHERE key = 'd'")
                .ok());
  }
  const auto cache = OpenCache(path);
  int64_t checked = 0;
  const auto changed = cache->Verify(&checked);
  REQUIRE(changed.ok());
  CHECK(*changed == std::vector<std::string>{"b", "c", "e"});
  CHECK(checked == 4);
  CHECK(cache->Find("b").status().code() == absl::StatusCode::kDataLoss);
  CHECK((*cache->Find("a")).has_value());
}

TEST_CASE("Purged answers are gone from the bytes of all files") {
  const TemporaryFolder folder;
  const std::string path = folder.File("c");
  const auto cache = OpenCache(path);
  Put(*cache, Answer("old", "PURGED-TEXT"));
  NewAnswer other = Answer("new", "KEPT-TEXT");
  other.role = "second_reader";
  Put(*cache, other);
  CHECK(*cache->Purge({"nobody", "", {}}) == 0);
  CHECK(*cache->Purge({"", "", 1'600'000'000}) == 0);
  CHECK(*cache->Purge({"abstractor", "model-1", {}}) == 1);
  for (const char* suffix : {"", "-wal"}) {
    CHECK(ReadAll(path + suffix).find("PURGED-TEXT") == std::string::npos);
  }
  CHECK((*cache->Find("new")).has_value());
  int seen = 0;
  REQUIRE(cache
              ->ForEach({},
                        [&](const CacheEntry& entry) {
                          ++seen;
                          CHECK(entry.key == "new");
                          CHECK(entry.role == "second_reader");
                          CHECK(entry.asked == "Diabetes.history EF.stated");
                          CHECK(entry.prompt_tokens == 100);
                        })
              .ok());
  CHECK(seen == 1);
}

TEST_CASE("While another process reads, a purge does not say that what it removed is overwritten") {
  const TemporaryFolder folder;
  const std::string path = folder.File("c");
  const auto cache = OpenCache(path);
  Put(*cache, Answer("k1"));
  {
    const auto reader = Database::Open(path, Database::Mode::kReadOnly, "The answer cache");
    REQUIRE(reader.ok());
    REQUIRE((*reader)->Run("BEGIN").ok());
    REQUIRE(*(*reader)->Number("SELECT count(*) FROM answers") == 1);
    const auto purged = cache->Purge({});
    REQUIRE_FALSE(purged.ok());
    CHECK(std::string(purged.status().message()).starts_with("1 answer is removed, but not over"));
  }
  CHECK(*cache->Purge({}) == 0);
  for (const char* suffix : {"", "-wal"}) {
    CHECK(ReadAll(path + suffix).find(kSecret) == std::string::npos);
  }
}

TEST_CASE("What is no cache is left alone and named in a sentence") {
  const TemporaryFolder folder;
  CHECK(AnswerCacheFile::OpenExisting(folder.File("none"), false).status().code() ==
        absl::StatusCode::kNotFound);
  CHECK_FALSE(std::filesystem::exists(folder.File("none")));
  WriteAll(folder.File("text"), std::string(5000, 'x'));
  const absl::Status status = AnswerCacheFile::Open(folder.File("text")).status();
  INFO(status.ToString());
  CHECK(status.code() == absl::StatusCode::kDataLoss);
  CHECK(ReadAll(folder.File("text")) == std::string(5000, 'x'));
  {
    auto foreign = Database::Open(folder.File("foreign"), Database::Mode::kCreate, "x");
    REQUIRE((*foreign)->Run("CREATE TABLE mine(a); INSERT INTO mine VALUES(1)").ok());
  }
  CHECK(AnswerCacheFile::Open(folder.File("foreign")).status().code() ==
        absl::StatusCode::kFailedPrecondition);
  CHECK(AnswerCacheFile::Open(folder.File("no/such/folder")).status().code() ==
        absl::StatusCode::kUnavailable);
}

// One role at a fake server, over a cache.
struct Bench {
  explicit Bench(const FakeModelServer& server, AnswerCacheFile* cache,
                 const std::string& role_lines = "", const std::string& more = "",
                 bool offline = false) {
    auto parsed = config::ParseConfig(
        fmt::format("servers:\n  fake:\n    kind: openai\n    base_url: {}/v1\nroles:\n  "
                    "abstractor:\n    server: fake\n    model: m\n    may_see_notes: true\n{}\n{}",
                    server.url(), role_lines, more),
        "suture.yaml", "");
    INFO(parsed.status().ToString());
    REQUIRE(parsed.ok());
    config = *std::move(parsed);
    models::DispatcherOptions options;
    options.clock = &clock;
    options.cache = cache;
    options.offline = offline;
    auto created = models::Dispatcher::Create(config, {"abstractor"}, options);
    INFO(created.status().ToString());
    REQUIRE(created.ok());
    dispatcher = *std::move(created);
  }

  static models::Request RequestOf(int sample, int attempt, const std::string& text = "Diabetes?") {
    models::Request request;
    request.role = "abstractor";
    request.messages = {{models::Speaker::kUser, {{text, false}}}};
    request.asked = {{"Diabetes.history", "h", "n", sample, attempt, "q1"}};
    request.idempotency_key = fmt::format("{}", sample);
    return request;
  }

  models::Reply Call(models::Request request) {
    std::optional<models::Reply> reply;
    dispatcher->Submit(std::move(request), [&](models::Reply&& got) { reply = std::move(got); });
    dispatcher->RunUntilIdle();
    REQUIRE(reply.has_value());
    return *std::move(reply);
  }

  config::Config config;
  models::ManualClock clock;
  std::unique_ptr<models::Dispatcher> dispatcher;
};

TEST_CASE("Samples and attempts are calls of their own; a second run makes none") {
  const TemporaryFolder folder;
  FakeModelServer server;
  int written = 0;
  server.SetModel([&](const auto&) {
    return fake_model_server::ModelText{fmt::format("answer {}", ++written)};
  });
  std::vector<std::string> first, second;
  for (std::vector<std::string>* texts : {&first, &second}) {
    const auto cache = OpenCache(folder.File("c"));
    Bench bench(server, cache.get());
    for (int sample = 1; sample <= 3; ++sample) {
      texts->push_back(bench.Call(Bench::RequestOf(sample, 1)).text);
    }
    texts->push_back(bench.Call(Bench::RequestOf(1, 2)).text);
    CHECK(bench.dispatcher->totals().calls == (texts == &first ? 4 : 0));
    CHECK(bench.dispatcher->totals().cached == (texts == &first ? 0 : 4));
    if (texts == &second) CHECK(bench.dispatcher->totals().cost == 0);
  }
  CHECK(server.request_count() == 4);
  CHECK(first == second);
  CHECK(first[0] != first[1]);
}

TEST_CASE("What shapes the answer makes another key, and nothing else does") {
  const TemporaryFolder folder;
  FakeModelServer server;
  const auto cache = OpenCache(folder.File("c"));
  const auto calls_with = [&](const std::string& role_lines,
                              const std::string& text = "Diabetes?") {
    const int before = server.request_count();
    Bench bench(server, cache.get(), role_lines);
    bench.Call(Bench::RequestOf(1, 1, text));
    return server.request_count() - before;
  };
  CHECK(calls_with("") == 1);
  CHECK(calls_with("") == 0);
  CHECK(calls_with("    temperature: 0.5") == 1);
  CHECK(calls_with("    seed: 7") == 1);
  CHECK(calls_with("    max_output_tokens: 77") == 1);
  CHECK(calls_with("    logprobs: true") == 1);
  CHECK(calls_with("    reasoning_effort: low") == 1);
  CHECK(calls_with("", "Diabetes ?") == 1);
  CHECK(calls_with("    concurrency: 3\n    requests_per_minute: 9000") == 0);
  models::Request retried = Bench::RequestOf(1, 1);
  retried.idempotency_key = "another";
  retried.tag = 99;
  Bench bench(server, cache.get());
  CHECK(bench.Call(std::move(retried)).from_cache);
  // A role that is asked as a second reader gives an answer of its own.
  models::HttpRequest http;
  models::Request a, b;
  a.role = "abstractor";
  b.role = "second_reader";
  CHECK(models::AnswerKey(a, http) != models::AnswerKey(b, http));
}

TEST_CASE("Failures are not kept; offline, what is kept still answers") {
  const TemporaryFolder folder;
  FakeModelServer server;
  const auto cache = OpenCache(folder.File("c"));
  server.SetScript({{fake_model_server::FaultKind::kRefusal}});
  Bench bench(server, cache.get());
  CHECK(bench.Call(Bench::RequestOf(1, 1)).failure == values::FailureKind::kRefusal);
  CHECK_FALSE(bench.Call(Bench::RequestOf(1, 1)).from_cache);
  Bench offline(server, cache.get(), "", "", /*offline=*/true);
  CHECK(offline.Call(Bench::RequestOf(1, 1)).from_cache);
  CHECK(offline.Call(Bench::RequestOf(2, 1)).failure == values::FailureKind::kNotAllowed);
  CHECK(server.request_count() == 2);
}

TEST_CASE("A day's budget counts what earlier runs and other processes spent") {
  const TemporaryFolder folder;
  FakeModelServer server;
  server.SetModel([](const auto&) { return fake_model_server::ModelText{"{}", 1000, 0, 100}; });
  // One call costs 1,000 x 1 + 100 x 2 millionths: 0.0012; the most it can cost is set aside first.
  const std::string money =
      "prices:\n  m: { input: 1, output: 2 }\nlimits:\n  max_cost_per_day: 0.003\n";
  const auto cache = OpenCache(folder.File("c"));
  int answered = 0;
  for (int run = 0; run < 4; ++run) {
    Bench bench(server, cache.get(), "    max_output_tokens: 100", money);
    const models::Reply reply = bench.Call(Bench::RequestOf(run + 1, 1));
    answered += !reply.failure;
    if (reply.failure) CHECK(reply.failure == values::FailureKind::kBudget);
  }
  CHECK(answered == 3);  // The third begins while less than 0.003 is spent; the fourth may not.
  Bench tomorrow(server, cache.get(), "    max_output_tokens: 100", money);
  tomorrow.clock.Skip(86'400'000);
  CHECK(tomorrow.Call(Bench::RequestOf(1, 1)).from_cache);
}

// Fails when it is told to.
class BrokenCache : public models::AnswerCache {
 public:
  absl::StatusOr<std::optional<models::StoredAnswer>> Find(std::string_view) override {
    return std::nullopt;
  }
  absl::StatusOr<int64_t> Commit(absl::Span<NewAnswer>, const models::Spending&) override {
    return absl::ResourceExhaustedError("The disk is full.");
  }
};

TEST_CASE("An answer that cannot be kept is not used, and nothing more is sent") {
  FakeModelServer server;
  Bench bench(server, nullptr);
  BrokenCache broken;
  models::DispatcherOptions options;
  options.clock = &bench.clock;
  options.cache = &broken;
  auto dispatcher = models::Dispatcher::Create(bench.config, {"abstractor"}, options);
  REQUIRE(dispatcher.ok());
  int cancelled = 0;
  for (int i = 0; i < 20; ++i) {
    (*dispatcher)->Submit(Bench::RequestOf(i + 1, 1), [&](models::Reply&& reply) {
      cancelled += reply.failure == values::FailureKind::kCancelled && reply.text.empty();
    });
  }
  (*dispatcher)->RunUntilIdle();
  CHECK(cancelled == 20);
  CHECK(server.request_count() <= 8);  // What was in flight.
  CHECK((*dispatcher)->status().code() == absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace suture::store
