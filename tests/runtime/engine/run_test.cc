#include "runtime/engine/run.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "nlohmann/json.hpp"
#include "tests/runtime/engine/run_world.h"

namespace suture::engine {
namespace {

// Answers after a while, from a thread of its own, as a server would.
class Later : public prompts::PromptExecutor {
 public:
  ~Later() override {
    for (std::thread& thread : threads_) thread.join();
  }
  void Execute(const prompts::Round& round, Done done) override {
    std::vector<prompts::PromptAnswer> answers(round.wanted.size());
    for (prompts::PromptAnswer& answer : answers) {
      answer.status = prompts::PromptAnswer::Status::kAnswered;
      answer.answer.stated = true;
      answer.answer.text = "Yes";
      answer.answer.quotes = {{0, 0, 7, 0}};
      answer.complete = true;
      answer.shown = {0};
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    const int wait = static_cast<int>(threads_.size() * 7 % 5);
    threads_.emplace_back([wait, done, answers]() mutable {
      std::this_thread::sleep_for(std::chrono::milliseconds(wait));
      done(std::move(answers));
    });
  }

 private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

TEST_CASE("results are the same bytes for every number of jobs") {
  const World w;
  std::string charts;
  for (int n = 1; n <= 60; ++n) charts += Chart(n) + "\n";
  RunOptions options;
  options.in_flight = 4;
  Later first_model;
  const Ran one = RunOver(w, charts, options, &first_model);
  CHECK(Lines(one.output).size() == 60 + 11);  // Eleven have two operations.
  for (int jobs : {2, 4}) {
    options.jobs = jobs;
    options.in_flight = 16;
    Later model;
    const Ran more = RunOver(w, charts, options, &model);
    CHECK(more.output == one.output);
    CHECK(more.summary.cases == one.summary.cases);
    CHECK(more.summary.by_prompt == one.summary.by_prompt);
    CHECK(more.summary.review == one.summary.review);
  }
}

TEST_CASE("a line says what was answered, by which step, and on what") {
  const World w;
  Later model;
  const auto lines = Lines(RunOver(w, Chart(6) + "\n", {}, &model).output);
  REQUIRE(lines.size() == 1);
  const auto& line = lines[0];
  CHECK(line["case"] == "case-6#1");
  CHECK(line["status"] == "ok");
  const auto& diabetes = line["fields"]["Diabetes"];
  CHECK(diabetes["outcome"] == "answered");
  CHECK(diabetes["value"] == "Yes");
  CHECK(diabetes["code"] == "1");
  CHECK(diabetes["step"] == "coded");
  CHECK(diabetes["evidence"][0]["source"] == "Condition/c");
  const auto& smoker = line["fields"]["Smoker"];
  CHECK(smoker["step"] == "history");
  CHECK(smoker["evidence"][0]["quote"] == "Smoker.");
  CHECK(line["checks"].size() == 1);
}

TEST_CASE("what is searched and not found is written, and a coarse date is a review") {
  const World w;
  const auto nothing = Lines(RunOver(w, Chart(1) + "\n", {}).output)[0]["fields"]["Diabetes"];
  INFO(nothing.dump());
  CHECK(nothing["value"] == "Unknown");
  CHECK(nothing["searched"][0]["collection"] == "condition");
  CHECK(nothing["searched"][0]["window"] == "before surgery.start");
  const auto coarse = Lines(RunOver(w, Chart(4) + "\n", {}).output)[0]["fields"]["Diabetes"];
  CHECK(coarse["outcome"] == "review");
  CHECK(coarse["reason"] == "unsettled");
}

TEST_CASE("one bad case never stops the run") {
  const World w;
  const std::string charts = Chart(1) + "\n\nnot json\n" + Chart(2) + "\n{\"resourceType\":\"Bun";
  const Ran ran = RunOver(w, charts, {});
  const auto lines = Lines(ran.output);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0]["line"] == 1);
  CHECK(lines[1]["line"] == 3);
  CHECK(lines[1]["status"] == "error");
  CHECK(lines[1]["case"].is_null());
  CHECK(lines[2]["status"] == "ok");
  CHECK(lines[3]["status"] == "error");
  CHECK(ran.summary.errors == 2);
}

TEST_CASE("a case that is too large, an empty input, a stop") {
  const World w;
  const auto lines =
      Lines(RunOver(w, Chart(1) + "\n" + std::string(5000, 'x') + "\n" + Chart(2) + "\n", {},
                    nullptr, 2000)
                .output);
  REQUIRE(lines.size() == 3);
  CHECK(lines[1]["error"]["code"] == "too_large");
  CHECK(lines[2]["line"] == 3);
  CHECK(RunOver(w, "", {}).output.empty());
  const std::atomic<bool> stop{true};
  RunOptions options;
  options.stop = &stop;
  const Ran stopped = RunOver(w, Chart(1) + "\n", options);
  CHECK(stopped.output.empty());
  CHECK(stopped.summary.stopped);
}

TEST_CASE("without a model every prompt ends in review") {
  const World w;
  const auto line = Lines(RunOver(w, Chart(3) + "\n", {}).output)[0];
  CHECK(line["fields"]["Smoker"]["outcome"] == "review");
  CHECK(line["fields"]["Smoker"]["reason"] == "offline");
}

TEST_CASE("only the chosen fields are judged") {
  const World w;
  RunOptions options;
  options.runner.fields = {{0}};
  const auto line = Lines(RunOver(w, Chart(3) + "\n", options).output)[0];
  CHECK(line["fields"].size() == 1);
  CHECK(line["fields"].contains("Diabetes"));
}

}  // namespace
}  // namespace suture::engine
