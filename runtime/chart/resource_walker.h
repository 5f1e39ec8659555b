// Walks one resource of a chart along the trie of its program and leaves what it finds in slots.
// Belongs to the bundle reader; kept apart because it knows JSON and nothing of bundles.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/chart/coding_cache.h"
#include "runtime/chart/convert.h"
#include "runtime/chart/json_cursor.h"
#include "runtime/chart/program.h"

namespace suture::chart {

// Which limit stopped a walk; neither: the JSON itself is broken, and the cursor knows where.
struct WalkFailure {
  bool too_many_rows = false;
  bool too_deep = false;
};

class ResourceWalker {
 public:
  // The values of one scope: the resource, or one element.
  struct Record {
    int32_t scope = 0;
    int32_t first = 0;  // Into cells_
  };

  ResourceWalker(const Program& program, size_t max_rows, int max_depth)
      : codings_(program.codes(), program.asked_codes()),
        converter_(nullptr),
        max_rows_(max_rows),
        max_depth_(max_depth) {}

  void BeginCase(base::Arena* arena, JsonCursor* cursor);
  void BeginResource(const ResourceProgram& program);

  // The value of a member of the resource, which the cursor must stand at; false: stop, see
  // failure().
  bool WalkMember(const TopMember& member) {
    return WalkEdges(program_->nodes[0], member.edges, 1);
  }

  // Whether a row whose codes are gathered in this slot is wanted. Empty: it has none so far.
  enum class Wanted : uint8_t { kNo, kYes, kEmpty };
  Wanted IsWanted(int32_t slot, const Record& record, Asked asked) const;
  // Nothing of the resource is wanted: its codings are counted and no more.
  void DropResource();
  // All members were walked: gathered codings become codes.
  void EndResource();

  const std::vector<Record>& records() const { return records_; }
  // The slot's cell in the resource, or in the element that `record` stands for.
  const Cell& CellOf(int32_t slot, const Record& record) const {
    const Slot& at = program_->slots[slot];
    return cells_[(at.scope == record.scope ? record.first : 0) + at.offset];
  }

  const WalkFailure& failure() const { return failure_; }
  int64_t bytes_read() const { return bytes_read_; }
  Converter& converter() { return converter_; }
  CodingCache& codings() { return codings_; }

 private:
  // Codings of one slot, from wherever in the resource they come.
  struct Gathered {
    int32_t first = -1, last = -1, count = 0;
    uint32_t wanted = 0, decided = 0;  // Of any coding
    std::string_view text;             // Its token
  };
  // An attachment of text, read or not, and where its cell is.
  struct PlacedText {
    int32_t place = -1;
    std::string_view text;
    bool is_read = false;
  };
  struct Link {
    const CodingCache::Entry* coding;
    int32_t next = -1;
  };

  // These are false where the walk stops: the cursor failed, or a limit was met.
  bool WalkEdges(const PathNode& node, EdgeRange edges, int depth);
  bool WalkSelected(const PathNode& node, EdgeRange edges, int depth);
  bool WalkIfSelected(const PathNode& node, EdgeRange edges, int depth);
  bool Walk(const PathNode& node, int depth);
  bool WalkScalar(std::string_view token, const PathNode& node);
  bool WalkObject(const PathNode& node, int depth);
  bool Convert(const PathSlots& end);
  bool ConvertCodes(const PathSlots& end);
  bool ReadCodings(const PathSlots& end);
  bool ReadCoding(const PathSlots& end);
  void AddCoding(std::string_view raw_system, std::string_view raw_code, const PathSlots& end);
  void AddCodeText(std::string_view token, const PathSlots& end);
  Gathered& GatheredOf(int32_t slot);
  bool OpenScopes(const PathNode& node) { return node.scopes.empty() || OpenEach(node); }
  bool OpenEach(const PathNode& node);
  void AddCells(int32_t count);
  int32_t PlaceOf(int32_t slot) const;
  void Put(int32_t slot, const Cell& cell);
  void JoinTexts();
  std::string_view Joined(absl::Span<const PlacedText> texts);
  const Codes* CodesOf(const Gathered& gathered);
  void Count(std::string_view token) { bytes_read_ += static_cast<int64_t>(token.size()); }

  CodingCache codings_;
  Converter converter_;
  const size_t max_rows_;
  const int max_depth_;
  base::Arena* arena_ = nullptr;
  JsonCursor* cursor_ = nullptr;
  const ResourceProgram* program_ = nullptr;
  WalkFailure failure_;
  int64_t bytes_read_ = 0;
  size_t elements_ = 0;

  std::vector<Cell> cells_;      // All empty but those that were filled since BeginResource
  size_t cell_count_ = 0;        // Of the resource at hand
  std::vector<int32_t> filled_;  // Into cells_
  std::vector<Record> records_;
  std::vector<int32_t> open_;  // By scope: first cell of the record that is being filled
  std::vector<Gathered> gathered_;
  std::vector<Link> links_;
  std::vector<PlacedText> texts_;
  std::vector<int32_t> scratch_sets_;
};

}  // namespace suture::chart
