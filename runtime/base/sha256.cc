#include "runtime/base/sha256.h"

// The functions of SHA-256 itself: those behind EVP read OpenSSL's configuration and fill its
// tables of names first, which takes a millisecond of every run's start. They are deprecated, not
// gone.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <new>

namespace suture::base {
namespace {

std::string ToHex(const unsigned char* digest, unsigned int size) {
  std::string hex;
  hex.reserve(2 * static_cast<size_t>(size));
  for (unsigned int i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

SHA256_CTX* ContextIn(uint8_t* state) { return std::launder(reinterpret_cast<SHA256_CTX*>(state)); }

}  // namespace

Sha256::Sha256() {
  static_assert(sizeof(SHA256_CTX) == sizeof(state_) && alignof(SHA256_CTX) <= 8);
  SHA256_Init(new (state_.data()) SHA256_CTX);
}

void Sha256::Add(std::string_view bytes) {
  SHA256_Update(ContextIn(state_.data()), bytes.data(), bytes.size());
}

void Sha256::AddPiece(std::string_view bytes) {
  Add(std::to_string(bytes.size()));
  Add(":");
  Add(bytes);
}

std::string Sha256::Hex() {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256_Final(digest, ContextIn(state_.data()));
  return ToHex(digest, sizeof(digest));
}

std::string Sha256Hex(std::string_view bytes) {
  Sha256 sha;
  sha.Add(bytes);
  return sha.Hex();
}

std::string HmacSha256Hex(std::string_view key, std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest, &size);
  return ToHex(digest, size);
}

}  // namespace suture::base
