// The file `A.head` beside an audit `A`: number and hash of its last record under a keyed digest,
// so that a cut end is seen. Written after every turn, always of one length. It stands from before
// the first record on, with number 0, and may lag behind the audit by what a killed run wrote last.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace suture::store {

// What the first record links to, and the hash of a head before it.
inline constexpr std::string_view kAuditStart =
    "0000000000000000000000000000000000000000000000000000000000000000";

struct AuditHead {
  int64_t sequence = 0;
  std::string hash, digest;
  bool IsGenuine(std::string_view key) const;
};

// Of the audit at `path`. kNotFound: none, or an empty file. kDataLoss: it is something else.
absl::StatusOr<AuditHead> ReadAuditHead(const std::string& path);
// What the file says, with its line end.
std::string FormatAuditHead(std::string_view key, int64_t sequence, std::string_view hash);

}  // namespace suture::store
