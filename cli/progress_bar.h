// How far a run is, on a terminal: a bar with the share of the charts' bytes that were read and the
// lines that were written. Drawn over itself a few times a second, gone at the end.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace suture::cli {

// `share`: 0 to 1, none where the end is not known.
std::string ProgressText(int64_t lines, std::optional<double> share);

// Not thread-safe.
class ProgressBar {
 public:
  void Show(int64_t lines, std::optional<double> share);
  // Leaves the line empty for what is written next.
  void Clear();

 private:
  std::chrono::steady_clock::time_point shown_;
  bool visible_ = false;
};

}  // namespace suture::cli
