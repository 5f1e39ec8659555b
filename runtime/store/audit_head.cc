#include "runtime/store/audit_head.h"

#include <fstream>
#include <iterator>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "runtime/base/sha256.h"

namespace suture::store {
namespace {

constexpr size_t kDigits = 16;

std::string Digest(std::string_view key, int64_t sequence, std::string_view hash) {
  return base::HmacSha256Hex(key, fmt::format("head {} {}", sequence, hash));
}

}  // namespace

bool AuditHead::IsGenuine(std::string_view key) const {
  return Digest(key, sequence, hash) == digest;
}

absl::StatusOr<AuditHead> ReadAuditHead(const std::string& path) {
  std::ifstream in(path + ".head", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (text.empty()) return absl::NotFoundError(fmt::format("There is no {}.head.", path));
  const absl::Status unreadable =
      absl::DataLossError(fmt::format("{}.head is not the head of an audit.", path));
  const nlohmann::json head = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!head.is_object()) return unreadable;
  for (const char* name : {"hash", "mac", "seq"}) {
    if (!head.contains(name) || !head[name].is_string()) return unreadable;
  }
  const std::string digits = head["seq"].get<std::string>();
  if (digits.size() != kDigits || digits.find_first_not_of("0123456789") != std::string::npos) {
    return unreadable;
  }
  return AuditHead{std::stoll(digits), head["hash"].get<std::string>(),
                   head["mac"].get<std::string>()};
}

std::string FormatAuditHead(std::string_view key, int64_t sequence, std::string_view hash) {
  return fmt::format("{{\"hash\":\"{}\",\"mac\":\"{}\",\"seq\":\"{:0{}}\"}}\n", hash,
                     Digest(key, sequence, hash), sequence, kDigits);
}

}  // namespace suture::store
