#include "runtime/models/openai.h"

#include <algorithm>

#include "fmt/format.h"
#include "runtime/models/json_text.h"
#include "runtime/models/plain_messages.h"

namespace suture::models {
namespace {

using config::Dialect;
using config::Structured;
using values::FailureKind;

std::string Url(const Binding& binding) {
  const config::Server& server = *binding.server;
  if (server.dialect != Dialect::kAzureClassic) return server.base_url + "/chat/completions";
  return fmt::format("{}/openai/deployments/{}/chat/completions?api-version={}", server.base_url,
                     EscapePathSegment(binding.role->model), EscapePathSegment(server.api_version));
}

void AddHeaders(const Request& request, const Binding& binding, HttpRequest* http) {
  const config::Server& server = *binding.server;
  if (!binding.key.empty()) {
    if (server.dialect == Dialect::kStandard) {
      http->headers.emplace_back("Authorization", "Bearer " + binding.key.Reveal());
    } else {
      http->headers.emplace_back("api-key", binding.key.Reveal());
    }
  }
  if (!server.organization.empty()) {
    http->headers.emplace_back("OpenAI-Organization", server.organization);
  }
  if (!server.project.empty()) http->headers.emplace_back("OpenAI-Project", server.project);
  if (!request.idempotency_key.empty()) {
    http->headers.emplace_back("Idempotency-Key", request.idempotency_key);
  }
}

void AppendAnswerForm(const Request& request, const config::Role& role, std::string* body) {
  if (request.schema.empty()) return;
  switch (role.structured) {
    case Structured::kJsonSchema:
      body->append(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":");
      AppendQuoted(request.schema_name.empty() ? "answer" : request.schema_name, body);
      body->append(",\"strict\":true,\"schema\":");
      body->append(request.schema);
      body->append("}}");
      return;
    case Structured::kJsonObject:
      body->append(",\"response_format\":{\"type\":\"json_object\"}");
      return;
    case Structured::kVllm:
      // Without disable_any_whitespace constrained models can write white space up to the limit.
      body->append(",\"structured_outputs\":{\"json\":");
      body->append(request.schema);
      body->append(",\"disable_any_whitespace\":true}");
      return;
    case Structured::kLlamaCpp:
      body->append(",\"response_format\":{\"type\":\"json_schema\",\"schema\":");
      body->append(request.schema);
      body->append("},\"cache_prompt\":true");
      return;
    case Structured::kNone:
      return;
  }
}

void ReadUsage(const nlohmann::json& body, Usage* usage) {
  const nlohmann::json* source = Member(body, "usage");
  if (source == nullptr || !source->is_object()) return;
  usage->prompt = CountMember(*source, "prompt_tokens");
  // A usage without its counts would make the call free, and no budget would end.
  usage->known = usage->prompt > 0;
  usage->completion = CountMember(*source, "completion_tokens");
  if (const nlohmann::json* details = Member(*source, "prompt_tokens_details")) {
    usage->cached = std::min(usage->prompt, CountMember(*details, "cached_tokens"));
    usage->cache_write =
        std::min(usage->prompt - usage->cached, CountMember(*details, "cache_write_tokens"));
  }
  if (const nlohmann::json* details = Member(*source, "completion_tokens_details")) {
    usage->reasoning = CountMember(*details, "reasoning_tokens");
  }
}

void ReadLogprobs(const nlohmann::json& choice, std::vector<TokenLogprob>* logprobs) {
  const nlohmann::json* source = Member(choice, "logprobs");
  const nlohmann::json* content = source == nullptr ? nullptr : Member(*source, "content");
  if (content == nullptr || !content->is_array()) return;
  for (const nlohmann::json& token : *content) {
    const nlohmann::json* value = Member(token, "logprob");
    if (value == nullptr || !value->is_number()) continue;
    logprobs->push_back({TextMember(token, "token"), value->get<double>()});
  }
}

// The kinds of end that are known; another word of the server is not passed on.
std::string KnownFinish(const std::string& reason) {
  for (const char* known : {"stop", "length", "tool_calls", "content_filter", "function_call"}) {
    if (reason == known) return reason;
  }
  // As servers with other backends write them.
  if (reason == "eos" || reason == "eos_token" || reason == "stop_sequence") return "stop";
  if (reason == "max_tokens") return "length";
  return reason.empty() ? "" : "other";
}

// Whether the model said all that it had to say. A server that does not say how the answer ended is
// taken at its word: what was cut off is no whole JSON.
bool EndedByItself(std::string_view reason) { return reason.empty() || reason == "stop"; }

void ReadChoice(const nlohmann::json& choice, const HttpResponse& response, ModelAnswer* answer) {
  answer->finish_reason = KnownFinish(TextMember(choice, "finish_reason"));
  const nlohmann::json* message = Member(choice, "message");
  const nlohmann::json nothing;
  if (message == nullptr) message = &nothing;
  answer->text = TextMember(*message, "content");
  ReadLogprobs(choice, &answer->logprobs);
  if (answer->finish_reason == "content_filter") {
    Fail(FailureKind::kContentFilter, response, answer);
  } else if (!TextMember(*message, "refusal").empty()) {
    Fail(FailureKind::kRefusal, response, answer);
  } else if (answer->finish_reason == "length") {
    Fail(FailureKind::kTruncated, response, answer);
  } else if (answer->text.empty() || !EndedByItself(answer->finish_reason)) {
    Fail(FailureKind::kParse, response, answer);
  }
}

}  // namespace

HttpRequest EncodeOpenAi(const Request& request, const Binding& binding) {
  const config::Role& role = *binding.role;
  HttpRequest http;
  http.url = Url(binding);
  AddHeaders(request, binding, &http);

  size_t size = 512 + request.schema.size();
  for (const Message& message : request.messages) {
    for (const TextBlock& block : message.blocks)
      size += block.text.size() + block.text.size() / 16;
  }
  std::string& body = http.body;
  body.reserve(size);
  body.append("{\"model\":");
  AppendQuoted(role.model, &body);
  AppendPlainMessages(request, SchemaInstruction(request, role.structured), &body);
  AppendAnswerForm(request, role, &body);
  body += binding.server->token_limit == config::TokenLimitName::kMaxTokens
              ? ",\"max_tokens\":"
              : ",\"max_completion_tokens\":";
  body += std::to_string(AnswerTokens(request, role));
  if (const std::optional<double> temperature = Temperature(request, role)) {
    body += fmt::format(",\"temperature\":{}", *temperature);
  }
  if (const std::optional<int64_t> seed = Seed(request, role)) {
    body += fmt::format(",\"seed\":{}", *seed);
  }
  if (!role.reasoning_effort.empty()) {
    body.append(",\"reasoning_effort\":");
    AppendQuoted(role.reasoning_effort, &body);
  }
  if (role.logprobs) body.append(",\"logprobs\":true");
  body.push_back('}');
  return http;
}

ModelAnswer DecodeOpenAi(const Request&, const HttpResponse& response, int64_t unix_now) {
  if (response.error != TransportError::kNone || response.status != 200) {
    return FailedAnswer(response, ReadServerError(response.body), unix_now);
  }
  ModelAnswer answer;
  answer.request_id = response.request_id;
  const nlohmann::json body =
      nlohmann::json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  const nlohmann::json* choices = Member(body, "choices");
  if (choices == nullptr || !choices->is_array() || choices->empty()) {
    // Some gateways send 200 with an error inside.
    const ServerError error = ReadServerError(response.body);
    if (body.is_object() && Member(body, "error") != nullptr) {
      return FailedAnswer(response, error, unix_now);
    }
    Fail(FailureKind::kServerError, response, &answer);
    return answer;
  }
  answer.model = TextMember(body, "model");
  ReadUsage(body, &answer.usage);
  answer.prompt_read = answer.usage.prompt;
  if (choices->size() > 1) {  // One was asked for, and nothing says which is meant.
    Fail(FailureKind::kParse, response, &answer);
    return answer;
  }
  ReadChoice(choices->front(), response, &answer);
  return answer;
}

}  // namespace suture::models
