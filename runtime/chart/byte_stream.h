// Bytes of a file or of standard input, decompressed when they are gzip or Zstandard. The format is
// told by the first bytes, not by the name, so that a pipe works as a file does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace suture::chart {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Fills up to `capacity` bytes; 0: the end. kDataLoss: compressed data that is broken or cut off.
  virtual absl::StatusOr<size_t> Read(char* to, size_t capacity) = 0;
  // Read so far of the file as it lies on disk, compressed or not.
  virtual int64_t file_bytes() const = 0;
};

// "-": standard input. kNotFound, kPermissionDenied or kUnavailable with a sentence that names the
// file.
absl::StatusOr<std::unique_ptr<ByteStream>> OpenByteStream(const std::string& path);

}  // namespace suture::chart
