#include "runtime/models/clock.h"

#include <chrono>
#include <random>

#include "fmt/format.h"

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

std::string UtcDay(int64_t unix_seconds) {
  constexpr int64_t kSecondsPerDay = 86'400;
  const std::chrono::year_month_day day{
      std::chrono::sys_days(std::chrono::days(unix_seconds / kSecondsPerDay))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::unique_ptr<Clock> RealClock() { return std::make_unique<SystemClock>(); }

}  // namespace suture::models
