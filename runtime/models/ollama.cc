#include "runtime/models/ollama.h"

#include "fmt/format.h"
#include "runtime/models/json_text.h"
#include "runtime/models/plain_messages.h"

namespace suture::models {
namespace {

using values::FailureKind;

}  // namespace

HttpRequest EncodeOllama(const Request& request, const Binding& binding) {
  const config::Role& role = *binding.role;
  HttpRequest http;
  http.url = binding.server->base_url + "/api/chat";
  if (!binding.key.empty())
    http.headers.emplace_back("Authorization", "Bearer " + binding.key.Reveal());
  if (!request.idempotency_key.empty()) {
    http.headers.emplace_back("Idempotency-Key", request.idempotency_key);
  }
  std::string& body = http.body;
  body.append("{\"model\":");
  AppendQuoted(role.model, &body);
  AppendPlainMessages(request, SchemaInstruction(request, role.structured), &body);
  if (!request.schema.empty() && role.structured == config::Structured::kJsonSchema) {
    body += ",\"format\":" + request.schema;
  } else if (!request.schema.empty() && role.structured == config::Structured::kJsonObject) {
    body += ",\"format\":\"json\"";
  }
  body += fmt::format(",\"stream\":false,\"options\":{{\"num_ctx\":{},\"num_predict\":{}",
                      role.context_tokens, AnswerTokens(request, role));
  if (const std::optional<double> temperature = Temperature(request, role)) {
    body += fmt::format(",\"temperature\":{}", *temperature);
  }
  if (const std::optional<int64_t> seed = Seed(request, role)) {
    body += fmt::format(",\"seed\":{}", *seed);
  }
  body += "}}";
  return http;
}

ModelAnswer DecodeOllama(const Request& request, const HttpResponse& response, int64_t unix_now) {
  if (response.error != TransportError::kNone || response.status != 200) {
    return FailedAnswer(response, ReadServerError(response.body), unix_now);
  }
  ModelAnswer answer;
  answer.request_id = response.request_id;
  const nlohmann::json body =
      nlohmann::json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  if (const nlohmann::json* error = Member(body, "error"); error != nullptr && !error->is_null()) {
    return FailedAnswer(response, ReadServerError(response.body), unix_now);
  }
  const nlohmann::json* message = Member(body, "message");
  if (message == nullptr) {
    Fail(FailureKind::kServerError, response, &answer);
    return answer;
  }
  answer.model = TextMember(body, "model");
  answer.text = TextMember(*message, "content");
  const std::string reason = TextMember(body, "done_reason");
  answer.finish_reason =
      reason.empty() || reason == "stop" || reason == "length" ? reason : "other";
  if (Member(body, "prompt_eval_count") != nullptr || Member(body, "eval_count") != nullptr) {
    answer.usage.known = true;
    answer.prompt_read = CountMember(body, "prompt_eval_count");
    answer.usage.prompt = answer.prompt_read;
    // Left out for a prompt that it still remembers; it was read all the same.
    if (answer.usage.prompt == 0) answer.usage.prompt = request.estimated_prompt_tokens;
    answer.usage.completion = CountMember(body, "eval_count");
  }
  const nlohmann::json* done = Member(body, "done");
  const bool unfinished = done == nullptr || !done->is_boolean() || !done->get<bool>();
  if (answer.finish_reason == "length" || unfinished) {
    Fail(FailureKind::kTruncated, response, &answer);
  } else if (answer.text.empty() || answer.finish_reason == "other") {
    Fail(FailureKind::kParse, response, &answer);
  }
  return answer;
}

}  // namespace suture::models
