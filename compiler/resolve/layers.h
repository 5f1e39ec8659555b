// What a site's layer may not say: it would hold for the fields of the registry that it extends.
#pragma once

#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diagnostics/emitter.h"

namespace suture::resolve {

// Of declarations inside the braces of `extend REGISTRY` or beside them in the layer's files.
void RefuseChanges(const std::vector<ast::Declaration>& items, const std::string& registry,
                   diag::Emitter& emitter);

}  // namespace suture::resolve
