#include "compiler/source/other_files.h"

#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace suture::source {
namespace {

// Enough for the keys that a plan and a chart begin with.
constexpr size_t kHead = 256;

std::string HeadOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string head(kHead, '\0');
  in.read(head.data(), static_cast<std::streamsize>(kHead));
  head.resize(static_cast<size_t>(in.gcount()));
  return head;
}

bool IsObject(const std::string& head) {
  const size_t first = head.find_first_not_of(" \t\r\n");
  return first != std::string::npos && head[first] == '{';
}

bool IsPlan(const std::string& head) {
  return IsObject(head) && absl::StrContains(head, "\"version\"") && absl::StrContains(head, "\"hash\"");
}

}  // namespace

bool IsPlanFile(const std::string& path) { return IsPlan(HeadOf(path)); }

absl::Status RefuseOtherFiles(const std::string& path, const std::string& display_path) {
  const std::string head = HeadOf(path);
  if (IsPlan(head)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "`", display_path, "` is a plan that `suture build` wrote, and a spec is wanted here. Name the .suture file or the ",
        "registry's folder that it was built from; `suture plan` shows what a plan does."));
  }
  if (IsObject(head) && absl::StrContains(head, "\"resourceType\"")) {
    return absl::FailedPreconditionError(absl::StrCat(
        "`", display_path, "` is a chart, and a spec is wanted here. Name a .suture file or a registry's folder; ",
        "`suture run` reads charts with `--cases`."));
  }
  return absl::OkStatus();
}

}  // namespace suture::source
