// Reads a whole file, or standard input when the path is `-`.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace suture::cli {

absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace suture::cli
