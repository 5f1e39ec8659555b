#include "runtime/chart/program.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "runtime/base/status_macros.h"

namespace suture::chart {

MemberName::MemberName(std::string_view name) : text_(name) {
  // The quote that closes the key takes part, so that a name is not taken for a longer one.
  const std::string closed = text_ + '"';
  const size_t length = std::min<size_t>(closed.size(), sizeof(head_));
  std::memcpy(&head_, closed.data(), length);
  std::memset(&mask_, 0xFF, length);
}

bool MemberName::Matches(const char* raw) const {
  uint64_t head;
  std::memcpy(&head, raw, sizeof(head));
  if ((head & mask_) != head_) return false;
  return text_.size() < sizeof(head_) ||
         (std::memcmp(raw, text_.data(), text_.size()) == 0 && raw[text_.size()] == '"');
}

namespace {

std::optional<Conversion> ConversionOf(const plan::Type& type) {
  switch (type.kind) {
    case plan::TypeKind::kTruth:
      return Conversion::kTruth;
    case plan::TypeKind::kInteger:
      return Conversion::kInteger;
    case plan::TypeKind::kDecimal:
      return Conversion::kDecimal;
    case plan::TypeKind::kDate:
      return Conversion::kDate;
    case plan::TypeKind::kTime:
      return Conversion::kTime;
    case plan::TypeKind::kDateTime:
      return Conversion::kDateTime;
    case plan::TypeKind::kPeriod:
      return Conversion::kPeriod;
    case plan::TypeKind::kText:
      return Conversion::kText;
    case plan::TypeKind::kCodes:
      return Conversion::kCodes;
    case plan::TypeKind::kCode:
      return Conversion::kCode;
    case plan::TypeKind::kDuration:
    case plan::TypeKind::kQuantity:
      return Conversion::kQuantity;
    case plan::TypeKind::kReference:
      return Conversion::kReference;
    case plan::TypeKind::kAttachment:
      return Conversion::kAttachment;
    case plan::TypeKind::kChoice:
    case plan::TypeKind::kSet:
    case plan::TypeKind::kRow:
    case plan::TypeKind::kRefs:
      return std::nullopt;
  }
  return std::nullopt;
}

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Collections that something in the plan reads.
std::vector<bool> UsedCollections(const plan::Plan& plan) {
  std::vector<bool> used(plan.collections.size());
  const auto use = [&](plan::CollectionId id) {
    if (id.valid()) used[id.index] = true;
  };
  for (const plan::Query& query : plan.queries) use(query.collection);
  for (const plan::Lab& lab : plan.labs) use(lab.collection);
  use(plan.notes);
  use(plan.patient);
  return used;
}

}  // namespace

class ProgramBuilder {
 public:
  explicit ProgramBuilder(Program& program) : program_(program) {}

  absl::Status Build() {
    const plan::Plan& plan = program_.plan();
    const std::vector<bool> used = UsedCollections(plan);
    for (size_t i = 0; i < plan.collections.size(); ++i) {
      const plan::Collection& collection = plan.collections[i];
      if (!used[i] || collection.kind != plan::CollectionKind::kChart) continue;
      const plan::Shape& shape = plan.shapes[collection.shape.index];
      for (size_t binding = 0; binding < shape.bindings.size(); ++binding) {
        SUTURE_RETURN_IF_ERROR(
            AddRows({static_cast<int32_t>(i)}, collection.shape, static_cast<int32_t>(binding)));
      }
    }
    return absl::OkStatus();
  }

 private:
  int32_t ResourceNamed(std::string_view type) {
    const auto [at, added] =
        program_.by_type_.try_emplace(View(type), static_cast<int32_t>(program_.resources_.size()));
    if (added) {
      ResourceProgram& resource = program_.resources_.emplace_back();
      resource.type = type;
      resource.nodes.emplace_back();
      resource.scope_sizes.push_back(0);
    }
    return at->second;
  }

  absl::Status AddRows(plan::CollectionId collection, plan::ShapeId shape_id,
                       int32_t binding_index) {
    const plan::Shape& shape = program_.plan().shapes[shape_id.index];
    const plan::Binding& binding = shape.bindings[binding_index];
    const int32_t resource = ResourceNamed(binding.resource);
    RowProgram row{collection, shape_id, binding_index, 0, {}};
    int32_t element_node = 0;
    if (!binding.each.empty()) {
      element_node = Descend(resource, 0, binding.each, 0);
      row.scope = ScopeAt(resource, element_node);
    }
    row.attributes.resize(shape.attributes.size());
    for (const plan::AttributeBinding& attribute : binding.attributes) {
      for (const plan::BindingPath& path : attribute.paths) {
        SUTURE_RETURN_IF_ERROR(AddSource(resource, row, element_node,
                                         shape.attributes[attribute.attribute].type, path,
                                         row.attributes[attribute.attribute]));
      }
    }
    program_.resources_[resource].rows.push_back(std::move(row));
    return absl::OkStatus();
  }

