#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/analyses.h"
#include "compiler/check/in_force.h"

namespace suture::check {

void FindReviewFaults(const typed::Module& module, diag::Emitter& emitter) {
  absl::flat_hash_map<std::string, size_t> by_id, by_tick;
  for (size_t i = 0; i < module.draft.fields.size(); ++i) {
    for (const plan::Tick& tick : module.draft.fields[i].ticks) {
      auto [it, fresh] = by_tick.try_emplace(tick.id, i);
      if (fresh) continue;
      emitter.Emit(diag::kRegistryIdTwice, module.fields[i].name_span, tick.id,
                   module.draft.fields[it->second].name);
    }
  }
  for (size_t i = 0; i < module.draft.fields.size(); ++i) {
    const plan::Field& field = module.draft.fields[i];
    const typed::FieldInfo& info = module.fields[i];
    if (field.is_finding) continue;
    if (field.definition.empty()) {
      emitter.Emit(diag::kFieldWithoutDefinition, info.name_span, field.name)
          .Help("Add `define \"\"\" … \"\"\"` with the registry's meaning in your own words.");
    }
    if (!field.was.empty()) {
      // Fields of one id are versions of one.
      for (size_t other = 0; other < i; ++other) {
        const plan::Field& earlier = module.draft.fields[other];
        if (earlier.was != field.was || earlier.id == field.id) continue;
        emitter
            .Emit(diag::kNameTwice, info.name_span, field.was,
                  absl::StrCat("what `", earlier.name, "` was called"))
            .Label(module.fields[other].name_span, "This field says that it was called so.")
            .Help("Leave `was` out of the one that did not have this name.");
        break;
      }
      for (size_t other = 0; other < module.draft.fields.size(); ++other) {
        if (other == i || module.draft.fields[other].name != field.was) continue;
        emitter
            .Emit(diag::kNameTwice, info.name_span, field.was, "a field, so it is not an old name")
            .Label(module.fields[other].name_span, "The field of that name stands here.");
      }
    }
    if (auto ticked = by_tick.find(field.id); ticked != by_tick.end()) {
      emitter
          .Emit(diag::kRegistryIdTwice, module.fields[ticked->second].name_span, field.id,
                field.name)
          .Label(info.name_span, "The field stands here.")
          .Help("A box that is ticked on an absence has an id of its own.");
    }
    auto [it, fresh] = by_id.try_emplace(field.id, i);
    // Versions of one field share its id.
    const plan::Effective& other = module.draft.fields[it->second].effective;
    const bool versions = IsDated(field.effective) && IsDated(other);
    if (fresh || versions) continue;  // FindVersionFaults speaks of those.
    emitter
        .Emit(diag::kRegistryIdTwice, info.name_span, field.id,
              module.draft.fields[it->second].name)
        .Label(module.fields[it->second].name_span, "The other field stands here.");
  }
}

}  // namespace suture::check
