#include "runtime/engine/case_lines.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"

namespace suture::engine {
namespace {

bool HoldsCharts(std::string_view name) {
  for (const std::string_view ending : {".ndjson", ".ndjson.gz", ".ndjson.zst"}) {
    if (name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending) {
      return true;
    }
  }
  return false;
}

// The folder's files by name, so that every run meets them in the same order.
absl::Status AddFolder(const std::string& folder, std::vector<std::string>& files) {
  std::error_code error;
  std::vector<std::string> found;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string path = at->path().string();
    if (HoldsCharts(path) && at->is_regular_file()) found.push_back(path);
  }
  if (error) {
    return absl::UnavailableError(
        fmt::format("Cannot read the folder {}: {}.", folder, error.message()));
  }
  if (found.empty()) {
    return absl::NotFoundError(fmt::format(
        "The folder {} holds no file that ends in .ndjson, .ndjson.gz or .ndjson.zst.", folder));
  }
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
  return absl::OkStatus();
}

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
      SUTURE_RETURN_IF_ERROR(AddFolder(path, files));
    } else {
      files.push_back(path);
    }
  }
  std::unique_ptr<CaseLines> lines(new CaseLines(std::move(files), max_bytes));
  lines->bytes_ = BytesOf(lines->files_);
  SUTURE_RETURN_IF_ERROR(lines->OpenNext());
  return lines;
}

absl::Status CaseLines::OpenNext() {
  source_ = nullptr;
  if (next_ == files_.size()) return absl::OkStatus();
  SUTURE_ASSIGN_OR_RETURN(source_, chart::LineSource::Open(files_[next_++], max_bytes_));
  return absl::OkStatus();
}

CaseLines::Found CaseLines::Next(chart::Line& line, int64_t& number) {
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
