#include "compiler/source/source_set.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "compiler/source/other_files.h"
#include "runtime/base/status_macros.h"
#include "runtime/text/utf8.h"

namespace suture::source {
namespace {

int Utf16Units(const text::CodePoint& point) { return point.value >= 0x10000 ? 2 : 1; }

}  // namespace

SourceFile::SourceFile(std::string path, std::string content, const SourceLimits& limits)
    : path_(std::move(path)), text_(std::move(content)), size_(text_.size()) {
  if (size_ > limits.max_source_bytes) {
    problem_ = TextProblem::kTooLarge;
    text_.clear();
  } else if (text_.find_first_not_of(" \t\r\n\f\v", text::ByteOrderMarkSize(text_)) ==
             std::string::npos) {
    problem_ = TextProblem::kEmpty;
  } else if (size_t zero = text_.find('\0'); zero != std::string::npos) {
    problem_ = TextProblem::kBinary;
    problem_offset_ = static_cast<uint32_t>(zero);
  } else if (std::optional<size_t> bad = text::FirstInvalidUtf8(text_)) {
    problem_ = TextProblem::kInvalidUtf8;
    problem_offset_ = static_cast<uint32_t>(*bad);
  }
  FindLines();
}

void SourceFile::FindLines() {
  line_starts_.push_back(static_cast<uint32_t>(text::ByteOrderMarkSize(text_)));
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n') continue;
    if (text_[i] == '\n' || text_[i] == '\r') line_starts_.push_back(static_cast<uint32_t>(i + 1));
  }
}

LineColumn SourceFile::Position(uint32_t offset) const {
  offset = std::clamp(offset, line_starts_[0], static_cast<uint32_t>(text_.size()));
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  int line = static_cast<int>(after - line_starts_.begin());
  uint32_t start = line_starts_[line - 1];
  size_t before = text::CountCodePoints(text().substr(start, offset - start));
  return {line, static_cast<int>(before) + 1};
}

uint32_t SourceFile::LineStart(int line) const {
  if (line < 1) return 0;
  if (line > LineCount()) return static_cast<uint32_t>(text_.size());
  return line_starts_[line - 1];
}

std::string_view SourceFile::Line(int line) const {
  if (line < 1 || line > LineCount()) return {};
  uint32_t start = line_starts_[line - 1];
  uint32_t end = line < LineCount() ? line_starts_[line] : static_cast<uint32_t>(text_.size());
  std::string_view found = text().substr(start, end - start);
  while (!found.empty() && (found.back() == '\n' || found.back() == '\r')) found.remove_suffix(1);
  return found;
}

int SourceFile::Utf16Column(uint32_t offset) const {
  offset = std::clamp(offset, line_starts_[0], static_cast<uint32_t>(text_.size()));
  uint32_t start = LineStart(Position(offset).line);
  std::string_view before = text().substr(start, offset - start);
  int units = 0;
  for (size_t at = 0; at < before.size();) {
    text::CodePoint point = text::DecodeAt(before, at);
    units += Utf16Units(point);
    at += point.length;
  }
  return units;
}

uint32_t SourceFile::OffsetOfUtf16(int line, int utf16_column) const {
  std::string_view content = Line(line);
  size_t at = 0;
  int units = 0;
  while (at < content.size() && units < utf16_column) {
    text::CodePoint point = text::DecodeAt(content, at);
    units += Utf16Units(point);
    at += point.length;
  }
  return LineStart(line) + static_cast<uint32_t>(at);
}

int32_t SourceSet::Add(std::string display_path, std::string text) {
  files_.push_back(std::make_unique<SourceFile>(std::move(display_path), std::move(text), limits_));
  return size() - 1;
}

void SourceSet::Replace(int32_t id, std::string text) {
  files_[id] = std::make_unique<SourceFile>(files_[id]->path(), std::move(text), limits_);
}

absl::StatusOr<int32_t> SourceSet::Load(const std::string& path, std::string display_path) {
  std::error_code error;
  std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return absl::NotFoundError(
        absl::StrCat("There is no file at `", display_path, "`. Check the spelling of the path."));
  }
  if (std::filesystem::is_directory(status)) {
    return absl::FailedPreconditionError(
        absl::StrCat("`", display_path, "` is a folder; a file is wanted here."));
  }
  if (status.type() == std::filesystem::file_type::regular) {
    SUTURE_RETURN_IF_ERROR(RefuseOtherFiles(path, display_path));
  }
  uint64_t bytes = std::filesystem::file_size(path, error);
  if (!error && bytes > limits_.max_source_bytes) {
    int32_t id = Add(std::move(display_path), "");
    files_[id]->problem_ = TextProblem::kTooLarge;
    files_[id]->size_ = bytes;
    return id;
  }
  std::ifstream in(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad()) {
    return absl::PermissionDeniedError(
        absl::StrCat("The file `", display_path,
                     "` cannot be read. Check that you have permission to read it."));
  }
  return Add(std::move(display_path), std::move(text));
}

std::string_view SourceSet::Text(base::Span span) const {
  if (span.file < 0 || span.file >= size()) return {};
  std::string_view text = files_[span.file]->text();
  if (span.begin > text.size() || span.end < span.begin) return {};
  return text.substr(span.begin, span.end - span.begin);
}

}  // namespace suture::source
