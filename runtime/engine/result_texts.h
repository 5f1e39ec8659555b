// What results say about a plan, worked out once: windows in words, names of rows' parts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/plan/plan.h"

namespace suture::engine {

class ResultTexts {
 public:
  explicit ResultTexts(const plan::Plan& plan);

  // "within 90 days before surgery.start"; several are joined by ", ". Empty: the query has none.
  std::string_view WindowOf(plan::QueryId id) const { return windows_[id.index]; }
  std::string_view StepOf(plan::FieldId field, int step) const;

 private:
  std::string WindowText(const plan::Window& window) const;
  std::string AnchorText(plan::ExprId id) const;

  const plan::Plan& plan_;
  std::vector<std::string> windows_;
};

}  // namespace suture::engine
