// OpenAI-compatible chat completions: OpenAI itself, Azure in both forms, vLLM, llama.cpp,
// gateways. Both functions are pure; the facts on the protocol are in docs/models.md.
#pragma once

#include "runtime/models/answer.h"

namespace suture::models {

HttpRequest EncodeOpenAi(const Request& request, const Binding& binding);

// `unix_now` places a Retry-After that is a date.
ModelAnswer DecodeOpenAi(const Request& request, const HttpResponse& response, int64_t unix_now);

}  // namespace suture::models
