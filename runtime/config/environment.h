// The only place where keys enter the program. A key lives in a Secret, which nothing prints.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/config/config.h"

namespace suture::config {

// Text that must not reach a log, an error or a file. It has no conversion and no stream operator:
// whoever needs it says Reveal(), which a reviewer can search for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  bool empty() const { return text_.empty(); }
  const std::string& Reveal() const { return text_; }

 private:
  std::string text_;
};

// Looks up an environment variable; empty if it is not set. Tests pass their own.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;
EnvironmentLookup ProcessEnvironment();

// The server's key: an empty Secret where the server needs none, an error that names the variable
// where it is missing, blank, or holds characters that cannot stand in a header.
absl::StatusOr<Secret> ReadKey(const Server& server, const EnvironmentLookup& lookup);

// Whether every named role is bound and its key is there; all that is missing, one line each. A run
// asks before the first chart is read, so that nothing stops half-way for a forgotten variable.
absl::Status CheckRoles(const Config& config, absl::Span<const std::string> roles,
                        const EnvironmentLookup& lookup);

}  // namespace suture::config
