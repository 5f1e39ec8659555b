#include <algorithm>
#include <set>

#include "runtime/base/status_macros.h"
#include "runtime/plan/verify_parts.h"
#include "runtime/values/decimal.h"
#include "runtime/values/unit.h"

namespace suture::plan::internal {
namespace {

constexpr size_t kMaxPathSteps = 32;

using values::Decimal;

bool IsPositive(std::string_view number) {
  const std::optional<Decimal> value = Decimal::Parse(number);
  return value && !value->is_negative() && !value->is_zero();
}

// "^" leads out of the element that `each` walks: one step, at the front, only there.
absl::Status VerifySteps(const std::vector<PathStep>& steps, bool may_leave_element) {
  if (steps.size() > kMaxPathSteps) return Wrong("a path has more than {} steps", kMaxPathSteps);
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].name.empty()) return Wrong("a path has an empty step");
    if (steps[i].name == "^" && !(i == 0 && may_leave_element && steps.size() > 1)) {
      return Wrong("a path has `^` where there is nothing around");
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyPath(const Plan& plan, const BindingPath& path, const Type& type, bool in_each) {
  SUTURE_RETURN_IF_ERROR(VerifySteps(path.steps, in_each));
  SUTURE_RETURN_IF_ERROR(VerifySteps(path.target_steps, false));
  if (path.target_resource.empty() != path.target_steps.empty()) {
    return Wrong("a path follows a reference to nothing");
  }
  if (!path.steps.empty()) return absl::OkStatus();
  if (!path.target_resource.empty()) return Wrong("a path follows a reference from nowhere");
  if (path.literal.empty()) return Wrong("a path is empty");
  return type.kind == TypeKind::kCodes ? absl::OkStatus()
                                       : VerifyLiteral(plan, {type, path.literal});
}

// Codes may stand in several places of a resource, all of which count.
bool MayBeGathered(const Binding& binding, int attribute, const Attribute& of) {
  return of.type.kind == TypeKind::kCodes &&
         std::all_of(binding.attributes.begin(), binding.attributes.end(),
                     [&](const AttributeBinding& other) {
                       return other.attribute != attribute ||
                              std::all_of(other.paths.begin(), other.paths.end(),
                                          [](const BindingPath& path) {
                                            return !path.steps.empty() &&
                                                   path.steps[0].name != "^" &&
                                                   path.target_resource.empty();
                                          });
                     });
}

absl::Status VerifyBinding(const Plan& plan, const Shape& shape, const Binding& binding) {
  if (binding.resource.empty()) return Wrong("a binding names no resource type");
  SUTURE_RETURN_IF_ERROR(VerifySteps(binding.each, false));
  if (binding.when.valid()) {
    SUTURE_RETURN_IF_ERROR(VerifyCondition(plan, binding.when, "the condition of a binding"));
  }
  std::set<int> bound;
  for (const AttributeBinding& attribute : binding.attributes) {
    if (attribute.attribute < 0 ||
        attribute.attribute >= static_cast<int>(shape.attributes.size())) {
      return Wrong("a binding is for attribute {}, which is not there", attribute.attribute);
    }
    const Attribute& of = shape.attributes[attribute.attribute];
    if (!bound.insert(attribute.attribute).second &&
        !MayBeGathered(binding, attribute.attribute, of)) {
      return Wrong("{} is bound twice", of.name);
    }
    for (const BindingPath& path : attribute.paths) {
      SUTURE_RETURN_IF_ERROR(VerifyPath(plan, path, shape.attributes[attribute.attribute].type,
                                        !binding.each.empty()));
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyAttribute(const Plan& plan, const Attribute& attribute) {
  if (attribute.name.empty()) return Wrong("an attribute has no name");
  SUTURE_RETURN_IF_ERROR(VerifyType(plan, attribute.type));
  if (attribute.range.empty()) return absl::OkStatus();
  if (attribute.range.size() != 2 || !Decimal::Parse(attribute.range[0]) ||
      !Decimal::Parse(attribute.range[1])) {
    return Wrong("the range of {} is not two numbers", attribute.name);
  }
  return absl::OkStatus();
}

absl::Status VerifyShape(const Plan& plan, const Shape& shape) {
  std::set<std::string_view> names;
  for (const Attribute& attribute : shape.attributes) {
    SUTURE_RETURN_IF_ERROR(VerifyAttribute(plan, attribute));
    if (!names.insert(attribute.name).second) return Wrong("{} stands twice", attribute.name);
  }
  const int count = static_cast<int>(shape.attributes.size());
  if (shape.at < -1 || shape.at >= count) return Wrong("`at` is attribute {}", shape.at);
  if (shape.at >= 0 && !IsTimeLike(shape.attributes[shape.at].type.kind)) {
    return Wrong("`at` is {}, which is no time", shape.attributes[shape.at].name);
  }
  if (shape.value < -1 || shape.value >= count)
    return Wrong("`value` is attribute {}", shape.value);
  if (shape.self < -1 || shape.self >= plan.variables) return Wrong("`self` is {}", shape.self);
  bool has_condition = shape.valid.valid();
  if (has_condition) {
    SUTURE_RETURN_IF_ERROR(VerifyCondition(plan, shape.valid, "the condition of validity"));
  }
  for (const Binding& binding : shape.bindings) {
    SUTURE_RETURN_IF_ERROR(VerifyBinding(plan, shape, binding));
    has_condition = has_condition || binding.when.valid();
  }
  if (has_condition && shape.self < 0) return Wrong("a condition has no variable for its row");
  return absl::OkStatus();
}

absl::Status VerifyCollection(const Plan& plan, CollectionId id) {
  const Collection& collection = plan.collections[id.index];
  if (!collection.shape.valid()) return Wrong("it has no shape");
  const Shape& shape = plan.shapes[collection.shape.index];
  switch (collection.kind) {
    case CollectionKind::kChart:
      return shape.bindings.empty() ? Wrong("its shape says no place in the chart")
                                    : absl::OkStatus();
    case CollectionKind::kExtract:
      if (!collection.prompt.valid()) return Wrong("it has no prompt");
      if (!plan.prompts[collection.prompt.index].is_extract ||
          plan.prompts[collection.prompt.index].collection != id) {
        return Wrong("its prompt does not extract it");
      }
      return absl::OkStatus();
    case CollectionKind::kMentions:
      return collection.phrases.valid() ? absl::OkStatus() : Wrong("it has no phrases");
    case CollectionKind::kGroup:
      if (!collection.group.valid()) return Wrong("it has no group");
      if (plan.groups[collection.group.index].collection != id)
        return Wrong("its group has another");
      return plan.groups[collection.group.index].fields.size() == shape.attributes.size()
                 ? absl::OkStatus()
                 : Wrong("its shape does not have an attribute for each field of the group");
    case CollectionKind::kUnion:
      if (collection.from.empty()) return Wrong("it is a union of nothing");
      for (const QueryId query : collection.from) {
        if (!query.valid() || plan.queries[query.index].quantifier != Quantifier::kEach) {
          return Wrong("it is a union of something that gives no rows");
        }
      }
      return absl::OkStatus();
    case CollectionKind::kEpisodes:
      return collection.episodes.valid() ? absl::OkStatus() : Wrong("it has no episodes");
  }
  return Wrong("it is of no known kind");
}

absl::Status VerifyLab(const Plan& plan, const Lab& lab) {
  if (!lab.collection.valid()) return Wrong("it has no collection");
  if (plan.collections[lab.collection.index].kind != CollectionKind::kChart) {
    return Wrong("its collection does not come from the chart");
  }
  if (!lab.derived.valid() && !lab.codes.valid()) return Wrong("it has no codes");
  if (!lab.unit.empty() && !values::Unit::Parse(lab.unit).ok()) {
    return Wrong("the unit \"{}\" cannot be read", lab.unit);
  }
  if (!lab.molar_mass.empty() && !IsPositive(lab.molar_mass)) {
    return Wrong("the molar mass \"{}\" is no number above 0", lab.molar_mass);
  }
  for (const LabConversion& conversion : lab.conversions) {
    if (!IsPositive(conversion.from_number) || !IsPositive(conversion.to_number)) {
      return Wrong("a conversion is not between two numbers above 0");
    }
    if (!values::Unit::Parse(conversion.from_unit).ok() ||
        !values::Unit::Parse(conversion.to_unit).ok()) {
      return Wrong("a conversion has a unit that cannot be read");
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyEpisodes(const Plan& plan, const Episodes& episodes) {
  if (episodes.opens.empty() && episodes.seen.empty()) return Wrong("nothing opens them");
  for (const auto* queries :
       {&episodes.opens, &episodes.closes, &episodes.seen, &episodes.no_end}) {
    for (const QueryId query : *queries) {
      if (!query.valid() || plan.queries[query.index].quantifier != Quantifier::kEach) {
        return Wrong("one of their queries gives no rows");
      }
    }
  }
  const bool has_amount = !episodes.apart_amount.empty();
  if (has_amount && !IsAmount(episodes.apart_amount, episodes.apart_unit)) {
    return Wrong("\"{} {}\" is no length of time", episodes.apart_amount, episodes.apart_unit);
  }
  return absl::OkStatus();
}

absl::Status Named(const absl::Status& status, std::string_view table, size_t index,
                   std::string_view name) {
  if (status.ok()) return status;
  return Wrong("{}[{}] ({}): {}", table, index, name, std::string(status.message()));
}

}  // namespace

absl::Status VerifyRows(const Plan& plan) {
  for (size_t i = 0; i < plan.shapes.size(); ++i) {
    SUTURE_RETURN_IF_ERROR(
        Named(VerifyShape(plan, plan.shapes[i]), "shapes", i, plan.shapes[i].name));
  }
  for (size_t i = 0; i < plan.collections.size(); ++i) {
    SUTURE_RETURN_IF_ERROR(Named(VerifyCollection(plan, {static_cast<int32_t>(i)}), "collections",
                                 i, plan.collections[i].name));
  }
  for (size_t i = 0; i < plan.labs.size(); ++i) {
    SUTURE_RETURN_IF_ERROR(Named(VerifyLab(plan, plan.labs[i]), "labs", i, plan.labs[i].name));
  }
  for (size_t i = 0; i < plan.episodes.size(); ++i) {
    SUTURE_RETURN_IF_ERROR(
        Named(VerifyEpisodes(plan, plan.episodes[i]), "episodes", i, plan.episodes[i].name));
  }
  for (const CollectionId id : {plan.notes, plan.patient}) {
    if (id.valid() && plan.collections[id.index].kind != CollectionKind::kChart) {
      return Wrong("the notes or the patient do not come from the chart");
    }
  }
  return absl::OkStatus();
}

}  // namespace suture::plan::internal
