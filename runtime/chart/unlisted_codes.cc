#include "runtime/chart/unlisted_codes.h"

#include <algorithm>
#include <functional>
#include <tuple>

namespace suture::chart {

static_assert(UnlistedCodes::kMaxCodes < UINT16_MAX);

namespace {

bool LooksLikeCode(std::string_view code) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return code.size() <= UnlistedCodes::kMaxCodeBytes &&
         std::any_of(code.begin(), code.end(), is_digit) &&
         std::all_of(code.begin(), code.end(), [&](char c) {
           return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
                  c == '-';
         });
}

}  // namespace

void UnlistedCodes::MakeRoom() {
  if (!counters_.empty()) return;
  counters_.reserve(kMaxCodes + 1);
  counters_.emplace_back();
  places_.resize(kPlaces);
}

UnlistedCodes::Counter* UnlistedCodes::CounterOf(int32_t system, std::string_view code) {
  MakeRoom();
  if (!LooksLikeCode(code)) return &counters_[0];
  const size_t hash = std::hash<std::string_view>()(code) + static_cast<size_t>(system);
  size_t at = hash % kPlaces;
  for (; places_[at] != 0; at = (at + 1) % kPlaces) {
    Counter& counter = counters_[places_[at]];
    if (counter.system_ == system && counter.text() == code) return &counter;
  }
  if (counters_.size() > kMaxCodes) return &counters_[0];
  places_[at] = static_cast<uint16_t>(counters_.size());
  Counter& counter = counters_.emplace_back();
  counter.system_ = system;
  counter.size_ = static_cast<uint32_t>(code.copy(counter.code_.data(), kMaxCodeBytes));
  return &counter;
}

void UnlistedCodes::AddAll(const UnlistedCodes& other) {
  if (other.counters_.empty()) return;
  MakeRoom();
  for (size_t i = 1; i < other.counters_.size(); ++i) {
    const Counter& counter = other.counters_[i];
    CounterOf(counter.system_, counter.text())->charts_ += counter.charts_;
  }
}

std::vector<UnlistedCodes::Common> UnlistedCodes::MostCommon(size_t limit) const {
  std::vector<Common> common;
  for (size_t i = 1; i < counters_.size(); ++i) {
    const Counter& counter = counters_[i];
    if (counter.charts_ < kMinCharts) continue;
    common.push_back({counter.system_, std::string(counter.text()), counter.charts_});
  }
  std::sort(common.begin(), common.end(), [](const Common& a, const Common& b) {
    if (a.charts != b.charts) return a.charts > b.charts;
    return std::tie(a.system, a.code) < std::tie(b.system, b.code);
  });
  if (common.size() > limit) common.resize(limit);
  return common;
}

int64_t UnlistedCodes::Rare() const {
  return std::count_if(counters_.begin(), counters_.end(), [&](const Counter& counter) {
    return &counter != &counters_[0] && counter.charts_ > 0 && counter.charts_ < kMinCharts;
  });
}

}  // namespace suture::chart
