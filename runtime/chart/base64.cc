#include "runtime/chart/base64.h"

#include <array>
#include <cstdint>

namespace suture::chart {
namespace {

constexpr int8_t kSpace = -2, kOther = -1;

constexpr std::array<int8_t, 256> kValues = [] {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<int8_t, 256> values{};
  for (int8_t& value : values) value = kOther;
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  for (const char space : {' ', '\t', '\r', '\n'}) values[static_cast<uint8_t>(space)] = kSpace;
  return values;
}();

int8_t ValueOf(char c) { return kValues[static_cast<uint8_t>(c)]; }

}  // namespace

std::optional<std::string_view> DecodeBase64(std::string_view text, base::Arena& arena) {
  char* const begin = static_cast<char*>(arena.Allocate(text.size() / 4 * 3 + 3, 1));
  char* out = begin;
  uint32_t bits = 0;
  int held = 0;  // Characters in `bits`
  size_t at = 0;
  while (at < text.size()) {
    // Four characters of the alphabet at once, the common case.
    if (held == 0 && at + 4 <= text.size()) {
      const int a = ValueOf(text[at]), b = ValueOf(text[at + 1]), c = ValueOf(text[at + 2]),
                d = ValueOf(text[at + 3]);
      if ((a | b | c | d) >= 0) {
        const uint32_t group = static_cast<uint32_t>(a << 18 | b << 12 | c << 6 | d);
        *out++ = static_cast<char>(group >> 16);
        *out++ = static_cast<char>(group >> 8);
        *out++ = static_cast<char>(group);
        at += 4;
        continue;
      }
    }
    const int8_t value = ValueOf(text[at]);
    if (value == kOther) break;
    ++at;
    if (value == kSpace) continue;
    bits = bits << 6 | static_cast<uint32_t>(value);
    if (++held < 4) continue;
    *out++ = static_cast<char>(bits >> 16);
    *out++ = static_cast<char>(bits >> 8);
    *out++ = static_cast<char>(bits);
    bits = 0;
    held = 0;
  }
  // What is left is padding; it must fit what is held, though some writers leave it out.
  int padding = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '=') {
      ++padding;
    } else if (ValueOf(text[at]) != kSpace) {
      return std::nullopt;
    }
  }
  if (held == 1 || (padding != 0 && held + padding != 4)) return std::nullopt;
  if (held == 2) *out++ = static_cast<char>(bits >> 4);
  if (held == 3) {
    *out++ = static_cast<char>(bits >> 10);
    *out++ = static_cast<char>(bits >> 2);
  }
  return std::string_view(begin, out - begin);
}

}  // namespace suture::chart
