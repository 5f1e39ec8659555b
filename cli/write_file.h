// Writes a whole file beside its place and renames it there, so that nobody ever reads half of it.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace suture::cli {

absl::Status WriteFile(const std::string& path, std::string_view text);

}  // namespace suture::cli
