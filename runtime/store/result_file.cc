#include "runtime/store/result_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/store/gzip.h"

namespace suture::store {
namespace {

absl::Status CannotWrite(const std::string& name, int error) {
  if (error == EPIPE) return absl::AbortedError("The reader of the results has gone.");
  const std::string message = fmt::format("Cannot write {}: {}.", name, strerror(error));
  if (error == ENOENT) {
    return absl::NotFoundError(message + " Create its folder first.");
  }
  if (error == ENOSPC || error == EDQUOT) return absl::ResourceExhaustedError(message);
  return absl::UnavailableError(message);
}

bool IsRegularOrNew(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) != 0 || S_ISREG(info.st_mode);
}

std::string MadeWithPath(const std::string& path) { return path + ".partial.made_with"; }

absl::Status CheckMadeWith(const std::string& path, const MadeWith& expected) {
  const auto differences = DifferencesToMadeWith(MadeWithPath(path), expected);
  if (!differences.ok()) {
    return absl::FailedPreconditionError(fmt::format(
        "Nothing says with which settings {0}.partial was made: {1} Move it away, and run again "
        "without --resume.",
        path, std::string(differences.status().message())));
  }
  if (differences->empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "{0}.partial was made with other settings. These differ: {1}. Resume with the settings of "
      "{2}, or run again without --resume; with the same --cache no paid answer is asked again.",
      path, fmt::join(*differences, ", "), MadeWithPath(path)));
}

bool IsGzip(const std::string& path) { return path.size() > 3 && path.ends_with(".gz"); }

}  // namespace

ResultFile::ResultFile(int fd, std::string name)
    : fd_(fd), name_(std::move(name)), is_gzip_(IsGzip(name_)) {
  buffer_.reserve(2 * kBufferBytes);  // What a case adds before it is handed on, mostly
}

absl::StatusOr<std::unique_ptr<ResultFile>> ResultFile::Create(const std::string& path,
                                                               const MadeWith& made_with,
                                                               Readers readers) {
  // A pipe that closes is an error of write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  if (path == "-") {
    return std::unique_ptr<ResultFile>(new ResultFile(STDOUT_FILENO, "standard output"));
  }
  if (!IsRegularOrNew(path)) return OpenInPlace(path);
  SUTURE_ASSIGN_OR_RETURN(auto file, OpenBeside(path, readers));
  // Emptied first: settings never stand beside results of other ones.
  if (ftruncate(file->fd_, 0) != 0) return CannotWrite(path, errno);
  if (made_with.empty()) return file;
  file->made_with_ = MadeWithPath(path);
  SUTURE_RETURN_IF_ERROR(WriteMadeWith(file->made_with_, made_with));
  return file;
}

absl::StatusOr<std::unique_ptr<ResultFile>> ResultFile::OpenInPlace(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return CannotWrite(path, errno);
  return std::unique_ptr<ResultFile>(new ResultFile(fd, path));
}

absl::StatusOr<std::unique_ptr<ResultFile>> ResultFile::OpenBeside(const std::string& path,
                                                                   Readers readers) {
  const std::string partial = path + ".partial";
  const bool is_private = readers == Readers::kOwner;
  while (true) {
    const int fd =
        open(partial.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, is_private ? 0600 : 0644);
    if (fd < 0) return CannotWrite(path, errno);
    std::unique_ptr<ResultFile> file(new ResultFile(fd, path));
    // A file system without locks is no reason to refuse.
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      return absl::UnavailableError(
          fmt::format("Another run writes {} now. Wait for its end, or name another file.", path));
    }
    struct stat mine, there;
    if (fstat(fd, &mine) != 0) return CannotWrite(path, errno);
    // The run that had the lock before may have put the file in its place.
    if (stat(partial.c_str(), &there) != 0 || there.st_ino != mine.st_ino ||
        there.st_dev != mine.st_dev) {
      continue;
    }
    // An older partial file may have been made with another mode.
    if (is_private && fchmod(fd, 0600) != 0) return CannotWrite(path, errno);
    file->partial_ = partial;
    return file;
  }
}

