// The lexicons of the standard library, as built into the binary or from `--stdlib`.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "runtime/notes/lexicon.h"

namespace suture::cli {

absl::StatusOr<notes::Lexicon> LoadLexicon(const std::string& stdlib_folder);

}  // namespace suture::cli
