#include "runtime/rules/evidence.h"

#include <algorithm>

namespace suture::rules {

void EvidenceStore::Flatten(EvidenceId id, std::vector<EvidenceNode>& leaves) const {
  leaves.clear();
  if (!id.valid()) return;
  // Most outcomes rest on one thing or on two.
  const auto is_leaf = [](const EvidenceNode& node) {
    return node.kind != EvidenceNode::Kind::kJoin && node.kind != EvidenceNode::Kind::kCriterion;
  };
  const EvidenceNode& root = nodes_[id.index];
  if (is_leaf(root)) {
    leaves.push_back(root);
    return;
  }
  if (root.kind == EvidenceNode::Kind::kJoin && is_leaf(nodes_[root.a]) &&
      is_leaf(nodes_[root.b])) {
    leaves.push_back(nodes_[root.a]);
    if (nodes_[root.b] != nodes_[root.a]) leaves.push_back(nodes_[root.b]);
    return;
  }
  if (visited_.size() < nodes_.size()) visited_.resize(nodes_.size(), 0);
  ++visit_;
  stack_.assign(1, id.index);
  while (!stack_.empty()) {
    const int32_t at = stack_.back();
    stack_.pop_back();
    if (at < 0 || visited_[at] == visit_) continue;
    visited_[at] = visit_;
    const EvidenceNode& node = nodes_[at];
    if (node.kind == EvidenceNode::Kind::kJoin) {
      stack_.push_back(node.b);
      stack_.push_back(node.a);
      continue;
    }
    if (node.kind == EvidenceNode::Kind::kCriterion) stack_.push_back(node.c);
    if (std::find(leaves.begin(), leaves.end(), node) == leaves.end()) leaves.push_back(node);
  }
}

}  // namespace suture::rules
