// `suture --version`: version, commit, and the versions of the plan and of result lines.
#pragma once

#include <string>

namespace suture::cli {

std::string VersionText();

}  // namespace suture::cli
