#include "runtime/models/call.h"

#include <string_view>

#include "runtime/models/anthropic.h"
#include "runtime/models/ollama.h"
#include "runtime/models/openai.h"
#include "runtime/text/token_estimate.h"

namespace suture::models {
namespace {

// Bytes of English clinical text a token; only where the caller gave no estimate.
constexpr int64_t kBytesPerToken = 4;

// Repeated bytes count once: a ruler of dashes or a table's white space is few tokens.
int64_t CountedBytes(std::string_view text) {
  int64_t count = 0;
  char before = 0;
  for (char c : text) {
    count += c != before;
    before = c;
  }
  return count;
}

}  // namespace

Protocol ProtocolOf(config::ServerKind kind) {
  switch (kind) {
    case config::ServerKind::kAnthropic:
      return {&EncodeAnthropic, &DecodeAnthropic};
    case config::ServerKind::kOllama:
      return {&EncodeOllama, &DecodeOllama};
    case config::ServerKind::kOpenAi:
    case config::ServerKind::kReplay:
      break;
  }
  return {&EncodeOpenAi, &DecodeOpenAi};
}

int64_t EstimatePromptTokens(const Request& request) {
  if (request.estimated_prompt_tokens > 0) return request.estimated_prompt_tokens;
  int64_t bytes = 0;
  for (const Message& message : request.messages) {
    for (const TextBlock& block : message.blocks) bytes += CountedBytes(block.text);
  }
  return bytes / kBytesPerToken + 1;
}

int64_t BilledPromptTokens(const Request& request) {
  return request.estimated_prompt_tokens +
         static_cast<int64_t>(request.schema.size()) / kBytesPerToken;
}

int64_t FewestPromptTokens(const Request& request) {
  size_t tokens = 0;
  for (const Message& message : request.messages) {
    for (const TextBlock& block : message.blocks) tokens += text::FewestTokens(block.text);
  }
  return static_cast<int64_t>(tokens);
}

void CheckPromptWasRead(const Call& call, const HttpResponse& response, RoleState* role,
                        ModelAnswer* answer) {
  if (answer->failure || answer->prompt_read == 0) return;
  const int64_t window = role->binding.role->context_tokens;
  const bool full = window > 0 && answer->prompt_read >= window;  // No room for the answer.
  if (full || role->prompt_counts.IsCut(call.fewest_tokens, answer->prompt_read)) {
    Fail(values::FailureKind::kContextTruncated, response, answer);
  }
}

NewAnswer AnswerToKeep(const Call& call, int64_t unix_seconds) {
  NewAnswer kept;
  kept.key = call.reply.key;
  kept.role = call.request.role;
  for (const AskedQuestion& asked : call.request.asked) {
    if (!kept.asked.empty()) kept.asked += ' ';
    kept.asked += asked.label;
  }
  kept.unix_seconds = unix_seconds;
  kept.answer = {call.reply.text,  call.reply.model, call.reply.finish_reason,
                 call.reply.usage, call.reply.cost,  call.reply.logprobs};
  return kept;
}

Usage UsageOf(const ModelAnswer& answer, const HttpResponse& response, int64_t prompt_tokens) {
  Usage usage;
  const int64_t written = static_cast<int64_t>(answer.text.size()) / kBytesPerToken;
  if (answer.usage.known) {
    usage = answer.usage;
    if (usage.completion == 0) usage.completion = written;
    return usage;
  }
  const bool lost = response.error == TransportError::kDropped ||
                    response.error == TransportError::kTooLarge ||
                    response.error == TransportError::kTimeoutFirstByte ||
                    response.error == TransportError::kTimeoutTotal ||
                    response.error == TransportError::kTimeoutLowSpeed;
  if (!lost && response.status != 200) return usage;
  usage.prompt = prompt_tokens;
  usage.completion = written;
  return usage;
}

}  // namespace suture::models
