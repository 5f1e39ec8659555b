// Labs that are worked out per draw from other labs.
#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "compiler/check/checker.h"

namespace suture::check {
namespace {

// Each is written out in the next, and a formula of formulas is two.
constexpr int kMaxDerivedLevels = 4;

void CollectNames(const ast::Expr& expr, std::vector<const ast::Name*>& names) {
  if (expr.kind == ast::ExprKind::kName) names.push_back(&expr.name);
  for (const ast::ExprPtr& operand : expr.operands) CollectNames(*operand, names);
}

}  // namespace

// Rows of a derived lab are the draws of the first lab that it names; the others are looked up by
// draw. While its parts are bound, it stands among the derived ones without its formula.
void Checker::BindDerivedLab(plan::LabId id, const ast::Expr& expr, ModuleId module) {
  DerivedLab derived{&expr, module, {}};
  std::vector<const ast::Name*> names;
  CollectNames(expr, names);
  derived_labs_.emplace(id.index, DerivedLab{});
  bool needs_itself = false;
  for (const ast::Name* name : names) {
    SymbolId symbol = program_.Find(Space::kCollection, name->text, module);
    if (!symbol.valid() || program_.symbol(symbol).As<ast::Lab>() == nullptr) continue;
    out_.named.insert(symbol.index);
    const plan::LabId part = LabOf(symbol);
    const auto other = derived_labs_.find(part.index);
    if (other != derived_labs_.end() && other->second.expr == nullptr && !needs_itself) {
      emitter_.Emit(diag::kValueOfItself, name->span, name->text);
      needs_itself = true;
    }
    derived.parts.push_back({name->text, part});
  }
  derived_labs_.erase(id.index);
  if (needs_itself) return;
  std::function<int(const DerivedLab&)> levels_of = [&](const DerivedLab& lab) {
    int inner = 0;
    for (const auto& [name, part] : lab.parts) {
      const auto other = derived_labs_.find(part.index);
      if (other != derived_labs_.end()) inner = std::max(inner, levels_of(other->second));
    }
    return inner + 1;
  };
  if (levels_of(derived) > kMaxDerivedLevels) {
    emitter_.Emit(diag::kFunctionTooLarge, expr.span, out_.draft.labs[id.index].name,
                  options_.limits.max_function_parts, kMaxDerivedLevels);
    return;
  }
  if (derived.parts.empty()) {
    emitter_.Emit(diag::kDerivedFromNothing, expr.span);
    return;
  }
  plan::Lab& lab = out_.draft.labs[id.index];
  lab.codes = out_.draft.labs[derived.parts[0].second.index].codes;
  lab.collection = out_.draft.labs[derived.parts[0].second.index].collection;
  derived_labs_.emplace(id.index, std::move(derived));
  // Bound once for its own mistakes, whether or not anything asks for it.
  int32_t variable = out_.draft.variables++;
  variable_collections_[variable] = out_.draft.labs[id.index].collection;
  DerivedValue(id, variable, expr.span);
}

ExprId Checker::DerivedValue(plan::LabId id, int32_t variable, base::Span span) {
  const DerivedLab derived = derived_labs_.at(id.index);
  Scope scope;
  scope.parent = ScopeOf({}, derived.module);
  scope.module = derived.module;
  scope.names_labs = true;
  // Of one row: what stands there, or what is worked out from it.
  const auto result_of = [&](plan::LabId lab, int32_t row) {
    if (derived_labs_.contains(lab.index)) return DerivedValue(lab, row, span);
    return AddExpr({.op = Op::kLabValue, .type = LabType(lab), .variable = row, .lab = lab}, span);
  };
  std::set<std::string> bound;
  for (const auto& [name, part] : derived.parts) {
    if (!bound.insert(name).second) continue;
    ExprId value;
    if (part == derived.parts[0].second) {
      value = result_of(part, variable);
    } else {
      plan::Query query{.quantifier = plan::Quantifier::kLast};
      query.collection = out_.draft.labs[part.index].collection;
      query.lab = part;
      if (out_.draft.labs[part.index].codes.valid())
        query.codes.push_back(out_.draft.labs[part.index].codes);
      query.variable = out_.draft.variables++;
      query.drawn_with = variable;
      variable_collections_[query.variable] = query.collection;
      query.yield = result_of(part, query.variable);
      value = AddExpr(
          {.op = Op::kQuery, .type = LabType(part), .query = AddQuery(std::move(query), span)},
          span);
    }
    scope.named.push_back({name, value});
  }
  return ValueOf(*derived.expr, scope, LabType(id));
}

}  // namespace suture::check
