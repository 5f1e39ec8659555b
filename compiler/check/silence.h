// What covers say of silence: which queries one speaks for, and whether its window takes theirs in.
#pragma once

#include <vector>

#include "compiler/check/time_bounds.h"
#include "runtime/plan/plan.h"

namespace suture::check {

// Whether a cover is of the kind that a query looks at, whatever the windows of both. Covers are
// attached to their queries before.
bool SpeaksFor(const plan::Plan& plan, plan::CoverId cover, plan::QueryId query);

// What a field looks for and where it asks, findings that it stands on left to themselves.
struct FieldReads {
  std::vector<plan::ExprId> queries;  // Each a kQuery
  std::vector<plan::FieldId> fields;
  std::vector<plan::PromptId> prompts;
  plan::QueryId rows;  // Of a group's field: the rows that it has one of
};

class SilenceFinder {
 public:
  // The plan must outlive this.
  explicit SilenceFinder(const plan::Plan& plan) : plan_(plan), bounds_(plan) {}

  // Whether the cover speaks for the query and, as far as the spec tells, has no window that ends
  // before the query's, or begins after it.
  bool TakesIn(plan::CoverId cover, plan::QueryId query) const;
  // The same of the notes that a prompt reads.
  bool TakesInNotes(plan::CoverId cover, plan::PromptId prompt) const;
  // Entries of a chart that no cover takes in. Extracts, mentions and groups bring their own cover:
  // notes that were shown whole.
  bool Uncovered(const plan::Query& query) const;

 private:
  bool Holds(const plan::Cover& cover, const std::vector<plan::Window>& windows) const;

  const plan::Plan& plan_;
  TimeBounds bounds_;
};

}  // namespace suture::check