  absl::Status AddSource(int32_t resource, const RowProgram& row, int32_t element_node,
                         const plan::Type& type, const plan::BindingPath& path,
                         std::vector<Source>& to) {
    const std::optional<Conversion> conversion = ConversionOf(type);
    if (!conversion) return absl::OkStatus();  // No chart holds such a value.
    if (path.steps.empty()) {
      to.push_back({.constant = Constant(*conversion, path.literal)});
      return absl::OkStatus();
    }
    const bool leaves_element = path.steps[0].name == "^";
    const int32_t from = leaves_element ? 0 : element_node;
    const int32_t scope = leaves_element ? 0 : row.scope;
    const int32_t node = Descend(resource, from, path.steps, leaves_element ? 1 : 0);
    if (path.target_resource.empty()) {
      SUTURE_ASSIGN_OR_RETURN(const int32_t slot, SlotAt(resource, node, scope, *conversion, type));
      to.push_back({.slot = slot});
      return absl::OkStatus();
    }
    SUTURE_ASSIGN_OR_RETURN(const int32_t slot,
                            SlotAt(resource, node, scope, Conversion::kReference, {}));
    program_.resources_[resource].has_references = true;
    const int32_t target = ResourceNamed(path.target_resource);
    const int32_t target_node = Descend(target, 0, path.target_steps, 0);
    SUTURE_ASSIGN_OR_RETURN(const int32_t target_slot,
                            SlotAt(target, target_node, 0, *conversion, type));
    std::vector<int32_t>& shared = program_.resources_[target].shared;
    const auto at = std::find(shared.begin(), shared.end(), target_slot);
    to.push_back(
        {.slot = slot, .target = target, .target_slot = static_cast<int32_t>(at - shared.begin())});
    if (at == shared.end()) shared.push_back(target_slot);
    return absl::OkStatus();
  }

  // A constant that a binding gives instead of a path; the verifier has read it.
  static Cell Constant(Conversion conversion, const std::string& literal) {
    Cell cell;
    cell.kind = Cell::Kind::kValue;
    cell.value = values::Value::OfText(literal);
    switch (conversion) {
      case Conversion::kTruth:
        cell.value = values::Value::OfBool(literal == "true");
        break;
      case Conversion::kInteger:
      case Conversion::kDecimal:
      case Conversion::kQuantity:
        if (const auto number = values::Decimal::Parse(literal)) {
          cell.value = values::Value::OfDecimal(*number);
        }
        break;
      case Conversion::kDate:
      case Conversion::kDateTime:
        if (auto time = values::DateTime::Parse(literal)) {
          time->is_date = conversion == Conversion::kDate;
          cell.value = values::Value::OfDateTime(*time);
        }
        break;
      default:
        break;
    }
    return cell;
  }

  int32_t Descend(int32_t resource, int32_t node, const std::vector<plan::PathStep>& steps,
                  size_t first) {
    for (size_t i = first; i < steps.size(); ++i) {
      std::vector<PathNode>& nodes = program_.resources_[resource].nodes;
      const plan::PathStep& step = steps[i];
      auto& edges = nodes[node].edges;
      const auto same = std::find_if(edges.begin(), edges.end(), [&](const PathEdge& edge) {
        return edge.name.text() == step.name && edge.argument == step.argument;
      });
      if (same != edges.end()) {
        node = same->node;
        continue;
      }
      const int32_t child = static_cast<int32_t>(nodes.size());
      // Behind the last edge of the same name.
      auto at = std::find_if(edges.rbegin(), edges.rend(), [&](const PathEdge& edge) {
                  return edge.name.text() == step.name;
                }).base();
      if (at == edges.begin()) at = edges.end();
      edges.insert(at, PathEdge{MemberName(step.name), step.argument, child});
      nodes.emplace_back();
      node = child;
    }
    return node;
  }

  int32_t ScopeAt(int32_t resource_index, int32_t node) {
    ResourceProgram& resource = program_.resources_[resource_index];
    std::vector<int32_t>& scopes = resource.nodes[node].scopes;
    if (scopes.empty()) {
      scopes.push_back(static_cast<int32_t>(resource.scope_sizes.size()));
      resource.scope_sizes.push_back(0);
    }
    return scopes[0];
  }

  absl::StatusOr<int32_t> SlotAt(int32_t resource_index, int32_t node, int32_t scope,
                                 Conversion conversion, const plan::Type& type) {
    ResourceProgram& resource = program_.resources_[resource_index];
    const values::Unit* unit = nullptr;
    const bool is_number = conversion == Conversion::kInteger || conversion == Conversion::kDecimal;
    if (is_number && !type.unit.empty()) {
      SUTURE_ASSIGN_OR_RETURN(unit, values::Unit::Parse(type.unit));
    }
    std::vector<PathSlots>& ends = resource.nodes[node].ends;
    auto end = std::find_if(ends.begin(), ends.end(),
                            [&](const PathSlots& e) { return e.conversion == conversion; });
    if (end == ends.end()) end = ends.insert(end, PathSlots{conversion, {}});
    for (const int32_t slot : end->slots) {
      const Slot& known = resource.slots[slot];
      if (known.scope == scope && known.unit == unit) return slot;
    }
    const int32_t slot = static_cast<int32_t>(resource.slots.size());
    resource.slots.push_back({conversion, scope, resource.scope_sizes[scope]++, unit});
    end->slots.push_back(slot);
    return slot;
  }

  Program& program_;
};

absl::StatusOr<Program> Program::Create(const plan::Plan& plan) {
  SUTURE_ASSIGN_OR_RETURN(CodeTable codes, CodeTable::Create(plan));
  Program program(plan, std::move(codes));
  SUTURE_RETURN_IF_ERROR(ProgramBuilder(program).Build());
  return program;
}

const ResourceProgram* Program::Find(std::string_view resource_type) const {
  const auto at = by_type_.find(View(resource_type));
  return at == by_type_.end() ? nullptr : &resources_[at->second];
}

}  // namespace suture::chart
