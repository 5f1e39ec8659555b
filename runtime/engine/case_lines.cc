#include "runtime/engine/case_lines.h"

#include <algorithm>
#include <filesystem>

#include "runtime/base/status_macros.h"
#include "runtime/chart/chart_files.h"

namespace suture::engine {
namespace {

std::optional<int64_t> BytesOf(const std::vector<std::string>& files) {
  int64_t bytes = 0;
  for (const std::string& file : files) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
    bytes += static_cast<int64_t>(std::filesystem::file_size(file, error));
    if (error) return std::nullopt;
  }
  return bytes;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CaseLines>> CaseLines::Open(const std::vector<std::string>& paths,
                                                           size_t max_bytes) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (path != "-" && std::filesystem::is_directory(path, ignored)) {
      SUTURE_ASSIGN_OR_RETURN(const std::vector<std::string> found, chart::ChartFilesIn(path));
      files.insert(files.end(), found.begin(), found.end());
    } else {
      files.push_back(path);
    }
  }
  std::unique_ptr<CaseLines> lines(new CaseLines(std::move(files), max_bytes));
  lines->bytes_ = BytesOf(lines->files_);
  SUTURE_RETURN_IF_ERROR(lines->OpenNext());
  return lines;
}

absl::StatusOr<std::unique_ptr<CaseLines>> CaseLines::OpenBulk(const std::string& folder,
                                                               size_t max_bytes) {
  SUTURE_ASSIGN_OR_RETURN(std::vector<std::string> files, chart::ChartFilesIn(folder));
  std::unique_ptr<CaseLines> lines(new CaseLines(std::move(files), max_bytes));
  SUTURE_ASSIGN_OR_RETURN(lines->bulk_, chart::BulkExport::Open(folder, max_bytes));
  return lines;
}

CaseLines::Found CaseLines::NextOfBulk(chart::Line& line, int64_t& number) {
  const absl::StatusOr<bool> more = bulk_->Next(line);
  status_ = more.status();
  if (!more.ok()) return Found::kFailed;
  if (!*more) return Found::kEnd;
  number = line.number();
  return line.is_too_long() ? Found::kTooLong : Found::kLine;
}

absl::Status CaseLines::OpenNext() {
  source_ = nullptr;
  if (next_ == files_.size()) return absl::OkStatus();
  SUTURE_ASSIGN_OR_RETURN(source_, chart::LineSource::Open(files_[next_++], max_bytes_));
  return absl::OkStatus();
}

CaseLines::Found CaseLines::Next(chart::Line& line, int64_t& number) {
  if (bulk_ != nullptr && status_.ok()) return NextOfBulk(line, number);
  while (source_ != nullptr && status_.ok()) {
    const absl::StatusOr<bool> more = source_->Next(line);
    if (!more.ok()) {
      status_ = more.status();
    } else if (*more) {
      bytes_read_.store(bytes_before_ + source_->file_bytes(), std::memory_order_relaxed);
      number = before_ + line.number();
      return line.is_too_long() ? Found::kTooLong : Found::kLine;
    } else {
      before_ += source_->lines();
      bytes_before_ += source_->file_bytes();
      status_ = OpenNext();
    }
  }
  return status_.ok() ? Found::kEnd : Found::kFailed;
}

std::optional<double> CaseLines::ShareRead() const {
  if (!bytes_.has_value() || *bytes_ == 0) return std::nullopt;
  const auto read = static_cast<double>(bytes_read_.load(std::memory_order_relaxed));
  return std::min(1.0, read / static_cast<double>(*bytes_));
}

}  // namespace suture::engine
