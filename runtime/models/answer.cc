#include "runtime/models/answer.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "runtime/models/json_text.h"

namespace suture::models {
namespace {

using values::FailureKind;

struct KnownCode {
  std::string_view code;
  FailureKind kind;
};

// Error codes and types of the four protocols that decide the kind whatever the status is. A code
// that is not listed is not kept: a server could write anything into it.
constexpr std::array kDecisiveCodes = {
    KnownCode{"insufficient_quota", FailureKind::kQuota},
    KnownCode{"credit_balance_exhausted", FailureKind::kQuota},
    KnownCode{"billing_hard_limit_reached", FailureKind::kQuota},
    KnownCode{"billing_error", FailureKind::kQuota},
    KnownCode{"content_filter", FailureKind::kContentFilter},
    KnownCode{"content_policy_violation", FailureKind::kContentFilter},
    KnownCode{"ResponsibleAIPolicyViolation", FailureKind::kContentFilter},
    KnownCode{"context_length_exceeded", FailureKind::kContextTruncated},
    KnownCode{"exceed_context_size_error", FailureKind::kContextTruncated},
    KnownCode{"request_too_large", FailureKind::kContextTruncated},
    KnownCode{"rate_limit_exceeded", FailureKind::kRateLimit},
    KnownCode{"rate_limit_error", FailureKind::kRateLimit},
    KnownCode{"slow_down", FailureKind::kRateLimit},
    KnownCode{"overloaded_error", FailureKind::kServerError},
    KnownCode{"api_error", FailureKind::kServerError},
    KnownCode{"server_error", FailureKind::kServerError},
    KnownCode{"unavailable_error", FailureKind::kServerError},
    KnownCode{"timeout_error", FailureKind::kTimeout},
    KnownCode{"authentication_error", FailureKind::kAuthentication},
    KnownCode{"invalid_api_key", FailureKind::kAuthentication},
    KnownCode{"permission_error", FailureKind::kAuthentication},
    KnownCode{"model_not_found", FailureKind::kInvalidRequest},
    KnownCode{"not_found_error", FailureKind::kInvalidRequest},
};

// Kept for people, but too broad to decide: the status does.
constexpr std::array<std::string_view, 1> kBroadCodes = {"invalid_request_error"};

const KnownCode* FindCode(std::string_view code) {
  for (const KnownCode& known : kDecisiveCodes) {
    if (known.code == code) return &known;
  }
  return nullptr;
}

FailureKind KindOfStatus(int status) {
  switch (status) {
    case 401:
    case 403:
      return FailureKind::kAuthentication;
    case 402:
      return FailureKind::kQuota;
    case 408:
    case 504:
      return FailureKind::kTimeout;
    case 409:
      return FailureKind::kServerError;
    case 413:
      return FailureKind::kContextTruncated;
    case 429:
      return FailureKind::kRateLimit;
  }
  if (status >= 500 || status < 300) return FailureKind::kServerError;
  return FailureKind::kInvalidRequest;
}

FailureKind KindOfTransport(TransportError error) {
  switch (error) {
    case TransportError::kTimeoutConnect:
    case TransportError::kTimeoutFirstByte:
    case TransportError::kTimeoutTotal:
    case TransportError::kTimeoutLowSpeed:
      return FailureKind::kTimeout;
    case TransportError::kTooLarge:
      return FailureKind::kParse;
    default:
      return FailureKind::kTransport;
  }
}

std::string_view Describe(TransportError error) {
  switch (error) {
    case TransportError::kNone:
      return "answered";
    case TransportError::kResolve:
      return "could not be found: its host name does not resolve";
    case TransportError::kConnect:
      return "could not be reached: the connection was refused";
    case TransportError::kTls:
      return "could not be trusted: its TLS certificate or handshake was not accepted (see "
             "ca_file)";
    case TransportError::kDropped:
      return "closed the connection in the middle of the call";
    case TransportError::kMalformed:
      return "sent something that is not HTTP";
    case TransportError::kTooLarge:
      return "sent more than max_response_bytes";
    case TransportError::kTimeoutConnect:
      return "did not accept a connection in time (timeouts: connect)";
    case TransportError::kTimeoutFirstByte:
      return "did not begin to answer in time (timeouts: first_byte)";
    case TransportError::kTimeoutTotal:
      return "did not finish its answer in time (timeouts: total)";
    case TransportError::kTimeoutLowSpeed:
      return "sent its answer too slowly (timeouts: low_speed_bytes, low_speed_time)";
  }
  return "failed";
}

// Anthropic and vLLM have no code of their own for it, only these sentences.
bool SaysTooLong(std::string_view message) {
  return message.starts_with("prompt is too long") ||
         message.starts_with("This model's maximum context length is");
}

std::string CodeText(const nlohmann::json& object) {
  const nlohmann::json* code = Member(object, "code");
  if (code == nullptr || !code->is_string()) return {};  // vLLM's numeric code repeats the status.
  return code->get<std::string>();
}

}  // namespace

ServerError ReadServerError(const std::string& body) {
  ServerError error;
  const nlohmann::json parsed = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return error;
  const nlohmann::json* inner = Member(parsed, "error");
  if (inner != nullptr && inner->is_string()) {
    error.message = inner->get<std::string>();
    return error;
  }
  const nlohmann::json& source = inner != nullptr && inner->is_object() ? *inner : parsed;
  error.code = CodeText(source);
  error.type = TextMember(source, "type");
  error.message = TextMember(source, "message");
  // Azure's content filter names itself inside `innererror` too.
  if (const nlohmann::json* innermost = Member(source, "innererror")) {
    if (FindCode(error.code) == nullptr) error.code = CodeText(*innermost);
  }
  return error;
}

ModelAnswer FailedAnswer(const HttpResponse& response, const ServerError& error, int64_t unix_now) {
  ModelAnswer answer;
  answer.request_id = response.request_id;
  Failure failure;
  failure.http_status = response.status;
  if (response.error != TransportError::kNone) {
    failure.kind = KindOfTransport(response.error);
    answer.failure = failure;
    return answer;
  }
  failure.kind = KindOfStatus(response.status);
  for (const std::string* code : {&error.code, &error.type}) {
    if (const KnownCode* known = FindCode(*code)) {
      failure.kind = known->kind;
      answer.error_code = std::string(known->code);
      break;
    }
    if (std::find(kBroadCodes.begin(), kBroadCodes.end(), *code) != kBroadCodes.end()) {
      answer.error_code = *code;
    }
  }
  if (failure.kind == FailureKind::kInvalidRequest && SaysTooLong(error.message)) {
    failure.kind = FailureKind::kContextTruncated;
  }
  if (response.should_retry == "true") failure.server_says_retry = true;
  if (response.should_retry == "false") failure.server_says_retry = false;
  failure.retry_after_ms = ParseRetryAfter(response.retry_after_ms, response.retry_after, unix_now);
  answer.failure = failure;
  return answer;
}

void Fail(FailureKind kind, const HttpResponse& response, ModelAnswer* answer) {
  Failure failure;
  failure.kind = kind;
  failure.http_status = response.status;
  answer->failure = failure;
}

std::string DescribeFailure(const Failure& failure, TransportError transport,
                            std::string_view error_code, std::string_view server) {
  if (transport != TransportError::kNone) {
    return fmt::format("The server \"{}\" {}.", server, Describe(transport));
  }
  const std::string_view sentence = values::Sentence(failure.kind);
  if (failure.http_status == 0) return std::string(sentence);
  if (failure.http_status >= 300 && failure.http_status < 400) {
    return fmt::format(
        "The server \"{}\" redirected the call (HTTP {}), which is never followed. Correct its "
        "base_url.",
        server, failure.http_status);
  }
  if (error_code.empty()) {
    return fmt::format("{} (Server \"{}\", HTTP {}.)", sentence, server, failure.http_status);
  }
  return fmt::format("{} (Server \"{}\", HTTP {}, {}.)", sentence, server, failure.http_status,
                     error_code);
}

std::string SchemaInstruction(const Request& request, config::Structured structured) {
  const bool enforced =
      structured != config::Structured::kJsonObject && structured != config::Structured::kNone;
  if (enforced || request.schema.empty()) return {};
  return "\n\nAnswer with one JSON object and nothing around it. It must fit this JSON Schema, "
         "with its "
         "properties in the order given here:\n" +
         request.schema;
}

int AnswerTokens(const Request& request, const config::Role& role) {
  if (request.max_output_tokens <= 0) return role.max_output_tokens;
  return std::min(request.max_output_tokens, role.max_output_tokens);
}

std::optional<double> Temperature(const Request& request, const config::Role& role) {
  return request.temperature ? request.temperature : role.temperature;
}

std::optional<int64_t> Seed(const Request& request, const config::Role& role) {
  return request.seed ? request.seed : role.seed;
}

std::string EscapePathSegment(std::string_view segment) {
  std::string escaped;
  for (char c : segment) {
    if (absl::ascii_isalnum(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      escaped.push_back(c);
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

}  // namespace suture::models
