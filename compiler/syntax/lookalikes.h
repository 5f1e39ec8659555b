// Letters of other alphabets. Copied from a document, a Cyrillic `е` stands in a name as if it were
// an `e`, and nobody sees why the name is not found.
#pragma once

#include <string>
#include <string_view>

namespace suture::syntax {

// A letter that no name can have: beyond Latin letters, and no sign. A combining mark counts as
// one.
bool IsForeignLetter(char32_t character);

// The Latin letter, digit or `_` that looks the same; 0: none does.
char LatinLike(char32_t character);

// "Cyrillic", "Greek" or "full-width", of a character that LatinLike knows.
std::string_view AlphabetOf(char32_t character);

// The sign that a full-width one stands for (`＝` is `=`); 0: it is none.
char SignLike(char32_t character);

// The word with each such letter as the Latin one that it looks like; all others stay.
std::string InLatin(std::string_view word);

}  // namespace suture::syntax
