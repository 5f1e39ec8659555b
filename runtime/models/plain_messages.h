// The messages of a request as OpenAI's and Ollama's servers take them: each one a role and a text.
#pragma once

#include <string>

#include "runtime/models/message.h"

namespace suture::models {

// Adds `,"messages":[…]` to a body. `instruction`, which may be empty, ends the last message.
void AppendPlainMessages(const Request& request, const std::string& instruction, std::string* body);

}  // namespace suture::models
