// Ollama's own protocol (/api/chat). Its OpenAI-compatible one ignores the size of the context
// window and cuts the prompt without a word, so it is not used. Both functions are pure.
#pragma once

#include "runtime/models/answer.h"

namespace suture::models {

HttpRequest EncodeOllama(const Request& request, const Binding& binding);
ModelAnswer DecodeOllama(const Request& request, const HttpResponse& response, int64_t unix_now);

}  // namespace suture::models
