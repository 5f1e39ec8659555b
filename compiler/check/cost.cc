#include "compiler/check/cost.h"

#include <algorithm>
#include <set>

#include "compiler/check/analyses.h"
#include "compiler/check/time_bounds.h"
#include "runtime/plan/needs.h"
#include "runtime/text/token_estimate.h"

namespace suture::check {
namespace {

using plan::FieldId;
using plan::PromptId;

// What stands before every question: the rules of the conversation and the form of the answer.
constexpr int64_t kHeadTokens = 420;
// A value that is printed into the text, such as a date.
constexpr int64_t kHoleTokens = 16;

int64_t Tokens(const std::string& text) { return static_cast<int64_t>(text::EstimateTokens(text)); }

// How many rows the groups around a field can have; 0: nothing bounds them.
int64_t RowsOf(const plan::Plan& plan, plan::GroupId group) {
  int64_t rows = 1;
  for (; group.valid(); group = plan.groups[group.index].parent) {
    const plan::Group& g = plan.groups[group.index];
    if (g.over_choice.valid()) {
      rows *= static_cast<int64_t>(plan.choices[g.over_choice.index].members.size());
    } else if (g.over.valid()) {
      const plan::Query& over = plan.queries[g.over.index];
      const plan::PromptId extract = plan.collections[over.collection.index].prompt;
      // Rows of an extract are bounded by the extract.
      rows *= over.at_most > 0  ? over.at_most
              : extract.valid() ? plan.prompts[extract.index].at_most
                                : 0;
    }
  }
  return rows;
}

void AddNeeds(plan::NeedsFinder& finder, FieldId id, std::set<FieldId>& fields,
              std::set<PromptId>& prompts) {
  if (!fields.insert(id).second) return;
  plan::Needs needs = finder.Of(id);
  prompts.insert(needs.prompts.begin(), needs.prompts.end());
  for (FieldId needed : needs.fields) AddNeeds(finder, needed, fields, prompts);
}

}  // namespace

int64_t QuestionTokens(const plan::Plan& plan, const plan::Prompt& prompt) {
  int64_t tokens = kHeadTokens;
  for (const auto* parts : {&prompt.instructions, &prompt.text}) {
    for (const plan::PromptPart& part : *parts) {
      tokens += part.hole.valid() ? kHoleTokens : Tokens(part.text);
    }
  }
  for (const plan::PromptExample& example : prompt.examples) {
    tokens += Tokens(example.text) + Tokens(example.answer) + Tokens(example.because);
  }
  if (prompt.field.valid()) tokens += Tokens(plan.fields[prompt.field.index].definition);
  auto add_choice = [&](const plan::Type& type) {
    if (!type.choice.valid()) return;
    for (const plan::ChoiceMember& member : plan.choices[type.choice.index].members) {
      tokens += Tokens(member.name) + Tokens(member.guidance);
    }
  };
  add_choice(prompt.answer);
  if (prompt.collection.valid()) {
    const plan::Shape& shape = plan.shapes[plan.collections[prompt.collection.index].shape.index];
    for (const plan::Attribute& attribute : shape.attributes) {
      tokens += Tokens(attribute.name) + Tokens(attribute.guidance);
      add_choice(attribute.type);
    }
  }
  return tokens;
}

CaseCost CostOf(const plan::Plan& plan, const CostOptions& options) {
  CaseCost cost;
  for (const plan::Prompt& prompt : plan.prompts) {
    PromptCost& one = cost.prompts.emplace_back();
    if (prompt.field.valid()) one.rows = RowsOf(plan, plan.fields[prompt.field.index].group);
    const auto roles = static_cast<int64_t>(std::max<size_t>(prompt.roles.size(), 1));
    one.calls = one.rows * roles * prompt.samples * options.tries;
    one.tokens_each = prompt.max_tokens + QuestionTokens(plan, prompt);
    one.tokens = one.calls * one.tokens_each;
    cost.calls += one.calls;
    cost.tokens += one.tokens;
  }
  plan::NeedsFinder finder(plan);
  for (size_t f = 0; f < plan.fields.size(); ++f) {
    std::set<FieldId> fields;
    std::set<PromptId> prompts;
    AddNeeds(finder, {static_cast<int32_t>(f)}, fields, prompts);
    FieldCost& one = cost.fields.emplace_back();
    one.prompts.assign(prompts.begin(), prompts.end());
    for (PromptId prompt : prompts) {
      one.calls += cost.prompts[prompt.index].calls;
      one.tokens += cost.prompts[prompt.index].tokens;
    }
  }
  return cost;
}

void CheckCost(const typed::Module& module, diag::Emitter& emitter, int max_call_tokens) {
  const plan::Plan& plan = module.draft;
  const TimeBounds bounds(plan);
  for (size_t p = 0; p < plan.prompts.size(); ++p) {
    const plan::Prompt& prompt = plan.prompts[p];
    for (size_t r = 0; r < prompt.reads.size(); ++r) {
      if (!prompt.reads[r].written) continue;  // Reported where it was read.
      const Reach reach = bounds.ReachOf(*prompt.reads[r].written);
      if (!reach.low.endless() && !reach.high.endless()) continue;
      emitter.Emit(diag::kUnboundedRead, module.read_spans[p][r])
          .Help("Give the window two ends, such as `written within 1 year before surgery.start`.");
    }
    if (prompt.field.valid() && RowsOf(plan, plan.fields[prompt.field.index].group) == 0) {
      emitter.Emit(diag::kUnboundedRows, module.prompt_spans[p])
          .Help("Add `at most` and a number to the group, so that the cost of a case has a bound.");
    }
    const int64_t tokens = prompt.max_tokens + QuestionTokens(plan, prompt);
    if (tokens > max_call_tokens) {
      emitter.Emit(diag::kPromptTooLarge, module.prompt_spans[p], tokens, max_call_tokens)
          .Help("Lower `at most … tokens`, or ask for less at once.");
    }
  }
}

}  // namespace suture::check
