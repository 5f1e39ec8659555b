// Charts one a line (NDJSON), from a file or standard input. A line beyond the limit is passed over
// without being held, and said to be too long.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace suture::engine {

class CaseLines {
 public:
  static constexpr size_t kBufferBytes = 1 << 20;

  enum class Found : uint8_t { kLine, kTooLong, kEnd, kFailed };

  // "-": standard input. Errors: kNotFound and others, with a sentence that names the file.
  static absl::StatusOr<std::unique_ptr<CaseLines>> Open(const std::string& path, size_t max_bytes);
  ~CaseLines();
  CaseLines(const CaseLines&) = delete;
  CaseLines& operator=(const CaseLines&) = delete;

  // The next line that is not empty, without its end; `number` counts all lines from 1.
  Found Next(std::string& line, int64_t& number);
  // Why kFailed.
  const absl::Status& status() const { return status_; }

 private:
  CaseLines(int fd, std::string path, size_t max_bytes);
  bool Fill();

  int fd_;
  std::string path_;
  size_t max_bytes_;
  std::unique_ptr<char[]> buffer_;
  size_t begin_ = 0, end_ = 0;
  int64_t number_ = 0;
  absl::Status status_;
};

}  // namespace suture::engine
