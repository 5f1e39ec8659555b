// What single characters are: ASCII ones at a byte that may lie behind the text's end, and those
// that no reader sees.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/strings/ascii.h"

namespace suture::text {

inline bool IsDigitAt(std::string_view text, size_t at) {
  return at < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[at]));
}
inline bool IsLetterAt(std::string_view text, size_t at) {
  return at < text.size() && absl::ascii_isalpha(static_cast<unsigned char>(text[at]));
}

// Characters that show nothing and change what is shown or looked for: control characters but tabs
// and ends of lines, those that turn the direction of writing, tags, selectors of variants, soft
// hyphens and joints without width. Not those that scripts need to be written: joiners (U+200C,
// U+200D), marks of direction (U+200E, U+200F), the selectors of emoji (U+FE0E, U+FE0F). Unicode
// 15, general categories Cc and Cf, and UTS 55, section 3, for what they do to source text.
inline bool IsInvisible(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
  return within(0x7F, 0x9F) || c == 0xAD || c == 0x200B || within(0x202A, 0x202E) ||
         within(0x2060, 0x2069) || c == 0xFEFF || within(0xE0000, 0xE007F) ||
         within(0xE0100, 0xE01EF);
}

}  // namespace suture::text
