// Time and chance as the dispatcher sees them, so that tests of an hour of retries take no time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace suture::models {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t MonotonicMs() = 0;
  virtual int64_t UnixSeconds() = 0;
  // Called when nothing is in flight and nothing happens for `ms`: may return early. A real clock
  // lets the caller sleep on its sockets and does nothing here; a test's clock moves ahead.
  // True: time has passed, do not sleep.
  virtual bool Skip(int64_t ms) = 0;
  // Uniform in [0, 1): spreads retries. Results never depend on it.
  virtual double Random() = 0;
};

std::unique_ptr<Clock> RealClock();

// "2026-03-01", by UTC's days.
std::string UtcDay(int64_t unix_seconds);

// Stands still until it is moved, by Skip or by hand.
class ManualClock : public Clock {
 public:
  explicit ManualClock(int64_t unix_seconds = 1'700'000'000) : unix_start_(unix_seconds) {}
  int64_t MonotonicMs() override { return now_ms_; }
  int64_t UnixSeconds() override { return unix_start_ + now_ms_ / 1000; }
  bool Skip(int64_t ms) override {
    now_ms_ += ms;
    return true;
  }
  double Random() override { return random; }

  double random = 0;

 private:
  int64_t unix_start_;
  int64_t now_ms_ = 0;
};

}  // namespace suture::models
