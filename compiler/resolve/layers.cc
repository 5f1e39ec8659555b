#include "compiler/resolve/layers.h"

#include <string_view>

#include "absl/strings/str_cat.h"

namespace suture::resolve {
namespace {

std::string_view WhatRulesAll(const ast::Declaration& item) {
  if (std::holds_alternative<ast::Prefer>(item.node)) return "prefer";
  if (std::holds_alternative<ast::Absent>(item.node)) return "absent";
  return std::holds_alternative<ast::Instructions>(item.node) ? "instructions" : "";
}

}  // namespace

void RefuseChanges(const std::vector<ast::Declaration>& items, const std::string& registry,
                   diag::Emitter& emitter) {
  for (const ast::Declaration& item : items) {
    if (const auto* section = std::get_if<ast::Section>(&item.node)) {
      RefuseChanges(section->items, registry, emitter);
    }
    const std::string_view ruled = WhatRulesAll(item);
    if (ruled.empty()) continue;
    emitter.Emit(diag::kLayerChanges, item.span, registry)
        .Help(absl::StrCat("`", std::string(ruled),
                           "` holds for all fields, the registry's own among them. Leave it to the "
                           "registry's files."));
  }
}

}  // namespace suture::resolve
