#include "runtime/rules/free_variables.h"

#include <algorithm>

namespace suture::rules {
namespace {

void Merge(const std::vector<int32_t>& from, std::vector<int32_t>& to) {
  to.insert(to.end(), from.begin(), from.end());
  std::sort(to.begin(), to.end());
  to.erase(std::unique(to.begin(), to.end()), to.end());
}

}  // namespace

FreeVariables::FreeVariables(const plan::Plan& plan)
    : plan_(plan),
      exprs_(plan.exprs.size()),
      done_(plan.exprs.size(), false),
      outer_(static_cast<size_t>(std::max(plan.variables, 1)), false) {
  outer_[0] = true;
  for (const plan::Group& group : plan.groups) {
    if (group.variable >= 0 && group.variable < plan.variables) outer_[group.variable] = true;
  }
}

bool FreeVariables::IsQueryVariable(int32_t variable) const {
  return variable >= static_cast<int32_t>(outer_.size()) || !outer_[variable];
}

std::vector<int32_t> FreeVariables::OfGroup(plan::GroupId id) const {
  Set set;
  for (plan::GroupId g = id; g.valid(); g = plan_.groups[g.index].parent) {
    const int32_t variable = plan_.groups[g.index].variable;
    if (variable >= 0) Merge({variable}, set);
  }
  return set;
}

const std::vector<int32_t>& FreeVariables::OfExpr(plan::ExprId id) {
  if (done_[id.index]) return exprs_[id.index];
  done_[id.index] = true;
  const plan::Expr& expr = plan_.exprs[id.index];
  Set set;
  if (expr.variable >= 0) Merge({expr.variable}, set);
  for (plan::ExprId arg : expr.args) AddExpr(arg, set);
  if (expr.query.valid()) AddQuery(expr.query, set);
  if (expr.cover.valid()) AddCover(expr.cover, set);
  if (expr.prompt.valid()) AddPrompt(expr.prompt, set);
  if (expr.window) AddWindow(*expr.window, set);
  if (expr.field.valid()) Merge(OfGroup(plan_.fields[expr.field.index].group), set);
  exprs_[id.index] = std::move(set);
  return exprs_[id.index];
}

std::vector<int32_t> FreeVariables::OfQuery(plan::QueryId id) {
  Set set;
  AddQuery(id, set);
  return set;
}

void FreeVariables::AddExpr(plan::ExprId id, Set& to) {
  if (id.valid()) Merge(OfExpr(id), to);
}

void FreeVariables::AddWindow(const plan::Window& window, Set& to) {
  AddExpr(window.a, to);
  AddExpr(window.b, to);
}

void FreeVariables::AddQuery(plan::QueryId id, Set& to) {
  const plan::Query& query = plan_.queries[id.index];
  Set inside;
  for (plan::ExprId expr :
       {query.where, query.yield, query.order_by, query.closest_to, query.except_source}) {
    AddExpr(expr, inside);
  }
  inside.erase(std::remove(inside.begin(), inside.end(), query.variable), inside.end());
  Merge(inside, to);
  for (const plan::Window& window : query.windows) AddWindow(window, to);
  if (query.drawn_with >= 0) Merge({query.drawn_with}, to);
  for (plan::CoverId cover : query.covers) AddCover(cover, to);
  const plan::Collection& collection = plan_.collections[query.collection.index];
  // Inside a parent's row a group holds the rows of that parent only.
  if (collection.kind == plan::CollectionKind::kGroup) {
    Merge(OfGroup(plan_.groups[collection.group.index].parent), to);
  }
}

void FreeVariables::AddCover(plan::CoverId id, Set& to) {
  const plan::Cover& cover = plan_.covers[id.index];
  AddExpr(cover.when, to);
  if (cover.window) AddWindow(*cover.window, to);
}

void FreeVariables::AddPrompt(plan::PromptId id, Set& to) const {
  const plan::Prompt& prompt = plan_.prompts[id.index];
  if (prompt.field.valid()) Merge(OfGroup(plan_.fields[prompt.field.index].group), to);
}

}  // namespace suture::rules
