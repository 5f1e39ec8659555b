// What each protocol's request looks like, byte for byte where it matters, and how answers are
// read.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "runtime/models/anthropic.h"
#include "runtime/models/call.h"
#include "runtime/models/json_text.h"
#include "runtime/models/ollama.h"
#include "runtime/models/openai.h"
#include "tests/runtime/models/test_setup.h"

namespace suture::models {
namespace {

using nlohmann::json;
using values::FailureKind;

constexpr char kTiny[] =
    R"({"type":"object","properties":{"b":{"type":"string"},"a":{"type":"string"}},)"
    R"("required":["b","a"],"additionalProperties":false})";

struct Bound {
  explicit Bound(config::Config bound) : config(std::move(bound)) {
    binding.role = &config.roles[0];
    binding.server = &config.servers[0];
    binding.key = config::Secret("sk-1");
  }
  config::Config config;
  Binding binding;
};

Request Small() {
  Request request;
  request.role = "abstractor";
  request.messages = {{Speaker::kSystem, {{"Rules. ", false}, {"More.", true}}},
                      {Speaker::kUser, {{"Note: \"x\"\n", true}, {"Q?", false}}}};
  request.schema_name = "s";
  request.schema = kTiny;
  request.idempotency_key = "key-7";
  return request;
}

std::string HeaderOf(const HttpRequest& http, const std::string& name) {
  for (const auto& [key, value] : http.headers) {
    if (key == name) return value;
  }
  return "";
}

HttpResponse Ok(const json& body) {
  HttpResponse response;
  response.status = 200;
  response.body = body.dump();
  return response;
}

TEST_CASE("chat completions: a strict schema in the author's order, prompt before parameters") {
  const Bound bound(ConfigFor("https://llm.example/v1", "openai",
                              "    organization: org-1\n    project: proj-1\n",
                              "    temperature: 0\n    seed: 7\n    max_output_tokens: 500\n"
                              "    reasoning_effort: low\n    logprobs: true\n"));
  Request request = Small();
  request.max_output_tokens = 300;
  const HttpRequest http = EncodeOpenAi(request, bound.binding);
  CHECK(http.url == "https://llm.example/v1/chat/completions");
  CHECK(HeaderOf(http, "Authorization") == "Bearer sk-1");
  CHECK(HeaderOf(http, "OpenAI-Organization") == "org-1");
  CHECK(HeaderOf(http, "OpenAI-Project") == "proj-1");
  CHECK(HeaderOf(http, "Idempotency-Key") == "key-7");
  CHECK(http.body ==
        R"({"model":"test-model","messages":[{"role":"system","content":"Rules. More."},)"
        R"({"role":"user","content":"Note: \"x\"\nQ?"}],"response_format":{"type":"json_schema",)"
        R"("json_schema":{"name":"s","strict":true,"schema":)" +
            std::string(kTiny) +
            R"(}},"max_completion_tokens":300,"temperature":0,"seed":7,"reasoning_effort":"low",)"
            R"("logprobs":true})");
}

TEST_CASE("chat completions: parameters that are not bound are not sent") {
  const Bound bound(ConfigFor("https://llm.example/v1"));
  Request request = Small();
  request.schema.clear();
  request.idempotency_key.clear();
  request.max_output_tokens = 1'000'000;
  const HttpRequest http = EncodeOpenAi(request, bound.binding);
  const json body = json::parse(http.body);
  CHECK(body.size() == 3);
  CHECK(body["max_completion_tokens"] == 4096);  // The role's limit holds.
  CHECK(HeaderOf(http, "Idempotency-Key").empty());
}

