// What the fake server can be told to do wrong.
#pragma once

#include <string>

namespace suture::fake_model_server {

enum class FaultKind {
  kNone,
  // Answers with a status other than 200.
  kRateLimit,   // 429 rate_limit_exceeded; `text`: further header lines, for example Retry-After.
  kQuota,       // 429 insufficient_quota.
  kLoading,     // 503 while a model is loaded.
  kOverloaded,  // 529 overloaded_error.
  kStatus,      // `number`; `text`: further header lines.
  kContentFilter,   // 400 content_filter, Azure's form.
  kContextTooLong,  // 400 context_length_exceeded.
  kIntegerCode,     // 400 with a number as code, vLLM's form.
  kErrorInside200,  // 200 with an error object in it.
  kRedirect,        // 307 to `text`.
  // Answers with 200 that are no good.
  kFilteredAnswer,  // finish_reason content_filter, part of the text.
  kRefusal,
  kLengthMidJson,     // Cut off at the token limit.
  kLengthWhitespace,  // White space up to the token limit.
  kPromptCut,         // A normal answer, but only `number` prompt tokens were read.
  kUsageMissing,
  kNullContent,
  kNoChoices,
  kWrongSchema,  // JSON, but not what was asked for.
  kNotJson,      // A login page.
  // Breaks of the protocol.
  kGarbage,  // Bytes that are not HTTP.
  kDropBeforeAnswer,
  kDropMidHeaders,
  kDropMidBody,
  kReset,        // A TCP reset in the middle of the body.
  kSilence,      // Never answers.
  kSlowDrip,     // One byte every `number` milliseconds.
  kEndlessBody,  // White space without end.
  kHugeBody,     // A Content-Length of `number` bytes, and as many sent.
};

struct Fault {
  FaultKind kind = FaultKind::kNone;
  std::string text;
  int number = 0;
};

}  // namespace suture::fake_model_server
