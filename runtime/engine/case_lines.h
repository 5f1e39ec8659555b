// Charts one a line (NDJSON), from files, folders or standard input, plain, gzip or Zstandard, one
// after the other as if they were one. A line beyond the limit is passed over without being held,
// and said to be too long.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/chart/bulk_export.h"
#include "runtime/chart/lines.h"

namespace suture::engine {

class CaseLines {
 public:
  enum class Found : uint8_t { kLine, kTooLong, kEnd, kFailed };

  // "-": standard input. A folder: its files that end in .ndjson, .ndjson.gz or .ndjson.zst, by
  // name, not those of folders in it. The first file is opened at once. Errors: kNotFound and
  // others, with a sentence that names the file.
  static absl::StatusOr<std::unique_ptr<CaseLines>> Open(const std::vector<std::string>& paths,
                                                         size_t max_bytes);
  static absl::StatusOr<std::unique_ptr<CaseLines>> Open(const std::string& path,
                                                         size_t max_bytes) {
    return Open(std::vector<std::string>{path}, max_bytes);
  }
  // A folder with a FHIR Bulk Data export: a chart for each patient. All of it is read and sorted
  // at once, in temporary files.
  static absl::StatusOr<std::unique_ptr<CaseLines>> OpenBulk(const std::string& folder,
                                                             size_t max_bytes);
  CaseLines(const CaseLines&) = delete;
  CaseLines& operator=(const CaseLines&) = delete;

  // The next line that is not empty; `number` counts all lines of all files from 1.
  Found Next(chart::Line& line, int64_t& number);
  // In the order they are read.
  const std::vector<std::string>& files() const { return files_; }
  // How much of the files was read, by bytes on disk, 0 to 1; none where a size is not known
  // (standard input, a pipe). May be asked by any thread.
  std::optional<double> ShareRead() const;
  // Of a bulk export: resources that name no patient that could be told.
  int64_t left_out() const { return bulk_ == nullptr ? 0 : bulk_->left_out(); }
  // Why kFailed.
  const absl::Status& status() const { return status_; }

 private:
  CaseLines(std::vector<std::string> files, size_t max_bytes)
      : files_(std::move(files)), max_bytes_(max_bytes) {}
  absl::Status OpenNext();
  Found NextOfBulk(chart::Line& line, int64_t& number);

  const std::vector<std::string> files_;
  const size_t max_bytes_;
  size_t next_ = 0;  // Into files_
  std::unique_ptr<chart::LineSource> source_;
  std::unique_ptr<chart::BulkExport> bulk_;  // In place of files, one after the other
  int64_t before_ = 0;                       // Lines of the files that are done
  int64_t bytes_before_ = 0;                 // Bytes of them
  std::optional<int64_t> bytes_;             // Of all files
  std::atomic<int64_t> bytes_read_ = 0;
  absl::Status status_;
};

}  // namespace suture::engine
