// Keys come from the environment, and a missing one stops the run before its first chart.
#include "runtime/config/environment.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>

namespace suture::config {
namespace {

EnvironmentLookup Fixed(std::map<std::string, std::string> variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

Config TwoRoles() {
  absl::StatusOr<Config> config = ParseConfig(R"(servers:
  gateway: {kind: openai, base_url: "https://llm.example/v1", key_env: GATEWAY_KEY}
  local: {kind: openai, base_url: "http://localhost/v1"}
roles:
  abstractor: {server: gateway, model: m}
  second_reader: {server: gateway, model: n}
  night: {server: local, model: m}
)",
                                              "suture.yaml", "");
  REQUIRE(config.ok());
  return *std::move(config);
}

TEST_CASE("a key is read from its variable, without the line break around it") {
  const Config config = TwoRoles();
  absl::StatusOr<Secret> key = ReadKey(config.servers[0], Fixed({{"GATEWAY_KEY", " sk-1\n"}}));
  REQUIRE(key.ok());
  CHECK(key->Reveal() == "sk-1");
  CHECK(ReadKey(config.servers[1], Fixed({}))->empty());
}

TEST_CASE("a missing or broken key is named by its variable, never by its value") {
  const Config config = TwoRoles();
  CHECK(ReadKey(config.servers[0], Fixed({})).status().message() ==
        "Server \"gateway\" takes its key from the environment variable GATEWAY_KEY, which is not "
        "set. "
        "Set it and run again.");
  CHECK_FALSE(ReadKey(config.servers[0], Fixed({{"GATEWAY_KEY", "  "}})).ok());
  const absl::Status broken =
      ReadKey(config.servers[0], Fixed({{"GATEWAY_KEY", "canary\r\nX-Evil: 1"}})).status();
  CHECK_FALSE(broken.ok());
  CHECK(broken.message().find("canary") == std::string::npos);
}

TEST_CASE("all that a run needs is checked at once, each lack said once") {
  const Config config = TwoRoles();
  CHECK(CheckRoles(config, {"night"}, Fixed({})).ok());
  CHECK(CheckRoles(config, {"abstractor", "second_reader"}, Fixed({{"GATEWAY_KEY", "k"}})).ok());
  CHECK(CheckRoles(config, {"abstractor", "second_reader", "poet"}, Fixed({})).message() ==
        "Server \"gateway\" takes its key from the environment variable GATEWAY_KEY, which is not "
        "set. "
        "Set it and run again.\n"
        "The spec asks the role \"poet\", which suture.yaml does not bind. Add it under \"roles\". "
        "Bound "
        "roles: abstractor, second_reader, night.");
}

}  // namespace
}  // namespace suture::config
