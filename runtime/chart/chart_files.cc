#include "runtime/chart/chart_files.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "fmt/format.h"

namespace suture::chart {
namespace {

bool HoldsCharts(std::string_view name) {
  return name.ends_with(".ndjson") || name.ends_with(".ndjson.gz") || name.ends_with(".ndjson.zst");
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ChartFilesIn(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> found;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string path = at->path().string();
    std::error_code ignored;
    if (HoldsCharts(path) && at->is_regular_file(ignored)) found.push_back(path);
  }
  if (error) {
    return absl::UnavailableError(
        fmt::format("Cannot read the folder {}: {}.", folder, error.message()));
  }
  if (found.empty()) {
    return absl::NotFoundError(fmt::format(
        "The folder {} holds no file that ends in .ndjson, .ndjson.gz or .ndjson.zst.", folder));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace suture::chart
