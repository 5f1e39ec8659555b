// Which row variables an expression hangs on: those of the rows that must be bound before it can be
// judged. What hangs on none is judged once a case.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/plan/plan.h"

namespace suture::rules {

class FreeVariables {
 public:
  explicit FreeVariables(const plan::Plan& plan);

  // Ascending, distinct.
  const std::vector<int32_t>& OfExpr(plan::ExprId id);
  std::vector<int32_t> OfQuery(plan::QueryId id);
  std::vector<int32_t> OfGroup(plan::GroupId id) const;
  // Bound by a query for each row that it looks at, not by the case or a group.
  bool IsQueryVariable(int32_t variable) const;

 private:
  using Set = std::vector<int32_t>;
  void AddExpr(plan::ExprId id, Set& to);
  void AddQuery(plan::QueryId id, Set& to);
  void AddWindow(const plan::Window& window, Set& to);
  void AddCover(plan::CoverId id, Set& to);
  void AddPrompt(plan::PromptId id, Set& to) const;

  const plan::Plan& plan_;
  std::vector<Set> exprs_;
  std::vector<bool> done_;
  std::vector<bool> outer_;  // Variable 0 and those of groups
};

}  // namespace suture::rules
