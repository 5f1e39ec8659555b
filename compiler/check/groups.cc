// Groups: their rows, and what stands for a row within them.
#include "compiler/check/checker.h"

namespace suture::check {

const Scope* Checker::ScopeOf(SymbolId group, ModuleId module) {
  if (!group.valid()) {
    Scope& scope = module_scopes_[module.index];
    scope.module = module;
    return &scope;
  }
  auto it = group_scope_of_.find(group.index);
  if (it != group_scope_of_.end()) return it->second;
  CollectionOf(group);
  it = group_scope_of_.find(group.index);
  return it != group_scope_of_.end() ? it->second : ScopeOf(program_.symbol(group).group, module);
}

CollectionId Checker::GroupOf(SymbolId symbol, const ast::Group& source) {
  const resolve::Symbol s = program_.symbol(symbol);
  const Scope* outer = ScopeOf(s.group, s.module);
  plan::Group group;
  group.name = s.name;
  group.label = source.label;
  group.counter = source.counter;
  group.span = Locate(s.span);
  if (s.group.valid()) group.parent = {bound_[s.group.index].second};
  Scope scope;
  scope.parent = outer;
  scope.module = s.module;
  scope.group = symbol;
  if (source.over != nullptr) {
    std::optional<QueryResult> over = ElaborateQuery(*source.over, *outer);
    if (!over) return {};
    group.over = over->id;
    plan::Query& query = out_.draft.queries[over->id.index];
    query.at_most = source.at_most;
    group.variable = query.variable;
    scope.collection = query.collection;
    scope.lab = query.lab;
    scope.alias = source.alias.text;
    if (source.by != nullptr) {
      Scope row = scope;
      row.variable = query.variable;
      row.bare = true;
      ExprId by = Elaborate(*source.by, row);
      out_.draft.queries[over->id.index].order_by = by;
    }
  } else {
    SymbolId choice = FindOrReport(Space::kType, source.over_choice, s.module);
    if (!choice.valid()) return {};
    group.over_choice = ChoiceOf(choice);
    group.variable = out_.draft.variables++;
    Type member = TypeOf(TypeKind::kChoice);
    member.choice = group.over_choice;
    ExprId value = AddExpr({.op = Op::kVariable, .type = member, .variable = group.variable},
                           source.over_choice.span);
    scope.named.push_back({source.alias.text, value});
  }
  scope.variable = source.over != nullptr ? group.variable : -1;
  // The group as others see it: a row a row, an attribute a field.
  plan::ShapeId shape = AddShape({.name = s.name, .label = source.label});
  plan::GroupId group_id{static_cast<int32_t>(out_.draft.groups.size())};
  CollectionId id = AddCollection(
      {.name = s.name, .kind = plan::CollectionKind::kGroup, .shape = shape, .group = group_id});
  group.collection = id;
  out_.draft.groups.push_back(group);
  bound_[symbol.index] = {State::kInProgress, id.index, group_id.index};
  group_scopes_.push_back(std::move(scope));
  group_scope_of_[symbol.index] = &group_scopes_.back();
  for (size_t i = 0; i < program_.symbols.size(); ++i) {
    const resolve::Symbol& inner = program_.symbols[i];
    if (inner.group != symbol || inner.As<ast::Field>() == nullptr) continue;
    FieldId field = FieldOf({static_cast<int32_t>(i)});
    const plan::Field& added = out_.draft.fields[field.index];
    out_.draft.groups[group_id.index].fields.push_back(field);
    out_.draft.shapes[shape.index].attributes.push_back(
        {.name = added.name, .type = added.type, .optional = true});
  }
  return id;
}

}  // namespace suture::check
