// Anthropic's Messages protocol. Both functions are pure.
#pragma once

#include "runtime/models/answer.h"

namespace suture::models {

HttpRequest EncodeAnthropic(const Request& request, const Binding& binding);
ModelAnswer DecodeAnthropic(const Request& request, const HttpResponse& response, int64_t unix_now);

}  // namespace suture::models
