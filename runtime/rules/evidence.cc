#include "runtime/rules/evidence.h"

#include <algorithm>

namespace suture::rules {

void EvidenceStore::Flatten(EvidenceId id, std::vector<EvidenceNode>& leaves) const {
  leaves.clear();
  if (!id.valid()) return;
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
