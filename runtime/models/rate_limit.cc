#include "runtime/models/rate_limit.h"

#include <algorithm>

namespace suture::models {

RateLimit::RateLimit(int64_t per_minute)
    : per_minute_(per_minute),
      capacity_(std::max<int64_t>(1, per_minute / 6) * kMsPerMinute),
      level_(capacity_) {}

int64_t RateLimit::WaitFor(int64_t units, int64_t now_ms) {
  if (per_minute_ == 0) return 0;
  Refill(now_ms);
  const int64_t needed = std::min(units * kMsPerMinute, capacity_);
  if (level_ >= needed) return 0;
  return (needed - level_ + per_minute_ - 1) / per_minute_;
}

void RateLimit::Take(int64_t units) {
  if (per_minute_ > 0) level_ -= units * kMsPerMinute;
}

void RateLimit::Return(int64_t units) {
  if (per_minute_ > 0) level_ = std::min(capacity_, level_ + units * kMsPerMinute);
}

void RateLimit::Refill(int64_t now_ms) {
  if (!started_) {
    started_ = true;
    filled_at_ms_ = now_ms;
    return;
  }
  const int64_t elapsed = now_ms - filled_at_ms_;
  filled_at_ms_ = now_ms;
  // An hour fills any bucket; the bound keeps the product in range.
  constexpr int64_t kLongest = 3'600'000;
  level_ = std::min(capacity_, level_ + std::min(elapsed, kLongest) * per_minute_);
}

}  // namespace suture::models
