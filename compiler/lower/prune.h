// Keeps of a draft plan what its roots need, renumbered in the order of first need, so that the
// same meaning gives the same plan whatever else the files declare and in whatever order they were
// read.
#pragma once

#include "compiler/check/typed.h"
#include "runtime/plan/plan.h"
#include "runtime/plan/suite.h"

namespace suture::lower {

// `suite` is renumbered along; a given about entries that no rule reads is dropped from it.
plan::Plan Prune(const plan::Plan& draft, plan::Suite& suite);

}  // namespace suture::lower
