#include "runtime/chart/attributes_read.h"

#include <algorithm>

#include "runtime/chart/case.h"
#include "runtime/chart/endings.h"

namespace suture::chart {
namespace {

// The shape of the rows that each variable is bound to; invalid: it is bound to no row.
std::vector<plan::ShapeId> ShapesOfVariables(const plan::Plan& plan) {
  std::vector<plan::ShapeId> shapes(static_cast<size_t>(std::max(plan.variables, 1)));
  const auto bind = [&](int32_t variable, plan::ShapeId shape) {
    if (variable < 0) return;
    if (shapes.size() <= static_cast<size_t>(variable)) shapes.resize(variable + 1);
    shapes[variable] = shape;
  };
  for (size_t i = 0; i < plan.shapes.size(); ++i) {
    bind(plan.shapes[i].self, {static_cast<int32_t>(i)});
  }
  for (const plan::Query& query : plan.queries) {
    bind(query.variable, plan.collections[query.collection.index].shape);
  }
  for (const plan::Group& group : plan.groups) {
    if (!group.over.valid()) continue;
    bind(group.variable, plan.collections[plan.queries[group.over.index].collection.index].shape);
  }
  return shapes;
}

// Sources that are told by a code set may bear its codes under any attribute.
bool RanksByCodes(const plan::Plan& plan, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::any_of(plan.code_sets.begin(), plan.code_sets.end(),
                       [&](const plan::CodeSet& set) { return set.name == name; });
  });
}

}  // namespace

AttributesRead::AttributesRead(const plan::Plan& plan) {
  for (const plan::Shape& shape : plan.shapes) read_.emplace_back(shape.attributes.size());
  ReadByKind(plan);
  ReadByQueries(plan);
  ReadByExpressions(plan);
  ReadShown(plan);
  ReadBehindUnions(plan);
}

AttributesRead AttributesRead::All(const plan::Plan& plan) {
  AttributesRead all;
  for (const plan::Shape& shape : plan.shapes) {
    all.read_.emplace_back(shape.attributes.size(), true);
  }
  return all;
}

size_t AttributesRead::End(plan::ShapeId shape) const {
  const std::vector<bool>& read = read_[shape.index];
  return static_cast<size_t>(std::find(read.rbegin(), read.rend(), true).base() - read.begin());
}

void AttributesRead::ReadWhole(plan::ShapeId shape) {
  read_[shape.index].assign(read_[shape.index].size(), true);
}

// What rows of a kind are told by, whatever is asked of them.
void AttributesRead::ReadByKind(const plan::Plan& plan) {
  for (size_t s = 0; s < plan.shapes.size(); ++s) {
    const plan::Shape& shape = plan.shapes[s];
    for (const int special : {shape.at, shape.value, static_cast<int>(CodeAttribute(shape))}) {
      if (special >= 0) read_[s][special] = true;
    }
    for (size_t i = 0; i < shape.attributes.size(); ++i) {
      if (TellsEnd(shape.attributes[i])) read_[s][i] = true;
    }
  }
  if (plan.notes.valid()) ReadWhole(plan.collections[plan.notes.index].shape);
}

void AttributesRead::ReadByQueries(const plan::Plan& plan) {
  bool references = false, codes = RanksByCodes(plan, plan.prefer);
  for (const plan::Query& query : plan.queries) {
    references |= query.at_this_facility || query.drawn_with >= 0;
    codes = codes || RanksByCodes(plan, query.ties);
  }
  for (size_t s = 0; s < plan.shapes.size(); ++s) {
    const std::vector<plan::Attribute>& attributes = plan.shapes[s].attributes;
    for (size_t i = 0; i < attributes.size(); ++i) {
      const plan::TypeKind kind = attributes[i].type.kind;
      if (references && kind == plan::TypeKind::kReference) read_[s][i] = true;
      if (codes && kind == plan::TypeKind::kCodes) read_[s][i] = true;
    }
  }
}

void AttributesRead::ReadByExpressions(const plan::Plan& plan) {
  const std::vector<plan::ShapeId> of_variables = ShapesOfVariables(plan);
  for (const plan::Expr& expr : plan.exprs) {
    if (expr.attribute < 0) continue;
    plan::ShapeId shape;
    if (expr.op == plan::Op::kAttribute && expr.variable >= 0) shape = of_variables[expr.variable];
    if (expr.op == plan::Op::kMember) shape = plan.exprs[expr.args[0].index].type.shape;
    for (size_t s = 0; s < read_.size(); ++s) {
      if (shape.valid() && static_cast<size_t>(shape.index) != s) continue;
      const auto attribute = static_cast<size_t>(expr.attribute);
      if (attribute < read_[s].size()) read_[s][attribute] = true;
    }
  }
}

// Questions whose answers are numbers of rows show the rows.
void AttributesRead::ReadShown(const plan::Plan& plan) {
  const auto show = [&](const plan::Type& type) {
    if (type.kind == plan::TypeKind::kRefs && type.shape.valid()) ReadWhole(type.shape);
  };
  for (const plan::Prompt& prompt : plan.prompts) show(prompt.answer);
  for (const plan::Shape& asked : plan.shapes) {
    for (const plan::Attribute& attribute : asked.attributes) show(attribute.type);
  }
}

// An attribute of a union is that of the same name in each of its sources, which may be unions.
void AttributesRead::ReadBehindUnions(const plan::Plan& plan) {
  for (bool found = true; found;) {
    found = false;
    for (const plan::Collection& united : plan.collections) {
      for (const plan::QueryId query : united.from) {
        const plan::ShapeId source =
            plan.collections[plan.queries[query.index].collection.index].shape;
        const std::vector<plan::Attribute>& theirs = plan.shapes[source.index].attributes;
        const std::vector<plan::Attribute>& ours = plan.shapes[united.shape.index].attributes;
        for (size_t i = 0; i < theirs.size(); ++i) {
          if (read_[source.index][i]) continue;
          for (size_t k = 0; k < ours.size(); ++k) {
            if (!read_[united.shape.index][k] || ours[k].name != theirs[i].name) continue;
            read_[source.index][i] = found = true;
          }
        }
      }
    }
  }
}

}  // namespace suture::chart
