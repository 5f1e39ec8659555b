// The lexicons of the standard library, as built into the binary or from `--stdlib`, and the
// section headings that a spec declares.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/notes/lexicon.h"
#include "runtime/plan/plan.h"

namespace suture::cli {

// Where the library has a heading, too, the spec's section counts.
absl::StatusOr<notes::Lexicon> LoadLexicon(const std::string& stdlib_folder,
                                           absl::Span<const plan::Heading> headings = {});

// Of the lexicons in this folder, for telling whether they are the same.
absl::StatusOr<std::string> LexiconDigest(const std::string& stdlib_folder);

}  // namespace suture::cli
