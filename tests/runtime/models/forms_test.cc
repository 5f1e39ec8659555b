// Every form of a server that suture.yaml can name, over HTTP to the local server: where the
// request goes, how it shows its key, how it asks for the schema; and that its answer is read.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/fake_model_server/server.h"
#include "tests/runtime/models/test_setup.h"

namespace suture::models {
namespace {

using fake_model_server::FakeModelServer;
using fake_model_server::ModelText;
using fake_model_server::ReceivedRequest;
using nlohmann::json;

constexpr char kGoodAnswer[] = R"({"q1":{"reasoning":"stated","answer":"Yes"}})";

struct Form {
  const char* kind;
  const char* path;  // Of base_url, behind the server's own address
  const char* server_lines;
  const char* role_lines;
  const char* target;  // What the server is asked for
  const char* key_header;
  const char* schema_at;  // In the body; empty: the schema stands in the instructions
};

const std::vector<Form> kForms = {
    {"openai", "/v1", "", "", "/v1/chat/completions", "authorization",
     "/response_format/json_schema/schema"},
    {"openai", "/openai/v1", "    dialect: azure\n", "", "/openai/v1/chat/completions", "api-key",
     "/response_format/json_schema/schema"},
    {"openai", "", "    dialect: azure_classic\n    api_version: 2024-10-21\n", "",
     "/openai/deployments/test-model/chat/completions?api-version=2024-10-21", "api-key",
     "/response_format/json_schema/schema"},
    {"openai", "/v1", "", "    structured: vllm\n", "/v1/chat/completions", "authorization",
     "/structured_outputs/json"},
    {"openai", "/v1", "", "    structured: llamacpp\n", "/v1/chat/completions", "authorization",
     "/response_format/schema"},
    {"openai", "/v1", "", "    structured: json_object\n", "/v1/chat/completions", "authorization",
     ""},
    {"openai", "/v1", "", "    structured: none\n", "/v1/chat/completions", "authorization", ""},
    {"anthropic", "", "", "", "/v1/messages", "x-api-key", "/output_config/format/schema"},
    {"ollama", "", "", "    context_tokens: 8192\n", "/api/chat", "authorization", "/format"},
};

TEST_CASE("every form of a server is spoken over HTTP") {
  for (const Form& form : kForms) {
    INFO(form.kind << form.server_lines << form.role_lines);
    FakeModelServer server;
    server.SetKey(kKey);
    server.SetModel([](const ReceivedRequest&) { return ModelText{kGoodAnswer}; });
    Fixture fixture(
        ConfigFor(server.url() + form.path, form.kind, form.server_lines, form.role_lines));
    const Reply reply = fixture.Call(AskOne());
    INFO(reply.detail);
    CHECK_FALSE(reply.failure.has_value());
    CHECK(reply.text == kGoodAnswer);
    CHECK(reply.usage.known);
    const std::vector<ReceivedRequest> requests = server.requests();
    REQUIRE(requests.size() == 1);
    const ReceivedRequest& request = requests[0];
    CHECK(request.method == "POST");
    CHECK(request.target == form.target);
    CHECK(request.Header(form.key_header).find(kKey) != std::string::npos);
    CHECK(request.prompt.find("Was diabetes known?") != std::string::npos);
    if (form.schema_at[0] != '\0') {
      const json::json_pointer at(form.schema_at);
      REQUIRE(request.json.contains(at));
      CHECK(request.json[at] == json::parse(kSchema));
    } else {
      CHECK(request.schema.is_null());
      CHECK(request.prompt.find(kSchema) != std::string::npos);
    }
  }
}

TEST_CASE("Messages marks what is to be remembered, and Ollama states its window") {
  for (const Form& form : kForms) {
    FakeModelServer server;
    server.SetKey(kKey);
    server.SetModel([](const ReceivedRequest&) { return ModelText{kGoodAnswer}; });
    Fixture fixture(
        ConfigFor(server.url() + form.path, form.kind, form.server_lines, form.role_lines));
    fixture.Call(AskOne());
    const std::vector<ReceivedRequest> requests = server.requests();
    REQUIRE(requests.size() == 1);
    const json& body = requests[0].json;
    const bool is_messages = std::string(form.kind) == "anthropic";
    CHECK((requests[0].body.find(R"("cache_control":{"type":"ephemeral"})") != std::string::npos) ==
          is_messages);
    if (std::string(form.kind) == "ollama") CHECK(body["options"]["num_ctx"] == 8192);
  }
}

}  // namespace
}  // namespace suture::models
