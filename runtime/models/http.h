// One HTTP exchange, as adapters write it and the client carries it out.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/config/config.h"
#include "runtime/config/environment.h"
#include "runtime/models/message.h"

namespace suture::models {

// Holds the key in a header and notes in its body: never printed.
struct HttpRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct HttpResponse {
  TransportError error = TransportError::kNone;
  int status = 0;  // 0 if error is set before a status line came.
  std::string body;
  // The headers that anything depends on; empty if absent.
  std::string retry_after;
  std::string retry_after_ms;
  std::string should_retry;  // x-should-retry
  std::string request_id;    // x-request-id, request-id or apim-request-id
  int64_t connect_ms = 0;    // From the call's beginning; 0: a connection stood already
  int64_t first_byte_ms = 0;
  // Drops every content but keeps the memory of the body.
  void Clear() {
    error = TransportError::kNone;
    status = 0;
    connect_ms = first_byte_ms = 0;
    for (std::string* text : {&body, &retry_after, &retry_after_ms, &should_retry, &request_id}) {
      text->clear();
    }
  }
};

// A role with the server that plays it and the key to that server.
struct Binding {
  const config::Server* server = nullptr;
  const config::Role* role = nullptr;
  config::Secret key;
};

}  // namespace suture::models
