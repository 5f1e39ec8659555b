// Quotation marks of word processors and of other languages, and where a text between them ends.
#pragma once

#include <cstdint>
#include <string_view>

namespace suture::syntax {

bool IsCurlyQuote(char32_t character);   // “ ” „ ‟
bool IsSingleQuote(char32_t character);  // ' ‘ ’ ‚ ‛ `

struct Quoted {
  bool closed = false;      // False: no mark on the line ends the text.
  bool clear = false;       // It can end nowhere else, so that it may be written anew unasked.
  uint32_t inside_end = 0;  // Bytes of the file: where the text ends, and its closing mark.
  uint32_t end = 0;
};

// The text that starts at byte `begin`, right behind the mark `opener`; it ends on its line. An
// apostrophe between two letters ends none.
Quoted QuotedFrom(std::string_view text, uint32_t begin, char32_t opener);

}  // namespace suture::syntax
