// Cutting plain tables: cells at a separator, blanks around them. Views into the input, nothing
// copied.
#pragma once

#include <string_view>
#include <vector>

namespace suture::text {

// Without ASCII blanks at both ends.
std::string_view Trim(std::string_view text);

// Always at least one piece; a separator at the end gives an empty last one.
std::vector<std::string_view> Split(std::string_view text, char separator);

}  // namespace suture::text
