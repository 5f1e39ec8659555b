// `slots REOPERATION{n} 2, more REOPERATION3`: the numbered columns in which a registry takes the
// first rows of a group, and the field that tells whether there are more.
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"

namespace suture::check {

void Checker::BindSlots() {
  for (const resolve::Anonymous& a : program_.anonymous) {
    const auto* slots = std::get_if<ast::Slots>(&a.declaration->node);
    if (slots == nullptr || a.module != program_.main) continue;
    if (!a.group.valid()) {
      emitter_.Emit(diag::kSlotsWithoutGroup, a.declaration->span)
          .Help("Write it inside the group whose rows it numbers.");
    } else if (const int group = bound_[a.group.index].second; group >= 0) {
      BindSlots(*slots, a.declaration->span, a.module, {group});
    }
  }
}

void Checker::BindSlots(const ast::Slots& source, base::Span span, ModuleId module,
                        plan::GroupId id) {
  if (source.pattern.text.find("{n}") == std::string::npos) {
    emitter_.Emit(diag::kSlotsPattern, source.pattern.span, source.pattern.text)
        .Help(absl::StrCat("Write `{n}` where the number stands, such as `", source.pattern.text,
                           "{n}`."));
    return;
  }
  plan::FieldId more;
  if (!source.more.empty()) {
    const SymbolId symbol = FindField(source.more.text, module, {});
    if (!symbol.valid()) {
      emitter_.Emit(diag::kSlotsMore, source.more.span, source.more.text)
          .Help("Name a field of the registry, such as one whose rule is `count of` the group.");
      return;
    }
    more = FieldOf(symbol);
  }
  plan::Group& group = out_.draft.groups[id.index];
  const size_t most = group.over.valid()
                          ? static_cast<size_t>(out_.draft.queries[group.over.index].at_most)
                          : out_.draft.choices[group.over_choice.index].members.size();
  const bool has_room = most > 0 && most <= static_cast<size_t>(source.count);
  if (!has_room && !more.valid()) {
    emitter_.Emit(diag::kSlotsTooFew, span, group.name, source.count)
        .Help("Name the field that tells of more with `more`, or bound the group with `at most`.");
    return;
  }
  group.slots = source.pattern.text;
  group.slot_count = source.count;
  group.slots_more = more;
}

}  // namespace suture::check
