#include "runtime/plan/load.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/plan/hash.h"
#include "runtime/plan/padded_json.h"

namespace suture::plan {

namespace {

constexpr size_t kMoreBytes = size_t{1} << 16;

absl::StatusOr<Plan> Admit(Plan plan, std::string_view text, BuiltinCheck builtin) {
  SUTURE_RETURN_IF_ERROR(CheckHash(plan, text));
  SUTURE_RETURN_IF_ERROR(Verify(plan, builtin));
  if (plan.registry.name.empty()) {
    return absl::InvalidArgumentError(
        "This is the plan of a library: it names no registry and no index event, so there is no "
        "case to "
        "run it over. Build the registry that uses the library.");
  }
  return plan;
}

absl::StatusOr<Plan> LoadPadded(std::string_view text, BuiltinCheck builtin, const Limits& limits) {
  SUTURE_ASSIGN_OR_RETURN(Plan plan, FromPaddedJson(text, limits));
  return Admit(std::move(plan), text, builtin);
}

}  // namespace

absl::StatusOr<Plan> Load(std::string_view text, BuiltinCheck builtin, const Limits& limits) {
  SUTURE_ASSIGN_OR_RETURN(Plan plan, FromJson(text, limits));
  return Admit(std::move(plan), text, builtin);
}

absl::StatusOr<Plan> LoadFile(const std::string& path, BuiltinCheck builtin, const Limits& limits) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  const auto cannot_read = [&] {
    const std::string message = fmt::format("Cannot read the plan {}: {}.", path, strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  };
  if (file == nullptr) return cannot_read();
  // The size that the file says is where to begin, and no promise: it may be a pipe.
  std::string text;
  std::error_code ignored;
  const auto said = std::filesystem::file_size(path, ignored);
  // One byte more, so that the end of the file shows in the first reading.
  text.resize(std::min<size_t>(ignored ? 0 : said, limits.max_bytes) + 1 + kJsonPadding);
  size_t size = 0;
  // One byte past the limit is enough for FromPaddedJson to refuse it.
  while (size <= limits.max_bytes) {
    if (size + kJsonPadding >= text.size()) text.resize(text.size() + kMoreBytes);
    const size_t wanted = text.size() - kJsonPadding - size;
    const size_t count = std::fread(text.data() + size, 1, wanted, file.get());
    size += count;
    if (count < wanted) break;
  }
  if (std::ferror(file.get()) != 0) return cannot_read();
  absl::StatusOr<Plan> plan = LoadPadded(std::string_view(text).substr(0, size), builtin, limits);
  if (plan.ok()) return plan;
  return absl::Status(plan.status().code(),
                      fmt::format("{}: {}", path, std::string(plan.status().message())));
}

void Seal(Plan& plan) {
  plan.hash.clear();
  plan.hash = ContentHash(plan);
}

}  // namespace suture::plan
