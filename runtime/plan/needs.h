// Which fields a field reads, through whatever lies between: expressions, queries, groups, covers,
// prompts. The checker looks for circles in it, lowering orders the fields by it, and a run tells
// by it which extracts serve a field.
#pragma once

#include <vector>

#include "runtime/plan/plan.h"

namespace suture::plan {

// What one field, check or index needs, each once, ascending.
struct Needs {
  std::vector<FieldId> fields;
  std::vector<PromptId> prompts;  // Extracts whose rows it reads, and its own asks
  std::vector<ExprId> exprs;  // Every expression that is evaluated for it, other fields' left out
  std::vector<QueryId> queries;
};

Needs NeedsOf(const Plan& plan, FieldId field);
Needs NeedsOf(const Plan& plan, ExprId expr);
Needs NeedsOf(const Plan& plan, CoverId cover);  // Of its window and its condition
Needs NeedsOf(const Plan& plan, QueryId query);
Needs NeedsOf(const Plan& plan, PromptId prompt);

// The extracts whose rows a prompt shows: those that its answers refer to.
std::vector<CollectionId> ExtractsShown(const Plan& plan, const Prompt& prompt);

}  // namespace suture::plan
