// A runner over one configuration, with a clock that nobody waits for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "runtime/config/config.h"
#include "runtime/models/clock.h"
#include "runtime/prompts/prompt_runner.h"
#include "tests/runtime/prompts/prompt_fixture.h"

namespace suture::prompts {

struct Bench {
  Bench(const plan::Plan& plan, const std::string& yaml, PromptOptions options = {}) {
    auto parsed = config::ParseConfig(yaml, "suture.yaml", "");
    INFO(parsed.status().ToString());
    REQUIRE(parsed.ok());
    config = *std::move(parsed);
    models::DispatcherOptions dispatcher_options;
    dispatcher_options.clock = &clock;
    auto created = models::Dispatcher::Create(config, RolesOf(plan), dispatcher_options);
    INFO(created.status().ToString());
    REQUIRE(created.ok());
    dispatcher = *std::move(created);
    auto made = PromptRunner::Create(plan, TestLexicon(), *dispatcher, std::move(options));
    REQUIRE(made.ok());
    runner = *std::move(made);
  }

  std::vector<PromptAnswer> Ask(const Round& round) {
    std::optional<std::vector<PromptAnswer>> answers;
    runner->Execute(round, [&answers](std::vector<PromptAnswer> got) {
      REQUIRE_FALSE(answers.has_value());
      answers = std::move(got);
    });
    REQUIRE(answers.has_value());
    REQUIRE(answers->size() == round.wanted.size());
    return *std::move(answers);
  }

  config::Config config;
  models::ManualClock clock;
  std::unique_ptr<models::Dispatcher> dispatcher;
  std::unique_ptr<PromptRunner> runner;
};

inline std::string ServerYaml(const std::string& url, const std::string& roles = "[abstractor]") {
  std::string yaml =
      fmt::format("servers:\n  fake:\n    kind: openai\n    base_url: {}/v1\nroles:\n", url);
  for (const char* role : {"abstractor", "second_reader"}) {
    if (roles.find(role) == std::string::npos) continue;
    yaml += fmt::format("  {}:\n    server: fake\n    model: test-model\n    may_see_notes: true\n",
                        role);
  }
  return yaml;
}

inline std::string AskAnswer(const std::string& value, int passage, const std::string& quote) {
  return fmt::format(R"({{"evidence":[{{"passage":{},"quote":"{}"}}],"found":true,"value":"{}"}})",
                     passage, quote, value);
}

}  // namespace suture::prompts
