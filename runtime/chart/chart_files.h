// Which files of a folder hold charts.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace suture::chart {

// Those that end in .ndjson, .ndjson.gz or .ndjson.zst, by name, not those of folders in it, so
// that every run meets them in the same order. kNotFound: there is none.
absl::StatusOr<std::vector<std::string>> ChartFilesIn(const std::string& folder);

}  // namespace suture::chart
