#include "cli/write_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace suture::cli {
namespace {

absl::Status Failed(const std::string& path) {
  return absl::UnavailableError("The file " + path + " cannot be written: " + std::strerror(errno) + ".");
}

}  // namespace

absl::Status WriteFile(const std::string& path, std::string_view text) {
  std::string beside = path + ".partial";
  int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return Failed(path);
  while (!text.empty()) {
    ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      absl::Status status = Failed(path);
      close(file);
      unlink(beside.c_str());
      return status;
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
  bool kept = fsync(file) == 0;
  kept = close(file) == 0 && kept;
  if (!kept || std::rename(beside.c_str(), path.c_str()) != 0) return Failed(path);
  return absl::OkStatus();
}

}  // namespace suture::cli
