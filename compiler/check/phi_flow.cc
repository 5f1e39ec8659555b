// Where identifiers of the patient would reach a prompt or the submission, and which roles would
// see them (how they flow: runtime/plan/identifiers.h). Dates, which Safe Harbor counts as
// identifiers, need no check of their own: they stand only in prompts, every prompt reads notes,
// and a role that may not see notes gets no prompt.
#include "compiler/check/analyses.h"
#include "runtime/plan/identifiers.h"

namespace suture::check {
namespace {

// The identifier that the answer of a step may show; empty: none.
std::string IdentifierIn(const plan::Plan& plan, const plan::Identifiers& identifiers,
                         const plan::Step& step) {
  std::string name = identifiers.In(step.value);
  if (!step.table.valid()) return name;
  for (const plan::TableRow& row : plan.tables[step.table.index].rows) {
    if (name.empty()) name = identifiers.In(row.value);
  }
  return name;
}

}  // namespace

void FindIdentifierLeaks(const typed::Module& module, diag::Emitter& emitter) {
  const plan::Identifiers identifiers(module.draft);
  for (const typed::Hole& hole : module.holes) {
    std::string name = hole.reveal ? "" : identifiers.In(hole.expr);
    if (name.empty()) continue;
    emitter.Emit(diag::kIdentifierInPrompt, hole.span, name)
        .Help(
            "Take it out; the model does not need it to answer. Where it does, write `{reveal …}`, "
            "and only roles "
            "with `may_see_phi` get the prompt.");
  }
  for (size_t f = 0; f < module.draft.fields.size(); ++f) {
    const plan::Field& field = module.draft.fields[f];
    const ast::Field* source = module.fields[f].source;
    if (field.is_finding || !module.fields[f].whole || source == nullptr) continue;
    for (size_t s = 0; s < field.steps.size(); ++s) {
      std::string name =
          source->steps[s].reveal ? "" : IdentifierIn(module.draft, identifiers, field.steps[s]);
      if (name.empty()) continue;
      emitter.Emit(diag::kIdentifierSubmitted, source->steps[s].span, field.name, name)
          .Help(
              "Submit what does not identify, or make it a finding. Where the registry asks for "
              "the identifier, write `take reveal …`.");
      break;
    }
  }
}

void CheckRoleRights(const typed::Module& module, const std::map<std::string, RoleRights>& roles,
                     diag::Emitter& emitter) {
  const plan::Identifiers identifiers(module.draft);
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
          std::string name = part.hole.valid() ? identifiers.In(part.hole) : "";
          if (!name.empty())
            emitter.Emit(diag::kIdentifierToRole, module.prompt_spans[p], name, role);
        }
      }
    }
  }
}

}  // namespace suture::check
