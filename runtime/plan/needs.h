// Which fields a field reads, through whatever lies between: expressions, queries, groups, covers,
// prompts. The checker looks for circles in it, lowering orders the fields by it, and a run tells
// by it which extracts serve a field.
#pragma once

#include <memory>
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

// Finds them in a plan that outlives it and may grow between two calls. One serves many calls: it
// is as large as the plan, what a call costs is not.
class NeedsFinder {
 public:
  explicit NeedsFinder(const Plan& plan);
  ~NeedsFinder();

  Needs Of(FieldId field);
  Needs Of(ExprId expr);
  Needs Of(CoverId cover);  // Of its window and its condition
  Needs Of(QueryId query);
  Needs Of(PromptId prompt);

 private:
  class Walker;
  std::unique_ptr<Walker> walker_;
};

// The extracts whose rows a prompt shows: those that its answers refer to.
std::vector<CollectionId> ExtractsShown(const Plan& plan, const Prompt& prompt);

}  // namespace suture::plan
