// One value of an answer by its declared type, spelled as Literal::text of it.
#pragma once

#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "runtime/plan/plan.h"
#include "runtime/prompts/answer_reader.h"
#include "runtime/prompts/executor.h"
#include "runtime/prompts/repair.h"
#include "runtime/prompts/reply_json.h"

namespace suture::prompts {

// JSON null is a value that is not stated.
std::optional<ReadFailure> ReadValue(const plan::Plan& plan, const plan::Type& type,
                                     const JsonNode& node, RowCounts rows_of_shape,
                                     AnsweredValue& value, Repairs& repairs);

}  // namespace suture::prompts
