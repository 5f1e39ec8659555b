// How names and written text stand in a dump.
#pragma once

#include <string>
#include <vector>

#include "compiler/ast/ast.h"

namespace suture::ast {

// In quotation marks, with marks, backslashes and line ends escaped.
std::string Quoted(const std::string& text);
// With commas between them.
std::string Joined(const std::vector<Name>& names);

}  // namespace suture::ast
