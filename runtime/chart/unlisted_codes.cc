#include "runtime/chart/unlisted_codes.h"

#include <algorithm>
#include <tuple>

namespace suture::chart {

int64_t* UnlistedCodes::CounterOf(int32_t system, std::string_view code) {
  std::pair<int32_t, std::string> key(system, code);
  if (const auto at = places_.find(key); at != places_.end()) return &counts_[at->second].count;
  if (counts_.size() >= kMaxCodes) return &others_.front();
  places_.emplace(std::move(key), counts_.size());
  return &counts_.emplace_back(Count{system, std::string(code), 0}).count;
}

void UnlistedCodes::AddAll(const UnlistedCodes& other) {
  others_.front() += other.others();
  for (const Count& count : other.counts_) *CounterOf(count.system, count.code) += count.count;
}

std::vector<UnlistedCodes::Count> UnlistedCodes::Top(size_t limit) const {
  std::vector<Count> top;
  for (const Count& count : counts_) {
    if (count.count > 0) top.push_back(count);
  }
  std::sort(top.begin(), top.end(), [](const Count& a, const Count& b) {
    if (a.count != b.count) return a.count > b.count;
    return std::tie(a.system, a.code) < std::tie(b.system, b.code);
  });
  if (top.size() > limit) top.resize(limit);
  return top;
}

}  // namespace suture::chart
