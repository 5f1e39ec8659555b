// One answer of a prompt step, read by the step's type. The form is that of the plan's schema:
//
//   ask      {"evidence": [{"passage": 3, "quote": "…"}], ("reasoning": "…",) "found": true,
//   "value": …} extract  {"rows": [{"evidence": […], <cell>: … or null, …}]}
//
// Nothing is guessed: what cannot be read without loss is a failed parse (kParse), what was read
// but is no value of the type breaks a constraint (kConstraint). Both are asked again by
// what_next.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/plan/plan.h"
#include "runtime/prompts/citation.h"
#include "runtime/prompts/executor.h"
#include "runtime/prompts/repair.h"
#include "runtime/prompts/reply_json.h"
#include "runtime/values/date_order.h"
#include "runtime/values/reasons.h"

namespace suture::prompts {

struct ReadFailure {
  values::FailureKind kind = values::FailureKind::kParse;
  std::string_view problem;  // One sentence for the model; holds nothing of the reply.
};

struct ReadRow {
  std::vector<AnsweredValue> cells;
  std::vector<Citation> evidence;
};

struct ReadAnswer {
  std::optional<ReadFailure> failure;
  Repairs repairs;
  // Asks: `value.stated` is false where the notes do not say; its quotes are not yet looked up.
  AnsweredValue value;
  std::vector<Citation> evidence;
  size_t value_begin = 0, value_end = 0;  // Bytes of the reply
  size_t found_begin = 0, found_end = 0;  // Of the word whether there is an answer; 0: left out
  // Extracts
  std::vector<ReadRow> rows;
};

// How many rows of the case a `refs` type may point to, by shape; none: 0.
using RowCounts = absl::Span<const int32_t>;

// What an answer is read by, beside its type.
struct AnswerRules {
  RowCounts rows_of_shape;
  values::DateOrder date_order = values::DateOrder::kUnknown;
  ReplyLimits limits;
  std::string_view around;  // What the reply says around its answers (surroundings.h)
};

ReadAnswer ReadAnswerOf(const plan::Plan& plan, const plan::Prompt& prompt, const JsonNode& node,
                        const AnswerRules& rules);

// The answers to a call's questions, in the order of `keys`; null: the reply has none. A single
// question's answer may stand without its key. `around` is given what members say that nobody asked
// for.
std::vector<const JsonNode*> AnswersByKey(const JsonNode& root, absl::Span<const std::string> keys,
                                          Repairs& repairs, std::string& around);

}  // namespace suture::prompts
