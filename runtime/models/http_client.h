// HTTP over libcurl's multi interface: up to a thousand exchanges at once on the caller's thread.
//
// Nothing is taken from the environment: no proxy, no .netrc, no redirect, no cookies; certificates
// and host names are verified, and a response has a limit. Handles and connections are kept and
// reused. One thread owns a client; only Wake may be called from another.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "runtime/config/config.h"
#include "runtime/models/http.h"

namespace suture::models {

class HttpClient {
 public:
  using Done = std::function<void(HttpResponse&&)>;

  static absl::StatusOr<std::unique_ptr<HttpClient>> Create();
  virtual ~HttpClient() = default;

  // Loads what Post needs [curl_library.h]; before the first. An error says what to install.
  virtual absl::Status Prepare() = 0;

  // Posts the request under the server's timeouts, authority, proxy and limit. Both must live until
  // `done` was called, which happens inside Poll, once.
  virtual void Post(const config::Server& server, const HttpRequest& request, Done done) = 0;

  // Moves everything on that can move; waits for the network at most `wait_ms` if nothing can.
  virtual void Poll(int64_t wait_ms) = 0;

  virtual int in_flight() const = 0;

  // Ends every exchange without calling its `done`.
  virtual void Abort() = 0;

  // Ends the waiting of Poll. Safe from any thread and from a signal handler.
  virtual void Wake() = 0;
};

}  // namespace suture::models
