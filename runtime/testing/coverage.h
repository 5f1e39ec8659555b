// Which parts of a spec its tests reached. Counted on the fields, steps, rows and members of the
// plan, which neither the layout of the spec nor a pass of the optimizer changes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/plan/suite.h"
#include "runtime/rules/evaluator.h"

namespace suture::testing {

enum class PartKind { kStep, kRow, kAnswer, kAbsence };
std::string_view NameOf(PartKind kind);  // "step", "row", "answer", "absence"

struct Part {
  plan::FieldId field;
  PartKind kind = PartKind::kStep;
  std::string what;       // "step `otherwise`", "row 3 of table `by_drug`", "answer Yes"
  uint32_t hits = 0;      // Times that a test reached it
  plan::SourceSpan span;  // Of the part; of answers the field's
};

class CoverageCounter {
 public:
  explicit CoverageCounter(const plan::Plan& plan);

  rules::Coverage* counts() { return &counts_; }
  // A test expected this value of the field, and got it.
  void Met(const plan::Expect& expect);
  // Field by field in the order of the plan: steps and rows, answers of its choice list, absences.
  std::vector<Part> Parts() const;

 private:
  void AddSteps(plan::FieldId id, std::vector<Part>& parts) const;
  void AddAbsences(plan::FieldId id, std::vector<Part>& parts) const;

  const plan::Plan& plan_;
  rules::Coverage counts_;
  std::vector<std::vector<uint32_t>> members_;  // Of each field
};

}  // namespace suture::testing
