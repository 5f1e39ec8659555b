#include "runtime/store/result_reader.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/plan/json_text.h"
#include "runtime/store/result.h"

namespace suture::store {

absl::StatusOr<ResultReader> ResultReader::Open(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return absl::InvalidArgumentError(fmt::format(
        "{} is a folder, not a file of results. Name the file that `suture run` wrote with --out.",
        path));
  }
  errno = 0;
  std::ifstream in(path == "-" ? "/dev/stdin" : path, std::ios::binary);
  if (!in) {
    const int error = errno;
    const std::string message =
        fmt::format("Cannot read the results {}: {}.", path, strerror(error));
    return error == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  }
  return ResultReader(std::move(in), path);
}

bool ResultReader::NextLine() {
  while (std::getline(in_, line_)) {
    ++number_;
    if (line_.find_first_not_of(" \t\r") != std::string::npos) return true;
  }
  return false;
}

absl::StatusOr<nlohmann::json> ResultReader::Parse() const {
  const auto wrong = [&](std::string_view why) {
    return absl::InvalidArgumentError(fmt::format("{}, line {}: {}.", path_, number_, why));
  };
  if (line_.size() > kMaxLineBytes) return wrong("the line is too long to be a result");
  nlohmann::json result = nlohmann::json::parse(line_, nullptr, /*allow_exceptions=*/false);
  if (result.is_discarded()) {
    return wrong("the line is not whole JSON; the run that wrote it may have been stopped");
  }
  if (!result.is_object() || !result.contains("v") || !result["v"].is_number_integer()) {
    return wrong("the line is not a result of `suture run`");
  }
  if (result["v"] != kResultVersion) {
    return wrong(fmt::format("the result has version {}, and this Suture reads version {}",
                             result["v"].dump(), kResultVersion));
  }
  return result;
}

absl::StatusOr<std::optional<nlohmann::json>> ResultReader::Next() {
  if (!NextLine()) return std::nullopt;
  SUTURE_ASSIGN_OR_RETURN(nlohmann::json result, Parse());
  return result;
}

absl::StatusOr<std::optional<nlohmann::json>> ResultReader::Find(std::string_view case_id) {
  // The writer spells an id in one way only, so that its text can be looked for unparsed.
  std::string spelled;
  plan::AppendJsonString(case_id, spelled);
  spelled.pop_back();
  const std::string wanted = "\"case\":" + spelled;
  while (NextLine()) {
    // Before the id stand only the version and the line number.
    const size_t at = std::string_view(line_).substr(0, 64 + wanted.size()).find(wanted);
    if (at == std::string::npos) continue;
    const char next = line_[at + wanted.size()];
    if (next != '"' && next != '#') continue;
    SUTURE_ASSIGN_OR_RETURN(nlohmann::json result, Parse());
    return result;
  }
  return std::nullopt;
}

}  // namespace suture::store
