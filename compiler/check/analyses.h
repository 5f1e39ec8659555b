// What is wrong with a spec as a whole, after every expression has its type. One analysis a file, each
// a function from the typed module to diagnostics.
#pragma once

#include <string>

#include "compiler/check/typed.h"
#include "compiler/diagnostics/emitter.h"

namespace suture::check {

// dependency_cycles.cc: fields that need their own answer, the whole circle shown.
void FindDependencyCycles(const typed::Module& module, diag::Emitter& emitter);
// table_coverage.cc: table rows that overlap, that never answer, and what no row holds, as a concrete row.
void CheckTableCoverage(const typed::Module& module, diag::Emitter& emitter);
// review_lint.cc: duplicate registry ids, fields without a definition.
void FindReviewFaults(const typed::Module& module, diag::Emitter& emitter);

// "while checking field `Diabetes`": the context that goes with what is said of a field.
std::string WhileChecking(const typed::Module& module, plan::FieldId field);

}  // namespace suture::check
