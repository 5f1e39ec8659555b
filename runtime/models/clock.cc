#include "runtime/models/clock.h"

#include <chrono>
#include <random>

namespace suture::models {
namespace {

class SystemClock : public Clock {
 public:
  SystemClock() : random_(std::random_device{}()) {}

  int64_t MonotonicMs() override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
  int64_t UnixSeconds() override {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  bool Skip(int64_t) override { return false; }
  double Random() override { return std::uniform_real_distribution<double>(0, 1)(random_); }

 private:
  std::mt19937_64 random_;
};

}  // namespace

std::unique_ptr<Clock> RealClock() { return std::make_unique<SystemClock>(); }

}  // namespace suture::models
