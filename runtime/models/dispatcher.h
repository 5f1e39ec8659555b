// Sends requests to the servers that suture.yaml binds to their roles: the one way from the rest of
// the program to a model. It queues, limits, retries and counts; it never looks into an answer.
//
// One thread owns a dispatcher and drives it by Poll; callbacks run inside Poll and may submit
// more. Every submitted request ends in exactly one callback, whatever fails, unless the dispatcher
// is destroyed first.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/config/config.h"
#include "runtime/config/environment.h"
#include "runtime/models/answer_cache.h"
#include "runtime/models/batch.h"
#include "runtime/models/call_observer.h"
#include "runtime/models/clock.h"
#include "runtime/models/message.h"

namespace suture::models {

struct DispatcherOptions {
  config::EnvironmentLookup environment = config::ProcessEnvironment();
  Clock* clock = nullptr;  // Not owned; null: the real one.
  bool offline = false;    // Only replay roles answer; the others fail with kNotAllowed.
  // Of this run, in picounits; empty: the limit in the file.
  std::optional<int64_t> max_cost;
  // Not owned, null: none. Answers are looked up before a request takes part in any limit, and
  // committed before their callbacks run.
  AnswerCache* cache = nullptr;
  // Not owned, null: none. Answers of a provider's batch, taken as if the server had given them;
  // those that a second try could mend are as good as missing.
  BatchSource* batch_answers = nullptr;
  // Not owned, null: none. Requests go here instead of to a server, and end with kCancelled.
  BatchSink* batch_requests = nullptr;
  // Not owned, null: none. Flushed before callbacks run.
  CallObserver* observer = nullptr;
};

// Counts over all requests so far, all tries included.
struct Totals {
  int64_t requests = 0;  // Submitted.
  int64_t calls = 0;     // Sent to a server.
  int64_t cached = 0;    // Answered from the cache.
  int64_t batched = 0;   // Answered from a batch.
  int64_t left_out = 0;  // Not written for a batch, since a budget does not allow them.
  int64_t failures = 0;  // Requests that ended in a failure.
  int64_t prompt_tokens = 0;
  int64_t cached_tokens = 0;
  int64_t completion_tokens = 0;
  int64_t cost = 0;  // Picounits.
};

class Dispatcher {
 public:
  using Callback = std::function<void(Reply&&)>;

  // Binds the named roles: reads their keys and recordings. An error names, in sentences, every
  // role that is not bound and every key that is not set. `config` must outlive the dispatcher.
  static absl::StatusOr<std::unique_ptr<Dispatcher>> Create(const config::Config& config,
                                                            absl::Span<const std::string> roles,
                                                            DispatcherOptions options = {});
  virtual ~Dispatcher() = default;

  virtual void Submit(Request request, Callback callback) = 0;

  // Does what can be done now and waits at most `wait_ms` for what cannot. False once nothing is
  // queued or in flight.
  virtual bool Poll(int64_t wait_ms) = 0;

  // Polls until every request has ended.
  virtual void RunUntilIdle() = 0;

  // Ends all that is queued or in flight with kCancelled; the callbacks run in the next Poll.
  virtual void CancelAll() = 0;

  // Ends the waiting of Poll; safe from any thread.
  virtual void Wake() = 0;

  virtual const Totals& totals() const = 0;

  // Why nothing is sent or answered any more: the cache or the audit could not be written. Every
  // request then ends with kCancelled. For whoever drives the dispatcher.
  virtual absl::Status status() const = 0;
};

}  // namespace suture::models
