#include "runtime/testing/coverage.h"

#include <algorithm>

#include "fmt/format.h"
#include "runtime/testing/describe_outcome.h"

namespace suture::testing {

using plan::StepKind;

std::string_view NameOf(PartKind kind) {
  switch (kind) {
    case PartKind::kStep:
      return "step";
    case PartKind::kRow:
      return "row";
    case PartKind::kAnswer:
      return "answer";
    case PartKind::kAbsence:
      return "absence";
  }
  return {};
}

CoverageCounter::CoverageCounter(const plan::Plan& plan) : plan_(plan) {
  for (const plan::Field& field : plan.fields) {
    counts_.steps.emplace_back(field.steps.size(), 0);
    const bool has_members = field.type.choice.valid();
    members_.emplace_back(
        has_members ? plan.choices[field.type.choice.index].members.size() : size_t{0}, 0);
  }
  for (const plan::Table& table : plan.tables)
    counts_.table_rows.emplace_back(table.rows.size(), 0);
  counts_.not_documented.assign(plan.fields.size(), 0);
  counts_.not_applicable.assign(plan.fields.size(), 0);
}

void CoverageCounter::Met(const plan::Expect& expect) {
  const plan::Type& type = plan_.fields[expect.field.index].type;
  if (!type.choice.valid()) return;
  const auto& members = plan_.choices[type.choice.index].members;
  for (const plan::Literal& literal : expect.values) {
    for (size_t m = 0; m < members.size(); ++m) {
      if (members[m].name == literal.text) ++members_[expect.field.index][m];
    }
  }
}

void CoverageCounter::AddSteps(plan::FieldId id, std::vector<Part>& parts) const {
  const plan::Field& field = plan_.fields[id.index];
  for (size_t s = 0; s < field.steps.size(); ++s) {
    const plan::Step& step = field.steps[s];
    if (step.kind == StepKind::kTable) {
      const plan::Table& table = plan_.tables[step.table.index];
      for (size_t r = 0; r < table.rows.size(); ++r) {
        parts.push_back({id, PartKind::kRow, fmt::format("row {} of table `{}`", r + 1, step.name),
                         counts_.table_rows[step.table.index][r], table.rows[r].span});
      }
    } else if (step.kind != StepKind::kHint && step.answer != plan::AnswerKind::kAbsent) {
      parts.push_back({id, PartKind::kStep,
                       fmt::format("step {}", StepText(field, static_cast<int>(s))),
                       counts_.steps[id.index][s], step.span});
    }
  }
}

void CoverageCounter::AddAbsences(plan::FieldId id, std::vector<Part>& parts) const {
  const plan::Field& field = plan_.fields[id.index];
  for (size_t s = 0; s < field.steps.size(); ++s) {
    const plan::Step& step = field.steps[s];
    if (step.answer != plan::AnswerKind::kAbsent || step.kind == StepKind::kTable) continue;
    parts.push_back({id, PartKind::kAbsence,
                     fmt::format("absence by step {}", StepText(field, static_cast<int>(s))),
                     counts_.steps[id.index][s], step.span});
  }
  const bool always_answers =
      std::any_of(field.steps.begin(), field.steps.end(), [](const plan::Step& step) {
        return step.kind == StepKind::kOtherwise && !step.when.valid();
      });
  if (!always_answers) {
    parts.push_back({id, PartKind::kAbsence, "absence not documented",
                     counts_.not_documented[id.index], field.span});
  }
  if (field.applies_when.valid()) {
    parts.push_back({id, PartKind::kAbsence, "absence not applicable",
                     counts_.not_applicable[id.index], field.span});
  }
}

std::vector<Part> CoverageCounter::Parts() const {
  std::vector<Part> parts;
  for (size_t f = 0; f < plan_.fields.size(); ++f) {
    const plan::Field& field = plan_.fields[f];
    const plan::FieldId id{static_cast<int32_t>(f)};
    AddSteps(id, parts);
    // What a finding can be is for the fields that use it.
    for (size_t m = 0; !field.is_finding && m < members_[f].size(); ++m) {
      const std::string& name = plan_.choices[field.type.choice.index].members[m].name;
      parts.push_back(
          {id, PartKind::kAnswer, fmt::format("answer {}", name), members_[f][m], field.span});
    }
    AddAbsences(id, parts);
  }
  return parts;
}

}  // namespace suture::testing
