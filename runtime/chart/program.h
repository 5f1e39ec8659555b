// What a reader needs to know of a plan, worked out once: for each resource type a trie of the paths
// that some attribute is bound to, what to make of the value at the end of each path, and which rows
// come of it. What the trie does not name is never looked at.
//
// A path's end is a slot: one value, read once, however many attributes and collections want it. Slots
// belong to a scope: the resource, or one element of an array that a binding goes over with `each`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "runtime/chart/code_table.h"
#include "runtime/chart/row.h"
#include "runtime/plan/plan.h"
#include "runtime/values/unit.h"

namespace suture::chart {

// How the JSON at the end of a path becomes a cell.
enum class Conversion : uint8_t {
  kTruth, kInteger, kDecimal, kDate, kTime, kDateTime, kPeriod, kText, kCodes, kCode, kQuantity,
  kReference, kAttachment,
};
inline constexpr int kConversionCount = 13;

// A member name as the scanner compares it: its first eight bytes, closing quote included, at once.
class MemberName {
 public:
  explicit MemberName(std::string_view name);
  // `raw` points behind the opening quote of a key; eight bytes and the name must be readable there.
  bool Matches(const char* raw) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  uint64_t head_ = 0, mask_ = 0;
};

struct PathEdge {
  MemberName name;
  std::string argument;  // Not empty: only array elements whose `url` or `system` equals it.
  int32_t node = -1;
};
struct PathSlots {
  Conversion conversion;
  std::vector<int32_t> slots;
};
struct PathNode {
  std::vector<PathEdge> edges;    // Those of one name stand together.
  std::vector<PathSlots> ends;    // What becomes of a value that stands here
  std::vector<int32_t> scopes;    // `each` begins here: every element opens these scopes.
};

struct Slot {
  Conversion conversion;
  int32_t scope = 0;
  int32_t offset = 0;             // In its scope's cells
  const values::Unit* unit = nullptr;  // Of a number whose attribute says it; null: none.
};

// Where an attribute's value may come from, the first that holds one wins.
struct Source {
  int32_t slot = -1;              // -1: `constant`
  int32_t target = -1;            // Resource program whose slot `target_slot` the reference leads to
  int32_t target_slot = -1;       // Place in that program's `shared`
  Cell constant;
};
struct RowProgram {
  plan::CollectionId collection;
  plan::ShapeId shape;
  int32_t binding = -1;
  int32_t scope = 0;
  std::vector<std::vector<Source>> attributes;  // By attribute of the shape
};

struct ResourceProgram {
  std::string type;
  std::vector<PathNode> nodes;    // nodes[0] is the resource itself.
  std::vector<Slot> slots;
  std::vector<int32_t> scope_sizes;
  std::vector<RowProgram> rows;
  std::vector<int32_t> shared;    // Slots that references from elsewhere lead to
  bool has_references = false;    // Some attribute of its rows lies behind a reference.
};

class Program {
 public:
  // The plan must be verified and outlive the program.
  static absl::StatusOr<Program> Create(const plan::Plan& plan);

  const plan::Plan& plan() const { return *plan_; }
  const CodeTable& codes() const { return codes_; }
  // Null: nothing in the plan reads resources of this type.
  const ResourceProgram* Find(std::string_view resource_type) const;
  int32_t IndexOf(const ResourceProgram& program) const {
    return static_cast<int32_t>(&program - resources_.data());
  }
  const std::vector<ResourceProgram>& resources() const { return resources_; }

 private:
  friend class ProgramBuilder;
  explicit Program(const plan::Plan& plan, CodeTable codes)
      : plan_(&plan), codes_(std::move(codes)) {}

  const plan::Plan* plan_;
  CodeTable codes_;
  std::vector<ResourceProgram> resources_;
  absl::flat_hash_map<std::string, int32_t> by_type_;
};

}  // namespace suture::chart
