#include "runtime/chart/program.h"

#include <algorithm>
#include <optional>

#include "runtime/base/status_macros.h"
#include "runtime/chart/case.h"
#include "runtime/chart/convert.h"

namespace suture::chart {

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
  ProgramBuilder(Program& program, const AttributesRead& read) : program_(program), read_(read) {}

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
    NameEverything();
    program_.asked_codes_.sets.resize(plan.code_sets.size());
    program_.asked_codes_.systems.resize(plan.systems.size());
    for (size_t i = 0; i < plan.collections.size(); ++i) AddAsked({static_cast<int32_t>(i)});
    for (ResourceProgram& resource : program_.resources_) {
      resource.keeps_all = KeepsAll(resource);
      resource.is_told_by_one = IsToldByOne(resource);
    }
    return absl::OkStatus();
  }

 private:
  using Act = JsonCursor::Act;

  int32_t ResourceNamed(std::string_view type) {
    std::vector<ResourceProgram>& all = program_.resources_;
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const ResourceProgram& r) { return r.type == type; });
    if (at != all.end()) return static_cast<int32_t>(at - all.begin());
    ResourceProgram& resource = all.emplace_back();
    resource.type = type;
    resource.nodes.emplace_back();
    resource.scope_sizes.push_back(0);
    return static_cast<int32_t>(all.size()) - 1;
  }

  absl::Status AddRows(plan::CollectionId collection, plan::ShapeId shape_id,
                       int32_t binding_index) {
    const plan::Shape& shape = program_.plan().shapes[shape_id.index];
    const plan::Binding& binding = shape.bindings[binding_index];
    const int32_t resource = ResourceNamed(binding.resource);
    RowProgram row{collection, shape_id, binding_index, 0, {}, CodeAttribute(shape)};
    int32_t element_node = 0;
    if (!binding.each.empty()) {
      element_node = Descend(resource, 0, binding.each, 0);
      row.scope = ScopeAt(resource, element_node);
    }
    row.attributes.resize(read_.End(shape_id));
    for (const plan::AttributeBinding& attribute : binding.attributes) {
      if (!read_.Has(shape_id, attribute.attribute)) continue;
      if (IsGathered(binding, attribute)) {
        Gather(resource, row, element_node, attribute);
        continue;
      }
      for (const plan::BindingPath& path : attribute.paths) {
        SUTURE_RETURN_IF_ERROR(AddSource(resource, row, element_node,
                                         shape.attributes[attribute.attribute].type, path,
                                         row.attributes[attribute.attribute]));
      }
    }
    program_.resources_[resource].rows.push_back(std::move(row));
    return absl::OkStatus();
  }

  // Said in several lines, and so taken from everywhere [plan::VerifyBinding].
  static bool IsGathered(const plan::Binding& binding, const plan::AttributeBinding& attribute) {
    return std::count_if(binding.attributes.begin(), binding.attributes.end(),
                         [&](const plan::AttributeBinding& other) {
                           return other.attribute == attribute.attribute;
                         }) > 1;
  }

  // One slot for the codings of all places.
  void Gather(int32_t resource_index, RowProgram& row, int32_t element_node,
              const plan::AttributeBinding& attribute) {
    ResourceProgram& resource = program_.resources_[resource_index];
    std::vector<Source>& sources = row.attributes[attribute.attribute];
    if (sources.empty()) {
      sources.push_back({.slot = static_cast<int32_t>(resource.slots.size())});
      resource.slots.push_back({.conversion = Conversion::kCodes,
                                .scope = row.scope,
                                .offset = resource.scope_sizes[row.scope]++,
                                .is_gathered = true});
    }
    for (const plan::BindingPath& path : attribute.paths) {
      const int32_t node = Descend(resource_index, element_node, path.steps, 0);
      EndAt(resource, node, Conversion::kCodes).slots.push_back(sources[0].slot);
    }
  }

  static PathSlots& EndAt(ResourceProgram& resource, int32_t node, Conversion conversion) {
    std::vector<PathSlots>& ends = resource.nodes[node].ends;
    const auto end = std::find_if(ends.begin(), ends.end(),
                                  [&](const PathSlots& e) { return e.conversion == conversion; });
    if (end != ends.end()) return *end;
    ends.push_back({conversion, {}, &PartsOf(conversion)});
    return ends.back();
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
        return edge.name == step.name && edge.argument == step.argument;
      });
      if (same != edges.end()) {
        node = same->node;
        continue;
      }
      const int32_t child = static_cast<int32_t>(nodes.size());
      // Behind the last edge of the same name.
      auto at = std::find_if(edges.rbegin(), edges.rend(), [&](const PathEdge& edge) {
                  return edge.name == step.name;
                }).base();
      if (at == edges.begin()) at = edges.end();
      edges.insert(at, PathEdge{step.name, step.argument, child});
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
    PathSlots& end = EndAt(resource, node, conversion);
    for (const int32_t slot : end.slots) {
      const Slot& known = resource.slots[slot];
      if (known.scope == scope && known.unit == unit && !known.is_gathered) return slot;
    }
    const int32_t slot = static_cast<int32_t>(resource.slots.size());
    resource.slots.push_back({conversion, scope, resource.scope_sizes[scope]++, unit});
    end.slots.push_back(slot);
    return slot;
  }

  // ---- names ----
  static EdgeRange RangeOf(const PathNode& node, const std::string& name) {
    const auto bears = [&](const PathEdge& edge) { return edge.name == name; };
    const auto first = std::find_if(node.edges.begin(), node.edges.end(), bears);
    const auto last = std::find_if_not(first, node.edges.end(), bears);
    return {static_cast<int32_t>(first - node.edges.begin()),
            static_cast<int32_t>(last - node.edges.begin())};
  }
  static void AddName(const std::string& name, std::vector<std::string>& to) {
    if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
  }
  void NameEverything() {
    std::vector<std::string> types, members = {"resourceType", "id", "contained"};
    for (ResourceProgram& resource : program_.resources_) {
      types.push_back(resource.type);
      for (const PathEdge& edge : resource.nodes[0].edges) AddName(edge.name, members);
      for (PathNode& node : resource.nodes) {
        std::vector<std::string> names;
        for (const PathEdge& edge : node.edges) AddName(edge.name, names);
        for (const std::string& name : names) node.named.push_back(RangeOf(node, name));
        node.names = NameTable(names);
      }
    }
    program_.types_ = NameTable(types);
    program_.members_ = NameTable(members);
    program_.before_type_.assign(members.size(), Act::kNote);
    program_.before_type_[Program::kResourceType] = Act::kStop;
    program_.for_id_.assign(members.size(), Act::kPass);
    program_.for_id_[Program::kId] = Act::kNote;
    for (ResourceProgram& resource : program_.resources_) {
      const std::vector<bool> codes = CodeSlots(resource);
      for (const std::string& name : members) {
        TopMember& member = resource.members.emplace_back();
        member.edges = RangeOf(resource.nodes[0], name);
        for (int32_t i = member.edges.first; i < member.edges.last; ++i) {
          Follow(resource, resource.nodes[0].edges[i].node, codes, member);
        }
        AddActs(member, resource);
      }
    }
  }
  // Of the member that was added last.
  static void AddActs(const TopMember& member, ResourceProgram& resource) {
    const size_t place = resource.once_wanted.size();
    const bool is_needed = place == Program::kId || place == Program::kContained;
    const Act unread = is_needed ? Act::kNote : Act::kPass;
    resource.once_wanted.push_back(member.edges.empty() ? unread : Act::kStop);
    resource.while_asked.push_back(member.edges.empty() ? unread
                                   : member.tells_code  ? Act::kStop
                                                        : Act::kNote);
  }
  // Slots that the codes of rows of the resource itself come from.
  static std::vector<bool> CodeSlots(const ResourceProgram& resource) {
    std::vector<bool> slots(resource.slots.size());
    for (const RowProgram& row : resource.rows) {
      if (row.scope != 0 || row.code < 0) continue;
      for (const Source& source : row.attributes[row.code]) {
        if (source.slot >= 0) slots[source.slot] = true;
      }
    }
    return slots;
  }
  static void Follow(const ResourceProgram& resource, int32_t node_index,
                     const std::vector<bool>& codes, TopMember& member) {
    const PathNode& node = resource.nodes[node_index];
    member.opens_scopes |= !node.scopes.empty();
    for (const PathSlots& end : node.ends) {
      for (int32_t slot : end.slots) member.tells_code = member.tells_code || codes[slot];
    }
    for (const PathEdge& edge : node.edges) Follow(resource, edge.node, codes, member);
  }

  // ---- what is asked for ----
  bool KeepsAll(const ResourceProgram& resource) const {
    return !resource.shared.empty() ||
           std::any_of(resource.rows.begin(), resource.rows.end(), [&](const RowProgram& row) {
             return row.scope == 0 && (row.code < 0 || program_.asked(row.collection).everything());
           });
  }
  // The patient's entry is always looked at, for its id.
  bool IsToldByOne(const ResourceProgram& resource) const {
    if (resource.keeps_all || resource.type == "Patient") return false;
    for (const RowProgram& row : resource.rows) {
      if (row.scope != 0) continue;
      const std::vector<Source>& sources = row.attributes[row.code];
      if (sources.size() != 1 || sources[0].slot < 0 || sources[0].target >= 0) return false;
    }
    return std::count_if(resource.members.begin(), resource.members.end(),
                         [](const TopMember& member) { return member.tells_code; }) == 1;
  }
  void AddAsked(plan::CollectionId id) {
    const plan::Plan& plan = program_.plan();
    Asked& asked = program_.asked_.emplace_back();
    const bool is_special = id == plan.patient || id == plan.notes;
    if (bits_ == Asked::kMaxBits || is_special || !IsAskedByCode(id)) return;
    if (IsShown(plan, plan.collections[id.index].shape)) return;
    asked.bit = bits_++;
    const uint32_t bit = uint32_t{1} << asked.bit;
    std::vector<bool> decides(plan.systems.size(), true);
    for (const plan::Query& query : plan.queries) {
      if (query.collection != id) continue;
      for (plan::CodeSetId set : query.codes) {
        program_.asked_codes_.sets[set.index] |= bit;
        std::vector<bool> speaks(plan.systems.size());
        for (const plan::CodeRange& line : plan.code_sets[set.index].include) {
          speaks[line.system.index] = true;
        }
        for (size_t i = 0; i < speaks.size(); ++i) decides[i] = decides[i] && speaks[i];
      }
    }
    for (size_t i = 0; i < decides.size(); ++i) {
      if (decides[i]) program_.asked_codes_.systems[i] |= bit;
    }
  }
  // Some query asks for rows of the collection, and each of them names codes.
  bool IsAskedByCode(plan::CollectionId id) const {
    bool any = false;
    for (const plan::Query& query : program_.plan().queries) {
      if (query.collection != id) continue;
      if (query.codes.empty()) return false;
      any = true;
    }
    return any;
  }
  // Questions whose answers are numbers of rows show all rows.
  static bool IsShown(const plan::Plan& plan, plan::ShapeId shape) {
    const auto shows = [&](const plan::Type& type) {
      return type.kind == plan::TypeKind::kRefs && type.shape == shape;
    };
    for (const plan::Prompt& prompt : plan.prompts) {
      if (shows(prompt.answer)) return true;
    }
    for (const plan::Shape& asked : plan.shapes) {
      for (const plan::Attribute& attribute : asked.attributes) {
        if (shows(attribute.type)) return true;
      }
    }
    return false;
  }

  Program& program_;
  const AttributesRead& read_;
  int32_t bits_ = 0;  // Given to collections so far
};

absl::StatusOr<Program> Program::Create(const plan::Plan& plan) {
  return Create(plan, AttributesRead(plan));
}

absl::StatusOr<Program> Program::Create(const plan::Plan& plan, const AttributesRead& read) {
  SUTURE_ASSIGN_OR_RETURN(CodeTable codes, CodeTable::Create(plan));
  Program program(plan, std::move(codes));
  SUTURE_RETURN_IF_ERROR(ProgramBuilder(program, read).Build());
  return program;
}

}  // namespace suture::chart
