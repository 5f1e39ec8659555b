#include "cli/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "fmt/format.h"
#include "runtime/store/result_file.h"

namespace suture::cli {
namespace {

absl::Status Failed(const std::string& path) {
  return absl::UnavailableError("The file " + path + " cannot be written: " + std::strerror(errno) +
                                ".");
}

}  // namespace

absl::Status WriteFile(const std::string& path, std::string_view text) {
  struct stat place;
  const bool in_place =
      stat(path.c_str(), &place) == 0 && !S_ISREG(place.st_mode) && !S_ISDIR(place.st_mode);
  const std::string beside = in_place ? path : path + ".partial";
  int file = open(beside.c_str(),
                  in_place ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return Failed(path);
  while (!text.empty()) {
    ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      absl::Status status = Failed(path);
      close(file);
      if (!in_place) unlink(beside.c_str());
      return status;
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (in_place) return close(file) == 0 ? absl::OkStatus() : Failed(path);
  bool kept = fsync(file) == 0;
  kept = close(file) == 0 && kept;
  if (!kept || std::rename(beside.c_str(), path.c_str()) != 0) return Failed(path);
  return absl::OkStatus();
}

absl::Status RefuseOverwrite(std::string_view what, std::string_view option,
                             const std::string& output, const std::vector<std::string>& inputs) {
  if (output.empty()) return absl::OkStatus();
  for (const std::string& input : inputs) {
    if (!store::IsSameFile(input == "-" ? "/dev/stdin" : input,
                           output == "-" ? "/dev/stdout" : output)) {
      continue;
    }
    return absl::InvalidArgumentError(
        fmt::format("{} would overwrite {}. Name another file with {}.", what,
                    input == "-" ? "the charts" : input, option));
  }
  return absl::OkStatus();
}

}  // namespace suture::cli
