#include "runtime/engine/case_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "fmt/format.h"

namespace suture::engine {

absl::StatusOr<std::unique_ptr<CaseLines>> CaseLines::Open(const std::string& path,
                                                           size_t max_bytes) {
  if (path == "-") {
    return std::unique_ptr<CaseLines>(new CaseLines(STDIN_FILENO, "standard input", max_bytes));
  }
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const std::string message =
        fmt::format("Cannot read the cases in {}: {}.", path, std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  }
  return std::unique_ptr<CaseLines>(new CaseLines(fd, path, max_bytes));
}

CaseLines::CaseLines(int fd, std::string path, size_t max_bytes)
    : fd_(fd), path_(std::move(path)), max_bytes_(max_bytes), buffer_(new char[kBufferBytes]) {}

CaseLines::~CaseLines() {
  if (fd_ != STDIN_FILENO) close(fd_);
}

bool CaseLines::Fill() {
  begin_ = end_ = 0;
  while (true) {
    const ssize_t got = read(fd_, buffer_.get(), kBufferBytes);
    if (got > 0) {
      end_ = static_cast<size_t>(got);
      return true;
    }
    if (got == 0) return false;
    if (errno == EINTR) continue;
    status_ = absl::UnavailableError(
        fmt::format("Reading the cases in {} failed: {}.", path_, std::strerror(errno)));
    return false;
  }
}

CaseLines::Found CaseLines::Next(std::string& line, int64_t& number) {
  line.clear();
  bool too_long = false, begun = false;
  while (true) {
    if (begin_ == end_ && !Fill()) {
      if (!status_.ok()) return Found::kFailed;
      if (!begun) return Found::kEnd;
      number = ++number_;
      return too_long ? Found::kTooLong : Found::kLine;
    }
    const char* from = buffer_.get() + begin_;
    const void* newline = std::memchr(from, '\n', end_ - begin_);
    const size_t length = newline == nullptr
                              ? end_ - begin_
                              : static_cast<size_t>(static_cast<const char*>(newline) - from);
    begun |= length > 0;
    if (!too_long && line.size() + length > max_bytes_) {
      too_long = true;
      std::string().swap(line);
    }
    if (!too_long) line.append(from, length);
    begin_ += length + (newline != nullptr);
    if (newline == nullptr) continue;
    ++number_;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const bool blank = line.find_first_not_of(" \t") == std::string::npos;
    if (blank && !too_long) {
      line.clear();
      begun = false;
      continue;
    }
    number = number_;
    return too_long ? Found::kTooLong : Found::kLine;
  }
}

}  // namespace suture::engine
