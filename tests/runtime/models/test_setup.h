// Shared by the tests of this room: a fake server, a config that points at it, and one call.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "runtime/config/config.h"
#include "runtime/models/dispatcher.h"
#include "tests/fake_model_server/server.h"

namespace suture::models {

inline constexpr char kCanary[] = "CANARY-Jane-Roe-MRN-8675309";
inline constexpr char kKey[] = "sk-canary-key-4711";
inline constexpr char kSchema[] =
    R"({"type":"object","properties":{"q1":{"type":"object","properties":{)"
    R"("reasoning":{"type":"string"},"answer":{"type":"string","enum":["Yes","No","not found"]}},)"
    R"("required":["reasoning","answer"],"additionalProperties":false}},)"
    R"("required":["q1"],"additionalProperties":false})";

inline config::Config ConfigOf(std::string_view text) {
  absl::StatusOr<config::Config> config = config::ParseConfig(text, "suture.yaml", "");
  INFO(config.status().ToString());
  REQUIRE(config.ok());
  return *std::move(config);
}

// One role, `abstractor`, at the server; further lines of the server, the role and the file.
inline config::Config ConfigFor(const std::string& base_url, const std::string& kind = "openai",
                                const std::string& server_lines = "",
                                const std::string& role_lines = "", const std::string& more = "") {
  return ConfigOf(fmt::format(R"(servers:
  fake:
    kind: {}
    base_url: {}
    key_env: FAKE_KEY
{}
roles:
  abstractor:
    server: fake
    model: test-model
    may_see_notes: true
{}
{})",
                              kind, base_url, server_lines, role_lines, more));
}

inline Request AskOne() {
  std::string history;
  for (int i = 0; i < 40; ++i) history += "The patient takes metformin 500 mg twice a day. ";
  Request request;
  request.role = "abstractor";
  request.messages = {
      {Speaker::kSystem, {{"You abstract charts.", true}}},
      {Speaker::kUser,
       {{std::string("Note 1: ") + kCanary + " has type 2 diabetes. " + history + "\n", true},
        {"Was diabetes known? \"quoted\" \x01 caf\xC3\xA9 \xFF", false}}}};
  request.schema_name = "answers";
  request.schema = kSchema;
  request.idempotency_key = "idem-1";
  request.tag = 42;
  return request;
}

inline config::EnvironmentLookup KeyInEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    if (name == "FAKE_KEY") return kKey;
    return std::nullopt;
  };
}

// A dispatcher over `config`, on a clock that never waits.
struct Fixture {
  explicit Fixture(config::Config bound) : config(std::move(bound)) {
    DispatcherOptions options;
    options.environment = KeyInEnvironment();
    options.clock = &clock;
    absl::StatusOr<std::unique_ptr<Dispatcher>> created =
        Dispatcher::Create(config, {"abstractor"}, std::move(options));
    INFO(created.status().ToString());
    REQUIRE(created.ok());
    dispatcher = *std::move(created);
  }

  Reply Call(Request request) {
    std::optional<Reply> reply;
    dispatcher->Submit(std::move(request), [&reply](Reply&& ended) {
      REQUIRE_FALSE(reply.has_value());
      reply = std::move(ended);
    });
    dispatcher->RunUntilIdle();
    REQUIRE(reply.has_value());
    return *std::move(reply);
  }

  config::Config config;
  ManualClock clock;
  std::unique_ptr<Dispatcher> dispatcher;
};

}  // namespace suture::models
