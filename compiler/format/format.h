// The canonical layout of a specification: two blanks an indentation, one item a line, tables and
// columns aligned, long lines broken where a person would. Words, texts and comments stay as they
// are; blank lines between items stay, never more than one in a row.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/parse.h"

namespace suture::format {

struct FormatOptions {
  static constexpr int kDefaultMaxColumns = 100;
  int max_columns = kDefaultMaxColumns;  // Lines without a place to break may be longer.
  syntax::ParseLimits parse_limits;
};

// The file's text in canonical layout. Formatting twice gives the same as formatting once, and the
// tree stays the same: it is compared before anything is returned.
// Errors: kFailedPrecondition when the file cannot be read without mistakes (they are in
// `emitter`); kInternal when the comparison failed, which is a fault of Suture and leaves the file
// as it is.
absl::StatusOr<std::string> Format(const source::SourceSet& sources, int32_t file,
                                   diag::Emitter& emitter, const FormatOptions& options = {});

}  // namespace suture::format
