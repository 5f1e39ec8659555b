// Single ASCII characters of a text, at a byte that may lie behind its end.
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

}  // namespace suture::text
