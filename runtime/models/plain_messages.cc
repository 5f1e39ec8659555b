#include "runtime/models/plain_messages.h"

#include "runtime/models/json_text.h"

namespace suture::models {
namespace {

const char* SpeakerName(Speaker speaker) {
  switch (speaker) {
    case Speaker::kSystem:
      return "system";
    case Speaker::kAssistant:
      return "assistant";
    case Speaker::kUser:
      break;
  }
  return "user";
}

}  // namespace

void AppendPlainMessages(const Request& request, const std::string& instruction,
                         std::string* body) {
  body->append(",\"messages\":[");
  for (size_t i = 0; i < request.messages.size(); ++i) {
    const Message& message = request.messages[i];
    body->append(i == 0 ? "{\"role\":\"" : ",{\"role\":\"");
    body->append(SpeakerName(message.speaker));
    body->append("\",\"content\":\"");
    for (const TextBlock& block : message.blocks) AppendEscaped(block.text, body);
    if (i + 1 == request.messages.size()) AppendEscaped(instruction, body);
    body->append("\"}");
  }
  body->push_back(']');
}

}  // namespace suture::models
