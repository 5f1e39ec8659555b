// What a reader needs to know of a plan, worked out once: for each resource type a trie of the
// paths that some attribute is bound to, what to make of the value at the end of each path, and
// which rows come of it. What the trie does not name is never looked at.
//
// A path's end is a slot: one value, read once, however many attributes and collections want it.
// Slots belong to a scope: the resource, or one element of an array that a binding goes over with
// `each`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/chart/attributes_read.h"
#include "runtime/chart/code_table.h"
#include "runtime/chart/json_cursor.h"
#include "runtime/chart/name_table.h"
#include "runtime/chart/row.h"
#include "runtime/plan/plan.h"
#include "runtime/values/unit.h"

namespace suture::chart {

// How the JSON at the end of a path becomes a cell.
enum class Conversion : uint8_t {
  kTruth,
  kInteger,
  kDecimal,
  kDate,
  kTime,
  kDateTime,
  kPeriod,
  kText,
  kCodes,
  kCode,
  kQuantity,
  kReference,
  kAttachment,
};
inline constexpr int kConversionCount = 13;

// Those edges of a node that bear one name; they stand together.
struct EdgeRange {
  int32_t first = 0, last = 0;
  bool empty() const { return first == last; }
};
struct PathEdge {
  std::string name;
  std::string argument;  // Not empty: only array elements whose `url` or `system` equals it.
  int32_t node = -1;
};
struct PartNames;
struct PathSlots {
  Conversion conversion;
  std::vector<int32_t> slots;
  const PartNames* parts = nullptr;  // What is read of an object
};
struct PathNode {
  std::vector<PathEdge> edges;   // Those of one name stand together.
  std::vector<PathSlots> ends;   // What becomes of a value that stands here
  std::vector<int32_t> scopes;   // `each` begins here: every element opens these scopes.
  NameTable names;               // Of the edges
  std::vector<EdgeRange> named;  // By place in `names`
};

struct Slot {
  Conversion conversion;
  int32_t scope = 0;
  int32_t offset = 0;                  // In its scope's cells
  const values::Unit* unit = nullptr;  // Of a number whose attribute says it; null: none.
  bool is_gathered = false;            // Codings from several places: of one attribute alone.
};

// Where an attribute's value may come from, the first that holds one wins.
struct Source {
  int32_t slot = -1;         // -1: `constant`
  int32_t target = -1;       // Resource program whose slot `target_slot` the reference leads to
  int32_t target_slot = -1;  // Place in that program's `shared`
  Cell constant;
};
struct RowProgram {
  plan::CollectionId collection;
  plan::ShapeId shape;
  int32_t binding = -1;
  int32_t scope = 0;
  std::vector<std::vector<Source>> attributes;  // By attribute, up to the last that is read
  int32_t code = -1;                            // The attribute that code sets test
};

// A member of a resource: which of the root's edges bear its name, and what hangs on them.
struct TopMember {
  EdgeRange edges;
  bool tells_code = false;    // The codes of rows of the resource itself come from here.
  bool opens_scopes = false;  // Elements below give rows of their own.
};

// What becomes of the members of a resource, by place in Program::members.
using MemberActs = std::vector<JsonCursor::Act>;

struct ResourceProgram {
  std::string type;
  std::vector<TopMember> members;  // By place in Program::members
  // Until it is known that the resource is wanted the members that tell its codes are read where
  // they stand, and what else is read is noted; then all that is read is read where it stands.
  MemberActs while_asked, once_wanted;
  std::vector<PathNode> nodes;  // nodes[0] is the resource itself.
  std::vector<Slot> slots;
  std::vector<int32_t> scope_sizes;
  std::vector<RowProgram> rows;
  std::vector<int32_t> shared;  // Slots that references from elsewhere lead to
  bool has_references = false;  // Some attribute of its rows lies behind a reference.
  bool keeps_all = false;       // Whatever its codes, none of its resources can be left out.
  // One member holds all codes that tell whether rows of the resource itself are wanted: once it is
  // read, that is known.
  bool is_told_by_one = false;
  // Where they are not, nothing else of the resource is.
  bool is_all_told() const { return is_told_by_one && scope_sizes.size() == 1; }
};

// Which rows of a collection any query can tell apart from one that is not there. A query for codes
// passes over rows that certainly have other codes.
struct Asked {
  // Of the first collections that are asked for by codes alone, theirs in AskedCodes.
  static constexpr int32_t kMaxBits = 32;
  int32_t bit = -1;
  bool everything() const { return bit < 0; }
};

// What a coding says to each of those collections, one bit each.
struct AskedCodes {
  std::vector<uint32_t> sets;     // By code set: it is asked for.
  std::vector<uint32_t> systems;  // A code of the system is certainly in each set or not.
};

class Program {
 public:
  // Places of these in `members`.
  enum : int32_t { kResourceType, kId, kContained };
  // The plan must be verified and outlive the program. Of rows what the plan looks at is read;
  // tests compare with what comes of reading all there is.
  static absl::StatusOr<Program> Create(const plan::Plan& plan);
  static absl::StatusOr<Program> Create(const plan::Plan& plan, const AttributesRead& read);

  const plan::Plan& plan() const { return *plan_; }
  const CodeTable& codes() const { return codes_; }
  // Types that something in the plan reads, in the order of resources().
  const NameTable& types() const { return types_; }
  // Members of resources that any program reads.
  const NameTable& members() const { return members_; }
  // While the type of a resource is not known, and of one that is looked at for its id alone.
  const MemberActs& before_type() const { return before_type_; }
  const MemberActs& for_id() const { return for_id_; }
  Asked asked(plan::CollectionId id) const { return asked_[id.index]; }
  const AskedCodes& asked_codes() const { return asked_codes_; }
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
  NameTable types_, members_;
  MemberActs before_type_, for_id_;
  std::vector<Asked> asked_;  // By collection
  AskedCodes asked_codes_;
};

}  // namespace suture::chart
