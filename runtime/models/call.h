// A call on its way through the dispatcher, the roles that calls wait for, and the few questions
// that are answered by protocol. For the dispatcher alone.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "runtime/config/config.h"
#include "runtime/models/answer.h"
#include "runtime/models/answer_cache.h"
#include "runtime/models/http.h"
#include "runtime/models/message.h"
#include "runtime/models/prompt_counts.h"
#include "runtime/models/rate_limit.h"
#include "runtime/models/recordings.h"
#include "runtime/models/what_next.h"

namespace suture::models {

struct Call {
  Request request;
  std::function<void(Reply&&)> callback;
  int role = -1;  // Index into the dispatcher's roles; -1: not bound.
  HttpRequest http;
  int64_t sent_at_ms = 0;
  int64_t waited_ms = 0;
  int64_t reserved_cost = 0;
  int64_t reserved_tokens = 0;
  int64_t fewest_tokens = 0;          // Of the prompt, by text::FewestTokens
  std::pair<int64_t, int64_t> place;  // In its role's queue: order, then number
  Reply reply;
};
using CallPtr = std::unique_ptr<Call>;

struct RoleState {
  explicit RoleState(const config::Role& role)
      : requests(role.requests_per_minute), tokens(role.tokens_per_minute) {}

  Binding binding;
  const config::Price* price = nullptr;
  const Recordings* recordings = nullptr;  // Replay only.
  RetryPolicy retry;
  RateLimit requests;
  RateLimit tokens;
  PromptCounts prompt_counts;
  std::map<std::pair<int64_t, int64_t>, CallPtr> waiting;  // By place
  int in_flight = 0;
  int64_t paused_until_ms = 0;
};

struct Protocol {
  HttpRequest (*encode)(const Request&, const Binding&);
  ModelAnswer (*decode)(const Request&, const HttpResponse&, int64_t unix_now);
};

Protocol ProtocolOf(config::ServerKind kind);

// Of the messages: the caller's estimate, else from their length.
int64_t EstimatePromptTokens(const Request& request);

// The prompt as it is billed: some servers count the schema too.
int64_t BilledPromptTokens(const Request& request);

int64_t FewestPromptTokens(const Request& request);

// Sets kContextTruncated if the server did not read all that it was sent, as far as it tells.
void CheckPromptWasRead(const Call& call, const HttpResponse& response, RoleState* role,
                        ModelAnswer* answer);

// As the cache keeps it.
NewAnswer AnswerToKeep(const Call& call, int64_t unix_seconds);

// What a try is taken to have used where the server did not say: a call that broke off after it was
// sent may be billed too.
Usage UsageOf(const ModelAnswer& answer, const HttpResponse& response, int64_t prompt_tokens);

}  // namespace suture::models
