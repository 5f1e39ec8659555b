// The passes, one a file of the same name.
#pragma once

#include "runtime/plan/plan.h"

namespace suture::optimize {

void FoldConstants(plan::Plan& plan);
void ShareExpressions(plan::Plan& plan);

}  // namespace suture::optimize
