#include "runtime/plan/hash.h"

#include <openssl/evp.h>

#include <memory>

#include "fmt/format.h"
#include "runtime/plan/json.h"

namespace suture::plan {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void Add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string Hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest, &size);
    std::string hex;
    hex.reserve(2 * size);
    for (unsigned int i = 0; i < size; ++i) {
      hex += "0123456789abcdef"[digest[i] >> 4];
      hex += "0123456789abcdef"[digest[i] & 15];
    }
    return hex;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string Sha256Hex(std::string_view bytes) {
  Sha256 sha;
  sha.Add(bytes);
  return sha.Hex();
}

std::string ContentHash(const Plan& plan) {
  if (plan.hash.empty()) return Sha256Hex(ToJson(plan));
  Plan bare = plan;
  bare.hash.clear();
  return Sha256Hex(ToJson(bare));
}

absl::Status CheckHash(const Plan& plan, std::string_view text) {
  if (plan.hash.empty()) {
    return absl::DataLossError(
        "The plan carries no hash. Build it with `suture build`, which writes one.");
  }
  // The text as ToJson writes it, without its hash member, needs no second writing.
  const std::string member = fmt::format(",\"hash\":\"{}\"", plan.hash);
  if (const size_t at = text.substr(0, 128).find(member); at != std::string_view::npos) {
    Sha256 sha;
    sha.Add(text.substr(0, at));
    sha.Add(text.substr(at + member.size()));
    if (sha.Hex() == plan.hash) return absl::OkStatus();
  }
  if (ContentHash(plan) == plan.hash) return absl::OkStatus();
  return absl::DataLossError(
      "The plan was changed after it was built: its content does not match its hash. Change the "
      "spec instead, and build the plan again with `suture build`.");
}

}  // namespace suture::plan