TEST_CASE("chat completions: each server's own form of a schema") {
  const json schema = json::parse(kTiny);
  auto encode = [](const std::string& form) {
    const Bound bound(ConfigFor("http://localhost:8000/v1", "openai",
                                "    token_limit: max_tokens\n", "    structured: " + form + "\n"));
    return json::parse(EncodeOpenAi(Small(), bound.binding).body);
  };
  const json vllm = encode("vllm");
  CHECK(vllm["structured_outputs"] == json{{"json", schema}, {"disable_any_whitespace", true}});
  CHECK_FALSE(vllm.contains("response_format"));
  CHECK(vllm["max_tokens"] == 4096);
  CHECK_FALSE(vllm.contains("max_completion_tokens"));
  const json llama = encode("llamacpp");
  CHECK(llama["response_format"] == json{{"type", "json_schema"}, {"schema", schema}});
  CHECK(llama["cache_prompt"] == true);
  const json object = encode("json_object");
  CHECK(object["response_format"] == json{{"type", "json_object"}});
  // The form is told behind everything else: what is before it may be cached.
  CHECK(object["messages"][0]["content"] == "Rules. More.");
  const std::string user = object["messages"][1]["content"];
  CHECK(user.starts_with("Note: \"x\"\nQ?\n\nAnswer with one JSON object"));
  CHECK(user.ends_with(kTiny));
  const json none = encode("none");
  CHECK_FALSE(none.contains("response_format"));
  CHECK(none["messages"][1]["content"] == user);
  CHECK(none["messages"].size() == 2);
}

TEST_CASE("Azure: both forms of address, and the key in its own header") {
  const Bound v1(
      ConfigFor("https://res.openai.azure.example/openai/v1", "openai", "    dialect: azure\n"));
  const HttpRequest http = EncodeOpenAi(Small(), v1.binding);
  CHECK(http.url == "https://res.openai.azure.example/openai/v1/chat/completions");
  CHECK(HeaderOf(http, "api-key") == "sk-1");
  CHECK(HeaderOf(http, "Authorization").empty());
  Bound classic(ConfigFor("https://res.openai.azure.example", "openai",
                          "    dialect: azure_classic\n    api_version: 2024-10-21\n"));
  classic.config.roles[0].model = "gpt 4/o";
  CHECK(EncodeOpenAi(Small(), classic.binding).url ==
        "https://res.openai.azure.example/openai/deployments/gpt%204%2Fo/chat/completions"
        "?api-version=2024-10-21");
}

TEST_CASE("text that is not UTF-8 never breaks a request body") {
  const Bound bound(ConfigFor("https://llm.example/v1"));
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte.push_back(static_cast<char>(i));
  every_byte +=
      "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xED\xA0\x80 \xC0\xAF \xF4\x90\x80\x80 \xE2\x82";
  Request request = Small();
  request.messages = {{Speaker::kUser, {{every_byte, false}}}};
  const json body = json::parse(EncodeOpenAi(request, bound.binding).body);
  const std::string sent = body["messages"][0]["content"];
  CHECK(sent.substr(0, 128) == every_byte.substr(0, 128));
  CHECK(sent.find("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xEF\xBF\xBD") != std::string::npos);
  CHECK(json::parse(json(sent).dump()) == sent);
}

TEST_CASE("Messages: system apart, breakpoints kept and capped, the schema in output_config") {
  const Bound bound(ConfigFor("https://api.anthropic.example", "anthropic", "",
                              "    temperature: 0.5\n    reasoning_effort: low\n"));
  Request request = Small();
  request.messages.push_back(
      {Speaker::kAssistant, {{"", true}, {"a", true}, {"b", true}, {"c", true}}});
  const HttpRequest http = EncodeAnthropic(request, bound.binding);
  CHECK(http.url == "https://api.anthropic.example/v1/messages");
  CHECK(HeaderOf(http, "x-api-key") == "sk-1");
  CHECK(HeaderOf(http, "anthropic-version") == "2023-06-01");
  CHECK(HeaderOf(http, "Idempotency-Key") == "key-7");
  const json body = json::parse(http.body);
  const json mark = {{"type", "ephemeral"}};
  CHECK(body["system"] ==
        json::array({{{"type", "text"}, {"text", "Rules. "}},
                     {{"type", "text"}, {"text", "More."}, {"cache_control", mark}}}));
  CHECK(body["messages"][0]["role"] == "user");
  CHECK(body["messages"][0]["content"][0]["cache_control"] == mark);
  CHECK_FALSE(body["messages"][0]["content"][1].contains("cache_control"));
  CHECK(body["messages"][1]["content"].size() == 3);  // The empty block is left out.
  CHECK(body["messages"][1]["content"][1]["cache_control"] == mark);
  CHECK_FALSE(body["messages"][1]["content"][2].contains("cache_control"));  // The fifth.
  CHECK(body["output_config"] ==
        json{{"format", {{"type", "json_schema"}, {"schema", json::parse(kTiny)}}},
             {"effort", "low"}});
  CHECK(body["max_tokens"] == 4096);
  CHECK(body["temperature"] == 0.5);
  CHECK_FALSE(body.contains("seed"));
}

