// Sorts records by key in bounded memory: what does not fit waits, sorted, in temporary files that
// have no name, so that a killed process leaves nothing behind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace suture::chart {

// A file without a name, appended to and read anywhere.
class TemporaryFile {
 public:
  // In this folder; empty: TMPDIR, else /tmp.
  static absl::StatusOr<std::unique_ptr<TemporaryFile>> Create(const std::string& folder);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  absl::Status Append(std::string_view bytes);
  // Exactly `size` bytes from `offset` on, all of them appended before.
  absl::Status Read(int64_t offset, size_t size, char* to) const;
  int64_t size() const { return size_; }

 private:
  explicit TemporaryFile(int fd) : fd_(fd) {}
  const int fd_;
  int64_t size_ = 0;
};

class SpillSort {
 public:
  struct Limits {
    size_t memory_bytes = size_t{32} << 20;  // Records held before they go to a file
    size_t max_runs = 128;                   // Sorted stretches that are merged at a time
  };

  SpillSort(std::string folder, const Limits& limits);
  explicit SpillSort(std::string folder) : SpillSort(std::move(folder), Limits()) {}
  ~SpillSort();

  // Neither may be longer than 4 GB.
  absl::Status Add(std::string_view key, std::string_view text);
  // After the last Add, before the first Next.
  absl::Status Finish();
  // By key, byte for byte; those of one key as they were added. The views live until the next call.
  // False: no more.
  absl::StatusOr<bool> Next(std::string_view& key, std::string_view& text);

 private:
  struct Record {
    uint32_t key_size, text_size;
    size_t begin;  // Of the key in held_, with the text behind it
  };
  class Run;

  absl::Status Spill();
  absl::Status Merge(TemporaryFile& to);
  absl::StatusOr<Run*> Least();

  const std::string folder_;
  const Limits limits_;
  std::string held_;
  std::vector<Record> records_;
  size_t next_ = 0;  // Into records_, where nothing was spilled
  std::unique_ptr<TemporaryFile> file_;
  std::vector<std::unique_ptr<Run>> runs_;
  std::vector<Run*> heap_;
  Run* current_ = nullptr;  // Whose record was given out last
};

}  // namespace suture::chart
