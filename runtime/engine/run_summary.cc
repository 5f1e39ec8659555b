#include "runtime/engine/run_summary.h"

namespace suture::engine {

void ResultCounts::Count(const store::CaseResult& result) {
  switch (result.status) {
    case store::CaseStatus::kNoCase:
      ++no_case;
      return;
    case store::CaseStatus::kError:
      ++errors;
      return;
    case store::CaseStatus::kOk:
      ++cases;
  }
  const auto count = [&](const store::FieldResult& field) {
    switch (field.outcome) {
      case values::Outcome::kAnswered: {
        const plan::StepKind kind = field.step_kind;
        ++(kind == plan::StepKind::kAsk         ? by_prompt
           : kind == plan::StepKind::kOtherwise ? by_default
                                                : by_rule);
        break;
      }
      case values::Outcome::kAbsent:
        ++absent;
        break;
      case values::Outcome::kNotApplicable:
        ++not_applicable;
        break;
      case values::Outcome::kReview:
        ++review;
        ++review_by_reason[static_cast<size_t>(field.reason)];
    }
  };
  for (const store::FieldResult& field : result.fields) count(field);
  for (const store::GroupResult& group : result.groups) {
    for (const store::GroupRowResult& row : group.rows) {
      for (const store::FieldResult& field : row.fields) count(field);
    }
  }
  checks += static_cast<int64_t>(result.checks.size());
}

void ResultCounts::Add(const ResultCounts& other) {
  cases += other.cases;
  no_case += other.no_case;
  errors += other.errors;
  by_rule += other.by_rule;
  by_prompt += other.by_prompt;
  by_default += other.by_default;
  absent += other.absent;
  not_applicable += other.not_applicable;
  review += other.review;
  for (size_t i = 0; i < review_by_reason.size(); ++i) {
    review_by_reason[i] += other.review_by_reason[i];
  }
  checks += other.checks;
}

void RunSummary::Add(const RunSummary& other) {
  ResultCounts::Add(other);
  prompts_asked += other.prompts_asked;
  notes += other.notes;
  unread_notes += other.unread_notes;
  unlisted.AddAll(other.unlisted);
  stopped |= other.stopped;
}

}  // namespace suture::engine
