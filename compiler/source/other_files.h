// Files of Suture that are no specification, named by mistake where one is wanted.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace suture::source {

// By its first bytes: what `suture build` wrote.
bool IsPlanFile(const std::string& path);

// What to give instead, where the file is a plan or a chart; ok: nothing tells that it is no
// specification.
absl::Status RefuseOtherFiles(const std::string& path, const std::string& display_path);

}  // namespace suture::source
