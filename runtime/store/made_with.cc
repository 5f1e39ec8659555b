#include "runtime/store/made_with.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

#include "absl/cleanup/cleanup.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace suture::store {
namespace {

using nlohmann::json;

absl::Status CannotWrite(const std::string& path) {
  const std::string sentence = fmt::format("Cannot write {}: {}.", path, strerror(errno));
  if (errno == ENOSPC || errno == EDQUOT) return absl::ResourceExhaustedError(sentence);
  return absl::UnavailableError(sentence);
}

}  // namespace

absl::Status WriteMadeWith(const std::string& path, const MadeWith& made_with) {
  json values = json::object();
  for (const auto& [name, value] : made_with) values[name] = value;
  const std::string text = values.dump(1) + "\n";
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return CannotWrite(path);
  const absl::Cleanup closed = [fd] { close(fd); };
  errno = 0;
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written && errno == 0) errno = ENOSPC;
  return written && fsync(fd) == 0 ? absl::OkStatus() : CannotWrite(path);
}

absl::StatusOr<std::vector<std::string>> DifferencesToMadeWith(const std::string& path,
                                                               const MadeWith& made_with) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(fmt::format("There is no {}.", path));
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const json before = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!before.is_object()) return absl::DataLossError(fmt::format("{} cannot be read.", path));
  std::vector<std::string> different;
  std::set<std::string> known;
  for (const auto& [name, value] : made_with) {
    known.insert(name);
    if (!before.contains(name) || before[name] != value) different.push_back(name);
  }
  for (const auto& [name, value] : before.items()) {
    if (known.count(name) == 0) different.push_back(name);
  }
  return different;
}

}  // namespace suture::store
