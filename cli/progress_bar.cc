#include "cli/progress_bar.h"

#include <cstdio>

#include "fmt/format.h"
#include "runtime/base/counted.h"

namespace suture::cli {
namespace {

constexpr int kWidth = 30;
constexpr std::chrono::milliseconds kBetween{100};

}  // namespace

std::string ProgressText(int64_t lines, std::optional<double> share) {
  if (!share.has_value()) return base::Counted(lines, "chart");
  const int filled = static_cast<int>(*share * kWidth);
  return fmt::format("[{:#<{}}{:.<{}}] {:3.0f} %  {}", "", filled, "", kWidth - filled,
                     *share * 100, base::Counted(lines, "chart"));
}

void ProgressBar::Show(int64_t lines, std::optional<double> share) {
  const auto now = std::chrono::steady_clock::now();
  if (visible_ && now - shown_ < kBetween) return;
  shown_ = now;
  visible_ = true;
  std::fprintf(stderr, "\r%s", ProgressText(lines, share).c_str());
}

void ProgressBar::Clear() {
  if (visible_) std::fputs("\r\033[K", stderr);
  visible_ = false;
}

}  // namespace suture::cli
