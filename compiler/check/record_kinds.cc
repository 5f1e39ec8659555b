// Record kinds: what is read of a resource of the chart, and where it stands there.
#include "absl/algorithm/container.h"
#include "compiler/check/checker.h"
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

}  // namespace suture::check
