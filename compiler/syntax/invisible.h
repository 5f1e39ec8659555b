// Characters in strings, texts and comments that a reviewer cannot see. A question to a model, or a
// phrase that is looked for, would not be what the page shows.
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/diagnostics/emitter.h"

namespace suture::syntax {

// One message a line, none where one stands already, and at most `most`: a text made of them takes
// neither time nor memory. `emitter` holds what was said of this file.
void ReportInvisible(std::string_view text, int32_t file, int most, diag::Emitter& emitter);

}  // namespace suture::syntax
