// Walks one resource of a chart along the trie of its program and leaves what it finds in slots.
// Belongs to the bundle reader; kept apart because it knows JSON and nothing of bundles.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/chart/convert.h"
#include "runtime/chart/program.h"
#include "simdjson.h"

namespace suture::chart {

// Why a walk stopped: the JSON itself is broken, or a limit was met.
struct WalkFailure {
  simdjson::error_code error = simdjson::SUCCESS;
  bool too_many_rows = false;
  bool too_deep = false;
};

// A key as it stands between its quotes, escapes undone only where there are some. Not by simdjson: its
// buffer for unescaped text holds one pass over the line, and objects may be gone through again.
class Key {
 public:
  Key(simdjson::ondemand::field& field, bool may_be_escaped);
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  const char* raw() const { return raw_; }
  bool Is(const MemberName& name) const { return name.Matches(raw_); }

 private:
  const char* raw_;
  char buffer_[72];
};

class ResourceWalker {
 public:
  // The values of one scope: the resource, or one element.
  struct Record {
    int32_t scope = 0;
    int32_t first = 0;  // Into cells_
  };

  ResourceWalker(const CodeTable& codes, size_t max_rows, int max_depth)
      : codes_(codes), converter_(nullptr), max_rows_(max_rows), max_depth_(max_depth) {}

  void BeginCase(base::Arena* arena, bool keys_may_be_escaped);
  void BeginResource(const ResourceProgram& program);

  // One member of the resource object; false: stop, see failure().
  bool WalkMember(simdjson::ondemand::field& field, const Key& key);

  // All members were walked: turns gathered codings into codes.
  void EndResource();

  const std::vector<Record>& records() const { return records_; }
  // The slot's cell in the resource, or in the element that `record` stands for.
  const Cell& CellOf(int32_t slot, const Record& record) const;

  const WalkFailure& failure() const { return failure_; }
  int64_t bytes_read() const { return bytes_read_; }
  bool keys_may_be_escaped() const { return keys_may_be_escaped_; }
  Converter& converter() { return converter_; }

  // Systems and codes that no code set holds; null: not wanted.
  class UnlistedSink {
   public:
    virtual ~UnlistedSink() = default;
    virtual void Add(int32_t system, std::string_view code) = 0;
  };
  void set_unlisted(UnlistedSink* sink) { unlisted_ = sink; }

 private:
  using Value = simdjson::ondemand::value;

  // Codings of one slot, from wherever in the resource they come.
  struct Gathered {
    int32_t first = -1, last = -1, count = 0;
    std::string_view text;
  };
  struct Link {
    Coding coding;
    int32_t next = -1;
  };

  bool Fail(simdjson::error_code error);
  bool WalkEdges(simdjson::ondemand::field& field, const Key& key, const PathNode& node, int depth);
  bool WalkSelected(Value value, const PathNode& node, size_t first, size_t last, int depth);
  bool WalkIfSelected(Value element, const PathNode& node, size_t first, size_t last, int depth);
  bool Walk(Value value, const PathNode& node, int depth);
  bool WalkScalar(std::string_view token, const PathNode& node);
  bool WalkObject(simdjson::ondemand::object object, const PathNode& node, int depth);
  bool Convert(simdjson::ondemand::object& object, const PathSlots& end);
  bool ReadCodings(Value value, const PathSlots& end);
  void AddCoding(const Parts& parts, const PathSlots& end);
  void AddCodeText(std::string_view token, const PathSlots& end);
  Gathered& GatheredOf(int32_t slot);
  bool OpenScopes(const PathNode& node);
  Cell& Slotted(int32_t slot);
  void Put(int32_t slot, const Cell& cell);
  const Codes* CodesOf(const Gathered& gathered);
  void Count(std::string_view token) { bytes_read_ += static_cast<int64_t>(token.size()); }

  const CodeTable& codes_;
  Converter converter_;
  const size_t max_rows_;
  const int max_depth_;
  base::Arena* arena_ = nullptr;
  const ResourceProgram* program_ = nullptr;
  bool keys_may_be_escaped_ = false;
  WalkFailure failure_;
  int64_t bytes_read_ = 0;
  size_t elements_ = 0;
  UnlistedSink* unlisted_ = nullptr;

  std::vector<Cell> cells_;
  std::vector<Record> records_;
  std::vector<int32_t> open_;  // By scope: first cell of the record that is being filled
  std::vector<Gathered> gathered_;
  std::vector<Link> links_;
  std::vector<int32_t> scratch_sets_;
};

}  // namespace suture::chart
