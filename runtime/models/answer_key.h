// The key of an answer: two requests that could be answered differently never have the same one.
// docs/cache.md says what goes into it.
#pragma once

#include <string>

#include "runtime/models/http.h"
#include "runtime/models/message.h"

namespace suture::models {

// SHA-256 in hexadecimal digits over the role's name, the address, the body as it is sent (model,
// parameters, messages, schema), and the sample and attempt of every question in it. Neither the
// key to the server nor any other header takes part.
std::string AnswerKey(const Request& request, const HttpRequest& http);

}  // namespace suture::models
