// Writes a whole file beside its place and renames it there, so that nobody ever reads half of it.
// A device or a pipe is written where it stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace suture::cli {

absl::Status WriteFile(const std::string& path, std::string_view text);

// An output that is one of the files read is refused with kInvalidArgument. `what` would be
// written, by the option `option`; "-" is standard input among the inputs and standard output as
// output.
absl::Status RefuseOverwrite(std::string_view what, std::string_view option,
                             const std::string& output, const std::vector<std::string>& inputs);

}  // namespace suture::cli
