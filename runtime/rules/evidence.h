// What answers rest on, as a graph of small nodes of one case: a leaf names a row, a cell, a field,
// a prompt's answer or a search; a join holds two others. Nothing is rendered until a result is
// written.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/plan/plan.h"
#include "runtime/rules/judged.h"

namespace suture::rules {

struct EvidenceNode {
  enum class Kind : uint8_t {
    kJoin,       // a, b: nodes
    kRow,        // a: collection, b: row
    kCell,       // a: collection, b: row, c: attribute
    kField,      // a: field, b: row of its group (-1: of the case)
    kAnswer,     // a: prompt, b: row of its group; its quotes
    kSearch,     // a: query, b: rows looked at, c: rows that could not be judged
    kNotes,      // a: prompt, b: row of its group: notes were shown and held nothing
    kCover,      // a: cover that makes "none found" false
    kCriterion,  // a: expression, b: index of the named argument, c: its own evidence
  };
  Kind kind = Kind::kJoin;
  int32_t a = -1, b = -1, c = -1;
  bool operator==(const EvidenceNode&) const = default;
};

class EvidenceStore {
 public:
  // Off: every id is invalid and nothing is kept.
  void set_enabled(bool enabled) { enabled_ = enabled; }
  bool enabled() const { return enabled_; }
  void Reset() { nodes_.clear(); }

  EvidenceId Add(EvidenceNode::Kind kind, int32_t a, int32_t b = -1, int32_t c = -1) {
    if (!enabled_) return {};
    nodes_.push_back({kind, a, b, c});
    return {static_cast<int32_t>(nodes_.size()) - 1};
  }
  EvidenceId Join(EvidenceId left, EvidenceId right) {
    if (!left.valid() || left == right) return right;
    if (!right.valid()) return left;
    return Add(EvidenceNode::Kind::kJoin, left.index, right.index);
  }
  EvidenceId Row(RowRef ref) { return Add(EvidenceNode::Kind::kRow, ref.collection, ref.row); }
  EvidenceId Cell(RowRef ref, int32_t attribute) {
    return Add(EvidenceNode::Kind::kCell, ref.collection, ref.row, attribute);
  }

  const EvidenceNode& node(EvidenceId id) const { return nodes_[id.index]; }
  size_t size() const { return nodes_.size(); }

  // Every leaf below `id` once, in the order found; criteria stand before what they rest on.
  // `leaves` is cleared first.
  void Flatten(EvidenceId id, std::vector<EvidenceNode>& leaves) const;

 private:
  bool enabled_ = true;
  std::vector<EvidenceNode> nodes_;
  mutable std::vector<int32_t> stack_;
  mutable std::vector<uint32_t> visited_;
  mutable uint32_t visit_ = 0;
};

}  // namespace suture::rules
