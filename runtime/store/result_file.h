// Where results go. A file is written beside its place and renamed when it is whole, so that
// whoever reads the place sees the old results or the new ones; standard output, pipes and devices
// are written as they are. What was written waits beside its place, `path` + ".partial", when a run
// is stopped or killed; Resume goes on behind it. It is locked, so that two runs never write into
// one. Only whole lines are handed to the system, or whole gzip members of them where the name ends
// in .gz. Results hold evidence: mode 0600, but for a file that is said to hold none.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "runtime/store/earlier_results.h"

namespace suture::store {

class ResultFile {
 public:
  static constexpr size_t kBufferBytes = 256 * 1024;

  // What is appended reaches the disk when this time has passed since the last time.
  static constexpr int kSyncSeconds = 3;

  // kOpen: whoever the process' umask allows, such as the collector of metrics.
  enum class Readers { kOwner, kOpen };

  // "-": standard output. With `made_with`, what was written can be resumed later. Errors name the
  // file and what to do; kUnavailable: another run writes it.
  static absl::StatusOr<std::unique_ptr<ResultFile>> Create(const std::string& path,
                                                            const MadeWith& made_with = {},
                                                            Readers readers = Readers::kOwner);

  // Opens the partial file behind its last whole line; a torn end is removed, and with
  // `redo_last_line` all results of the last line of the input, of which some may be missing. Where
  // there is none it is made. kFailedPrecondition: it was made with another plan or other settings.
  // kDataLoss: it holds something that no run leaves. kUnavailable: another run writes it.
  static absl::StatusOr<std::unique_ptr<ResultFile>> Resume(const std::string& path,
                                                            ExpectedResults expected,
                                                            EarlierResults* earlier);

  // Without Finish what was written stays as `path` + ".partial" and the place is untouched. Where
  // that is nothing, and nothing can go on behind it, the partial file is removed.
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  // All results of a line of the input, whole lines. kAborted: the reader of the pipe is gone; the
  // caller stops quietly.
  absl::Status Append(std::string_view lines);
  // Hands on what is buffered. After an error the file holds the whole lines that there was room
  // for; of gzip, the members before.
  absl::Status Flush();
  // Flushes, and waits until the disk has it.
  absl::Status Sync();
  // Flushes, waits until the disk has it, and puts the file in its place.
  absl::Status Finish();

  int64_t bytes() const { return bytes_; }  // Of the file

 private:
  ResultFile(int fd, std::string name);
  static absl::StatusOr<std::unique_ptr<ResultFile>> OpenInPlace(const std::string& path);
  // What was there before stays in it.
  static absl::StatusOr<std::unique_ptr<ResultFile>> OpenBeside(const std::string& path,
                                                                Readers readers);
  // What is buffered, as one member where that is gzip.
  absl::Status Write();
  absl::Status WriteOut(std::string_view bytes);
  void KeepWholeLines(std::string_view written);

  int fd_;
  std::string name_;
  bool is_gzip_;
  std::string partial_;    // Empty: written in place.
  std::string made_with_;  // File beside it; empty: none
  std::chrono::steady_clock::time_point synced_ = std::chrono::steady_clock::now();
  std::string buffer_, compressed_;
  int64_t bytes_ = 0;
};

// The two paths lead to one regular file: an output that would overwrite its own input. A terminal
// or /dev/null may well be both.
bool IsSameFile(const std::string& a, const std::string& b);

}  // namespace suture::store
