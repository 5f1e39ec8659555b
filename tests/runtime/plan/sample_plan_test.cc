#include "tests/runtime/plan/sample_plan.h"

#include <catch2/catch.hpp>

#include "runtime/plan/verify.h"

namespace suture::plan {
namespace {

template <typename Id, typename T>
Id Push(std::vector<T>& table, T entry) {
  table.push_back(std::move(entry));
  return Id{static_cast<int32_t>(table.size() - 1)};
}

Type Of(TypeKind kind, std::string unit = "") {
  Type type;
  type.kind = kind;
  type.unit = std::move(unit);
  return type;
}
Type OfChoice(ChoiceId choice) {
  Type type = Of(TypeKind::kChoice);
  type.choice = choice;
  return type;
}

}  // namespace

ExprId SamplePlan::Add(Expr expr) { return Push<ExprId>(plan.exprs, std::move(expr)); }
ExprId SamplePlan::AddLiteral(Literal literal) {
  Expr expr;
  expr.op = Op::kLiteral;
  expr.type = literal.type;
  expr.literal = static_cast<int32_t>(plan.literals.size());
  plan.literals.push_back(std::move(literal));
  return Add(std::move(expr));
}

SamplePlan::SamplePlan() {
  plan.registry.name = "STS.ACSD";
  plan.registry.version = "4.20.2";
  plan.registry.effective.from = "2020-07-01";
  plan.files = {"sts/diabetes.suture"};
  plan.variables = 6;
  AddVocabulary();
  AddShapes();
  AddExprs();
  AddFields();
}

void SamplePlan::AddVocabulary() {
  plan.choices = {{"YesNoUnknown", {{"Yes", "1"}, {"No", "2"}, {"Unknown", "3"}}, {}, {}}};
  plan.systems = {{"loinc", {"http://loinc.org"}, false},
                  {"icd10pcs", {"http://hl7.org/fhir/sid/icd-10-pcs"}, false}};
  plan.code_sets = {{"HbA1c", {{{0}, "4548-4", "", false}}, {}},
                    {"CardiacSurgery", {{{1}, "0210", "0213", false}}, {{{1}, "0211", "", true}}}};
  plan.documents = {{"HistoryAndPhysical", "History and physical", {}, {"H&P"}}};
  plan.phrases = {{"Smoking", {"smok*"}}};
  plan.readings = {{"EF", Of(TypeKind::kInteger, "%"), "mean", {{"normal", "60"}}, false, 1, 1}};
}

void SamplePlan::AddShapes() {
  Shape procedure{.name = "procedure", .at = 1, .value = 0, .self = 1};
  procedure.attributes = {{.name = "code", .type = Of(TypeKind::kCodes)},
                          {.name = "performed", .type = Of(TypeKind::kPeriod)},
                          {.name = "status", .type = Of(TypeKind::kCode)}};
  procedure.bindings = {{.resource = "Procedure",
                         .attributes = {{0, {{.steps = {{"code"}}}}},
                                        {1, {{.steps = {{"performedPeriod"}}}}},
                                        {2, {{.steps = {{"status"}}}}}}}};
  Shape lab{.name = "lab result", .at = 1, .value = 2, .self = 2};
  lab.attributes = {{.name = "code", .type = Of(TypeKind::kCodes)},
                    {.name = "drawn", .type = Of(TypeKind::kDateTime)},
                    {.name = "result", .type = Of(TypeKind::kQuantity)}};
  lab.bindings = {{.resource = "Observation",
                   .attributes = {{0, {{.steps = {{"code"}}}}},
                                  {1,
                                   {{.steps = {{"specimen"}},
                                     .target_resource = "Specimen",
                                     .target_steps = {{"collection"}, {"collectedDateTime"}}},
                                    {.steps = {{"effectiveDateTime"}}}}},
                                  {2, {{.steps = {{"valueQuantity"}}}}}}},
                  {.resource = "Observation",
                   .each = {{"component"}},
                   .attributes = {{0, {{.steps = {{"code"}}}}},
                                  {1, {{.steps = {{"^"}, {"effectiveDateTime"}}}}},
                                  {2, {{.steps = {{"valueQuantity"}}}}}}}};
  Shape note{.name = "note", .at = 0};
  note.attributes = {{.name = "written", .type = Of(TypeKind::kDateTime)},
                     {.name = "body", .type = Of(TypeKind::kAttachment)}};
  note.bindings = {{.resource = "DocumentReference",
                    .attributes = {{0, {{.steps = {{"date"}}}}},
                                   {1, {{.steps = {{"content"}, {"attachment"}}}}}}}};
  Shape lesion{.name = "CoronaryLesion", .self = 3};
  lesion.attributes = {
      {.name = "stenosis", .type = Of(TypeKind::kInteger, "%"), .range = {"0", "100"}}};
  Shape grouped{.name = "Lesion"};
  grouped.attributes = {{.name = "Stenosis", .type = Of(TypeKind::kInteger, "%")}};
  plan.shapes = {procedure, lab, note, lesion, grouped};
  plan.collections = {
      {.name = "procedure", .shape = {0}},
      {.name = "lab result", .shape = {1}},
      {.name = "note", .shape = {2}},
      {.name = "lesions", .kind = CollectionKind::kExtract, .shape = {3}, .prompt = {1}},
      {.name = "Lesion", .kind = CollectionKind::kGroup, .shape = {4}, .group = {0}}};
  procedures = {0};
  labs = {1};
  notes = {2};
  lesions = {3};
  lesion_group = {4};
  plan.notes = notes;
  plan.labs = {{.name = "HbA1c",
                .collection = labs,
                .codes = {0},
                .unit = "%",
                .conversions = {{"1", "%", "10.93", "mmol/mol"}}}};
}

void SamplePlan::AddExprs() {
  const Type truth = Of(TypeKind::kTruth);
  // The procedure's status is known: the condition of validity.
  const ExprId status =
      Add({.op = Op::kAttribute, .type = Of(TypeKind::kCode), .variable = 1, .attribute = 2});
  const ExprId completed = AddLiteral({Of(TypeKind::kCode), "completed"});
  is_final = Add({.op = Op::kIn, .type = truth, .args = {status, completed}});
  plan.shapes[0].valid = is_final;

  const ExprId performed =
      Add({.op = Op::kAttribute, .type = Of(TypeKind::kPeriod), .variable = 0, .attribute = 1});
  surgery_start = Add({.op = Op::kStart, .type = Of(TypeKind::kDateTime), .args = {performed}});
  index_query = Push<QueryId>(plan.queries, Query{.quantifier = Quantifier::kEach,
                                                  .collection = procedures,
                                                  .variable = 0,
                                                  .codes = {{1}}});
  plan.index = {"surgery", IndexWhich::kFirst, index_query};

  const ExprId value =
      Add({.op = Op::kLabValue, .type = Of(TypeKind::kDecimal, "%"), .variable = 2, .lab = {0}});
  const ExprId limit = AddLiteral({Of(TypeKind::kDecimal, "%"), "6.5"});
  hba1c_high = Add({.op = Op::kBuiltin, .type = truth, .args = {value, limit}, .builtin = ">="});
  Window before{
      .kind = WindowKind::kWithinBefore, .a = surgery_start, .amount = "90", .amount_unit = "days"};
  hba1c_query = Push<QueryId>(plan.queries, Query{.quantifier = Quantifier::kAny,
                                                  .collection = labs,
                                                  .variable = 2,
                                                  .codes = {{0}},
                                                  .lab = {0},
                                                  .windows = {before},
                                                  .where = hba1c_high,
                                                  .covers = {{0}}});
  plan.covers = {{.name = "labs", .collections = {labs}, .window = before}};
  any_hba1c = Add({.op = Op::kQuery, .type = truth, .query = hba1c_query});
  yes = AddLiteral({OfChoice({0}), "Yes"});
  const ExprId stenosis_cell = Add(
      {.op = Op::kAttribute, .type = Of(TypeKind::kInteger, "%"), .variable = 3, .attribute = 0});
  const ExprId half = AddLiteral({Of(TypeKind::kInteger, "%"), "50"});
  lesion_narrow =
      Add({.op = Op::kBuiltin, .type = truth, .args = {stenosis_cell, half}, .builtin = ">="});
  lesions_query = Push<QueryId>(plan.queries, Query{.quantifier = Quantifier::kEach,
                                                    .collection = lesions,
                                                    .variable = 3,
                                                    .where = lesion_narrow,
                                                    .at_most = 6});
}

void SamplePlan::AddFields() {
  const Type truth = Of(TypeKind::kTruth), choice = OfChoice({0});
  diabetes = {0};
  control = {1};
  stenosis = {2};
  ask = {0};
  extract = {1};
  field_diabetes = Add({.op = Op::kField, .type = choice, .field = diabetes});
  const ExprId is_diabetic = Add({.op = Op::kIn, .type = truth, .args = {field_diabetes, yes}});
  const ExprId complete = Add({.op = Op::kComplete, .type = truth, .prompt = ask});
  const ExprId row_stenosis = Add(
      {.op = Op::kAttribute, .type = Of(TypeKind::kInteger, "%"), .variable = 4, .attribute = 0});

  Field first{.name = "Diabetes", .id = "360", .type = choice};
  first.steps = {{.kind = StepKind::kRule, .name = "lab", .when = any_hba1c, .value = yes},
                 {.kind = StepKind::kAsk, .name = "history", .prompt = ask},
                 {.kind = StepKind::kOtherwise,
                  .when = complete,
                  .answer = AnswerKind::kAbsent,
                  .absence = "not_documented"},
                 {.kind = StepKind::kOtherwise, .answer = AnswerKind::kReview}};
  Field second{.name = "DiabCtrl", .type = choice, .applies_when = is_diabetic, .parents = {{0}}};
  second.steps = {{.kind = StepKind::kTable, .name = "by_lab", .table = {0}}};
  Field third{.name = "Stenosis", .group = {0}, .type = Of(TypeKind::kInteger, "%")};
  third.steps = {{.kind = StepKind::kTake, .value = row_stenosis}};
  plan.fields = {first, second, third};
  plan.order = {diabetes, control, stenosis};
  plan.tables = {{HitPolicy::kFirst, {{any_hba1c, AnswerKind::kValue, yes}}}};
  plan.groups = {{.name = "Lesion",
                  .over = lesions_query,
                  .variable = 4,
                  .fields = {stenosis},
                  .collection = lesion_group}};
  const ReadScope scope{.documents = {{0}},
                        .written = Window{.kind = WindowKind::kBefore, .a = surgery_start}};
  plan.prompts = {{.name = "Diabetes.history",
                   .field = diabetes,
                   .reads = {scope},
                   .answer = choice,
                   .schema = "{\"type\":\"string\"}"},
                  {.name = "lesions",
                   .is_extract = true,
                   .reads = {scope},
                   .collection = lesions,
                   .at_most = 6,
                   .same_keys = {0}}};
  plan.checks = {{.message = "Diabetes without a lab", .when = is_diabetic}};
}

namespace {

TEST_CASE("The sample plan holds together") {
  const absl::Status status = Verify(SamplePlan().plan);
  INFO(std::string(status.message()));
  CHECK(status.ok());
}

}  // namespace
}  // namespace suture::plan
