#include "absl/container/flat_hash_map.h"
#include "compiler/check/analyses.h"

namespace suture::check {

void FindReviewFaults(const typed::Module& module, diag::Emitter& emitter) {
  absl::flat_hash_map<std::string, size_t> by_id;
  for (size_t i = 0; i < module.draft.fields.size(); ++i) {
    const plan::Field& field = module.draft.fields[i];
    const typed::FieldInfo& info = module.fields[i];
    if (field.is_finding) continue;
    if (field.definition.empty()) {
      emitter.Emit(diag::kFieldWithoutDefinition, info.name_span, field.name)
          .Help("Add `define \"\"\" … \"\"\"` with the registry's meaning in your own words.");
    }
    auto [it, fresh] = by_id.try_emplace(field.id, i);
    if (fresh) continue;
    emitter.Emit(diag::kRegistryIdTwice, info.name_span, field.id, module.draft.fields[it->second].name)
        .Label(module.fields[it->second].name_span, "The other field stands here.");
  }
}

}  // namespace suture::check
