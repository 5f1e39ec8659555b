// Whether an audit is whole: nothing removed, changed, put in, reordered or cut off.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace suture::store {

struct AuditFinding {
  int64_t line = 0;  // Of the file, from 1; 0: of the file as a whole
  std::string sentence;
};

struct AuditReport {
  int64_t records = 0;
  int64_t runs = 0;
  int64_t unfinished_runs = 0;         // Begun and not ended: killed
  std::string head;                    // Hash of the last record
  std::vector<AuditFinding> findings;  // At most kMostAuditFindings
  bool whole() const { return findings.empty(); }
};
inline constexpr size_t kMostAuditFindings = 50;

// `key` empty: the digest of the head is not checked, which is a finding unless `expected_head`, a
// hash written down elsewhere, is given; it must be one of the records'. Errors: kNotFound.
absl::StatusOr<AuditReport> CheckAudit(const std::string& path, const std::string& key,
                                       const std::string& expected_head);

}  // namespace suture::store
