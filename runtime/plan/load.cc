#include "runtime/plan/load.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/plan/hash.h"

namespace suture::plan {

absl::StatusOr<Plan> Load(std::string_view text, BuiltinCheck builtin, const Limits& limits) {
  SUTURE_ASSIGN_OR_RETURN(Plan plan, FromJson(text, limits));
  SUTURE_RETURN_IF_ERROR(CheckHash(plan, text));
  SUTURE_RETURN_IF_ERROR(Verify(plan, builtin));
  if (plan.registry.name.empty()) {
    return absl::InvalidArgumentError(
        "This is the plan of a library: it names no registry and no index event, so there is no case to "
        "run it over. Build the registry that uses the library.");
  }
  return plan;
}

absl::StatusOr<Plan> LoadFile(const std::string& path, BuiltinCheck builtin, const Limits& limits) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  const auto cannot_read = [&] {
    const std::string message = fmt::format("Cannot read the plan {}: {}.", path, strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  };
  if (file == nullptr) return cannot_read();
  std::string text;
  char block[1 << 16];
  // One byte past the limit is enough for FromJson to refuse it.
  while (text.size() <= limits.max_bytes) {
    const size_t count = std::fread(block, 1, sizeof(block), file.get());
    text.append(block, count);
    if (count < sizeof(block)) break;
  }
  if (std::ferror(file.get()) != 0) return cannot_read();
  absl::StatusOr<Plan> plan = Load(text, builtin, limits);
  if (plan.ok()) return plan;
  return absl::Status(plan.status().code(),
                      fmt::format("{}: {}", path, std::string(plan.status().message())));
}

void Seal(Plan& plan) {
  plan.hash.clear();
  plan.hash = ContentHash(plan);
}

}  // namespace suture::plan
