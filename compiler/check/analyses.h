// What is wrong with a spec as a whole, after every expression has its type. One analysis a file,
// each a function from the typed module to diagnostics.
#pragma once

#include <map>
#include <string>

#include "compiler/check/limits.h"
#include "compiler/check/typed.h"
#include "compiler/diagnostics/emitter.h"

namespace suture::check {

// name_chains.cc: names that stand on too many others, one on the next. True: reported, and nothing
// may follow them.
bool FindLongChain(const resolve::Program& program, diag::Emitter& emitter);
// group_levels.cc: groups that stand in too many others. True: reported, and nothing may follow
// them.
bool FindDeepGroup(const resolve::Program& program, diag::Emitter& emitter);
// dependency_cycles.cc: fields that need their own answer, the whole circle shown.
void FindDependencyCycles(const typed::Module& module, const resolve::Program& program,
                          diag::Emitter& emitter);
// table_coverage.cc: table rows that overlap, that never answer, and what no row holds, as a
// concrete row.
void CheckTableCoverage(const typed::Module& module, diag::Emitter& emitter,
                        int max_search = CheckLimits::kDefaultMaxTableSearch);
// phase_leak.cc: fields that look outside of their phase, by any path.
void FindPhaseLeaks(const typed::Module& module, diag::Emitter& emitter);
// windows.cc: windows that are empty or reversed, hours counted from a date.
void CheckWindows(const typed::Module& module, diag::Emitter& emitter);
// month_arithmetic.cc: dates moved by months where nothing says how a month that is too short
// rounds.
void CheckMonthArithmetic(const typed::Module& module, diag::Emitter& emitter);
// reachability.cc: answers that no step gives, steps and fields that can never come to it, values
// outside of a declared range.
void CheckReachability(const typed::Module& module, diag::Emitter& emitter);
// absence.cc: negatives that rest on silence alone, absences that nothing says how to submit.
void CheckAbsence(const typed::Module& module, diag::Emitter& emitter);
// cost.cc: reads and rows without a bound, prompts that are too large. CostOf (cost.h) gives the
// figures.
void CheckCost(const typed::Module& module, diag::Emitter& emitter,
               int max_call_tokens = CheckLimits::kDefaultMaxCallTokens);
// phi_flow.cc: identifiers of the patient that would reach a prompt or a submission.
void FindIdentifierLeaks(const typed::Module& module, diag::Emitter& emitter);
// What a configuration lets a role see, by the role's name. A role that is not there is left out.
struct RoleRights {
  bool may_see_notes = false, may_see_phi = false;
};
void CheckRoleRights(const typed::Module& module, const std::map<std::string, RoleRights>& roles,
                     diag::Emitter& emitter);
// mention_lint.cc: mentions that count whether the note affirms or denies them.
void CheckMentions(const typed::Module& module, diag::Emitter& emitter);
// prompt_lint.cc: what a prompt asks that its type, its cues or a rule say otherwise.
void CheckPrompts(const typed::Module& module, diag::Emitter& emitter);
// fhir_words.cc: words that the element of FHIR which is read never holds.
void CheckFhirWords(const typed::Module& module, diag::Emitter& emitter);
// code_lint.cc: codes that stand twice, exceptions of nothing, sets that overlap under exclusive
// answers.
void CheckCodes(const typed::Module& module, diag::Emitter& emitter);
// review_lint.cc: duplicate registry ids, fields without a definition.
void FindReviewFaults(const typed::Module& module, diag::Emitter& emitter);
// near_names.cc: declarations that nothing names, and roles that one prompt names, beside a name
// that is almost the same.
void FindNearNames(const typed::Module& module, const resolve::Program& program,
                   diag::Emitter& emitter);
// version_faults.cc: versions that run into each other, what is in force on no day of its registry.
void FindVersionFaults(const typed::Module& module, diag::Emitter& emitter);

// "while checking field `Diabetes`": the context that goes with what is said of a field.
std::string WhileChecking(const typed::Module& module, plan::FieldId field);

}  // namespace suture::check
