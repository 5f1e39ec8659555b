#include "runtime/chart/byte_stream.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"

namespace suture::chart {
namespace {

constexpr size_t kBlockBytes = 256 * 1024;

absl::Status CannotRead(const std::string& name, int error) {
  const std::string message = fmt::format("Cannot read {}: {}.", name, strerror(error));
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == EACCES) return absl::PermissionDeniedError(message);
  return absl::UnavailableError(message);
}

class FileStream : public ByteStream {
 public:
  FileStream(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ~FileStream() override {
    if (fd_ != STDIN_FILENO) close(fd_);
  }
  absl::StatusOr<size_t> Read(char* to, size_t capacity) override {
    ssize_t count;
    do {
      count = read(fd_, to, capacity);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return CannotRead(name_, errno);
    file_bytes_ += count;
    return static_cast<size_t>(count);
  }
  int64_t file_bytes() const override { return file_bytes_; }
  const std::string& name() const { return name_; }

 private:
  int fd_;
  std::string name_;
  int64_t file_bytes_ = 0;
};

// What was read ahead to tell the format, and then the rest.
class InputBlock {
 public:
  explicit InputBlock(std::unique_ptr<FileStream> file)
      : file_(std::move(file)), block_(new char[kBlockBytes]) {}

  // False: the end of the file.
  absl::StatusOr<bool> Refill() {
    if (begin_ < end_) return true;
    begin_ = 0;
    SUTURE_ASSIGN_OR_RETURN(end_, file_->Read(block_.get(), kBlockBytes));
    return end_ > 0;
  }
  // At least this many bytes, unless the file has fewer.
  absl::Status Ahead(size_t count) {
    while (end_ - begin_ < count) {
      SUTURE_ASSIGN_OR_RETURN(const size_t more,
                              file_->Read(block_.get() + end_, kBlockBytes - end_));
      if (more == 0) break;
      end_ += more;
    }
    return absl::OkStatus();
  }
  // Where nothing is left of what was read: straight to where it is wanted. 0: the end of the file.
  absl::StatusOr<size_t> ReadPast(char* to, size_t capacity) { return file_->Read(to, capacity); }
  std::string_view rest() const { return {block_.get() + begin_, end_ - begin_}; }
  void Use(size_t count) { begin_ += count; }
  int64_t file_bytes() const { return file_->file_bytes(); }
  absl::Status Broken(std::string_view format, std::string_view why) const {
    return absl::DataLossError(fmt::format("{} is not whole: {} {}.", file_->name(), format, why));
  }

 private:
  std::unique_ptr<FileStream> file_;
  std::unique_ptr<char[]> block_;
  size_t begin_ = 0, end_ = 0;
};

class PlainStream : public ByteStream {
 public:
  explicit PlainStream(InputBlock input) : input_(std::move(input)) {}
  absl::StatusOr<size_t> Read(char* to, size_t capacity) override {
    if (input_.rest().empty()) return input_.ReadPast(to, capacity);
    const size_t count = std::min(capacity, input_.rest().size());
    std::memcpy(to, input_.rest().data(), count);
    input_.Use(count);
    return count;
  }
  int64_t file_bytes() const override { return input_.file_bytes(); }

 private:
  InputBlock input_;
};

// One gzip member after another, as `cat a.gz b.gz` makes them.
class GzipStream : public ByteStream {
 public:
  explicit GzipStream(InputBlock input) : input_(std::move(input)) {
    // 16: a gzip header is expected.
    inflateInit2(&state_, MAX_WBITS + 16);
  }
  ~GzipStream() override { inflateEnd(&state_); }

  absl::StatusOr<size_t> Read(char* to, size_t capacity) override {
    const uInt wanted = static_cast<uInt>(std::min<size_t>(capacity, 1u << 30));
    state_.next_out = reinterpret_cast<Bytef*>(to);
    state_.avail_out = wanted;
    while (state_.avail_out == wanted) {
      SUTURE_ASSIGN_OR_RETURN(const bool more, input_.Refill());
      if (!more) {
        if (in_member_) return input_.Broken("its gzip data", "end too early");
        return 0;
      }
      const std::string_view rest = input_.rest();
      state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
      state_.avail_in = static_cast<uInt>(rest.size());
      in_member_ = true;
      const int result = inflate(&state_, Z_NO_FLUSH);
      input_.Use(rest.size() - state_.avail_in);
      if (result == Z_STREAM_END) {
        in_member_ = false;
        inflateReset(&state_);
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return input_.Broken("its gzip data", "are damaged");
      }
    }
    return wanted - state_.avail_out;
  }
  int64_t file_bytes() const override { return input_.file_bytes(); }

 private:
  InputBlock input_;
  z_stream state_{};
  bool in_member_ = false;
};

class ZstdStream : public ByteStream {
 public:
  explicit ZstdStream(InputBlock input)
      : input_(std::move(input)), state_(ZSTD_createDStream(), ZSTD_freeDStream) {}

  absl::StatusOr<size_t> Read(char* to, size_t capacity) override {
    ZSTD_outBuffer out{to, capacity, 0};
    while (out.pos == 0) {
      SUTURE_ASSIGN_OR_RETURN(const bool more, input_.Refill());
      // At the end of the input the decoder may still hold output.
      const std::string_view rest = more ? input_.rest() : std::string_view();
      ZSTD_inBuffer in{rest.data(), rest.size(), 0};
      const size_t wanted = ZSTD_decompressStream(state_.get(), &out, &in);
      input_.Use(in.pos);
      if (ZSTD_isError(wanted)) return input_.Broken("its Zstandard data", "are damaged");
      if (more) {
        in_frame_ = wanted != 0;
      } else if (out.pos == 0) {
        if (in_frame_) return input_.Broken("its Zstandard data", "end too early");
        return 0;
      }
    }
    return out.pos;
  }
  int64_t file_bytes() const override { return input_.file_bytes(); }

 private:
  InputBlock input_;
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> state_;
  bool in_frame_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteStream>> OpenByteStream(const std::string& path) {
  const bool is_stdin = path == "-";
  const std::string name = is_stdin ? "standard input" : path;
  const int fd = is_stdin ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return CannotRead(name, errno);
  InputBlock input(std::make_unique<FileStream>(fd, name));
  SUTURE_RETURN_IF_ERROR(input.Ahead(4));
  const std::string_view magic = input.rest().substr(0, 4);
  if (magic.substr(0, 2) == "\x1F\x8B") return std::make_unique<GzipStream>(std::move(input));
  if (magic == "\x28\xB5\x2F\xFD") return std::make_unique<ZstdStream>(std::move(input));
  return std::make_unique<PlainStream>(std::move(input));
}

}  // namespace suture::chart
