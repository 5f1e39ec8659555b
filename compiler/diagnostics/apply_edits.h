// Applies what diagnostics suggest, for `check --fix`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace suture::diag {

struct AppliedEdits {
  std::string text;
  int count = 0;  // Diagnostics whose edits were applied
};

// The text of `file` with the edits of every diagnostic whose edits are all safe and all in this
// file. One whose edits would meet those of another is left for the next time.
AppliedEdits ApplySafeEdits(std::string_view text, int32_t file,
                            const std::vector<Diagnostic>& diagnostics);

}  // namespace suture::diag
