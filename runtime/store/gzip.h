// Results as gzip: one member a write, so that a file that was cut off still ends with a whole one.
// Members one after another are one gzip file (RFC 1952, 2.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace suture::store {

// Appends the text as one member.
absl::Status AppendGzipMember(std::string_view text, std::string& out);

// The whole members of a gzip text, one after another.
class GzipMembers {
 public:
  // The text must outlive it.
  explicit GzipMembers(std::string_view gzip) : gzip_(gzip) {}

  // False: no whole member is left. kDataLoss: what stands there is not gzip.
  absl::StatusOr<bool> Next(std::string& text);
  // Bytes of the members so far.
  size_t end() const { return end_; }

 private:
  std::string_view gzip_;
  size_t end_ = 0;
};

}  // namespace suture::store
