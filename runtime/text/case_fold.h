// Case folding that is the same on every machine: no locale, ASCII and the Latin, Greek and
// Cyrillic letters whose two cases are one code point each (Unicode simple folding). The Turkish
// dotted capital İ folds to a plain i, so a file typed on any keyboard matches; ß and the ligatures
// stay as they are.
#pragma once

#include <string>
#include <string_view>

namespace suture::text {

constexpr char FoldAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

char32_t FoldCodePoint(char32_t c);

// A folded copy; bytes that are not UTF-8 are kept.
std::string FoldCase(std::string_view text);

bool EqualsFolded(std::string_view a, std::string_view b);

}  // namespace suture::text
