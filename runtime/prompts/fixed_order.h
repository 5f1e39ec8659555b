// The pass "fixed order": instructions, evidence, questions. What many calls share stands first, so
// that a server which remembers the beginnings of prompts reads it once.
#pragma once

#include <string>
#include <vector>

#include "runtime/models/message.h"

namespace suture::prompts {

struct PromptParts {
  const std::string& head;  // Instructions, the same for all calls of a plan
  const std::string& evidence;
  std::string questions;
  bool breakpoint =
      false;  // Other calls show the same evidence: the server is told to remember it.
};

// Without the pass (`questions_first`) the questions stand before the evidence.
std::vector<models::Message> InOrder(PromptParts parts, bool questions_first);

}  // namespace suture::prompts
