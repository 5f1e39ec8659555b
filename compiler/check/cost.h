// The most that a case can cost: calls of a model and tokens sent to it. A ceiling, not a forecast:
// every step is asked, every row of every group is there, every call is repeated as often as it may
// be, and no two questions share a call.
//
// Tokens are estimated as budgets are (runtime/text/token_estimate.h). What a model answers is
// bounded by `max_output_tokens` of its role in suture.yaml and is not counted here.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/check/typed.h"

namespace suture::check {

struct CostOptions {
  int tries = 2;  // How often one question is asked when its answers are bad, the first included.
};

struct PromptCost {
  int64_t rows = 1;  // How often it is asked for one case: once, or once a row of its group
  int64_t calls = 0;
  int64_t tokens_each = 0;  // Sent with one call
  int64_t tokens = 0;
};

struct FieldCost {
  std::vector<plan::PromptId> prompts;  // Its own asks and all that it rests on, each once
  int64_t calls = 0, tokens = 0;
};

struct CaseCost {
  std::vector<PromptCost> prompts;  // Parallel to the draft's
  std::vector<FieldCost> fields;    // Parallel to the draft's
  int64_t calls = 0, tokens = 0;
};

CaseCost CostOf(const plan::Plan& plan, const CostOptions& options = {});

// Tokens that the question itself takes, its evidence left out.
int64_t QuestionTokens(const plan::Plan& plan, const plan::Prompt& prompt);

}  // namespace suture::check
