#include "runtime/plan/identifiers.h"

#include <set>
#include <utility>

namespace suture::plan {

Identifiers::Identifiers(const Plan& plan)
    : plan_(plan), rows_(static_cast<size_t>(plan.variables) + 1) {
  auto bind = [&](int32_t variable, CollectionId collection) {
    if (variable >= 0 && static_cast<size_t>(variable) < rows_.size() && collection.valid())
      rows_[variable] = collection;
  };
  for (const Query& query : plan_.queries) bind(query.variable, query.collection);
  for (const Group& group : plan_.groups) {
    if (group.over.valid()) bind(group.variable, plan_.queries[group.over.index].collection);
  }
  if (plan_.index.query.valid()) bind(0, plan_.queries[plan_.index.query.index].collection);
}

std::string Identifiers::In(ExprId id) const { return In(std::vector<ExprId>{id}); }

std::string Identifiers::In(FieldId id) const {
  std::vector<ExprId> answers;
  AddAnswers(id, answers);
  return In(std::move(answers));
}

std::string Identifiers::In(std::vector<ExprId> open) const {
  std::set<int32_t> seen, fields;
  while (!open.empty()) {
    const ExprId next = open.back();
    open.pop_back();
    if (!next.valid() || !seen.insert(next.index).second) continue;
    const Expr& expr = plan_.exprs[next.index];
    if (std::string name = OwnOf(expr); !name.empty()) return name;
    // A truth tells of an identifier no more than that it is there, or what it equals.
    if (expr.type.kind != TypeKind::kTruth)
      open.insert(open.end(), expr.args.begin(), expr.args.end());
    if (expr.op == Op::kQuery) open.push_back(plan_.queries[expr.query.index].yield);
    if (expr.op == Op::kField && fields.insert(expr.field.index).second)
      AddAnswers(expr.field, open);
  }
  return "";
}

void Identifiers::AddAnswers(FieldId field, std::vector<ExprId>& out) const {
  for (const Step& step : plan_.fields[field.index].steps) {
    out.push_back(step.value);
    if (!step.table.valid()) continue;
    for (const TableRow& row : plan_.tables[step.table.index].rows) out.push_back(row.value);
  }
}

std::string Identifiers::OwnOf(const Expr& expr) const {
  ShapeId shape;
  if (expr.op == Op::kAttribute && expr.variable >= 0 &&
      static_cast<size_t>(expr.variable) < rows_.size()) {
    const CollectionId rows = rows_[expr.variable];
    if (rows.valid()) shape = plan_.collections[rows.index].shape;
  }
  if (expr.op == Op::kMember && expr.args[0].valid())
    shape = plan_.exprs[expr.args[0].index].type.shape;
  if (!shape.valid() || expr.attribute < 0) return "";
  const std::vector<Attribute>& attributes = plan_.shapes[shape.index].attributes;
  const bool phi =
      static_cast<size_t>(expr.attribute) < attributes.size() && attributes[expr.attribute].phi;
  return phi ? attributes[expr.attribute].name : "";
}

void MarkIdentifiers(Plan& plan) {
  const Identifiers identifiers(plan);
  // A group over the rows of another one takes its marks from there.
  for (bool more = true; more;) {
    more = false;
    for (const Collection& rows : plan.collections) {
      if (rows.kind != CollectionKind::kGroup || !rows.shape.valid()) continue;
      const std::vector<FieldId>& fields = plan.groups[rows.group.index].fields;
      std::vector<Attribute>& attributes = plan.shapes[rows.shape.index].attributes;
      for (size_t i = 0; i < fields.size() && i < attributes.size(); ++i) {
        if (attributes[i].phi || identifiers.In(fields[i]).empty()) continue;
        attributes[i].phi = more = true;
      }
    }
  }
}

}  // namespace suture::plan
