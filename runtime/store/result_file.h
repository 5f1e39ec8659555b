// Where results go. A file is written beside its place and renamed when it is whole, so that
// whoever reads the place sees the old results or the new ones; standard output, pipes and devices
// are written as they are. Only whole lines are handed to the system. Results hold evidence: mode
// 0600.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace suture::store {

class ResultFile {
 public:
  static constexpr size_t kBufferBytes = 256 * 1024;

  // "-": standard output. Errors name the file and what to do.
  static absl::StatusOr<std::unique_ptr<ResultFile>> Create(const std::string& path);

  // Without Finish what was written stays as `path` + ".partial" and the place is untouched.
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  // One or more whole lines. kAborted: the reader of the pipe is gone; the caller stops quietly.
  absl::Status Append(std::string_view lines);
  // Hands on what is buffered.
  absl::Status Flush();
  // Flushes, waits until the disk has it, and puts the file in its place.
  absl::Status Finish();

  int64_t bytes() const { return bytes_; }

 private:
  ResultFile(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

  int fd_;
  std::string name_;
  std::string partial_;  // Empty: written in place.
  std::string buffer_;
  int64_t bytes_ = 0;
};

// The two paths lead to one file: an output that would overwrite its own input.
bool IsSameFile(const std::string& a, const std::string& b);

}  // namespace suture::store