TEST_CASE("Messages: a form with more unions than the server takes is told in the prompt") {
  const Bound bound(ConfigFor("https://api.anthropic.example", "anthropic"));
  // Each question refers to one definition with a union; the server counts its uses.
  const auto asking = [&bound](int questions) {
    Request request = Small();
    std::string properties, required;
    for (int i = 1; i <= questions; ++i) {
      const std::string comma = i == 1 ? "" : ",";
      properties += comma + "\"q" + std::to_string(i) + R"(":{"$ref":"#/$defs/d1"})";
      required += comma + "\"q" + std::to_string(i) + "\"";
    }
    request.schema = R"({"type":"object","properties":{)" + properties + R"(},"required":[)" +
                     required +
                     R"(],"additionalProperties":false,"$defs":{"d1":{"type":"object",)"
                     R"("properties":{"value":{"type":["string","null"]}},"required":["value"],)"
                     R"("additionalProperties":false}}})";
    const json body = json::parse(EncodeAnthropic(request, bound.binding).body);
    const std::string last = body["messages"].back()["content"].back()["text"];
    CHECK(body.contains("output_config") == !last.ends_with(request.schema));
    return body.contains("output_config");
  };
  CHECK(asking(16));
  CHECK_FALSE(asking(17));
}

TEST_CASE("Messages: cached tokens are counted as part of the prompt") {
  const json body = {{"type", "message"},
                     {"model", "claude-x"},
                     {"stop_reason", "end_turn"},
                     {"content",
                      {{{"type", "thinking"}, {"thinking", "hm"}},
                       {{"type", "text"}, {"text", "{\"a\":"}},
                       {{"type", "text"}, {"text", "1}"}}}},
                     {"usage",
                      {{"input_tokens", 10},
                       {"cache_read_input_tokens", 900},
                       {"cache_creation_input_tokens", 90},
                       {"output_tokens", 5}}}};
  const ModelAnswer answer = DecodeAnthropic(Small(), Ok(body), 0);
  CHECK_FALSE(answer.failure.has_value());
  CHECK(answer.text == "{\"a\":1}");
  CHECK(answer.usage == Usage{true, 1000, 900, 90, 5, 0});
}

TEST_CASE("Ollama: the window is stated, the native protocol used") {
  const Bound bound(ConfigFor("http://127.0.0.1:11434", "ollama", "",
                              "    context_tokens: 32768\n    seed: 3\n    temperature: 0\n"));
  const HttpRequest http = EncodeOllama(Small(), bound.binding);
  CHECK(http.url == "http://127.0.0.1:11434/api/chat");
  CHECK(HeaderOf(http, "Idempotency-Key") == "key-7");
  const json body = json::parse(http.body);
  CHECK(body["format"] == json::parse(kTiny));
  CHECK(body["stream"] == false);
  CHECK(body["options"] ==
        json{{"num_ctx", 32768}, {"num_predict", 4096}, {"temperature", 0}, {"seed", 3}});
}

TEST_CASE(
    "chat completions: usage, logprobs and names are read; a hostile end is no word of ours") {
  const json body = {
      {"model", "m-1"},
      {"choices",
       {{{"finish_reason", "my own words about the patient"},
         {"message", {{"content", "{}"}}},
         {"logprobs", {{"content", {{{"token", "{"}, {"logprob", -0.5}}, {{"token", "}"}}}}}}}}},
      {"usage",
       {{"prompt_tokens", 1000},
        {"completion_tokens", 20},
        {"prompt_tokens_details", {{"cached_tokens", 640}, {"cache_write_tokens", 128}}},
        {"completion_tokens_details", {{"reasoning_tokens", 12}}}}}};
  const ModelAnswer answer = DecodeOpenAi(Small(), Ok(body), 0);
  REQUIRE(answer.failure.has_value());  // It did not end as answers end.
  CHECK(answer.failure->kind == values::FailureKind::kParse);
  CHECK(answer.usage == Usage{true, 1000, 640, 128, 20, 12});
  CHECK(answer.model == "m-1");
  CHECK(answer.finish_reason == "other");
  REQUIRE(answer.logprobs.size() == 1);
  CHECK(answer.logprobs[0].logprob == -0.5);
}

