// Lines of NDJSON, one case each, from a file or standard input, compressed or not, in memory
// bounded by the longest line that is allowed.
//
// A mark of byte order at the start and carriage returns at line ends are left out; lines of white
// space are counted and passed over; a last line without a line end is a line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/chart/byte_stream.h"

namespace suture::chart {

inline constexpr size_t kDefaultMaxCaseBytes = size_t{64} << 20;

// One line and the memory it stands in; used again for line after line. Movable to another thread.
class Line {
 public:
  // FhirBundleReader::kPadding bytes behind it are readable, the first of them zero.
  std::string_view text() const { return {bytes_.data(), size_}; }
  // Its place in the input, from 1, empty lines counted.
  int64_t number() const { return number_; }
  // Longer than is allowed: passed over, text() is empty, length() says how long it was.
  bool is_too_long() const { return is_too_long_; }
  int64_t length() const { return length_; }

  // An empty line with this number, to be appended to.
  void Begin(int64_t number);
  // Beyond `max_bytes` in all the line is too long, and nothing of it is kept.
  void Append(std::string_view text, size_t max_bytes);

 private:
  friend class LineSource;
  std::vector<char> bytes_;
  size_t size_ = 0;
  int64_t number_ = 0;
  int64_t length_ = 0;
  bool is_too_long_ = false;
};

class LineSource {
 public:
  // "-": standard input.
  static absl::StatusOr<std::unique_ptr<LineSource>> Open(
      const std::string& path, size_t max_line_bytes = kDefaultMaxCaseBytes);

  // `name` stands in errors.
  LineSource(std::unique_ptr<ByteStream> stream, std::string name, size_t max_line_bytes);

  // False: no line is left. An error (a broken archive, a disk, a file in UTF-16) comes after every
  // line before it was given out; the part of a line before it is lost.
  absl::StatusOr<bool> Next(Line& line);

  int64_t bytes() const { return bytes_; }                      // Read so far, decompressed
  int64_t lines() const { return number_; }                     // Met so far, empty ones counted
  int64_t file_bytes() const { return stream_->file_bytes(); }  // Read so far, as they lie on disk

 private:
  absl::StatusOr<bool> NextAny(Line& line);
  absl::StatusOr<bool> Refill();

  std::unique_ptr<ByteStream> stream_;
  const std::string name_;
  const size_t max_line_bytes_;
  const std::unique_ptr<char[]> block_;
  size_t begin_ = 0, end_ = 0;
  int64_t number_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace suture::chart
