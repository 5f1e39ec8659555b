// What results say about a plan, worked out once: windows in words, names of rows' parts.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/arena.h"
#include "runtime/plan/plan.h"
#include "runtime/values/reasons.h"

namespace suture::engine {

class ResultTexts {
 public:
  explicit ResultTexts(const plan::Plan& plan);
  ResultTexts(const ResultTexts&) = delete;
  ResultTexts& operator=(const ResultTexts&) = delete;

  // "within 90 days before surgery.start"; several are joined by ", ". Empty: the query has none.
  std::string_view WindowOf(plan::QueryId id) const { return windows_[id.index]; }
  // What results say of a field whatever its outcome, close together: with hundreds of fields the
  // plan's own structs would come from far away for each.
  struct Step {
    std::string_view name;
    plan::StepKind kind = plan::StepKind::kTake;
  };
  struct Field {
    std::string_view name;
    bool is_set = false;
    bool is_of_case = false;  // Has a result of its own: no finding, of no group
    bool identifies = false;  // What it says may show who the patient is
    int32_t first_step = 0;
    int32_t steps = 0;
    int32_t absences = 0;    // Which table of codes for absences; many fields share one
    bool has_ticks = false;  // Boxes that an absence sets
  };
  const Field& FieldOf(plan::FieldId field) const { return fields_[field.index]; }
  // What is submitted where the field is absent for this reason; empty: nothing.
  std::string_view AbsenceCodeOf(const Field& field, values::AbsenceReason absence) const {
    return absence_codes_[static_cast<size_t>(field.absences)][static_cast<size_t>(absence)];
  }
  // No step: an empty name.
  Step StepOf(plan::FieldId id, int step) const {
    const Field& field = fields_[id.index];
    return step < 0 || step >= field.steps ? Step()
                                           : steps_[static_cast<size_t>(field.first_step + step)];
  }

 private:
  using AbsenceCodes = std::array<std::string_view, values::kAbsenceReasonCount>;

  static std::string_view NameOf(const plan::Step& step);
  static AbsenceCodes CodesOf(const plan::Field& field);
  std::string WindowText(const plan::Window& window) const;
  std::string AnchorText(plan::ExprId id) const;

  const plan::Plan& plan_;
  std::vector<std::string> windows_;
  base::Arena names_;
  std::vector<Field> fields_;
  std::vector<Step> steps_;  // Of fields one after the other
  std::vector<AbsenceCodes> absence_codes_;
};

}  // namespace suture::engine
