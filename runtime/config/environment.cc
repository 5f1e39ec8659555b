#include "runtime/config/environment.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace suture::config {

EnvironmentLookup ProcessEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

absl::StatusOr<Secret> ReadKey(const Server& server, const EnvironmentLookup& lookup) {
  if (server.key_env.empty()) return Secret();
  std::string key = lookup(server.key_env).value_or("");
  absl::StripAsciiWhitespace(&key);
  if (key.empty()) {
    return absl::FailedPreconditionError(
        fmt::format("Server \"{}\" takes its key from the environment variable {}, which is not "
                    "set. Set it and run "
                    "again.",
                    server.name, server.key_env));
  }
  for (char c : key) {
    if (!absl::ascii_isgraph(c)) {
      return absl::FailedPreconditionError(fmt::format(
          "The key in the environment variable {} (server \"{}\") holds white space or a "
          "special character. Set it to the bare key.",
          server.key_env, server.name));
    }
  }
  return Secret(std::move(key));
}

namespace {

// Found when the run begins: each call would fail, and every chart go to a person.
absl::Status CheckAuthority(const Server& server) {
  if (server.ca_file.empty() || access(server.ca_file.c_str(), R_OK) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "The ca_file {} of the server \"{}\" cannot be read: {}. Correct its path in suture.yaml.",
      server.ca_file, server.name, strerror(errno)));
}

}  // namespace

absl::Status CheckRoles(const Config& config, absl::Span<const std::string> roles,
                        const EnvironmentLookup& lookup) {
  std::vector<std::string> problems;
  auto note = [&problems](const absl::Status& status) {
    if (status.ok()) return;
    std::string sentence(status.message());
    for (const std::string& known : problems) {
      if (known == sentence) return;
    }
    problems.push_back(std::move(sentence));
  };
  for (const std::string& name : roles) {
    const absl::StatusOr<const Role*> role = config.FindRole(name);
    note(role.status());
    if (!role.ok()) continue;
    note(ReadKey(config.ServerOf(**role), lookup).status());
    note(CheckAuthority(config.ServerOf(**role)));
  }
  if (problems.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format("{}", fmt::join(problems, "\n")));
}

}  // namespace suture::config
