// Code lists that others keep: FHIR R4 ValueSet JSON (compose.include.concept, or an expansion) and
// CSV with the columns `system,code` (a header line, more columns are ignored).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace suture::codes {

struct ImportedCode {
  std::string system;  // A URI, or in CSV also the name that a `system` declaration gives.
  std::string code;
  bool excluded = false;  // compose.exclude
};

// By the path's ending. Errors: kInvalidArgument with a sentence that says what is wrong and where.
// A ValueSet that selects by filter or by reference to another ValueSet is refused: its codes are
// not in it. `max_depth`: groups inside groups of an expansion.
absl::StatusOr<std::vector<ImportedCode>> Import(std::string_view path, std::string_view text,
                                                 int max_depth);

}  // namespace suture::codes
