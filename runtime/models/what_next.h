// The one place that decides what a failure leads to: docs/failures.md is its table.
//
// The waiting rule is that of the official client libraries of OpenAI and Anthropic: the server's
// x-should-retry first, then 408, 409, 429, 5xx and lost connections; the server's own waiting time
// if it is short enough, else min(8 s, 0.5 s * 2^n), shortened by up to a quarter at random.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/values/reasons.h"

namespace suture::models {

struct Failure {
  values::FailureKind kind = values::FailureKind::kTransport;
  int http_status = 0;                    // 0: no answer came.
  std::optional<bool> server_says_retry;  // x-should-retry.
  std::optional<int64_t> retry_after_ms;  // As the server asked, unchecked.
};

struct RetryPolicy {
  int tries = 3;            // Of one request, the first included.
  int ask_again_tries = 2;  // Of one question whose answer was bad, the first included.
  int64_t longest_retry_after_ms = 120'000;  // A longer demand of the server is not believed.
  int64_t first_wait_ms = 500;
  int64_t longest_wait_ms = 8'000;
};

enum class Action {
  kTryAgain,  // Send the same request again, after wait_ms.
  kAskAgain,  // Ask anew, as a further attempt that may tell the model what was wrong.
  kGiveUp,    // The question goes to review.
};

struct Next {
  Action action = Action::kGiveUp;
  int64_t wait_ms = 0;
  bool operator==(const Next&) const = default;
};

// `tries_so_far` counts tries of the request, or for a bad answer the times that the question was
// asked; at least 1. `random` is from [0, 1). Pure.
Next WhatNext(const Failure& failure, int tries_so_far, const RetryPolicy& policy, double random);

// The review reason of a question that was given up.
values::ReviewReason ReviewFor(values::FailureKind kind);

// The waiting time that a server asked for, from the texts of its `retry-after-ms` and
// `retry-after` headers (empty: absent). `retry-after` is seconds or an HTTP date, for which
// `unix_now` is needed. Empty if neither can be read as a time to come.
std::optional<int64_t> ParseRetryAfter(std::string_view retry_after_ms,
                                       std::string_view retry_after, int64_t unix_now);

}  // namespace suture::models
