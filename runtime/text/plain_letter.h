// Letters without what stands above, below or across them, and text as it looks to a reader.
#pragma once

#include <string>
#include <string_view>

namespace suture::text {

// Of a folded Latin letter, such as "e" for é and "ss" for ß; empty: it has nothing such.
std::string_view PlainLetter(char32_t folded);

// The words that a reader sees, however they are coded: case folded, accents left out, letters of
// other scripts that look like Latin ones, fullwidth, circled and mathematical letters as those,
// signs that nobody sees and asterisks left out, digits within words as the letters that they stand
// for ("ign0re"), each white space one blank, or one '\n' where a line ends. For matching only: no
// place leads back.
std::string AsSeen(std::string_view text);

}  // namespace suture::text
