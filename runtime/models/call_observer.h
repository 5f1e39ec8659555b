// Who watches the calls of a dispatcher: the audit, the metrics.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "runtime/models/message.h"

namespace suture::models {

// One try, told when it has ended. Views live during the call.
struct ObservedAttempt {
  std::string_view role, server;
  std::string_view request_model;  // As bound
  std::string_view model;          // As the server names it; empty: it did not say
  std::string_view key;            // Of the request (answer_key.h)
  std::string_view response_hash;  // SHA-256 of the model's text; empty: there was none
  const std::vector<AskedQuestion>* asked = nullptr;
  int number = 1;  // Of the try, from 1; 0: an answer from the cache
  const Attempt* attempt = nullptr;
  Usage used;        // As billed: estimated where the server did not say
  int64_t cost = 0;  // Picounits; 0 for an answer from the cache
};

class CallObserver {
 public:
  virtual ~CallObserver() = default;
  virtual void OnAttempt(const ObservedAttempt& attempt) = 0;
  // Before any answer is handed on: what was told must now be safe. An error ends the run.
  virtual absl::Status Flush() = 0;
};

}  // namespace suture::models
