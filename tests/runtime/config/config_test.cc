// suture.yaml: what is read, and that every mistake is named with its place in a full sentence.
#include "runtime/config/config.h"

#include <yaml-cpp/yaml.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <string>

namespace suture::config {
namespace {

constexpr char kSmall[] = R"(servers:
  local:
    kind: openai
    base_url: http://127.0.0.1:8000/v1/
roles:
  abstractor:
    server: local
    model: small
)";

Config MustParse(std::string_view text) {
  absl::StatusOr<Config> config = ParseConfig(text, "suture.yaml", "conf");
  INFO(config.status().ToString());
  REQUIRE(config.ok());
  return *std::move(config);
}

std::string MistakesOf(std::string_view text) {
  absl::StatusOr<Config> config = ParseConfig(text, "suture.yaml", "conf");
  REQUIRE_FALSE(config.ok());
  return std::string(config.status().message());
}

std::string With(std::string_view from, std::string_view to) {
  std::string text = kSmall;
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  return text;
}

TEST_CASE("a small file gets the documented defaults") {
  const Config config = MustParse(kSmall);
  const Role& role = **config.FindRole("abstractor");
  const Server& server = config.ServerOf(role);
  CHECK(server.base_url == "http://127.0.0.1:8000/v1");
  CHECK(server.timeouts == Timeouts());
  CHECK(role.structured == Structured::kJsonSchema);
  CHECK_FALSE(role.may_see_notes);
  CHECK_FALSE(role.may_see_phi);
  CHECK_FALSE(role.temperature.has_value());
  CHECK(config.limits.tries == 3);
  CHECK_FALSE(config.limits.max_cost.has_value());
}

TEST_CASE("hosted servers read the schema first unless the file says otherwise") {
  const auto first = [](const std::string& text) {
    const Config config = MustParse(text);
    return config.ReadsSchemaFirst(**config.FindRole("abstractor"));
  };
  const std::string small = kSmall;
  CHECK(first(small));
  CHECK(first(With("kind: openai", "kind: anthropic")));
  CHECK_FALSE(first(small + "    schema_in_front: false\n"));
  CHECK_FALSE(first(small + "    structured: vllm\n"));
  CHECK_FALSE(first(small + "    structured: json_object\n"));
  CHECK(first(small + "    structured: vllm\n    schema_in_front: true\n"));
}

TEST_CASE("the published example is read whole") {
  absl::StatusOr<Config> loaded = LoadConfig(SUTURE_SOURCE_DIR "/docs/suture.example.yaml");
  INFO(loaded.status().ToString());
  REQUIRE(loaded.ok());
  const Config& config = *loaded;
  CHECK(config.servers.size() == 6);
  CHECK(config.roles.size() == 7);
  const Role& abstractor = **config.FindRole("abstractor");
  CHECK(abstractor.seed == 7);
  CHECK(abstractor.temperature == 0.0);
  CHECK(config.ServerOf(abstractor).timeouts.first_byte_ms == 300'000);
  const Role& night = **config.FindRole("night_shift");
  CHECK(config.ServerOf(night).token_limit == TokenLimitName::kMaxTokens);
  CHECK(night.structured == Structured::kVllm);
  const Role& rehearsal = **config.FindRole("rehearsal");
  CHECK(config.ServerOf(rehearsal).recordings ==
        std::vector<std::string>{SUTURE_SOURCE_DIR "/docs/recordings.jsonl"});
  CHECK(rehearsal.may_see_notes);
  CHECK(config.FindPrice("gpt-5-mini")->input == 250'000);
  CHECK(config.FindPrice("gpt-5-mini")->cached_input == 25'000);
  CHECK(config.FindPrice("gpt-5-mini")->cache_write == 250'000);
  CHECK(config.limits.shared_tokens == 32'000);
  CHECK(config.limits.max_cost == 25'000'000'000'000);
}

TEST_CASE("an unknown key names its place and the nearest key") {
  CHECK(MistakesOf(With("model: small", "modle: small")) ==
        "suture.yaml:8:5: Unknown key \"modle\" in role \"abstractor\". Did you mean \"model\"?\n"
        "suture.yaml:7:5: The key \"model\" is missing in role \"abstractor\".");
  CHECK(MistakesOf(With("servers:", "Servers:")) ==
        "suture.yaml:1:1: Unknown key \"Servers\" in the file. Did you mean \"servers\"?\n"
        "suture.yaml:1:1: The file needs \"servers:\" with at least one named entry.\n"
        "suture.yaml:7:13: Role \"abstractor\" names a server that the file does not have. "
        "Servers: .");
}

TEST_CASE("every mistake of a file is reported in one go") {
  const std::string text = MistakesOf(R"(servers:
  a: {kind: openai, base_url: "ftp://x", http2: maybe}
  a: {kind: openai, base_url: "https://x"}
roles:
  r: {server: b, model: m, temperature: hot, concurrency: 0, seed: 1e3}
limits: {tries: 99}
)");
  CHECK(text ==
        R"(suture.yaml:2:49: The key "http2" in server "a" must be true or false.
suture.yaml:2:31: The base_url must begin with https:// (or http:// for a server on this machine).
suture.yaml:3:3: "a" stands twice under "servers". Keep one.
suture.yaml:5:15: Role "r" names a server that the file does not have. Servers: a.
suture.yaml:5:41: The key "temperature" in role "r" must be a number from 0 to 2.
suture.yaml:5:68: The key "seed" in role "r" must be a whole number from 0 to 9223372036854775807.
suture.yaml:5:59: The key "concurrency" in role "r" must be a whole number from 1 to 10000.
suture.yaml:6:17: The key "tries" in limits must be a whole number from 1 to 20.)");
}

TEST_CASE("a key in the file is refused and not echoed") {
  const std::string direct =
      MistakesOf(With("kind: openai", "kind: openai\n    key_env: sk-canary-123"));
  CHECK(direct.find("never the key itself") != std::string::npos);
  CHECK(direct.find("canary") == std::string::npos);
  const std::string named =
      MistakesOf(With("kind: openai", "kind: openai\n    api_key: sk-canary-123"));
  CHECK(named.find("do not belong in this file") != std::string::npos);
  CHECK(named.find("canary") == std::string::npos);
  const std::string in_url =
      MistakesOf(With("http://127.0.0.1:8000/v1/", "https://user:sk-canary-123@llm.example"));
  CHECK(in_url.find("user name or password") != std::string::npos);
  CHECK(in_url.find("canary") == std::string::npos);
  const std::string in_proxy =
      MistakesOf(With("kind: openai", "kind: openai\n    proxy: http://u:canary@proxy.example"));
  CHECK(in_proxy.find("may not hold a user name or password") != std::string::npos);
  CHECK(in_proxy.find("canary") == std::string::npos);
}

TEST_CASE("only loopback hosts may be reached without encryption") {
  for (const char* good : {"http://localhost:1", "http://127.9.9.9/v1", "http://[::1]:80/v1",
                           "https://llm.example/v1", "https://10.0.0.1"}) {
    INFO(good);
    MustParse(With("http://127.0.0.1:8000/v1/", good));
  }
  for (const char* bad :
       {"http://llm.example/v1", "http://10.0.0.1/v1", "http://127.0.0.1.evil.example/v1",
        "http://localhost.evil.example", "http://[::2]/v1", "http://0x7f000001/", "http://127.1/v1",
        "https://", "https://:80", "https://a:0", "https://a:70000", "https://a?b=c", "https://a#b",
        "https://a b", "https://a\\\\b", "file:///etc/passwd", "HTTP://localhost"}) {
    INFO(bad);
    MistakesOf(With("http://127.0.0.1:8000/v1/", std::string("\"") + bad + "\""));
  }
}

TEST_CASE("keys that do not belong together are explained") {
  auto mentions = [](std::string_view text, std::string_view part) {
    INFO(text);
    CHECK(MistakesOf(text).find(part) != std::string::npos);
  };
  mentions(With("kind: openai", "kind: replay"), "name their file or files in \"recordings\"");
  mentions(With("kind: openai", "kind: openai\n    recordings: r.jsonl"),
           "Only a server of kind replay");
  mentions(With("kind: openai", "kind: openai\n    dialect: azure_classic"),
           "needs an api_version");
  mentions(With("kind: openai", "kind: ollama"), "state the window in context_tokens");
  mentions(With("kind: openai", "kind: anthropic") + "    seed: 1\n", "takes no seed");
  mentions(With("kind: openai", "kind: anthropic") + "    temperature: 1.5\n", "from 0 to 1");
  mentions(With("kind: openai", "kind: anthropic") + "    structured: vllm\n", "kind openai");
  mentions(With("kind: openai", "kind: openai\n    proxy: http://proxy.example"), "https base_url");
  mentions(std::string(kSmall) + "limits: {max_cost: 5}\n", "needs the price of every model");
  mentions(std::string(kSmall) + "version: 2\n", "version");
}

TEST_CASE("times and amounts are read exactly") {
  const Config config =
      MustParse(With("kind: openai",
                     "kind: openai\n    timeouts: {connect: 250ms, first_byte: 2min, total: 3 s}") +
                "prices: {small: {input: 0.000001, output: \"10000\", cached_input: 2.5}}\n");
  CHECK(config.servers[0].timeouts.connect_ms == 250);
  CHECK(config.servers[0].timeouts.first_byte_ms == 120'000);
  CHECK(config.servers[0].timeouts.total_ms == 3'000);
  CHECK(config.prices[0].input == 1);
  CHECK(config.prices[0].output == 10'000'000'000);
  CHECK(config.prices[0].cached_input == 2'500'000);
  for (const char* bad :
       {"-1", "1e3", "0.1234567", ".5", "1.", "1,5", "nan", "99999999999", "10000.000001"}) {
    INFO(bad);
    MistakesOf(std::string(kSmall) + "prices: {small: {input: \"" + bad + "\", output: 1}}\n");
  }
  for (const char* bad : {"10", "s", "-1s", "0s", "1.5s", "2h", "25000min"}) {
    INFO(bad);
    MistakesOf(
        With("kind: openai", std::string("kind: openai\n    timeouts: {connect: ") + bad + "}"));
  }
}

TEST_CASE("files that are no suture.yaml end in a sentence") {
  CHECK(MistakesOf("").find("Expected \"key: value\" lines for the file.") != std::string::npos);
  CHECK(MistakesOf("- a\n- b\n").find("Expected \"key: value\"") != std::string::npos);
  CHECK(MistakesOf("servers: [unclosed").find("suture.yaml:1:1: The file is not valid YAML") == 0);
  CHECK(MistakesOf("servers: {a: 1}") ==
        "suture.yaml:1:14: Expected \"key: value\" lines for server \"a\".\n"
        "suture.yaml:1:1: The file needs \"roles:\" with at least one named entry.");
  CHECK(MistakesOf(std::string(100'000, '[')).find("not valid YAML") != std::string::npos);
  CHECK(MistakesOf("? [a, b]\n: 1\n").find("must be a plain word") != std::string::npos);
  CHECK(LoadConfig("no/such/suture.yaml").status().message() ==
        "The configuration file no/such/suture.yaml cannot be read. Check the path given with "
        "--config.");
  CHECK_FALSE(LoadConfig("/").ok());
}

TEST_CASE("an unknown role is named with the bound ones") {
  CHECK(
      MustParse(kSmall).FindRole("reader").status().message() ==
      "The spec asks the role \"reader\", which suture.yaml does not bind. Add it under \"roles\". "
      "Bound roles: abstractor.");
}

TEST_CASE("the published schema has exactly the keys that are read") {
  const YAML::Node schema = YAML::LoadFile(SUTURE_SOURCE_DIR "/docs/suture.schema.json");
  for (const KnownKeys& part : AllKnownKeys()) {
    const YAML::Node node =
        part.part == "top" ? schema : schema["definitions"][std::string(part.part)];
    std::set<std::string> published;
    for (const auto& entry : node["properties"]) published.insert(entry.first.Scalar());
    INFO(part.part);
    CHECK(published == std::set<std::string>(part.keys.begin(), part.keys.end()));
  }
}

}  // namespace
}  // namespace suture::config
