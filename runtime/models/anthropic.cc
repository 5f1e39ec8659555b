#include "runtime/models/anthropic.h"

#include "fmt/format.h"
#include "runtime/models/json_text.h"

namespace suture::models {
namespace {

using values::FailureKind;

constexpr char kVersion[] = "2023-06-01";
constexpr int kMostBreakpoints = 4;

// Writes text blocks and counts cache breakpoints: a request may hold four, and more are an error.
class BlockWriter {
 public:
  explicit BlockWriter(std::string* body) : body_(body) {}

  void Open(const char* prefix) {
    body_->append(prefix);
    first_ = true;
  }
  void Add(std::string_view text, bool breakpoint) {
    if (text.empty()) return;  // The server refuses an empty block.
    body_->append(first_ ? "{\"type\":\"text\",\"text\":" : ",{\"type\":\"text\",\"text\":");
    first_ = false;
    AppendQuoted(text, body_);
    if (breakpoint && breakpoints_ < kMostBreakpoints) {
      ++breakpoints_;
      body_->append(",\"cache_control\":{\"type\":\"ephemeral\"}");
    }
    body_->push_back('}');
  }

 private:
  std::string* body_;
  bool first_ = true;
  int breakpoints_ = 0;
};

// The parameters of several types that the schema has when every reference is followed.
int UnionsOf(const nlohmann::json& root, const nlohmann::json& schema) {
  constexpr std::string_view kDefinitions = "#/$defs/";
  if (schema.is_object() && schema.contains("$ref")) {
    const std::string to = TextMember(schema, "$ref");
    const nlohmann::json* definitions = Member(root, "$defs");
    if (!to.starts_with(kDefinitions) || definitions == nullptr) return 0;
    const nlohmann::json* found = Member(*definitions, to.substr(kDefinitions.size()).c_str());
    return found == nullptr ? 0 : UnionsOf(root, *found);
  }
  if (!schema.is_structured()) return 0;
  int count = 0;
  if (const nlohmann::json* type = Member(schema, "type")) count += type->is_array();
  for (const auto& [key, inner] : schema.items()) {
    if (key != "$defs") count += UnionsOf(root, inner);
  }
  return count;
}

// The server refuses a schema with more than 16 parameters of several types: such a form is told
// in the prompt, and the tolerant reader does the rest.
config::Structured FormOf(const Request& request, const config::Role& role) {
  constexpr int kMostUnions = 16;
  if (role.structured != config::Structured::kJsonSchema || request.schema.empty()) {
    return role.structured;
  }
  const nlohmann::json schema =
      nlohmann::json::parse(request.schema, nullptr, /*allow_exceptions=*/false);
  return UnionsOf(schema, schema) > kMostUnions ? config::Structured::kNone : role.structured;
}

void AppendPrompt(const Request& request, const std::string& instruction, std::string* body) {
  BlockWriter writer(body);
  bool has_system = false;
  for (const Message& message : request.messages) has_system |= message.speaker == Speaker::kSystem;
  if (has_system) {
    writer.Open(",\"system\":[");
    for (const Message& message : request.messages) {
      if (message.speaker != Speaker::kSystem) continue;
      for (const TextBlock& block : message.blocks) writer.Add(block.text, block.cache_breakpoint);
    }
    body->push_back(']');
  }
  body->append(",\"messages\":[");
  bool first = true;
  for (size_t i = 0; i < request.messages.size(); ++i) {
    const Message& message = request.messages[i];
    if (message.speaker == Speaker::kSystem) continue;
    if (!first) body->push_back(',');
    first = false;
    writer.Open(message.speaker == Speaker::kAssistant ? "{\"role\":\"assistant\",\"content\":["
                                                       : "{\"role\":\"user\",\"content\":[");
    for (const TextBlock& block : message.blocks) writer.Add(block.text, block.cache_breakpoint);
    if (i + 1 == request.messages.size()) writer.Add(instruction, false);
    body->append("]}");
  }
  body->push_back(']');
}

// Here input_tokens leaves out what came from or went to the cache.
void ReadUsage(const nlohmann::json& body, Usage* usage) {
  const nlohmann::json* source = Member(body, "usage");
  if (source == nullptr || !source->is_object()) return;
  usage->cached = CountMember(*source, "cache_read_input_tokens");
  usage->cache_write = CountMember(*source, "cache_creation_input_tokens");
  usage->prompt = CountMember(*source, "input_tokens") + usage->cached + usage->cache_write;
  usage->known = usage->prompt > 0;
  usage->completion = CountMember(*source, "output_tokens");
}

std::string KnownStop(const std::string& reason) {
  for (const char* known : {"end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn",
                            "refusal", "model_context_window_exceeded"}) {
    if (reason == known) return reason;
  }
  return reason.empty() ? "" : "other";
}

bool EndedByItself(std::string_view reason) {
  return reason.empty() || reason == "end_turn" || reason == "stop_sequence";
}

}  // namespace

HttpRequest EncodeAnthropic(const Request& request, const Binding& binding) {
  const config::Role& role = *binding.role;
  HttpRequest http;
  const std::string& base = binding.server->base_url;
  http.url = base + (base.ends_with("/v1") ? "/messages" : "/v1/messages");
  http.headers.emplace_back("anthropic-version", kVersion);
  if (!binding.key.empty()) http.headers.emplace_back("x-api-key", binding.key.Reveal());
  if (!request.idempotency_key.empty()) {
    http.headers.emplace_back("Idempotency-Key", request.idempotency_key);
  }
  std::string& body = http.body;
  body.append("{\"model\":");
  AppendQuoted(role.model, &body);
  body += fmt::format(",\"max_tokens\":{}", AnswerTokens(request, role));
  const config::Structured form = FormOf(request, role);
  AppendPrompt(request, SchemaInstruction(request, form), &body);
  std::string output;
  if (form == config::Structured::kJsonSchema && !request.schema.empty()) {
    output = "\"format\":{\"type\":\"json_schema\",\"schema\":" + request.schema + "}";
  }
  if (!role.reasoning_effort.empty()) {
    output += output.empty() ? "\"effort\":" : ",\"effort\":";
    AppendQuoted(role.reasoning_effort, &output);
  }
  if (!output.empty()) body += ",\"output_config\":{" + output + "}";
  if (const std::optional<double> temperature = Temperature(request, role)) {
    body += fmt::format(",\"temperature\":{}", *temperature);
  }
  body.push_back('}');
  return http;
}

ModelAnswer DecodeAnthropic(const Request&, const HttpResponse& response, int64_t unix_now) {
  if (response.error != TransportError::kNone || response.status != 200) {
    return FailedAnswer(response, ReadServerError(response.body), unix_now);
  }
  ModelAnswer answer;
  answer.request_id = response.request_id;
  const nlohmann::json body =
      nlohmann::json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  const nlohmann::json* content = Member(body, "content");
  if (TextMember(body, "type") == "error") {
    return FailedAnswer(response, ReadServerError(response.body), unix_now);
  }
  if (content == nullptr || !(content->is_array() || content->is_null())) {
    Fail(FailureKind::kServerError, response, &answer);
    return answer;
  }
  answer.model = TextMember(body, "model");
  answer.finish_reason = KnownStop(TextMember(body, "stop_reason"));
  ReadUsage(body, &answer.usage);
  answer.prompt_read = answer.usage.prompt;
  for (const nlohmann::json& block : *content) {
    if (TextMember(block, "type") == "text") answer.text += TextMember(block, "text");
  }
  if (answer.finish_reason == "refusal") {
    Fail(FailureKind::kRefusal, response, &answer);
  } else if (answer.finish_reason == "max_tokens") {
    Fail(FailureKind::kTruncated, response, &answer);
  } else if (answer.finish_reason == "model_context_window_exceeded") {
    Fail(FailureKind::kContextTruncated, response, &answer);
  } else if (answer.text.empty() || !EndedByItself(answer.finish_reason)) {
    Fail(FailureKind::kParse, response, &answer);
  }
  return answer;
}

}  // namespace suture::models
