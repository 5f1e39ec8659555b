// Requests that go to a provider as a file instead of one by one, and the answers that come back
// so: half the price, within a day. runtime/store has the implementation over files; docs/batch.md
// is for its users.
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "runtime/models/http.h"

namespace suture::models {

class BatchSink {
 public:
  virtual ~BatchSink() = default;
  // `key` (answer_key.h) names the request in the file; one that was added before is not added
  // again.
  virtual absl::Status Add(const Binding& binding, std::string_view key,
                           const HttpRequest& request) = 0;
};

class BatchSource {
 public:
  virtual ~BatchSource() = default;
  // What the provider answered, as if it had been asked alone; empty where the file has no answer,
  // or one that says that the request was not carried out.
  virtual absl::StatusOr<std::optional<HttpResponse>> Find(std::string_view key) = 0;
};

}  // namespace suture::models
