// A token bucket: so many units a minute, a sixth of them at once.
#pragma once

#include <cstdint>

namespace suture::models {

class RateLimit {
 public:
  // `per_minute` 0: no limit.
  explicit RateLimit(int64_t per_minute);

  // Milliseconds until `units` may be taken; 0: now. An amount above the bucket's size may be taken
  // when the bucket is full, and is paid back by waiting afterwards.
  int64_t WaitFor(int64_t units, int64_t now_ms);
  void Take(int64_t units);
  // Gives back what was taken in advance and not used; negative: takes more.
  void Return(int64_t units);

 private:
  void Refill(int64_t now_ms);

  // Levels are in units * kMsPerMinute, so that refilling is exact.
  static constexpr int64_t kMsPerMinute = 60'000;
  int64_t per_minute_;
  int64_t capacity_;
  int64_t level_;
  int64_t filled_at_ms_ = 0;
  bool started_ = false;
};

}  // namespace suture::models
