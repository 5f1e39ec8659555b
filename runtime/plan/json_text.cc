#include "runtime/plan/json_text.h"

#include <array>
#include <charconv>
#include <cstring>

namespace suture::plan {
namespace {

constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

// 0: copied as it stands; 1: escaped; 2: first byte of a longer sequence, or a stray one.
constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (int byte = 0; byte < 0x20; ++byte) classes[byte] = 1;
  classes['"'] = classes['\\'] = 1;
  for (int byte = 0x80; byte < 0x100; ++byte) classes[byte] = 2;
  return classes;
}();

// The length of the well-formed sequence at `at`, 0 when there is none (Unicode 15, table 3-7).
size_t SequenceLength(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) {
    return at + i < text.size() ? static_cast<uint8_t>(text[at + i]) : uint8_t{0};
  };
  const auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t first = byte(0), second = byte(1);
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const uint8_t low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return second >= low && second <= high && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const uint8_t low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

// Bytes at the start that are copied as they stand, eight at a time: printable ASCII without quotes
// and backslashes.
size_t PlainLength(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
  const auto has_zero = [](uint64_t bytes) { return (bytes - kOnes) & ~bytes & kHighs; };
  size_t at = 0;
  for (; at + sizeof(uint64_t) <= text.size(); at += sizeof(uint64_t)) {
    uint64_t bytes;
    std::memcpy(&bytes, text.data() + at, sizeof(bytes));
    const uint64_t controls = (bytes - 0x20 * kOnes) & ~bytes & kHighs;
    const uint64_t special = has_zero(bytes ^ ('"' * kOnes)) | has_zero(bytes ^ ('\\' * kOnes));
    if (((bytes & kHighs) | controls | special) != 0) break;
  }
  return at;
}

void AppendEscape(uint8_t byte, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  size_t copied = 0;  // Everything before it is in `out`.
  size_t at = PlainLength(text);
  while (at < text.size()) {
    const uint8_t byte = static_cast<uint8_t>(text[at]);
    const uint8_t kind = kClasses[byte];
    if (kind == 0) {
      ++at;
      continue;
    }
    if (kind == 2) {
      if (const size_t length = SequenceLength(text, at)) {
        at += length;
        continue;
      }
    }
    out.append(text, copied, at - copied);
    if (kind == 2) {
      out += kReplacementCharacter;
    } else {
      AppendEscape(byte, out);
    }
    copied = ++at;
  }
  out.append(text, copied, text.size() - copied);
  out += '"';
}

void AppendJsonInteger(int64_t value, std::string& out) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), value);
  static_cast<void>(error);  // 24 characters hold every int64.
  out.append(digits, end);
}

}  // namespace suture::plan
