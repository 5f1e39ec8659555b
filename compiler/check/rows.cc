// Collections: record kinds bound to chart paths, labs, extracts, groups, unions, episodes,
// mentions.
#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"
#include "compiler/check/in_force.h"
#include "compiler/check/suggest.h"
#include "runtime/text/edit_distance.h"

namespace suture::check {
namespace {

// Codes may stand in several places of a resource, all of which count.
bool MayBeGathered(const plan::Attribute& attribute, const plan::AttributeBinding& bound) {
  return attribute.type.kind == TypeKind::kCodes &&
         absl::c_all_of(bound.paths, [](const plan::BindingPath& path) {
           return !path.steps.empty() && path.steps[0].name != "^" && path.target_resource.empty();
         });
}

// The kinds of resources of FHIR R4 from which records of care are read. Others may be read too;
// the list is for slips.
void ReportMisspeltResource(diag::Emitter& emitter, const ast::Name& resource) {
  static const std::vector<std::string> kResources = {"AdverseEvent",
                                                      "AllergyIntolerance",
                                                      "Appointment",
                                                      "BodyStructure",
                                                      "CarePlan",
                                                      "CareTeam",
                                                      "ChargeItem",
                                                      "Claim",
                                                      "ClinicalImpression",
                                                      "Communication",
                                                      "Composition",
                                                      "Condition",
                                                      "Consent",
                                                      "Coverage",
                                                      "DetectedIssue",
                                                      "Device",
                                                      "DeviceRequest",
                                                      "DeviceUseStatement",
                                                      "DiagnosticReport",
                                                      "DocumentReference",
                                                      "Encounter",
                                                      "EpisodeOfCare",
                                                      "ExplanationOfBenefit",
                                                      "FamilyMemberHistory",
                                                      "Flag",
                                                      "Goal",
                                                      "Group",
                                                      "ImagingStudy",
                                                      "Immunization",
                                                      "List",
                                                      "Location",
                                                      "Media",
                                                      "Medication",
                                                      "MedicationAdministration",
                                                      "MedicationDispense",
                                                      "MedicationRequest",
                                                      "MedicationStatement",
                                                      "MolecularSequence",
                                                      "NutritionOrder",
                                                      "Observation",
                                                      "Organization",
                                                      "Patient",
                                                      "Person",
                                                      "Practitioner",
                                                      "PractitionerRole",
                                                      "Procedure",
                                                      "Provenance",
                                                      "QuestionnaireResponse",
                                                      "RelatedPerson",
                                                      "RequestGroup",
                                                      "ResearchSubject",
                                                      "RiskAssessment",
                                                      "ServiceRequest",
                                                      "Specimen",
                                                      "Substance",
                                                      "SupplyDelivery",
                                                      "SupplyRequest",
                                                      "Task",
                                                      "VisionPrescription"};
  const std::vector<std::string_view> known(kResources.begin(), kResources.end());
  if (resource.empty() || absl::c_linear_search(kResources, resource.text) ||
      !text::NearestName(resource.text, known))
    return;
  auto builder =
      emitter.Emit(diag::kUnknownDeclared, resource.span, "resource type of FHIR", resource.text);
  SuggestName(builder, resource, kResources);
}

std::vector<plan::PathStep> StepsFrom(const std::vector<ast::PathStep>& steps) {
  std::vector<plan::PathStep> out;
  for (const ast::PathStep& step : steps) out.push_back({step.name.text, step.argument});
  return out;
}

}  // namespace

const plan::Shape& Checker::ShapeOf(CollectionId collection) const {
  return out_.draft.shapes[out_.draft.collections[collection.index].shape.index];
}

plan::ShapeId Checker::ShapeIdOf(CollectionId collection) const {
  return out_.draft.collections[collection.index].shape;
}

int Checker::AttributeIndex(const plan::Shape& shape, std::string_view name) const {
  for (size_t i = 0; i < shape.attributes.size(); ++i) {
    if (shape.attributes[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

bool Checker::HasCodes(CollectionId collection) const {
  for (const plan::Attribute& attribute : ShapeOf(collection).attributes) {
    if (attribute.type.kind == TypeKind::kCodes) return true;
  }
  return false;
}

CollectionId Checker::CollectionOfVariable(int32_t variable) const {
  auto it = variable_collections_.find(variable);
  return it == variable_collections_.end() ? CollectionId{} : it->second;
}

CollectionId Checker::AddCollection(plan::Collection collection) {
  out_.draft.collections.push_back(std::move(collection));
  return {static_cast<int32_t>(out_.draft.collections.size()) - 1};
}

plan::ShapeId Checker::AddShape(plan::Shape shape) {
  out_.draft.shapes.push_back(std::move(shape));
  return {static_cast<int32_t>(out_.draft.shapes.size()) - 1};
}

CollectionId Checker::CollectionOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  const resolve::Symbol& s = program_.symbol(symbol);
  if (bound.state == State::kDone) return {bound.index};
  if (bound.state == State::kInProgress) {
    if (bound.index >= 0) return {bound.index};
    emitter_.Emit(diag::kValueOfItself, s.span, s.name);
    return {};
  }
  bound.state = State::kInProgress;
  CollectionId id;
  if (const auto* kind = s.As<ast::Kind>()) id = KindOf(symbol, *kind);
  if (s.As<ast::Lab>() != nullptr) {
    plan::LabId lab = LabOf(symbol);
    return lab.valid() ? out_.draft.labs[lab.index].collection : CollectionId{};
  }
  if (const auto* extract = s.As<ast::Extract>()) id = ExtractOf(symbol, *extract);
  if (const auto* group = s.As<ast::Group>()) id = GroupOf(symbol, *group);
  if (const auto* rows = s.As<ast::Rows>()) id = UnionOf(symbol, *rows);
  if (const auto* episodes = s.As<ast::Episodes>()) id = EpisodesOf(symbol, *episodes);
  bound_[symbol.index].state = State::kDone;
  bound_[symbol.index].index = id.index;
  return id;
}

// ---- record kinds -------------------------------------------------------------------------------

plan::BindingPath Checker::BindingFrom(const ast::BindingPath& path) {
  ReportMisspeltResource(emitter_, path.target_resource);
  plan::BindingPath out;
  out.steps = StepsFrom(path.steps);
  out.target_resource = path.target_resource.text;
  out.target_steps = StepsFrom(path.target_steps);
  if (path.is_literal) out.literal = path.literal;
  return out;
}

CollectionId Checker::KindOf(SymbolId symbol, const ast::Kind& kind) {
  ModuleId module = program_.symbol(symbol).module;
  plan::Shape shape;
  shape.name = kind.name.text;
  shape.label = kind.label;
  shape.self = out_.draft.variables++;
  for (const ast::KindAttribute& attribute : kind.attributes) {
    plan::Attribute out;
    out.name = attribute.name.text;
    out.type = TypeFrom(*attribute.type, out.name, module);
    out.phi = attribute.phi;
    if (AttributeIndex(shape, out.name) >= 0) {
      emitter_.Emit(diag::kNameTwice, attribute.name.span, out.name, "an attribute");
    }
    shape.attributes.push_back(std::move(out));
  }
  auto index_of = [&](const ast::Name& name) {
    if (name.empty()) return -1;
    int index = AttributeIndex(shape, name.text);
    if (index < 0) ReportAttribute(name, shape);
    return index;
  };
  shape.at = index_of(kind.at);
  shape.value = index_of(kind.value);
  plan::ShapeId shape_id = AddShape(shape);
  CollectionId id = AddCollection(
      {.name = kind.name.text, .kind = plan::CollectionKind::kChart, .shape = shape_id});
  bound_[symbol.index].index = id.index;
  variable_collections_[shape.self] = id;

  Scope scope;
  scope.parent = ScopeOf({}, module);
  scope.module = module;
  scope.variable = shape.self;
  scope.collection = id;
  scope.bare = true;
  const bool was_reading = std::exchange(reading_chart_, true);
  if (kind.valid_when != nullptr) shape.valid = Condition(*kind.valid_when, scope);
  for (const ast::KindFrom& from : kind.from) {
    plan::Binding binding;
    binding.resource = from.resource.text;
    ReportMisspeltResource(emitter_, from.resource);
    binding.each = StepsFrom(from.each);
    if (from.when != nullptr) binding.when = Condition(*from.when, scope);
    for (const ast::KindBinding& bound : from.bindings) {
      plan::AttributeBinding attribute;
      attribute.attribute = index_of(bound.attribute);
      for (const ast::BindingPath& path : bound.paths) attribute.paths.push_back(BindingFrom(path));
      if (attribute.attribute < 0) continue;
      const plan::Attribute& of = shape.attributes[attribute.attribute];
      const bool said =
          absl::c_any_of(binding.attributes, [&](const plan::AttributeBinding& other) {
            return other.attribute == attribute.attribute &&
                   !(MayBeGathered(of, other) && MayBeGathered(of, attribute));
          });
      if (said) {
        emitter_.Emit(diag::kSaidTwice, bound.attribute.span, bound.attribute.text)
            .Help(
                "Write the paths behind one name, the first choice first, with `|` between them.");
      }
      binding.attributes.push_back(std::move(attribute));
    }
    shape.bindings.push_back(std::move(binding));
  }
  reading_chart_ = was_reading;
  out_.draft.shapes[shape_id.index] = std::move(shape);
  if (kind.name.text == "note") out_.draft.notes = id;
  if (kind.name.text == "patient") out_.draft.patient = id;
  return id;
}

void Checker::ReportAttribute(const ast::Name& name, const plan::Shape& shape) {
  std::vector<std::string> names;
  for (const plan::Attribute& a : shape.attributes) names.push_back(a.name);
  auto builder = emitter_.Emit(diag::kUnknownAttribute, name.span, name.text, shape.name);
  SuggestName(builder, name, names);
}

CollectionId Checker::NamedKind(std::string_view name, base::Span span, ModuleId module) {
  SymbolId symbol = program_.Find(Space::kCollection, name, module);
  if (!symbol.valid()) {
    emitter_.Emit(diag::kKindNotInScope, span, std::string(name))
        .Help("Add `use std.fhir` at the head of the file.");
    return {};
  }
  return CollectionOf(symbol);
}

CollectionId Checker::NotesCollection(base::Span at, ModuleId module) {
  if (out_.draft.notes.valid()) return out_.draft.notes;
  return NamedKind("note", at, module);
}

plan::LabId Checker::LabOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.second >= 0) return {bound.second};
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Lab& source = *s.As<ast::Lab>();
  plan::Lab lab;
  lab.name = s.name;
  lab.unit = source.unit.text;
  CheckUnit(source.unit);
  lab.collection = NamedKind(source.from.empty() ? "lab result" : source.from.text,
                             source.from.empty() ? s.span : source.from.span, s.module);
  if (!lab.collection.valid()) {
    bound_[symbol.index].state = State::kDone;
    return {};
  }
  if (!source.codes.empty()) {
    plan::CodeSet set;
    set.name = s.name;
    for (const ast::CodeLine& line : source.codes) AddUndatedLine(line, s.module, set);
    for (const ast::Lab* more : program_.AdditionsTo<ast::Lab>(symbol)) {
      for (const ast::CodeLine& line : more->codes) AddUndatedLine(line, program_.main, set);
    }
    lab.codes = AddCodeSet(std::move(set));
  }
  if (source.molar_mass) lab.molar_mass = MolarMassFrom(*source.molar_mass);
  if (source.range && !lab.unit.empty()) {
    Type type = TypeOf(TypeKind::kDecimal);
    type.unit = lab.unit;
    for (const ast::Bounds* bounds :
         {&source.range->valid, source.range->usual ? &*source.range->usual : nullptr}) {
      if (bounds != nullptr) CheckLabBounds(*bounds, type);
    }
  }
  for (const ast::LabConversion& conversion : source.conversions) {
    if (!CheckConversion(conversion, source.unit)) continue;
    lab.conversions.push_back({conversion.from.number, conversion.from.unit.text,
                               conversion.to.number, conversion.to.unit.text});
  }
  lab.spelled = source.spelled;
  for (const ast::Lab* more : program_.AdditionsTo<ast::Lab>(symbol)) {
    lab.spelled.insert(lab.spelled.end(), more->spelled.begin(), more->spelled.end());
  }
  out_.draft.labs.push_back(lab);
  lab_ranges_.push_back(PlausibleFrom(source));
  plan::LabId id{static_cast<int32_t>(out_.draft.labs.size()) - 1};
  bound_[symbol.index] = {State::kDone, lab.collection.index, id.index};
  if (source.derived != nullptr) {
    BindDerivedLab(id, *source.derived, s.module);
  } else if (source.codes.empty()) {
    emitter_.Emit(diag::kLabWithoutCodes, s.span, s.name);
  }
  return id;
}

Type Checker::LabType(plan::LabId lab) const {
  return NumberType(false, out_.draft.labs[lab.index].unit);
}

// ---- extracts and records -----------------------------------------------------------------------

plan::ShapeId Checker::RecordOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  if (bound.state == State::kInProgress) {
    emitter_.Emit(diag::kValueOfItself, s.span, s.name);
    return {};
  }
  bound.state = State::kInProgress;
  const ast::Record& record = *s.As<ast::Record>();
  plan::Shape shape;
  shape.name = s.name;
  for (const ast::RecordCell& cell : record.cells) {
    plan::Attribute attribute;
    attribute.name = cell.name.text;
    attribute.type = TypeFrom(*cell.type, absl::StrCat(s.name, ".", cell.name.text), s.module);
    attribute.optional = cell.type->optional;
    if (attribute.type.reading.valid() &&
        IsDated(out_.draft.readings[attribute.type.reading.index].effective)) {
      emitter_
          .Emit(diag::kDatedReading, cell.span,
                out_.draft.readings[attribute.type.reading.index].name)
          .Help("Leave `effective` out of that reading, or use it as the type of a field.");
    }
    attribute.guidance = cell.guidance;
    if (cell.range) {
      attribute.range = CellRange(cell.range->valid, attribute.type);
    }
    bool is_time = IsTime(attribute.type) || attribute.type.kind == TypeKind::kPeriod;
    if (shape.at < 0 && is_time) shape.at = static_cast<int>(shape.attributes.size());
    if (AttributeIndex(shape, attribute.name) >= 0) {
      emitter_.Emit(diag::kNameTwice, cell.name.span, cell.name.text, "a cell");
    }
    shape.attributes.push_back(std::move(attribute));
  }
  plan::ShapeId id = AddShape(std::move(shape));
  bound_[symbol.index] = {State::kDone, id.index, -1};
  return id;
}

CollectionId Checker::ExtractOf(SymbolId symbol, const ast::Extract& extract) {
  const resolve::Symbol s = program_.symbol(symbol);
  SymbolId record = FindOrReport(Space::kType, extract.record, s.module);
  if (!record.valid()) return {};
  if (program_.symbol(record).As<ast::Record>() == nullptr) {
    emitter_.Emit(diag::kNotARecord, extract.record.span, extract.record.text);
    return {};
  }
  plan::ShapeId shape = RecordOf(record);
  CollectionId id =
      AddCollection({.name = s.name, .kind = plan::CollectionKind::kExtract, .shape = shape});
  bound_[symbol.index].index = id.index;
  Scope scope = *ScopeOf(s.group, s.module);
  plan::PromptId prompt = PromptFrom(extract.prompt, s.name, scope);
  plan::Prompt& out = out_.draft.prompts[prompt.index];
  out.is_extract = true;
  out.collection = id;
  out.at_most = extract.at_most;
  AddMerging(extract.prompt, shape, out);
  out_.draft.collections[id.index].prompt = prompt;
  return id;
}

void Checker::AddMerging(const ast::Prompt& source, plan::ShapeId shape_id, plan::Prompt& out) {
  const plan::Shape& shape = out_.draft.shapes[shape_id.index];
  for (const ast::Name& key : source.same_keys) {
    int index = AttributeIndex(shape, key.text);
    if (index < 0) ReportAttribute(key, shape);
    if (index >= 0) out.same_keys.push_back(index);
  }
  if (source.same_within) {
    out.same_within = source.same_within->number;
    out.same_within_unit = DurationWord(source.same_within->unit.text);
    if (out.same_within_unit.empty()) emitter_.Emit(diag::kNotADuration, source.same_within->span);
  }
  for (const ast::Merge& merge : source.merges) {
    int index = AttributeIndex(shape, merge.cell.text);
    if (index < 0) {
      ReportAttribute(merge.cell, shape);
      continue;
    }
    out.merges.push_back({index, static_cast<plan::MergeHow>(static_cast<int>(merge.how))});
  }
}

// ---- groups -------------------------------------------------------------------------------------

const Scope* Checker::ScopeOf(SymbolId group, ModuleId module) {
  if (!group.valid()) {
    Scope& scope = module_scopes_[module.index];
    scope.module = module;
    return &scope;
  }
  auto it = group_scope_of_.find(group.index);
  if (it != group_scope_of_.end()) return it->second;
  CollectionOf(group);
  it = group_scope_of_.find(group.index);
  return it != group_scope_of_.end() ? it->second : ScopeOf(program_.symbol(group).group, module);
}

CollectionId Checker::GroupOf(SymbolId symbol, const ast::Group& source) {
  const resolve::Symbol s = program_.symbol(symbol);
  const Scope* outer = ScopeOf(s.group, s.module);
  plan::Group group;
  group.name = s.name;
  group.label = source.label;
  group.counter = source.counter;
  group.span = Locate(s.span);
  if (s.group.valid()) group.parent = {bound_[s.group.index].second};
  Scope scope;
  scope.parent = outer;
  scope.module = s.module;
  scope.group = symbol;
  if (source.over != nullptr) {
    std::optional<QueryResult> over = ElaborateQuery(*source.over, *outer);
    if (!over) return {};
    group.over = over->id;
    plan::Query& query = out_.draft.queries[over->id.index];
    query.at_most = source.at_most;
    group.variable = query.variable;
    scope.collection = query.collection;
    scope.lab = query.lab;
    scope.alias = source.alias.text;
    if (source.by != nullptr) {
      Scope row = scope;
      row.variable = query.variable;
      row.bare = true;
      ExprId by = Elaborate(*source.by, row);
      out_.draft.queries[over->id.index].order_by = by;
    }
  } else {
    SymbolId choice = FindOrReport(Space::kType, source.over_choice, s.module);
    if (!choice.valid()) return {};
    group.over_choice = ChoiceOf(choice);
    group.variable = out_.draft.variables++;
    Type member = TypeOf(TypeKind::kChoice);
    member.choice = group.over_choice;
    ExprId value = AddExpr({.op = Op::kVariable, .type = member, .variable = group.variable},
                           source.over_choice.span);
    scope.named.push_back({source.alias.text, value});
  }
  scope.variable = source.over != nullptr ? group.variable : -1;
  // The group as others see it: a row a row, an attribute a field.
  plan::ShapeId shape = AddShape({.name = s.name, .label = source.label});
  plan::GroupId group_id{static_cast<int32_t>(out_.draft.groups.size())};
  CollectionId id = AddCollection(
      {.name = s.name, .kind = plan::CollectionKind::kGroup, .shape = shape, .group = group_id});
  group.collection = id;
  out_.draft.groups.push_back(group);
  bound_[symbol.index] = {State::kInProgress, id.index, group_id.index};
  group_scopes_.push_back(std::move(scope));
  group_scope_of_[symbol.index] = &group_scopes_.back();
  for (size_t i = 0; i < program_.symbols.size(); ++i) {
    const resolve::Symbol& inner = program_.symbols[i];
    if (inner.group != symbol || inner.As<ast::Field>() == nullptr) continue;
    FieldId field = FieldOf({static_cast<int32_t>(i)});
    const plan::Field& added = out_.draft.fields[field.index];
    out_.draft.groups[group_id.index].fields.push_back(field);
    out_.draft.shapes[shape.index].attributes.push_back(
        {.name = added.name, .type = added.type, .optional = true});
  }
  return id;
}

CollectionId Checker::UnionOf(SymbolId symbol, const ast::Rows& rows) {
  const resolve::Symbol s = program_.symbol(symbol);
  plan::Collection out{.name = s.name, .kind = plan::CollectionKind::kUnion};
  const Scope* scope = ScopeOf(s.group, s.module);
  std::vector<QueryId> from;
  for (const ast::QueryPtr& query : rows.from) {
    std::optional<QueryResult> result = ElaborateQuery(*query, *scope);
    if (!result) return {};
    from.push_back(result->id);
  }
  if (from.empty()) return {};
  out.shape = ShapeIdOf(out_.draft.queries[from[0].index].collection);
  out.from = from;
  for (size_t i = 1; i < from.size(); ++i) {
    if (ShapeIdOf(out_.draft.queries[from[i].index].collection) != out.shape) {
      emitter_.Emit(diag::kRowsDiffer, out_.query_spans[from[i].index], s.name);
      return {};
    }
  }
  return AddCollection(std::move(out));
}

CollectionId Checker::EpisodesOf(SymbolId symbol, const ast::Episodes& source) {
  const resolve::Symbol s = program_.symbol(symbol);
  const Scope* scope = ScopeOf(s.group, s.module);
  plan::Episodes episodes;
  episodes.name = s.name;
  episodes.span = Locate(s.span);
  auto bind = [&](const std::vector<ast::QueryPtr>& queries, std::vector<QueryId>& out) {
    for (const ast::QueryPtr& query : queries) {
      if (std::optional<QueryResult> result = ElaborateQuery(*query, *scope))
        out.push_back(result->id);
    }
  };
  bind(source.opens, episodes.opens);
  bind(source.closes, episodes.closes);
  bind(source.seen, episodes.seen);
  bind(source.no_end, episodes.no_end);
  if (source.at_most_apart) {
    episodes.apart_amount = source.at_most_apart->number;
    episodes.apart_unit = DurationWord(source.at_most_apart->unit.text);
    if (episodes.apart_unit.empty()) emitter_.Emit(diag::kNotADuration, source.at_most_apart->span);
  }
  if (episodes.opens.empty() && episodes.seen.empty()) {
    emitter_.Emit(diag::kEpisodesWithoutStart, s.span, s.name);
    return {};
  }
  plan::EpisodesId id{static_cast<int32_t>(out_.draft.episodes.size())};
  out_.draft.episodes.push_back(std::move(episodes));
  plan::Shape shape{.name = s.name};
  shape.attributes.push_back({.name = "span", .type = TypeOf(TypeKind::kPeriod)});
  shape.at = 0;
  return AddCollection({.name = s.name,
                        .kind = plan::CollectionKind::kEpisodes,
                        .shape = AddShape(std::move(shape)),
                        .episodes = id});
}

// ---- notes --------------------------------------------------------------------------------------

CollectionId Checker::MentionsOf(SymbolId symbol, base::Span at) {
  Bound& bound = mentions_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  CollectionId notes = NotesCollection(at, s.module);
  if (!notes.valid()) return {};
  const ast::Phrases& source = *s.As<ast::Phrases>();
  plan::PhrasesId phrases{static_cast<int32_t>(out_.draft.phrases.size())};
  out_.draft.phrases.push_back({s.name, source.phrases});
  for (const ast::Phrases* more : program_.AdditionsTo<ast::Phrases>(symbol)) {
    std::vector<std::string>& all = out_.draft.phrases.back().phrases;
    all.insert(all.end(), more->phrases.begin(), more->phrases.end());
  }
  plan::Shape shape{.name = absl::StrCat("mention of ", s.name)};
  shape.attributes.push_back({.name = "written", .type = TypeOf(TypeKind::kDateTime)});
  shape.attributes.push_back({.name = "phrase", .type = TypeOf(TypeKind::kText)});
  shape.attributes.push_back({.name = "section", .type = TypeOf(TypeKind::kText)});
  // What the context of a mention says of it; `affirmed mention` and the like test these.
  for (const char* name :
       {"affirmed", "negated", "historical", "family", "uncertain", "hypothetical"}) {
    shape.attributes.push_back({.name = name, .type = TruthType()});
  }
  shape.at = 0;
  CollectionId id = AddCollection({.name = s.name,
                                   .kind = plan::CollectionKind::kMentions,
                                   .shape = AddShape(std::move(shape)),
                                   .phrases = phrases});
  bound = {State::kDone, id.index, -1};
  return id;
}

bool Checker::BindSource(const ast::Name& name, ModuleId module) {
  if (program_.Find(Space::kDocument, name.text, module).valid())
    return DocumentOf(name, module).valid();
  if (SymbolId kind = program_.Find(Space::kCollection, name.text, module); kind.valid()) {
    return CollectionOf(kind).valid();
  }
  const CodeSetId set = CodeSetOf(name, module);
  return set.valid() && RefuseDated(set, name.span, "rank a set whose codes count on all days");
}

plan::DocumentId Checker::DocumentOf(const ast::Name& name, ModuleId module) {
  SymbolId symbol = FindOrReport(Space::kDocument, name, module);
  if (!symbol.valid()) return {};
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Document& source = *s.As<ast::Document>();
  plan::DocumentType document;
  document.name = s.name;
  document.label = source.label;
  document.titles = source.spelled;
  plan::CodeSet set;
  set.name = s.name;
  for (const ast::CodeLine& line : source.codes) AddUndatedLine(line, s.module, set);
  for (const ast::Document* more : program_.AdditionsTo<ast::Document>(symbol)) {
    document.titles.insert(document.titles.end(), more->spelled.begin(), more->spelled.end());
    for (const ast::CodeLine& line : more->codes) AddUndatedLine(line, program_.main, set);
  }
  if (!set.include.empty()) document.codes = AddCodeSet(std::move(set));
  plan::DocumentId id{static_cast<int32_t>(out_.draft.documents.size())};
  out_.draft.documents.push_back(std::move(document));
  bound_[symbol.index] = {State::kDone, id.index, -1};
  return id;
}

}  // namespace suture::check
