#include <algorithm>

#include "runtime/base/status_macros.h"
#include "runtime/plan/names.h"
#include "runtime/plan/verify_parts.h"
#include "runtime/values/decimal.h"
#include "runtime/values/reasons.h"
#include "runtime/values/time.h"
#include "simdjson.h"

namespace suture::plan::internal {
namespace {

using values::Decimal;

absl::Status VerifyEffective(const Effective& effective) {
  for (const std::string* date : {&effective.from, &effective.until}) {
    if (!date->empty() && !values::DateTime::Parse(*date)) {
      return Wrong("\"{}\" is no date", *date);
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyAbsence(std::string_view name, bool may_be_empty) {
  if (name.empty() && may_be_empty) return absl::OkStatus();
  if (values::ParseAbsenceReason(name)) return absl::OkStatus();
  return Wrong("\"{}\" is no reason of absence", name);
}

absl::Status VerifyBounds(const std::optional<Bounds>& bounds) {
  if (!bounds) return absl::OkStatus();
  for (const std::string* end : {&bounds->low, &bounds->high}) {
    if (!end->empty() && !Decimal::Parse(*end)) return Wrong("the bound \"{}\" is no number", *end);
  }
  return absl::OkStatus();
}

// A value that can stand as an answer of the type: its own kind, a number for a number, a member
// for a set, a moment where a day is asked for.
bool Answers(const Type& value, const Type& type) {
  if (value.kind == type.kind) return true;
  if (IsNumeric(value.kind) && IsNumeric(type.kind)) return true;
  if (IsTimeLike(value.kind) && IsTimeLike(type.kind)) return true;
  if (type.kind == TypeKind::kTime) return value.kind == TypeKind::kDateTime;
  if (type.kind == TypeKind::kText) {
    return value.kind == TypeKind::kCode || value.kind == TypeKind::kReference ||
           value.kind == TypeKind::kCodes;
  }
  return type.kind == TypeKind::kSet && value.kind == TypeKind::kChoice;
}

absl::Status VerifyAnswer(const Plan& plan, AnswerKind kind, ExprId value, const Type& type) {
  if (kind != AnswerKind::kValue) {
    return value.valid() ? Wrong("an answer that is no value has one") : absl::OkStatus();
  }
  if (!value.valid()) return Wrong("an answer has no value");
  const Type& given = plan.exprs[value.index].type;
  if (!Answers(given, type)) {
    return Wrong("an answer is a {} where a {} is asked for", Name(given.kind), Name(type.kind));
  }
  return absl::OkStatus();
}

absl::Status VerifyTable(const Plan& plan, const Table& table, const Type& type) {
  if (table.rows.empty()) return Wrong("its table has no rows");
  for (const TableRow& row : table.rows) {
    SUTURE_RETURN_IF_ERROR(VerifyCondition(plan, row.condition, "the condition of a table row"));
    SUTURE_RETURN_IF_ERROR(VerifyAnswer(plan, row.answer, row.value, type));
  }
  return absl::OkStatus();
}

absl::Status VerifyStep(const Plan& plan, FieldId id, const Step& step) {
  const Type& type = plan.fields[id.index].type;
  if (step.when.valid()) SUTURE_RETURN_IF_ERROR(VerifyCondition(plan, step.when, "`when`"));
  SUTURE_RETURN_IF_ERROR(VerifyEffective(step.effective));
  switch (step.kind) {
    case StepKind::kRule:
    case StepKind::kHint:
    case StepKind::kOtherwise:
      SUTURE_RETURN_IF_ERROR(VerifyAbsence(step.absence, step.answer != AnswerKind::kAbsent));
      return VerifyAnswer(plan, step.answer, step.value, type);
    case StepKind::kTake:
      return VerifyAnswer(plan, AnswerKind::kValue, step.value, type);
    case StepKind::kTable:
      if (!step.table.valid()) return Wrong("it has no table");
      return VerifyTable(plan, plan.tables[step.table.index], type);
    case StepKind::kAsk:
      if (!step.prompt.valid()) return Wrong("it has no prompt");
      if (plan.prompts[step.prompt.index].is_extract ||
          plan.prompts[step.prompt.index].field != id) {
        return Wrong("its prompt does not answer this field");
      }
      return absl::OkStatus();
  }
  return Wrong("it is of no known kind");
}

absl::Status VerifyField(const Plan& plan, FieldId id) {
  const Field& field = plan.fields[id.index];
  if (field.name.empty()) return Wrong("it has no name");
  SUTURE_RETURN_IF_ERROR(VerifyType(plan, field.type));
  SUTURE_RETURN_IF_ERROR(VerifyBounds(field.range));
  SUTURE_RETURN_IF_ERROR(VerifyBounds(field.usual));
  SUTURE_RETURN_IF_ERROR(VerifyEffective(field.effective));
  if (field.applies_when.valid()) {
    SUTURE_RETURN_IF_ERROR(VerifyCondition(plan, field.applies_when, "`applies when`"));
  }
  for (const FieldId parent : field.parents) {
    if (!parent.valid()) return Wrong("a parent is missing");
  }
  for (const Tick& tick : field.ticks) SUTURE_RETURN_IF_ERROR(VerifyAbsence(tick.absence, false));
  for (const AbsenceCode& code : field.absence_codes) {
    SUTURE_RETURN_IF_ERROR(VerifyAbsence(code.absence, false));
  }
  for (size_t i = 0; i < field.steps.size(); ++i) {
    if (absl::Status status = VerifyStep(plan, id, field.steps[i]); !status.ok()) {
      return Wrong("step {} ({}): {}", i, field.steps[i].name, std::string(status.message()));
    }
  }
  if (!field.group.valid()) return absl::OkStatus();
  const std::vector<FieldId>& members = plan.groups[field.group.index].fields;
  return std::find(members.begin(), members.end(), id) != members.end()
             ? absl::OkStatus()
             : Wrong("its group does not have it");
}

absl::Status VerifyGroup(const Plan& plan, GroupId id) {
  const Group& group = plan.groups[id.index];
  if (group.over.valid() == group.over_choice.valid()) {
    return Wrong("it goes over either rows or a choice");
  }
  if (group.over.valid() && plan.queries[group.over.index].quantifier != Quantifier::kEach) {
    return Wrong("its query gives no rows");
  }
  if (group.variable < 1 || group.variable >= plan.variables) {
    return Wrong("the row variable {} is not its own", group.variable);
  }
  if (group.slots.empty() ? group.slot_count != 0
                          : group.slot_count < 1 || group.slots.find("{n}") == std::string::npos) {
    return Wrong("its columns are not numbered");
  }
  if (group.slots_more.valid() && plan.fields[group.slots_more.index].group.valid()) {
    return Wrong("what tells of more rows belongs to a row");
  }
  for (const FieldId field : group.fields) {
    if (!field.valid() || plan.fields[field.index].group != id) {
      return Wrong("it lists a field of another group");
    }
  }
  if (!group.collection.valid()) return absl::OkStatus();
  const Collection& collection = plan.collections[group.collection.index];
  return collection.kind == CollectionKind::kGroup && collection.group == id
             ? absl::OkStatus()
             : Wrong("its collection is not the group's");
}

absl::Status VerifyOrder(const Plan& plan) {
  std::vector<bool> seen(plan.fields.size());
  for (const FieldId field : plan.order) {
    if (!field.valid()) return Wrong("`order` has an entry that is no field");
    if (seen[field.index]) return Wrong("`order` has {} twice", plan.fields[field.index].name);
    seen[field.index] = true;
  }
  if (plan.order.size() == plan.fields.size()) return absl::OkStatus();
  return Wrong("`order` has {} of {} fields", plan.order.size(), plan.fields.size());
}

// Without an index event there is no case, so a registry needs one. A library has no registry: its
// plan serves its own tests.
absl::Status VerifyIndex(const Plan& plan) {
  if (!plan.index.query.valid()) {
    const bool library = plan.registry.name.empty();
    return library || plan.fields.empty() ? absl::OkStatus() : Wrong("there is no index event");
  }
  const Query& query = plan.queries[plan.index.query.index];
  if (query.quantifier != Quantifier::kEach) return Wrong("the index event's query gives no rows");
  if (query.variable != 0) return Wrong("the index event is not the row variable 0");
  return absl::OkStatus();
}

absl::Status VerifyScope(const Plan& plan, const ReadScope& scope) {
  for (const DocumentId document : scope.documents) {
    if (!document.valid()) return Wrong("a document type is missing");
  }
  for (const auto* window : {&scope.written, &scope.true_when}) {
    if (*window) SUTURE_RETURN_IF_ERROR(VerifyWindow(plan, **window));
  }
  return absl::OkStatus();
}

absl::Status VerifyExtract(const Plan& plan, PromptId id) {
  const Prompt& prompt = plan.prompts[id.index];
  if (!prompt.collection.valid() ||
      plan.collections[prompt.collection.index].kind != CollectionKind::kExtract ||
      plan.collections[prompt.collection.index].prompt != id) {
    return Wrong("its collection is not its own");
  }
  if (prompt.at_most < 1) return Wrong("it has no limit of rows");
  const Shape& shape = plan.shapes[plan.collections[prompt.collection.index].shape.index];
  const int count = static_cast<int>(shape.attributes.size());
  const auto in_range = [&](int attribute) { return attribute >= 0 && attribute < count; };
  if (!std::all_of(prompt.same_keys.begin(), prompt.same_keys.end(), in_range) ||
      !std::all_of(prompt.merges.begin(), prompt.merges.end(),
                   [&](const Merge& merge) { return in_range(merge.attribute); })) {
    return Wrong("it joins rows by a cell that is not there");
  }
  if (!prompt.same_within.empty() && !IsAmount(prompt.same_within, prompt.same_within_unit)) {
    return Wrong("\"{} {}\" is no length of time", prompt.same_within, prompt.same_within_unit);
  }
  return absl::OkStatus();
}

absl::Status VerifyAsk(const Plan& plan, const Prompt& prompt) {
  if (!prompt.field.valid()) return Wrong("it answers no field");
  SUTURE_RETURN_IF_ERROR(VerifyType(plan, prompt.answer));
  const size_t steps = plan.fields[prompt.field.index].steps.size();
  if (prompt.check_against < -1 || prompt.check_against >= static_cast<int64_t>(steps)) {
    return Wrong("it is checked against step {}, which is not there", prompt.check_against);
  }
  return absl::OkStatus();
}

absl::Status VerifyPrompt(const Plan& plan, PromptId id, simdjson::dom::parser& parser) {
  const Prompt& prompt = plan.prompts[id.index];
  SUTURE_RETURN_IF_ERROR(prompt.is_extract ? VerifyExtract(plan, id) : VerifyAsk(plan, prompt));
  for (const ReadScope& scope : prompt.reads) SUTURE_RETURN_IF_ERROR(VerifyScope(plan, scope));
  if (prompt.max_tokens < 0) return Wrong("its budget is negative");
  // Its two calls would be one, and each wait for the other.
  for (auto role = prompt.roles.begin(); role != prompt.roles.end(); ++role) {
    if (std::find(prompt.roles.begin(), role, *role) == role) continue;
    return Wrong("the role {} is asked twice; name another role, or use `samples 2 agree 2`",
                 *role);
  }
  if (prompt.samples < 1 || prompt.agree < 0 || prompt.agree > prompt.samples) {
    return Wrong("{} of {} samples shall agree", prompt.agree, prompt.samples);
  }
  if (!prompt.accept_confidence.empty() && !Decimal::Parse(prompt.accept_confidence)) {
    return Wrong("the confidence \"{}\" is no number", prompt.accept_confidence);
  }
  if (!prompt.schema.empty() && parser.parse(prompt.schema).error()) {
    return Wrong("its answer schema is not JSON");
  }
  return absl::OkStatus();
}

template <typename Entry>
absl::Status Under(const absl::Status& status, std::string_view table, size_t index,
                   const Entry& entry) {
  if (status.ok()) return status;
  return Wrong("{}[{}] ({}): {}", table, index, entry.name, std::string(status.message()));
}

}  // namespace

absl::Status VerifyPrompts(const Plan& plan) {
  simdjson::dom::parser parser;
  for (size_t i = 0; i < plan.prompts.size(); ++i) {
    SUTURE_RETURN_IF_ERROR(Under(VerifyPrompt(plan, {static_cast<int32_t>(i)}, parser), "prompts",
                                 i, plan.prompts[i]));
  }
  return absl::OkStatus();
}

absl::Status VerifyFields(const Plan& plan) {
  for (size_t i = 0; i < plan.fields.size(); ++i) {
    SUTURE_RETURN_IF_ERROR(
        Under(VerifyField(plan, {static_cast<int32_t>(i)}), "fields", i, plan.fields[i]));
  }
  for (size_t i = 0; i < plan.groups.size(); ++i) {
    SUTURE_RETURN_IF_ERROR(
        Under(VerifyGroup(plan, {static_cast<int32_t>(i)}), "groups", i, plan.groups[i]));
  }
  for (size_t i = 0; i < plan.checks.size(); ++i) {
    const absl::Status status = VerifyCondition(plan, plan.checks[i].when, "its condition");
    if (!status.ok()) return Wrong("checks[{}]: {}", i, std::string(status.message()));
  }
  SUTURE_RETURN_IF_ERROR(VerifyEffective(plan.registry.effective));
  for (const Choice& choice : plan.choices) {
    for (const ChoiceMember& member : choice.members) {
      SUTURE_RETURN_IF_ERROR(VerifyEffective(member.effective));
    }
  }
  SUTURE_RETURN_IF_ERROR(VerifyIndex(plan));
  return VerifyOrder(plan);
}

}  // namespace suture::plan::internal
