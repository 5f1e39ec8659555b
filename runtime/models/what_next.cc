#include "runtime/models/what_next.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "absl/strings/ascii.h"
#include "runtime/models/curl_library.h"

namespace suture::models {
namespace {

using values::FailureKind;
using values::ReviewReason;

// What a kind leads to before the count of tries and the server's wish are looked at.
enum class Habit { kRetry, kReask, kStop, kNever };

Habit HabitOf(FailureKind kind) {
  switch (kind) {
    case FailureKind::kTransport:
    case FailureKind::kServerError:
    case FailureKind::kRateLimit:
    case FailureKind::kTimeout:
      return Habit::kRetry;
    case FailureKind::kParse:
    case FailureKind::kConstraint:
    case FailureKind::kCitation:
    case FailureKind::kUnquoted:
      return Habit::kReask;
    case FailureKind::kAuthentication:
    case FailureKind::kInvalidRequest:
      return Habit::kStop;
    // Whatever the server says: the same request would meet the same end, and cost again.
    case FailureKind::kQuota:
    case FailureKind::kContentFilter:
    case FailureKind::kRefusal:
    case FailureKind::kTruncated:
    case FailureKind::kContextTruncated:
    case FailureKind::kCancelled:
    case FailureKind::kNotRecorded:
    case FailureKind::kNotAllowed:
    case FailureKind::kBudget:
      return Habit::kNever;
  }
  return Habit::kNever;
}

int64_t WaitBefore(const Failure& failure, int tries_so_far, const RetryPolicy& policy,
                   double random) {
  if (failure.retry_after_ms && *failure.retry_after_ms > 0 &&
      *failure.retry_after_ms <= policy.longest_retry_after_ms) {
    return *failure.retry_after_ms;
  }
  int64_t wait = policy.first_wait_ms;
  for (int i = 1; i < tries_so_far && wait < policy.longest_wait_ms; ++i) wait *= 2;
  wait = std::min(wait, policy.longest_wait_ms);
  return static_cast<int64_t>(static_cast<double>(wait) * (1 - 0.25 * random));
}

// A finite number that fills the whole text.
std::optional<double> ReadNumber(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stop != end || !std::isfinite(value)) return {};
  return value;
}

std::optional<int64_t> ToWait(double milliseconds) {
  constexpr double kMost = 1e12;
  if (!(milliseconds > 0) || milliseconds > kMost) return {};
  return static_cast<int64_t>(std::ceil(milliseconds));
}

}  // namespace

Next WhatNext(const Failure& failure, int tries_so_far, const RetryPolicy& policy, double random) {
  const Habit habit = HabitOf(failure.kind);
  if (habit == Habit::kNever) return {};
  if (habit == Habit::kReask) {
    return {tries_so_far < policy.ask_again_tries ? Action::kAskAgain : Action::kGiveUp, 0};
  }
  const bool worth_it = failure.server_says_retry.value_or(habit == Habit::kRetry);
  if (!worth_it || tries_so_far >= policy.tries) return {};
  return {Action::kTryAgain, WaitBefore(failure, tries_so_far, policy, random)};
}

ReviewReason ReviewFor(FailureKind kind) {
  switch (kind) {
    case FailureKind::kTransport:
    case FailureKind::kNotAllowed:
      return ReviewReason::kOffline;
    case FailureKind::kServerError:
    case FailureKind::kRateLimit:
    case FailureKind::kAuthentication:
    case FailureKind::kInvalidRequest:
    case FailureKind::kCancelled:
      return ReviewReason::kStepFailed;
    case FailureKind::kQuota:
      return ReviewReason::kQuota;
    case FailureKind::kContentFilter:
      return ReviewReason::kContentFilter;
    case FailureKind::kRefusal:
      return ReviewReason::kRefusal;
    case FailureKind::kTruncated:
      return ReviewReason::kTruncated;
    case FailureKind::kContextTruncated:
      return ReviewReason::kEvidenceCut;
    case FailureKind::kParse:
    case FailureKind::kConstraint:
      return ReviewReason::kSchema;
    case FailureKind::kCitation:
      return ReviewReason::kCitation;
    case FailureKind::kUnquoted:
      return ReviewReason::kUnquoted;
    case FailureKind::kTimeout:
      return ReviewReason::kTimeLimit;
    case FailureKind::kNotRecorded:
      return ReviewReason::kNoRecordedAnswer;
    case FailureKind::kBudget:
      return ReviewReason::kBudget;
  }
  return ReviewReason::kInternalError;
}

std::optional<int64_t> ParseRetryAfter(std::string_view retry_after_ms,
                                       std::string_view retry_after, int64_t unix_now) {
  if (const std::optional<double> value = ReadNumber(retry_after_ms)) {
    if (const std::optional<int64_t> wait = ToWait(*value)) return wait;
  }
  if (const std::optional<double> seconds = ReadNumber(retry_after)) return ToWait(*seconds * 1000);
  constexpr size_t kLongestDate = 64;
  if (retry_after.empty() || retry_after.size() > kLongestDate ||
      !absl::ascii_isalpha(retry_after[0])) {
    return {};
  }
  const absl::StatusOr<const CurlLibrary*> curl = CurlLibrary::Load();
  const int64_t at =
      curl.ok() ? (*curl)->getdate(std::string(retry_after).c_str(), nullptr) : int64_t{-1};
  if (at < 0) return {};
  return ToWait(static_cast<double>(at - unix_now) * 1000);
}

}  // namespace suture::models
