// What a field or a prompt means, as one hash: everything that can change its answer, with all it
// depends on; places, layout, labels and definitions left out. Diff, caches, recorded answers and
// the audit trail key on it.
#pragma once

#include "runtime/plan/plan.h"

namespace suture::lower {

// Fills Prompt::semantic_hash and Field::semantic_hash. Needs Plan::order.
void HashMeanings(plan::Plan& plan);

}  // namespace suture::lower
