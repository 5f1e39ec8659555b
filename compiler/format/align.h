// Columns: neighbouring lines of one kind get their parts below each other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/format/lines.h"

namespace suture::format {

// The start of a line with aligned columns, and how many of its tokens that holds; empty: not
// aligned.
struct AlignedRow {
  std::string row;
  size_t tokens = 0;
};

// One for each line.
std::vector<AlignedRow> AlignedRows(std::string_view text, const std::vector<Line>& lines,
                                    int max_columns);

}  // namespace suture::format
