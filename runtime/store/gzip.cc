#include "runtime/store/gzip.h"

#include <zlib.h>

#include <algorithm>

namespace suture::store {
namespace {

// Results are written once and read often; a lower level saves little time beside the run.
constexpr int kLevel = 3;
constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr size_t kBlockBytes = 64 * 1024;

Bytef* BytesOf(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

}  // namespace

absl::Status AppendGzipMember(std::string_view text, std::string& out) {
  z_stream state{};
  if (deflateInit2(&state, kLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return absl::ResourceExhaustedError("There is no memory to compress the results.");
  }
  const size_t begin = out.size();
  out.resize(begin + deflateBound(&state, text.size()));
  state.next_in = BytesOf(text);
  state.avail_in = static_cast<uInt>(text.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data() + begin);
  state.avail_out = static_cast<uInt>(out.size() - begin);
  const int ended = deflate(&state, Z_FINISH);
  out.resize(out.size() - state.avail_out);
  deflateEnd(&state);
  return ended == Z_STREAM_END ? absl::OkStatus()
                               : absl::InternalError("The results could not be compressed.");
}

absl::StatusOr<bool> GzipMembers::Next(std::string& text) {
  text.clear();
  const std::string_view rest = gzip_.substr(end_);
  z_stream state{};
  if (inflateInit2(&state, kGzipWindow) != Z_OK) {
    return absl::ResourceExhaustedError("There is no memory to read the results.");
  }
  state.next_in = BytesOf(rest);
  state.avail_in = static_cast<uInt>(std::min<size_t>(rest.size(), UINT32_MAX));
  int status = Z_OK;
  while (status == Z_OK) {
    const size_t size = text.size();
    text.resize(size + kBlockBytes);
    state.next_out = reinterpret_cast<Bytef*>(text.data() + size);
    state.avail_out = kBlockBytes;
    status = inflate(&state, Z_NO_FLUSH);
    text.resize(text.size() - state.avail_out);
  }
  const size_t used = state.total_in;
  inflateEnd(&state);
  if (status == Z_STREAM_END) {
    end_ += used;
    return true;
  }
  // Cut off in a member, or at its beginning.
  if (status == Z_BUF_ERROR) return false;
  return absl::DataLossError("what stands there is no gzip");
}

}  // namespace suture::store
