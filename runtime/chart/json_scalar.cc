#include "runtime/chart/json_scalar.h"

#include <cstring>

namespace suture::chart {
namespace {

std::optional<uint32_t> HexDigits(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) {
    const char c = text[i];
    uint32_t digit;
    if (c >= '0' && c <= '9') {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else {
      return std::nullopt;
    }
    value = value * 16 + digit;
  }
  return value;
}

char* AppendUtf8(uint32_t value, char* out) {
  if (value < 0x80) {
    *out++ = static_cast<char>(value);
  } else if (value < 0x800) {
    *out++ = static_cast<char>(0xC0 | (value >> 6));
    *out++ = static_cast<char>(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    *out++ = static_cast<char>(0xE0 | (value >> 12));
    *out++ = static_cast<char>(0x80 | ((value >> 6) & 0x3F));
    *out++ = static_cast<char>(0x80 | (value & 0x3F));
  } else {
    *out++ = static_cast<char>(0xF0 | (value >> 18));
    *out++ = static_cast<char>(0x80 | ((value >> 12) & 0x3F));
    *out++ = static_cast<char>(0x80 | ((value >> 6) & 0x3F));
    *out++ = static_cast<char>(0x80 | (value & 0x3F));
  }
  return out;
}

// Reads what follows `\u` at `at` and moves `at` behind it; a pair of surrogates is one character.
std::optional<uint32_t> UnicodeEscape(std::string_view text, size_t& at) {
  const std::optional<uint32_t> first = HexDigits(text.substr(at));
  if (!first) return std::nullopt;
  at += 4;
  if (*first < 0xD800 || *first > 0xDFFF) return first;
  if (*first > 0xDBFF || text.substr(at, 2) != "\\u") return std::nullopt;
  const std::optional<uint32_t> second = HexDigits(text.substr(at + 2));
  if (!second || *second < 0xDC00 || *second > 0xDFFF) return std::nullopt;
  at += 6;
  return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
}

}  // namespace

std::optional<size_t> UnescapeInto(std::string_view text, char* const begin) {
  char* out = begin;
  size_t at = 0;
  while (at < text.size()) {
    const void* found = std::memchr(text.data() + at, '\\', text.size() - at);
    const size_t end =
        found == nullptr ? text.size() : static_cast<const char*>(found) - text.data();
    std::memcpy(out, text.data() + at, end - at);
    out += end - at;
    at = end;
    if (at == text.size()) break;
    if (at + 1 == text.size()) return std::nullopt;
    const char escape = text[at + 1];
    at += 2;
    static constexpr std::string_view kEscapes = "\"\\/bfnrt";
    static constexpr std::string_view kCharacters = "\"\\/\b\f\n\r\t";
    if (const size_t known = kEscapes.find(escape); known != std::string_view::npos) {
      *out++ = kCharacters[known];
      continue;
    }
    if (escape != 'u') return std::nullopt;
    const std::optional<uint32_t> character = UnicodeEscape(text, at);
    if (!character) return std::nullopt;
    out = AppendUtf8(*character, out);
  }
  return out - begin;
}

std::optional<std::string_view> StringOf(std::string_view token, base::Arena& arena) {
  if (!IsStringToken(token)) return std::nullopt;
  const std::string_view text = token.substr(1, token.size() - 2);
  if (text.empty() || std::memchr(text.data(), '\\', text.size()) == nullptr) return text;
  // No escape is shorter than what it stands for.
  char* const buffer = static_cast<char*>(arena.Allocate(text.size(), 1));
  const std::optional<size_t> length = UnescapeInto(text, buffer);
  if (!length) return std::nullopt;
  return std::string_view(buffer, *length);
}

}  // namespace suture::chart