absl::StatusOr<std::unique_ptr<ResultFile>> ResultFile::Resume(const std::string& path,
                                                               ExpectedResults expected,
                                                               EarlierResults* earlier) {
  *earlier = EarlierResults();
  if (path == "-" || !IsRegularOrNew(path)) {
    return absl::InvalidArgumentError(
        "Only results in a file can be resumed. Name one with --out.");
  }
  const std::string partial = path + ".partial";
  if (access(partial.c_str(), F_OK) != 0 && access(path.c_str(), F_OK) == 0) {
    earlier->complete = true;
    return nullptr;
  }
  expected.is_gzip = IsGzip(path);
  // The last member ends with the last of several results.
  if (expected.is_gzip) expected.redo_last_line = false;
  SUTURE_ASSIGN_OR_RETURN(auto file, OpenBeside(path, Readers::kOwner));
  file->made_with_ = MadeWithPath(path);
  const absl::Status made_alike = CheckMadeWith(path, expected.made_with);
  absl::StatusOr<EarlierResults> found = ReadEarlierResults(partial, expected);
  // What cannot be read may be of another --format.
  if (absl::IsDataLoss(found.status())) SUTURE_RETURN_IF_ERROR(made_alike);
  SUTURE_ASSIGN_OR_RETURN(*earlier, std::move(found));
  if (earlier->last_line > 0) SUTURE_RETURN_IF_ERROR(made_alike);
  if (ftruncate(file->fd_, earlier->bytes) != 0) return CannotWrite(path, errno);
  if (earlier->last_line == 0) {
    SUTURE_RETURN_IF_ERROR(WriteMadeWith(file->made_with_, expected.made_with));
  }
  file->bytes_ = earlier->bytes;
  return file;
}

ResultFile::~ResultFile() {
  if (fd_ < 0) return;
  static_cast<void>(Sync());  // Whole lines, of use to a later run; an error has been seen already.
  if (bytes_ == 0 && made_with_.empty() && !partial_.empty()) unlink(partial_.c_str());
  if (fd_ != STDOUT_FILENO) close(fd_);
}

absl::Status ResultFile::Append(std::string_view lines) {
  // What is long is not copied first.
  if (!is_gzip_ && lines.size() >= kBufferBytes / 4) {
    SUTURE_RETURN_IF_ERROR(Flush());
    SUTURE_RETURN_IF_ERROR(WriteOut(lines));
  } else {
    buffer_ += lines;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - synced_ >= std::chrono::seconds(kSyncSeconds)) return Sync();
  return buffer_.size() >= kBufferBytes ? Flush() : absl::OkStatus();
}

absl::Status ResultFile::Sync() {
  SUTURE_RETURN_IF_ERROR(Flush());
  if (!partial_.empty() && fdatasync(fd_) != 0) return CannotWrite(name_, errno);
  synced_ = std::chrono::steady_clock::now();
  return absl::OkStatus();
}

absl::Status ResultFile::Flush() { return buffer_.empty() ? absl::OkStatus() : Write(); }

absl::Status ResultFile::Write() {
  if (is_gzip_) {
    compressed_.clear();
    SUTURE_RETURN_IF_ERROR(AppendGzipMember(buffer_, compressed_));
    buffer_.swap(compressed_);
  }
  const absl::Status written = WriteOut(buffer_);
  buffer_.clear();
  return written;
}

absl::Status ResultFile::WriteOut(std::string_view bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = write(fd_, bytes.data() + done, bytes.size() - done);
    if (count < 0) {
      if (errno == EINTR) continue;
      const int error = errno;
      KeepWholeLines(bytes.substr(0, done));
      return CannotWrite(name_, error);
    }
    done += static_cast<size_t>(count);
  }
  bytes_ += static_cast<int64_t>(bytes.size());
  return absl::OkStatus();
}

// The system took this and no more: what it holds was paid for, and may end in the beginning of a
// line, or of a member.
void ResultFile::KeepWholeLines(std::string_view written) {
  const size_t end = is_gzip_ ? std::string_view::npos : written.rfind('\n');
  if (end != std::string_view::npos) bytes_ += static_cast<int64_t>(end) + 1;
  if (!partial_.empty()) static_cast<void>(ftruncate(fd_, bytes_) == 0);
}

absl::Status ResultFile::Finish() {
  // Not even an empty gzip file is empty.
  if (is_gzip_ && bytes_ == 0 && buffer_.empty()) SUTURE_RETURN_IF_ERROR(Write());
  SUTURE_RETURN_IF_ERROR(Flush());
  if (partial_.empty()) return absl::OkStatus();
  if (fsync(fd_) != 0) return CannotWrite(name_, errno);
  // Closed last: the lock holds until the file is in its place.
  if (std::rename(partial_.c_str(), name_.c_str()) != 0) return CannotWrite(name_, errno);
  if (!made_with_.empty()) unlink(made_with_.c_str());
  const int fd = fd_;
  fd_ = -1;
  return close(fd) == 0 ? absl::OkStatus() : CannotWrite(name_, errno);
}

bool IsSameFile(const std::string& a, const std::string& b) {
  struct stat first, second;
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 && S_ISREG(first.st_mode) &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace suture::store
