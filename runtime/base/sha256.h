// SHA-256, plain and keyed: content hashes of plans, the keys of the answer cache, the links of the
// audit's chain and the keyed digests that stand in it for patients.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace suture::base {

// Digests of what is added piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Add(std::string_view bytes);
  // With its length before it, so that two pieces are never taken for one.
  void AddPiece(std::string_view bytes);
  // 64 lower-case hexadecimal digits; nothing is added afterwards.
  std::string Hex();

 private:
  alignas(8) std::array<uint8_t, 112> state_;  // An SHA256_CTX
};

std::string Sha256Hex(std::string_view bytes);

// HMAC-SHA-256: who lacks the key cannot try out which bytes gave the digest.
std::string HmacSha256Hex(std::string_view key, std::string_view bytes);

}  // namespace suture::base
