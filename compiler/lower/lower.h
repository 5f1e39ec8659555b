// typed::Module -> plan::Plan and its test suite. Naive and obviously right, the reference meaning:
// nothing is rewritten, only what no run needs is left out, the rest is numbered in the order in
// which it is first needed, fields are put in dependency order, answer schemas and hashes are
// worked out.
#pragma once

#include "absl/status/statusor.h"
#include "compiler/check/typed.h"
#include "runtime/plan/plan.h"
#include "runtime/plan/suite.h"

namespace suture::lower {

struct Lowered {
  plan::Plan plan;  // Not sealed: the optimizer comes first.
  plan::Suite suite;
};

// The module must have been checked without errors. An error status is a fault of Suture itself.
absl::StatusOr<Lowered> Lower(const typed::Module& module);

}  // namespace suture::lower
