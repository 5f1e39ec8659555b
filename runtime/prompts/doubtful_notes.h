// Answers that rest on notes of which it is not known whether they belong to what was asked about.
#pragma once

#include "absl/types/span.h"
#include "runtime/prompts/executor.h"

namespace suture::prompts {

// Sets PromptAnswer::doubtful and that of its rows: all that is quoted, or where nothing is
// (answers of a spec's own tests) all that was shown, stands in notes that every scope which has
// them holds for doubtful. PromptAnswer::shown is set before.
void MarkDoubtful(absl::Span<const NoteScope> scopes, PromptAnswer& answer);

}  // namespace suture::prompts
