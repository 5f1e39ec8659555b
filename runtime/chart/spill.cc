#include "runtime/chart/spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"

namespace suture::chart {
namespace {

constexpr size_t kBlockBytes = 128 * 1024;
constexpr size_t kHeadBytes = 2 * sizeof(uint32_t);

absl::Status CannotUse(int error) {
  const std::string message = fmt::format(
      "Cannot write temporary data: {}. TMPDIR names the folder for it.", strerror(error));
  return error == ENOSPC || error == EDQUOT ? absl::ResourceExhaustedError(message)
                                            : absl::UnavailableError(message);
}

void AppendRecord(std::string_view key, std::string_view text, std::string& to) {
  const uint32_t sizes[2] = {static_cast<uint32_t>(key.size()), static_cast<uint32_t>(text.size())};
  to.append(reinterpret_cast<const char*>(sizes), kHeadBytes);
  to += key;
  to += text;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TemporaryFile>> TemporaryFile::Create(const std::string& folder) {
  const char* const named = std::getenv("TMPDIR");
  std::string path = !folder.empty() ? folder : named != nullptr && *named != '\0' ? named : "/tmp";
  path += "/suture-XXXXXX";
  const int fd = mkostemp(path.data(), O_CLOEXEC);  // Mode 0600
  if (fd < 0) return CannotUse(errno);
  unlink(path.c_str());
  return std::unique_ptr<TemporaryFile>(new TemporaryFile(fd));
}

TemporaryFile::~TemporaryFile() { close(fd_); }

absl::Status TemporaryFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(fd_, bytes.data(), bytes.size(), size_);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return CannotUse(errno);
    size_ += count;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

absl::Status TemporaryFile::Read(int64_t offset, size_t size, char* to) const {
  while (size > 0) {
    const ssize_t count = pread(fd_, to, size, offset);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return CannotUse(count < 0 ? errno : EIO);
    to += count;
    offset += count;
    size -= static_cast<size_t>(count);
  }
  return absl::OkStatus();
}

// One sorted stretch of a file, read record by record.
class SpillSort::Run {
 public:
  Run(const TemporaryFile& file, int64_t begin, size_t number)
      : file_(file), at_(begin), end_(file.size()), number_(number) {}

  std::string_view key() const { return {block_.data() + begin_ + kHeadBytes, key_size_}; }
  std::string_view text() const {
    return {block_.data() + begin_ + kHeadBytes + key_size_, text_size_};
  }
  size_t number() const { return number_; }
  bool IsBehind(const Run& other) const {
    const int order = key().compare(other.key());
    return order != 0 ? order > 0 : number_ > other.number_;
  }

  // False: the run is at its end.
  absl::StatusOr<bool> Advance() {
    begin_ += size_;
    size_ = 0;
    SUTURE_RETURN_IF_ERROR(Hold(kHeadBytes));
    if (filled_ == begin_) return false;
    uint32_t sizes[2];
    std::memcpy(sizes, block_.data() + begin_, kHeadBytes);
    key_size_ = sizes[0];
    text_size_ = sizes[1];
    size_ = kHeadBytes + key_size_ + text_size_;
    SUTURE_RETURN_IF_ERROR(Hold(size_));
    return true;
  }

 private:
  // So many bytes from begin_ on, as far as the run has them.
  absl::Status Hold(size_t wanted) {
    if (filled_ - begin_ >= wanted) return absl::OkStatus();
    // Nothing is held before the first block: memmove takes no null pointer, not even for no bytes.
    if (filled_ > begin_) std::memmove(block_.data(), block_.data() + begin_, filled_ - begin_);
    filled_ -= begin_;
    begin_ = 0;
    if (block_.size() < std::max(wanted, kBlockBytes)) block_.resize(std::max(wanted, kBlockBytes));
    const size_t count = std::min(block_.size() - filled_, static_cast<size_t>(end_ - at_));
    SUTURE_RETURN_IF_ERROR(file_.Read(at_, count, block_.data() + filled_));
    at_ += static_cast<int64_t>(count);
    filled_ += count;
    return absl::OkStatus();
  }

  const TemporaryFile& file_;
  int64_t at_, end_;
  const size_t number_;
  std::vector<char> block_;
  size_t begin_ = 0, filled_ = 0;  // Of block_; the record begins at begin_
  size_t size_ = 0;
  uint32_t key_size_ = 0, text_size_ = 0;
};

SpillSort::SpillSort(std::string folder, const Limits& limits)
    : folder_(std::move(folder)), limits_(limits) {}
SpillSort::~SpillSort() = default;

absl::Status SpillSort::Add(std::string_view key, std::string_view text) {
  const size_t size = key.size() + text.size();
  if (!records_.empty() && held_.size() + size > limits_.memory_bytes) {
    SUTURE_RETURN_IF_ERROR(Spill());
  }
  // Grown step by step it would be held twice; what is not used of it is no memory yet.
  if (held_.capacity() < limits_.memory_bytes) held_.reserve(limits_.memory_bytes);
  records_.push_back(
      {static_cast<uint32_t>(key.size()), static_cast<uint32_t>(text.size()), held_.size()});
  held_ += key;
  held_ += text;
  return absl::OkStatus();
}

absl::Status SpillSort::Finish() {
  if (!runs_.empty()) {
    if (!records_.empty()) SUTURE_RETURN_IF_ERROR(Spill());
    std::string().swap(held_);
    for (const auto& run : runs_) {
      SUTURE_ASSIGN_OR_RETURN(const bool more, run->Advance());
      if (more) heap_.push_back(run.get());
    }
    std::make_heap(heap_.begin(), heap_.end(), [](Run* a, Run* b) { return a->IsBehind(*b); });
    return absl::OkStatus();
  }
  const auto key = [&](const Record& r) {
    return std::string_view(held_).substr(r.begin, r.key_size);
  };
  std::stable_sort(records_.begin(), records_.end(),
                   [&](const Record& a, const Record& b) { return key(a) < key(b); });
  return absl::OkStatus();
}

absl::Status SpillSort::Spill() {
  const auto key = [&](const Record& r) {
    return std::string_view(held_).substr(r.begin, r.key_size);
  };
  std::stable_sort(records_.begin(), records_.end(),
                   [&](const Record& a, const Record& b) { return key(a) < key(b); });
  if (runs_.size() >= limits_.max_runs) {
    SUTURE_ASSIGN_OR_RETURN(auto merged, TemporaryFile::Create(folder_));
    SUTURE_RETURN_IF_ERROR(Merge(*merged));
    runs_.clear();
    file_ = std::move(merged);
    runs_.push_back(std::make_unique<Run>(*file_, 0, 0));
  }
  if (file_ == nullptr) {
    SUTURE_ASSIGN_OR_RETURN(file_, TemporaryFile::Create(folder_));
  }
  const int64_t begin = file_->size();
  std::string block;
  for (const Record& record : records_) {
    AppendRecord(key(record),
                 std::string_view(held_).substr(record.begin + record.key_size, record.text_size),
                 block);
    if (block.size() < kBlockBytes) continue;
    SUTURE_RETURN_IF_ERROR(file_->Append(block));
    block.clear();
  }
  SUTURE_RETURN_IF_ERROR(file_->Append(block));
  runs_.push_back(std::make_unique<Run>(*file_, begin, runs_.size()));
  records_.clear();
  held_.clear();
  return absl::OkStatus();
}

// All runs become one.
absl::Status SpillSort::Merge(TemporaryFile& to) {
  heap_.clear();
  current_ = nullptr;
  for (const auto& run : runs_) {
    SUTURE_ASSIGN_OR_RETURN(const bool more, run->Advance());
    if (more) heap_.push_back(run.get());
  }
  std::make_heap(heap_.begin(), heap_.end(), [](Run* a, Run* b) { return a->IsBehind(*b); });
  std::string block;
  while (true) {
    SUTURE_ASSIGN_OR_RETURN(const Run* run, Least());
    if (run == nullptr) break;
    AppendRecord(run->key(), run->text(), block);
    if (block.size() < kBlockBytes) continue;
    SUTURE_RETURN_IF_ERROR(to.Append(block));
    block.clear();
  }
  return to.Append(block);
}

// The run whose record is next; null: none is left.
absl::StatusOr<SpillSort::Run*> SpillSort::Least() {
  const auto is_behind = [](Run* a, Run* b) { return a->IsBehind(*b); };
  if (current_ != nullptr) {
    SUTURE_ASSIGN_OR_RETURN(const bool more, current_->Advance());
    if (more) {
      heap_.push_back(current_);
      std::push_heap(heap_.begin(), heap_.end(), is_behind);
    }
  }
  current_ = nullptr;
  if (heap_.empty()) return nullptr;
  std::pop_heap(heap_.begin(), heap_.end(), is_behind);
  current_ = heap_.back();
  heap_.pop_back();
  return current_;
}

absl::StatusOr<bool> SpillSort::Next(std::string_view& key, std::string_view& text) {
  if (runs_.empty()) {
    if (next_ == records_.size()) return false;
    const Record& record = records_[next_++];
    key = std::string_view(held_).substr(record.begin, record.key_size);
    text = std::string_view(held_).substr(record.begin + record.key_size, record.text_size);
    return true;
  }
  SUTURE_ASSIGN_OR_RETURN(const Run* run, Least());
  if (run == nullptr) return false;
  key = run->key();
  text = run->text();
  return true;
}

}  // namespace suture::chart
