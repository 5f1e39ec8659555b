#include "runtime/chart/lines.h"

#include <algorithm>
#include <cstring>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/fhir_bundle_reader.h"

namespace suture::chart {
namespace {

constexpr size_t kBlockBytes = 256 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// By the mark that editors and databases of Windows put before it, or by the zero beside the first
// bracket.
bool BeginsUtf16(std::string_view bytes) {
  using namespace std::string_view_literals;
  const std::string_view first = bytes.substr(0, 2);
  return first == "\xFF\xFE"sv || first == "\xFE\xFF"sv || first == "{\0"sv || first == "\0{"sv;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LineSource>> LineSource::Open(const std::string& path,
                                                             size_t max_line_bytes) {
  SUTURE_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenByteStream(path));
  return std::make_unique<LineSource>(std::move(stream), path == "-" ? "standard input" : path,
                                      max_line_bytes);
}

LineSource::LineSource(std::unique_ptr<ByteStream> stream, std::string name, size_t max_line_bytes)
    : stream_(std::move(stream)),
      name_(std::move(name)),
      max_line_bytes_(max_line_bytes),
      block_(new char[kBlockBytes]) {}

absl::StatusOr<bool> LineSource::Refill() {
  if (begin_ < end_) return true;
  begin_ = end_ = 0;
  SUTURE_ASSIGN_OR_RETURN(end_, stream_->Read(block_.get(), kBlockBytes));
  if (bytes_ == 0 && BeginsUtf16({block_.get(), end_})) {
    return absl::InvalidArgumentError(fmt::format(
        "{} is written in UTF-16, and charts are read as UTF-8. Write it out again as UTF-8, such "
        "as with `iconv -f UTF-16 -t UTF-8`.",
        name_));
  }
  bytes_ += static_cast<int64_t>(end_);
  return end_ > 0;
}

void Line::Begin(int64_t number) {
  number_ = number;
  size_ = 0;
  length_ = 0;
  is_too_long_ = false;
}

void Line::Append(std::string_view text, size_t max_bytes) {
  length_ += static_cast<int64_t>(text.size());
  is_too_long_ = length_ > static_cast<int64_t>(max_bytes);
  if (is_too_long_) {
    size_ = 0;
    return;
  }
  const size_t needed = size_ + text.size() + FhirBundleReader::kPadding;
  if (bytes_.size() < needed) {
    bytes_.resize(std::max(needed, std::min(2 * bytes_.size(), 2 * max_bytes)));
  }
  if (!text.empty()) std::memcpy(bytes_.data() + size_, text.data(), text.size());
  size_ += text.size();
  bytes_[size_] = '\0';
}

absl::StatusOr<bool> LineSource::NextAny(Line& line) {
  line.Begin(number_ + 1);
  SUTURE_ASSIGN_OR_RETURN(bool more, Refill());
  if (!more) return false;
  ++number_;
  while (more) {
    const std::string_view rest(block_.get() + begin_, end_ - begin_);
    const size_t newline = rest.find('\n');
    const bool is_whole = newline != std::string_view::npos;
    const std::string_view part = rest.substr(0, newline);
    line.Append(part, max_line_bytes_);
    begin_ += part.size() + (is_whole ? 1 : 0);
    if (is_whole) break;
    SUTURE_ASSIGN_OR_RETURN(more, Refill());
  }
  line.Append({}, max_line_bytes_);  // Room for the padding, even behind nothing.
  return true;
}

absl::StatusOr<bool> LineSource::Next(Line& line) {
  while (true) {
    SUTURE_ASSIGN_OR_RETURN(const bool more, NextAny(line));
    if (!more) return false;
    std::string_view text = line.text();
    if (number_ == 1 && text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      text.remove_prefix(kByteOrderMark.size());
      std::memmove(line.bytes_.data(), text.data(), text.size());
      line.size_ = text.size();
    }
    if (line.size_ > 0 && line.bytes_[line.size_ - 1] == '\r') --line.size_;
    if (!line.is_too_long_) line.bytes_[line.size_] = '\0';
    if (line.is_too_long_ || !IsBlank(line.text())) return true;
  }
}

}  // namespace suture::chart
