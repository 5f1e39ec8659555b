// Where identifiers of the patient flow: attributes that a record kind declares `phi` (name, record
// number, address), through expressions, queries, lets and other fields, into prompts and
// submissions. Dates, which Safe Harbor counts as identifiers, need no check of their own: they
// stand only in prompts, every prompt reads notes, and a role that may not see notes gets no
// prompt.
#include <set>

#include "absl/algorithm/container.h"
#include "compiler/check/analyses.h"

namespace suture::check {
namespace {

using plan::ExprId;
using plan::Op;

class PhiFlow {
 public:
  explicit PhiFlow(const typed::Module& module)
      : plan_(module.draft), rows_(static_cast<size_t>(plan_.variables) + 1) {
    auto bind = [&](int32_t variable, plan::CollectionId collection) {
      if (variable >= 0 && static_cast<size_t>(variable) < rows_.size() && collection.valid())
        rows_[variable] = collection;
    };
    for (const plan::Query& query : plan_.queries) bind(query.variable, query.collection);
    for (const plan::Group& group : plan_.groups) {
      if (group.over.valid()) bind(group.variable, plan_.queries[group.over.index].collection);
    }
    if (plan_.index.query.valid()) bind(0, plan_.queries[plan_.index.query.index].collection);
  }

  // The identifier that the value of the expression may show; empty: none.
  std::string IdentifierIn(ExprId id) {
    std::set<int32_t> seen, fields;
    std::vector<ExprId> open = {id};
    while (!open.empty()) {
      ExprId next = open.back();
      open.pop_back();
      if (!next.valid() || !seen.insert(next.index).second) continue;
      const plan::Expr& expr = plan_.exprs[next.index];
      if (std::string name = OwnIdentifier(expr); !name.empty()) return name;
      // A truth tells of an identifier no more than that it is there, or what it equals.
      if (expr.type.kind != plan::TypeKind::kTruth)
        open.insert(open.end(), expr.args.begin(), expr.args.end());
      if (expr.op == Op::kQuery) open.push_back(plan_.queries[expr.query.index].yield);
      if (expr.op == Op::kField && fields.insert(expr.field.index).second)
        AddAnswers(expr.field, open);
    }
    return "";
  }

  void AddAnswers(plan::FieldId field, std::vector<ExprId>& out) const {
    for (const plan::Step& step : plan_.fields[field.index].steps) {
      out.push_back(step.value);
      if (!step.table.valid()) continue;
      for (const plan::TableRow& row : plan_.tables[step.table.index].rows)
        out.push_back(row.value);
    }
  }

 private:
  std::string OwnIdentifier(const plan::Expr& expr) const {
    plan::ShapeId shape;
    if (expr.op == Op::kAttribute && expr.variable >= 0 &&
        static_cast<size_t>(expr.variable) < rows_.size()) {
      plan::CollectionId rows = rows_[expr.variable];
      if (rows.valid()) shape = plan_.collections[rows.index].shape;
    }
    if (expr.op == Op::kMember && expr.args[0].valid())
      shape = plan_.exprs[expr.args[0].index].type.shape;
    if (!shape.valid() || expr.attribute < 0) return "";
    const std::vector<plan::Attribute>& attributes = plan_.shapes[shape.index].attributes;
    const bool phi =
        static_cast<size_t>(expr.attribute) < attributes.size() && attributes[expr.attribute].phi;
    return phi ? attributes[expr.attribute].name : "";
  }

  const plan::Plan& plan_;
  std::vector<plan::CollectionId> rows_;  // By row variable
};

}  // namespace

void FindIdentifierLeaks(const typed::Module& module, diag::Emitter& emitter) {
  PhiFlow flow(module);
  for (const typed::Hole& hole : module.holes) {
    std::string name = hole.reveal ? "" : flow.IdentifierIn(hole.expr);
    if (name.empty()) continue;
    emitter.Emit(diag::kIdentifierInPrompt, hole.span, name)
        .Help(
            "Take it out; the model does not need it to answer. Where it does, write `{reveal …}`, "
            "and only roles "
            "with `may_see_phi` get the prompt.");
  }
  for (size_t f = 0; f < module.draft.fields.size(); ++f) {
    const plan::Field& field = module.draft.fields[f];
    if (field.is_finding || !module.fields[f].whole) continue;
    std::vector<ExprId> answers;
    flow.AddAnswers({static_cast<int32_t>(f)}, answers);
    for (ExprId answer : answers) {
      std::string name = flow.IdentifierIn(answer);
      if (name.empty()) continue;
      emitter.Emit(diag::kIdentifierSubmitted, module.fields[f].name_span, field.name, name)
          .Help(
              "Leave it so if the registry asks for it; else submit what does not identify, or "
              "make it a finding.");
      break;
    }
  }
}

void CheckRoleRights(const typed::Module& module, const std::map<std::string, RoleRights>& roles,
                     diag::Emitter& emitter) {
  PhiFlow flow(module);
  for (size_t p = 0; p < module.draft.prompts.size(); ++p) {
    const plan::Prompt& prompt = module.draft.prompts[p];
    for (const std::string& role : prompt.roles) {
      auto rights = roles.find(role);
      if (rights == roles.end()) continue;
      if (!rights->second.may_see_notes) {
        emitter.Emit(diag::kNotesToRole, module.prompt_spans[p], role)
            .Help(
                "Use a role that may, or say `may_see_notes: true` of the role in suture.yaml if "
                "its server may have them.");
      }
      if (rights->second.may_see_phi) continue;
      for (const auto* parts : {&prompt.instructions, &prompt.text}) {
        for (const plan::PromptPart& part : *parts) {
          std::string name = part.hole.valid() ? flow.IdentifierIn(part.hole) : "";
          if (!name.empty())
            emitter.Emit(diag::kIdentifierToRole, module.prompt_spans[p], name, role);
        }
      }
    }
  }
}

}  // namespace suture::check