// What failure an answer that ended so is; nothing where it ended by itself.
TEST_CASE("only an answer that ended by itself is one") {
  using values::FailureKind;
  const auto open_ai = [](const json& end) {
    const json body = {{"choices", {{{"finish_reason", end}, {"message", {{"content", "{}"}}}}}}};
    const ModelAnswer answer = DecodeOpenAi(Small(), Ok(body), 0);
    return answer.failure ? std::optional(answer.failure->kind) : std::nullopt;
  };
  for (const json& end : {json("stop"), json("eos_token"), json(nullptr)}) {
    CHECK(open_ai(end) == std::nullopt);
  }
  CHECK(open_ai("length") == FailureKind::kTruncated);
  CHECK(open_ai("max_tokens") == FailureKind::kTruncated);
  for (const char* end : {"abort", "error", "cancelled", "tool_calls"}) {
    CHECK(open_ai(end) == FailureKind::kParse);
  }
  const json two = {{"choices",
                     {{{"finish_reason", "stop"}, {"message", {{"content", "{}"}}}},
                      {{"finish_reason", "stop"}, {"message", {{"content", "[]"}}}}}}};
  CHECK(DecodeOpenAi(Small(), Ok(two), 0).failure->kind == FailureKind::kParse);

  const auto anthropic = [](const json& end) {
    const json body = {{"type", "message"},
                       {"content", {{{"type", "text"}, {"text", "{}"}}}},
                       {"stop_reason", end}};
    const ModelAnswer answer = DecodeAnthropic(Small(), Ok(body), 0);
    return answer.failure ? std::optional(answer.failure->kind) : std::nullopt;
  };
  CHECK(anthropic("end_turn") == std::nullopt);
  CHECK(anthropic(nullptr) == std::nullopt);
  CHECK(anthropic("pause_turn") == FailureKind::kParse);
  CHECK(anthropic("tool_use") == FailureKind::kParse);

  const auto ollama = [](const json& end) {
    const json body = {{"message", {{"content", "{}"}}}, {"done", true}, {"done_reason", end}};
    const ModelAnswer answer = DecodeOllama(Small(), Ok(body), 0);
    return answer.failure ? std::optional(answer.failure->kind) : std::nullopt;
  };
  CHECK(ollama("stop") == std::nullopt);
  CHECK(ollama(nullptr) == std::nullopt);
  CHECK(ollama("load") == FailureKind::kParse);
}

TEST_CASE("Ollama: an error within a 200 is one, and a remembered prompt is billed as estimated") {
  const ModelAnswer failed =
      DecodeOllama(Small(), Ok({{"error", "model requires more system memory"}}), 0);
  REQUIRE(failed.failure.has_value());
  CHECK(failed.failure->kind == values::FailureKind::kServerError);
  const ModelAnswer busy = DecodeOllama(
      Small(), Ok({{"error", "x"}, {"message", {{"content", "{}"}}}, {"done", true}}), 0);
  CHECK(busy.failure.has_value());
  Request request = Small();
  request.estimated_prompt_tokens = 700;
  json body = {{"model", "m"},
               {"message", {{"content", "{}"}}},
               {"done", true},
               {"done_reason", "stop"},
               {"eval_count", 30}};
  CHECK(DecodeOllama(request, Ok(body), 0).usage == Usage{true, 700, 0, 0, 30, 0});
  body["prompt_eval_count"] = 900;
  CHECK(DecodeOllama(request, Ok(body), 0).usage == Usage{true, 900, 0, 0, 30, 0});
}

TEST_CASE("Messages: null content has not the form that was asked for") {
  const ModelAnswer answer = DecodeAnthropic(
      Small(), Ok({{"type", "message"}, {"content", nullptr}, {"stop_reason", "end_turn"}}), 0);
  REQUIRE(answer.failure.has_value());
  CHECK(answer.failure->kind == values::FailureKind::kParse);
}

TEST_CASE("a prompt that is too long is told from other bad requests") {
  const auto kind = [](const json& body) {
    HttpResponse response = Ok(body);
    response.status = 400;
    return DecodeOpenAi(Small(), response, 0).failure->kind;
  };
  CHECK(kind({{"object", "error"},
              {"message",
               "This model's maximum context length is 4096 tokens. However, you requested 5000"},
              {"type", "BadRequestError"},
              {"code", 400}}) == values::FailureKind::kContextTruncated);
  CHECK(kind({{"object", "error"}, {"message", "Unknown field"}, {"code", 400}}) ==
        values::FailureKind::kInvalidRequest);
  CHECK(kind({{"error", {{"message", "note: This model's maximum context length is"}}}}) ==
        values::FailureKind::kInvalidRequest);  // A prompt that is repeated says nothing.
}

