// Versions that meet: steps and fields of which one runs into the next, fields of one id with a gap
// between them, and what is in force on no day of its registry. Gaps between steps, choices and
// lines of codes are found where they are read (versions.cc).
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/analyses.h"
#include "compiler/check/in_force.h"

namespace suture::check {
namespace {

std::string DaysOf(const plan::Effective& effective) {
  std::string text = absl::StrCat("from ", effective.from);
  if (!effective.until.empty()) absl::StrAppend(&text, " until ", effective.until);
  return text;
}

bool Collide(const plan::Effective& earlier, const plan::Effective& later, bool all) {
  if (!all) return RunsInto(earlier, later);
  return earlier.from <= later.from && InForceTogether(earlier, later);
}

// `all`: two may not share a day at all; else one may stand inside of the other, such as a special
// rule.
void FindOverlaps(const std::vector<Version>& versions, bool all, diag::Emitter& emitter) {
  for (const Version& later : versions) {
    for (const Version& earlier : versions) {
      if (&earlier == &later || !Collide(earlier.effective, later.effective, all)) continue;
      emitter.Emit(diag::kVersionOverlap, later.span, later.effective.from)
          .Label(earlier.span, "This one is still in force then.")
          .Help("Let the older one end on the day before the newer begins.");
      break;
    }
  }
}

// What stands in a registry or a field that counts on other days. False: it may be in force.
bool FindNever(const std::string& around, const plan::Effective& days, const Version& version,
               diag::Emitter& emitter) {
  if (!IsDated(days) || !IsDated(version.effective) || InForceTogether(days, version.effective))
    return false;
  emitter.Emit(diag::kNeverInForce, version.span, around, DaysOf(days))
      .Help("Change its days, or take it out.");
  return true;
}

}  // namespace

void FindVersionFaults(const typed::Module& module, diag::Emitter& emitter) {
  const plan::Registry& registry = module.draft.registry;
  absl::btree_map<std::string, std::vector<Version>> by_id;
  for (size_t i = 0; i < module.draft.fields.size(); ++i) {
    const plan::Field& field = module.draft.fields[i];
    const ast::Field* source = module.fields[i].source;
    if (source == nullptr || !module.fields[i].whole) continue;
    if (source->effective) {
      const Version version{field.effective, source->effective->span};
      FindNever(registry.name, registry.effective, version, emitter);
      if (!field.is_finding) by_id[field.id].push_back(version);
    }
    std::vector<Version> steps;
    for (size_t s = 0; s < field.steps.size() && s < source->steps.size(); ++s) {
      const plan::Step& step = field.steps[s];
      if (!source->steps[s].effective) continue;
      const Version version{step.effective, source->steps[s].effective->span};
      if (!FindNever(registry.name, registry.effective, version, emitter)) {
        FindNever(field.name, field.effective, version, emitter);
      }
      const bool answers =
          step.kind != plan::StepKind::kHint && step.kind != plan::StepKind::kOtherwise;
      if (answers) steps.push_back(version);
    }
    FindOverlaps(steps, false, emitter);
  }
  for (const auto& [id, versions] : by_id) {
    FindOverlaps(versions, true, emitter);
    FindGap(versions, emitter);
  }
}

}  // namespace suture::check
