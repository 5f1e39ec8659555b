#include "tests/fake_model_server/protocol.h"

#include <algorithm>

#include "runtime/text/token_estimate.h"

namespace suture::fake_model_server {
namespace {

using nlohmann::json;

HttpAnswer Error(const ReceivedRequest& request, int status, const json& code,
                 const std::string& type, const std::string& message) {
  HttpAnswer answer;
  answer.status = status;
  if (request.protocol == Protocol::kAnthropic) {
    answer.body = json{{"type", "error"},
                       {"error", {{"type", type}, {"message", message}}},
                       {"request_id", "req_1"}}
                      .dump();
  } else if (request.protocol == Protocol::kOllama) {
    answer.body = json{{"error", message}}.dump();
  } else {
    answer.body =
        json{{"error", {{"message", message}, {"type", type}, {"param", nullptr}, {"code", code}}}}
            .dump();
  }
  return answer;
}

HttpAnswer Invalid(const ReceivedRequest& request, const std::string& message) {
  return Error(request, 400, nullptr, "invalid_request_error", message);
}

void CollectText(const json& content, std::string* prompt) {
  if (content.is_string()) {
    *prompt += content.get<std::string>() + "\n";
  } else if (content.is_array()) {
    for (const json& block : content) {
      if (block.is_object() && block.value("type", "") == "text") {
        *prompt += block.value("text", "") + "\n";
      }
    }
  }
}

json FindSchema(const json& body) {
  for (const char* path : {"/response_format/json_schema/schema", "/response_format/schema",
                           "/structured_outputs/json", "/output_config/format/schema", "/format"}) {
    const json::json_pointer pointer(path);
    if (body.contains(pointer) && body[pointer].is_object()) return body[pointer];
  }
  return nullptr;
}

// What a prompt ends with that tells the form itself (runtime/models/answer.h).
json ToldSchema(const std::string& prompt) {
  constexpr char kBefore[] = "in the order given here:\n";
  const size_t at = prompt.rfind(kBefore);
  if (at == std::string::npos) return nullptr;
  json schema = json::parse(prompt.substr(at + sizeof(kBefore) - 1), nullptr, false);
  return schema.is_object() ? schema : json();
}

constexpr char kDefinitions[] = "#/$defs/";

// The definition that the reference leads to; null: there is none.
const json* DefinitionOf(const json& root, const json& schema) {
  const std::string reference = schema["$ref"].is_string() ? schema["$ref"].get<std::string>() : "";
  if (reference.rfind(kDefinitions, 0) != 0 || !root.contains("$defs")) return nullptr;
  const auto found = root["$defs"].find(reference.substr(sizeof(kDefinitions) - 1));
  return found == root["$defs"].end() ? nullptr : &*found;
}

// The schema as it would be without references; null where one leads nowhere or to itself.
json Expanded(const json& root, const json& schema, int depth) {
  constexpr int kDeepest = 20;
  if (depth > kDeepest) return nullptr;
  if (schema.is_object() && schema.contains("$ref")) {
    const json* definition = DefinitionOf(root, schema);
    return definition == nullptr ? json() : Expanded(root, *definition, depth + 1);
  }
  if (!schema.is_structured()) return schema;
  json whole = schema;
  if (whole.is_object()) whole.erase("$defs");
  for (json& inner : whole) inner = Expanded(root, inner, depth + 1);
  return whole;
}

// The first breach of the strict subset, or empty.
std::string StrictMistake(const json& root, const json& schema, int depth) {
  constexpr int kDeepest = 10;
  if (depth > kDeepest) return "The schema is nested too deeply.";
  if (schema.is_array()) {
    for (const json& branch : schema) {
      if (std::string mistake = StrictMistake(root, branch, depth + 1); !mistake.empty())
        return mistake;
    }
    return {};
  }
  if (!schema.is_object()) return {};
  if (schema.contains("$ref")) {
    if (schema.size() > 1) return "'$ref' cannot have sibling keywords.";
    const json* definition = DefinitionOf(root, schema);
    if (definition == nullptr) return "'$ref' leads to no definition.";
    return StrictMistake(root, *definition, depth + 1);
  }
  if (schema.contains("default")) return "'default' is not permitted.";
  if (schema.contains("properties")) {
    if (schema.value("additionalProperties", true)) return "'additionalProperties' must be false.";
    const json required = schema.value("required", json::array());
    for (const auto& [name, property] : schema["properties"].items()) {
      if (std::find(required.begin(), required.end(), json(name)) == required.end()) {
        return "'required' must list every property; missing '" + name + "'.";
      }
      if (std::string mistake = StrictMistake(root, property, depth + 1); !mistake.empty())
        return mistake;
    }
  }
  for (const char* key : {"items", "anyOf"}) {
    if (!schema.contains(key)) continue;
    if (std::string mistake = StrictMistake(root, schema[key], depth + 1); !mistake.empty())
      return mistake;
  }
  return {};
}

HttpAnswer ValidateKey(const ReceivedRequest& request, const std::string& key) {
  if (key.empty()) return {};
  std::string given = request.Header("authorization");
  std::string wanted = "Bearer " + key;
  if (request.protocol == Protocol::kAnthropic) {
    given = request.Header("x-api-key");
    wanted = key;
  } else if (!request.Header("api-key").empty()) {
    given = request.Header("api-key");
    wanted = key;
  }
  if (given == wanted) return {};
  if (request.protocol == Protocol::kAnthropic) {
    return Error(request, 401, nullptr, "authentication_error", "invalid x-api-key");
  }
  return Error(request, 401, "invalid_api_key", "invalid_request_error",
               "Incorrect API key provided: " + given);
}

HttpAnswer ValidateChat(const ReceivedRequest& request) {
  for (const json& message : request.json["messages"]) {
    const std::string role = message.value("role", "");
    if (role != "system" && role != "user" && role != "assistant" && role != "developer") {
      return Invalid(request, "Invalid value for 'role'.");
    }
  }
  if (!request.json.contains("response_format")) return {};
  const json& format = request.json["response_format"];
  if (format.value("type", "") != "json_schema" || !format.contains("json_schema")) return {};
  const json& wrapped = format["json_schema"];
  const std::string name = wrapped.value("name", "");
  const bool named = !name.empty() && name.size() <= 64 &&
                     name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789_-") == std::string::npos;
  if (!named) return Invalid(request, "Invalid 'response_format.json_schema.name'.");
  const std::string mistake = StrictMistake(wrapped["schema"], wrapped["schema"], 0);
  if (wrapped.value("strict", false) && !mistake.empty()) {
    return Invalid(request, "Invalid schema for response_format: " + mistake);
  }
  return {};
}

int CountBreakpoints(const json& value) {
  int count = 0;
  if (value.is_object() && value.contains("cache_control")) ++count;
  if (value.is_structured()) {
    for (const json& inner : value) count += CountBreakpoints(inner);
  }
  return count;
}

// Anthropic takes 16 parameters of several types in all.
constexpr int kMostUnions = 16;

int Unions(const json& expanded) {
  int count = 0;
  if (expanded.is_object()) {
    count += expanded.contains("anyOf");
    count += expanded.contains("type") && expanded["type"].is_array();
  }
  if (expanded.is_structured()) {
    for (const json& inner : expanded) count += Unions(inner);
  }
  return count;
}

HttpAnswer ValidateAnthropic(const ReceivedRequest& request) {
  if (request.Header("anthropic-version").empty()) {
    return Invalid(request, "anthropic-version: header is required");
  }
  if (request.max_tokens < 1) return Invalid(request, "max_tokens: Field required");
  if (request.json.contains("seed"))
    return Invalid(request, "seed: Extra inputs are not permitted");
  if (request.json.value("temperature", 0.0) > 1)
    return Invalid(request, "temperature: range: 0..1");
  if (CountBreakpoints(request.json) > 4) {
    return Invalid(request, "A maximum of 4 blocks with cache_control may be provided.");
  }
  if (const json schema = FindSchema(request.json); schema.is_object()) {
    const std::string mistake = StrictMistake(schema, schema, 0);
    if (!mistake.empty()) return Invalid(request, "output_config.format.schema: " + mistake);
    if (Unions(request.schema) > kMostUnions) {
      return Invalid(request, "Schemas contains too many parameters with union types.");
    }
  }
  for (const json& message : request.json["messages"]) {
    if (message.value("role", "") == "system") {
      return Invalid(request, "messages: Unexpected role \"system\".");
    }
    for (const json& block : message.value("content", json::array())) {
      if (block.is_object() && block.value("text", "x").empty()) {
        return Invalid(request, "messages: text content blocks must be non-empty");
      }
    }
  }
  return {};
}

json OpenAiBody(const ReceivedRequest& request, const std::string& text, const std::string& finish,
                int64_t prompt, int64_t cached, int64_t completion) {
  return {{"id", "chatcmpl-" + std::to_string(request.number)},
          {"object", "chat.completion"},
          {"created", 1700000000},
          {"model", request.model + "-2026"},
          {"choices",
           json::array(
               {{{"index", 0},
                 {"finish_reason", finish},
                 {"logprobs", nullptr},
                 {"message", {{"role", "assistant"}, {"content", text}, {"refusal", nullptr}}}}})},
          {"usage",
           {{"prompt_tokens", prompt},
            {"completion_tokens", completion},
            {"total_tokens", prompt + completion},
            {"prompt_tokens_details", {{"cached_tokens", cached}}}}}};
}

json AnthropicBody(const ReceivedRequest& request, const std::string& text, const std::string& stop,
                   int64_t prompt, int64_t cached, int64_t completion) {
  return {{"id", "msg_" + std::to_string(request.number)},
          {"type", "message"},
          {"role", "assistant"},
          {"model", request.model},
          {"content", json::array({{{"type", "text"}, {"text", text}}})},
          {"stop_reason", stop},
          {"stop_sequence", nullptr},
          {"usage",
           {{"input_tokens", prompt - cached},
            {"cache_creation_input_tokens", 0},
            {"cache_read_input_tokens", cached},
            {"output_tokens", completion}}}};
}

json OllamaBody(const ReceivedRequest& request, const std::string& text, const std::string& reason,
                int64_t prompt, int64_t completion) {
  return {{"model", request.model},
          {"created_at", "2026-01-01T00:00:00Z"},
          {"message", {{"role", "assistant"}, {"content", text}}},
          {"done", true},
          {"done_reason", reason},
          {"prompt_eval_count", prompt},
          {"eval_count", completion}};
}

struct EndNames {
  const char* stop;
  const char* length;
};

EndNames EndsOf(Protocol protocol) {
  if (protocol == Protocol::kAnthropic) return {"end_turn", "max_tokens"};
  return {"stop", "length"};
}

HttpAnswer RenderError(const ReceivedRequest& request, const Fault& fault) {
  HttpAnswer answer;
  switch (fault.kind) {
    case FaultKind::kRateLimit:
      answer = Error(request, 429, "rate_limit_exceeded",
                     request.protocol == Protocol::kAnthropic ? "rate_limit_error" : "requests",
                     "Rate limit reached");
      answer.extra_headers = fault.text;
      return answer;
    case FaultKind::kQuota:
      return Error(
          request, 429, "insufficient_quota",
          request.protocol == Protocol::kAnthropic ? "billing_error" : "insufficient_quota",
          "You exceeded your current quota.");
    case FaultKind::kLoading:
      return Error(request, 503, 503, "unavailable_error", "Loading model");
    case FaultKind::kOverloaded:
      return Error(request, 529, nullptr, "overloaded_error", "Overloaded");
    case FaultKind::kStatus:
      answer =
          Error(request, fault.number, nullptr, "api", "Status " + std::to_string(fault.number));
      answer.extra_headers = fault.text;
      return answer;
    case FaultKind::kContextTooLong:
      if (request.protocol == Protocol::kAnthropic) {
        return Invalid(request, "prompt is too long: 300000 tokens > 200000 maximum");
      }
      return Error(request, 400, "context_length_exceeded", "invalid_request_error", "Too long.");
    case FaultKind::kIntegerCode:
      answer.status = 400;
      answer.body = json{{"object", "error"},
                         {"message", "echo: " + request.prompt},
                         {"type", "BadRequestError"},
                         {"param", nullptr},
                         {"code", 400}}
                        .dump();
      return answer;
    case FaultKind::kContentFilter:
      answer.status = 400;
      answer.body = json{{"error",
                          {{"message", "The response was filtered. Prompt: " + request.prompt},
                           {"type", nullptr},
                           {"param", "prompt"},
                           {"code", "content_filter"},
                           {"status", 400},
                           {"innererror",
                            {{"code", "ResponsibleAIPolicyViolation"},
                             {"content_filter_result",
                              {{"self_harm", {{"filtered", true}, {"severity", "medium"}}}}}}}}}}
                        .dump();
      return answer;
    case FaultKind::kErrorInside200:
      answer = Error(request, 200, nullptr, "server_error", "Upstream failed");
      return answer;
    case FaultKind::kRedirect:
      answer.status = 307;
      answer.extra_headers = "Location: " + fault.text + "\r\n";
      return answer;
    default:
      answer.status = 0;
      return answer;
  }
}

}  // namespace

std::string ReceivedRequest::Header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

void Interpret(ReceivedRequest* request) {
  request->json = json::parse(request->body, nullptr, /*allow_exceptions=*/false);
  const std::string path = request->target.substr(0, request->target.find('?'));
  if (path.find("/openai/deployments/") != std::string::npos) {
    request->protocol = Protocol::kAzureClassic;
  } else if (path.ends_with("/chat/completions")) {
    request->protocol = Protocol::kOpenAi;
  } else if (path.ends_with("/v1/messages")) {
    request->protocol = Protocol::kAnthropic;
  } else if (path.ends_with("/api/chat")) {
    request->protocol = Protocol::kOllama;
  }
  if (!request->json.is_object()) return;
  const json& body = request->json;
  request->model = body.value("model", "");
  if (body.contains("system")) CollectText(body["system"], &request->prompt);
  if (body.contains("messages") && body["messages"].is_array()) {
    for (const json& message : body["messages"]) {
      if (message.is_object() && message.contains("content")) {
        CollectText(message["content"], &request->prompt);
      }
    }
  }
  const json schema = FindSchema(body);
  if (schema.is_object()) request->schema_text = schema.dump();
  request->schema = Expanded(schema, schema, 0);
  const json told = ToldSchema(request->prompt);
  request->told_schema = Expanded(told, told, 0);
  for (const char* key : {"max_completion_tokens", "max_tokens"}) {
    if (body.contains(key)) request->max_tokens = body[key].get<int64_t>();
  }
  if (body.contains("options")) request->max_tokens = body["options"].value("num_predict", 0);
}

HttpAnswer Validate(const ReceivedRequest& request, const std::string& key) {
  if (request.protocol == Protocol::kUnknown) {
    return Error(request, 404, nullptr, "invalid_request_error", "Unknown request URL");
  }
  if (request.method != "POST")
    return Error(request, 405, nullptr, "invalid_request_error", "Use POST");
  if (HttpAnswer wrong = ValidateKey(request, key); wrong.status != 200) return wrong;
  if (!request.json.is_object()) return Invalid(request, "The body is not JSON.");
  if (request.model.empty()) return Invalid(request, "you must provide a model parameter");
  if (!request.json.contains("messages") || request.json["messages"].empty()) {
    return Invalid(request, "messages: at least one is required");
  }
  switch (request.protocol) {
    case Protocol::kAnthropic:
      return ValidateAnthropic(request);
    case Protocol::kAzureClassic:
      if (request.target.find("api-version=") == std::string::npos) {
        return Error(request, 404, "404", "not_found", "Resource not found");
      }
      return ValidateChat(request);
    case Protocol::kOpenAi:
      return ValidateChat(request);
    default:
      return {};
  }
}

HttpAnswer Render(const ReceivedRequest& request, const ModelText& model, const Fault& fault) {
  if (HttpAnswer error = RenderError(request, fault); error.status != 0) return error;
  const EndNames ends = EndsOf(request.protocol);
  std::string text = model.text;
  std::string end = ends.stop;
  if (fault.kind == FaultKind::kLengthMidJson) {
    text = text.substr(0, text.size() / 2);
    end = ends.length;
  } else if (fault.kind == FaultKind::kLengthWhitespace) {
    text = "{" + std::string(4096, ' ');
    end = ends.length;
  } else if (fault.kind == FaultKind::kWrongSchema) {
    text = R"({"verdict":"maybe"})";
  } else if (fault.kind == FaultKind::kFilteredAnswer) {
    text = text.substr(0, 1);
    end = request.protocol == Protocol::kAnthropic ? "refusal" : "content_filter";
  } else if (fault.kind == FaultKind::kRefusal && request.protocol == Protocol::kAnthropic) {
    text = "";
    end = "refusal";
  }
  const int64_t completion = model.completion_tokens >= 0 ? model.completion_tokens
                                                          : static_cast<int64_t>(text.size()) / 4;
  const size_t counted = std::max(request.prompt.size() / 4, text::FewestTokens(request.prompt));
  int64_t prompt = model.prompt_tokens >= 0 ? model.prompt_tokens : static_cast<int64_t>(counted);
  if (fault.kind == FaultKind::kPromptCut) prompt = fault.number;

  HttpAnswer answer;
  answer.extra_headers = "x-request-id: req-" + std::to_string(request.number) + "\r\n";
  json body;
  if (request.protocol == Protocol::kAnthropic) {
    body = AnthropicBody(request, text, end, prompt, model.cached_tokens, completion);
    if (fault.kind == FaultKind::kNullContent) body["content"] = json::array();
    if (fault.kind == FaultKind::kNoChoices) body.erase("content");
  } else if (request.protocol == Protocol::kOllama) {
    body = OllamaBody(request, text, end, prompt, completion);
    if (fault.kind == FaultKind::kNullContent) body["message"]["content"] = nullptr;
    if (fault.kind == FaultKind::kNoChoices) body.erase("message");
    if (fault.kind == FaultKind::kUsageMissing) {
      body.erase("prompt_eval_count");
      body.erase("eval_count");
    }
  } else {
    body = OpenAiBody(request, text, end, prompt, model.cached_tokens, completion);
    json& message = body["choices"][0]["message"];
    if (fault.kind == FaultKind::kNullContent) message["content"] = nullptr;
    if (fault.kind == FaultKind::kRefusal) {
      message["content"] = nullptr;
      message["refusal"] = "I cannot help with that.";
    }
    if (fault.kind == FaultKind::kNoChoices) body["choices"] = json::array();
  }
  if (fault.kind == FaultKind::kUsageMissing) body.erase("usage");
  answer.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  if (fault.kind == FaultKind::kNotJson) answer.body = "<html><body>Please sign in.</body></html>";
  return answer;
}

bool Fits(const nlohmann::ordered_json& value, const json& schema) {
  if (!schema.is_object()) return false;
  const json type = schema.value("type", json());
  const auto is = [&type](const char* name) {
    return type == name ||
           (type.is_array() && std::find(type.begin(), type.end(), name) != type.end());
  };
  if (const json names = schema.value("enum", json()); names.is_array()) {
    if (std::find(names.begin(), names.end(), json(value)) == names.end()) return false;
  }
  if (value.is_null()) return is("null");
  if (value.is_string()) return is("string");
  if (value.is_boolean()) return is("boolean");
  if (value.is_number_integer()) return is("integer") || is("number");
  if (value.is_number()) return is("number");
  if (value.is_array()) {
    if (!is("array")) return false;
    return std::all_of(
        value.begin(), value.end(),
        [items = schema.value("items", json())](const auto& one) { return Fits(one, items); });
  }
  const json properties = schema.value("properties", json::object());
  if (!is("object") || properties.size() != value.size()) return false;
  for (const auto& [name, inner] : value.items()) {
    if (!properties.contains(name) || !Fits(inner, properties[name])) return false;
  }
  return true;
}

nlohmann::ordered_json SmallestFitting(const nlohmann::ordered_json& schema) {
  using Json = nlohmann::ordered_json;
  if (!schema.is_object()) return nullptr;
  if (schema.contains("const")) return schema["const"];
  if (schema.contains("enum") && !schema["enum"].empty()) return schema["enum"][0];
  if (schema.contains("anyOf") && !schema["anyOf"].empty())
    return SmallestFitting(schema["anyOf"][0]);
  Json type = schema.value("type", Json("object"));
  if (type.is_array()) type = type.empty() ? Json("null") : type[0];
  if (type == "string") return "";
  if (type == "integer" || type == "number") return schema.value("minimum", Json(0));
  if (type == "boolean") return false;
  if (type == "null") return nullptr;
  if (type == "array") {
    Json list = Json::array();
    const size_t least = schema.value("minItems", size_t{0});
    while (list.size() < least) list.push_back(SmallestFitting(schema.value("items", Json())));
    return list;
  }
  Json object = Json::object();
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, property] : properties.items()) {
    object[name] = SmallestFitting(property);
  }
  return object;
}

}  // namespace suture::fake_model_server
