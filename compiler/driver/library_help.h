// Where the standard library has a name that a specification uses without the module's `use`.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace suture::driver {

// Adds to messages that a name is unknown, and that have no better help, the module that declares
// it.
void AddLibraryHelp(std::vector<diag::Diagnostic>& diagnostics);

}  // namespace suture::driver
