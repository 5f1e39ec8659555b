// How many columns of a terminal a piece of text takes.
#pragma once

#include <string_view>

namespace suture::diag {

// 0 for combining marks and invisible characters, 2 for East Asian wide characters and emoji,
// else 1. Ranges: Unicode 15, EastAsianWidth.txt (W and F) and general categories Mn, Me, Cf.
int DisplayWidth(char32_t point);

// Tabs advance to the next multiple of kTabWidth, counted from `column`.
inline constexpr int kTabWidth = 4;
int DisplayWidth(std::string_view text, int column = 0);

}  // namespace suture::diag
