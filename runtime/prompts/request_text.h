// A call as text: head, evidence, questions, in this order, so that what many calls share comes
// first. No clock, case id or number of a try stands in it: the same questions over the same notes
// are the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/chart/case.h"
#include "runtime/models/message.h"
#include "runtime/prompts/evidence.h"
#include "runtime/prompts/executor.h"
#include "runtime/prompts/library.h"

namespace suture::prompts {

struct Question {
  const WantedPrompt* wanted = nullptr;
  const QuestionEvidence* evidence = nullptr;
  int attempt = 1;
  std::string_view problem;  // Of the attempt before; empty: none
};

// "q1" for the first question of a call.
std::string QuestionKey(size_t index);

// Rows of the case by shape, for answers that point to them (`refs`): those of the shape's group,
// else of its first collection that has rows.
std::vector<int32_t> RowCountsOf(const plan::Plan& plan, const chart::Case& chart);

// One question as it stands in a call, without its marks.
std::string QuestionText(const Library& library, const chart::Case& chart,
                         const WantedPrompt& wanted);

// "Passages: 1-4, 9." of a question that is not about all that is shown; else empty.
std::string PassagesOf(const QuestionEvidence& evidence);

struct CallText {
  const Evidence* evidence = nullptr;
  bool breakpoint = false;       // Other calls show the same evidence.
  bool questions_first = false;  // Without the pass "fixed order"
};

// Of what is sent, and of nothing else; each sample has its own.
std::string IdempotencyKey(const models::Request& request, int sample);

models::Request BuildRequest(const Library& library, const chart::Case& chart, const CallText& form,
                             absl::Span<const Question> questions, std::string_view role,
                             int sample);

}  // namespace suture::prompts
