// What may still be said of a module of which a part could not be read.
#pragma once

#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/resolve/program.h"
#include "compiler/source/source_set.h"

namespace suture::driver {

// Whether the files were read far enough that checking what was read makes sense.
bool WorthChecking(const std::vector<diag::Diagnostic>& syntax);

// Drops from `checked` whatever may follow from a mistake in `syntax`: messages on the declarations
// in which those stand, on names that these may declare, and all warnings. What is left is a
// mistake of its own.
void KeepIndependent(const source::SourceSet& sources, const std::vector<const ast::File*>& files,
                     const std::vector<diag::Diagnostic>& syntax,
                     std::vector<diag::Diagnostic>& checked);

// A word that only looks like a known name is mended unasked: its edit becomes safe.
void TrustKnownNames(const resolve::Program& program, std::vector<diag::Diagnostic>& syntax);

// One mistake in a name, met wherever the name is used, is one message: the first, which says where
// the others stand and whose edits mend them too.
void FoldRepeated(const source::SourceSet& sources, std::vector<diag::Diagnostic>& diagnostics);

}  // namespace suture::driver
