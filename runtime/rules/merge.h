// Rows that several notes tell of, made one [language meaning 7]: same keys, merged cells, every
// quote kept. Cells that disagree and have no rule are conflicting.
#pragma once

#include <vector>

#include "runtime/base/arena.h"
#include "runtime/chart/row.h"
#include "runtime/rules/program.h"

namespace suture::rules {

// Merges `rows` of the prompt's record in place, in order. Does nothing where no keys are declared.
void MergeRows(const Program& program, plan::PromptId prompt, std::vector<chart::Row>& rows,
               base::Arena& arena);

}  // namespace suture::rules
