// Notes as a row of tokens, each with its byte span in the untouched text.
//
// A token is a word (letters and digits, apostrophes inside it), a number (digits with decimal
// point or thousands commas) or one punctuation mark. What only joins or separates words is no
// token but a flag on the next one: white space, full stops, quotes, slashes, underscores, and a
// hyphen that hangs on the word before it. So "follow-up", "follow up" and "follow / up" are the
// same two tokens, while
// ", ; : ( ) [ ] ? + - =" standing free are tokens that rules can see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace suture::text {

enum class TokenKind : uint8_t { kWord, kNumber, kPunctuation };

// What stood between the previous token and this one.
enum GapFlag : uint8_t {
  kSpaceBefore = 1,
  kPeriodBefore = 2,  // One or more full stops, or an ellipsis.
  kExclamationBefore = 4,
  kNewlineBefore = 8,
  kBlankLineBefore = 16,  // Two or more line ends.
  kHyphenBefore = 32,
  kSlashBefore = 64,
};

struct Token {
  uint32_t begin = 0;  // Bytes, half open.
  uint32_t end = 0;
  char32_t mark = 0;  // The punctuation mark, every dash as '-'; 0 for words and numbers.
  TokenKind kind = TokenKind::kWord;
  uint8_t gap = 0;  // GapFlag bits.

  bool Is(char32_t punctuation) const { return mark == punctuation; }
  bool Has(uint8_t flags) const { return (gap & flags) != 0; }
  bool IsText() const { return kind != TokenKind::kPunctuation; }
};

// The largest text that is looked at; what stands beyond is left out (byte spans are 32 bits).
inline constexpr size_t kMaxTextBytes = 0xFFFFFFF0;

// Replaces `tokens`; give the same vector again to spare its memory.
void Tokenize(std::string_view text, std::vector<Token>& tokens);
std::vector<Token> Tokenize(std::string_view text);

inline std::string_view TokenText(std::string_view text, const Token& token) {
  return text.substr(token.begin, token.end - token.begin);
}

// Words that are letters outside ASCII belong to: everything but spaces, punctuation and symbols.
bool IsLetterLike(char32_t c);

}  // namespace suture::text
