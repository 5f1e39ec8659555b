// "Did you mean": nearest names and lists of names, in words.
#pragma once

#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diagnostics/emitter.h"

namespace suture::check {

// Adds the nearest of `candidates` as help and as an edit; false when none is near.
bool SuggestName(diag::Emitter::Builder& builder, const ast::Name& name,
                 const std::vector<std::string>& candidates);

// "`A`, `B` and `C`", at most a dozen, then "and 7 more".
// What Suture calls a thing that clinicians call by this word (`diagnosis`, `age`). False when it
// has no entry in the table.
bool SuggestEverydayWord(diag::Emitter::Builder& builder, std::string_view word);
std::string ListNames(const std::vector<std::string>& names);

}  // namespace suture::check