TEST_CASE("a server's token counts are bounded, so that the bill cannot overflow") {
  const json body = {{"choices", {{{"finish_reason", "stop"}, {"message", {{"content", "{}"}}}}}},
                     {"usage",
                      {{"prompt_tokens", 18'446'744'073'709'551'615u},
                       {"completion_tokens", -7},
                       {"prompt_tokens_details", {{"cached_tokens", 3.5}}}}}};
  const ModelAnswer answer = DecodeOpenAi(Small(), Ok(body), 0);
  CHECK(answer.usage == Usage{true, kMostTokens, 0, 0, 0, 0});
}

TEST_CASE("a usage without counts is none, so that no call is free") {
  const std::vector<json> usages = {json::object(),
                                    {{"total_tokens", 900}},
                                    {{"prompt_tokens", nullptr}, {"input_tokens", nullptr}},
                                    {{"prompt_tokens", "900"}, {"input_tokens", "900"}},
                                    {{"prompt_tokens", 900.0}, {"input_tokens", 900.0}},
                                    {{"prompt_tokens", -5}, {"input_tokens", -5}},
                                    {{"prompt_tokens", 0}, {"input_tokens", 0}}};
  for (const json& usage : usages) {
    INFO(usage.dump());
    const HttpResponse chat =
        Ok({{"choices", {{{"finish_reason", "stop"}, {"message", {{"content", "{\"a\": 1}"}}}}}},
            {"usage", usage}});
    const HttpResponse message = Ok({{"type", "message"},
                                     {"stop_reason", "end_turn"},
                                     {"content", {{{"type", "text"}, {"text", "{\"a\": 1}"}}}},
                                     {"usage", usage}});
    for (const auto& [answer, response] :
         {std::pair(DecodeOpenAi(Small(), chat, 0), chat),
          std::pair(DecodeAnthropic(Small(), message, 0), message)}) {
      CHECK_FALSE(answer.failure.has_value());
      CHECK_FALSE(answer.usage.known);
      CHECK(UsageOf(answer, response, 700) == Usage{false, 700, 0, 0, 2, 0});
    }
  }
  // What the server left out beside a count is estimated, and no part is more than the whole.
  const HttpResponse partly = Ok(
      {{"choices", {{{"finish_reason", "stop"}, {"message", {{"content", "{\"a\": 1}"}}}}}},
       {"usage",
        {{"prompt_tokens", 900},
         {"prompt_tokens_details", {{"cached_tokens", 1'000'000}, {"cache_write_tokens", 9}}}}}});
  CHECK(UsageOf(DecodeOpenAi(Small(), partly, 0), partly, 700) == Usage{true, 900, 900, 0, 2, 0});
}

TEST_CASE("no body of a server, however strange, does more than fail") {
  const std::string deep(100'000, '[');
  for (const std::string& text :
       {std::string(""), std::string("null"), std::string("[]"), std::string("{}"),
        std::string("\xFF\xFE"), std::string(R"({"choices":{}})"), std::string(R"({"choices":[]})"),
        std::string(R"({"choices":[7]})"),
        std::string(R"({"choices":[{"message":7,"finish_reason":{}}]})"),
        std::string(R"({"choices":[{"message":{"content":["x"]}}],"usage":[]})"),
        std::string(R"({"choices":[{"message":{"content":3}}],"usage":{"prompt_tokens":-5}})"),
        std::string(R"({"error":null})"), std::string(R"({"error":[1]})"),
        std::string(R"({"content":7})"), std::string(R"({"content":[7,{"type":7}],"usage":7})"),
        std::string(R"({"message":[]})"), deep}) {
    for (int status : {200, 204, 400, 429, 500, 599}) {
      HttpResponse response;
      response.status = status;
      response.body = text;
      for (auto* decode : {&DecodeOpenAi, &DecodeAnthropic, &DecodeOllama}) {
        INFO(status << " " << text.substr(0, 100));
        CHECK((*decode)(Small(), response, 0).failure.has_value());
      }
    }
  }
}

}  // namespace
}  // namespace suture::models
