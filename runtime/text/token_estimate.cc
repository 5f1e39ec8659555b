#include "runtime/text/token_estimate.h"

#include "runtime/text/utf8.h"

namespace suture::text {
namespace {

constexpr size_t kLettersPerToken = 6;
constexpr size_t kCapitalsPerToken = 3;
constexpr size_t kDigitsPerToken = 3;

size_t Started(size_t count, size_t each) { return (count + each - 1) / each; }

// Runs of one kind are counted while they last and paid for when they end.
struct Runs {
  size_t small = 0, capital = 0, digits = 0, blanks = 0, tokens = 0;

  void EndWord() {
    size_t letters = small + capital;
    tokens += Started(letters, small == 0 && capital > 1 ? kCapitalsPerToken : kLettersPerToken);
    small = capital = 0;
  }
  void EndDigits() {
    tokens += Started(digits, kDigitsPerToken);
    digits = 0;
  }
  void EndBlanks() {
    if (blanks > 1) ++tokens;
    blanks = 0;
  }
  void EndAll() {
    EndWord();
    EndDigits();
    EndBlanks();
  }
};

void AddAscii(char c, Runs& runs) {
  bool lower = c >= 'a' && c <= 'z';
  bool upper = c >= 'A' && c <= 'Z';
  bool digit = c >= '0' && c <= '9';
  bool blank = c == ' ' || c == '\t' || c == '\r';
  if (!lower && !upper) runs.EndWord();
  if (!digit) runs.EndDigits();
  if (!blank) runs.EndBlanks();
  if (lower)
    ++runs.small;
  else if (upper)
    ++runs.capital;
  else if (digit)
    ++runs.digits;
  else if (blank)
    ++runs.blanks;
  else
    ++runs.tokens;
}

// What no token reaches beyond, as the splitting rules of the vocabularies have it.
enum class Piece { kNone, kWord, kDigits, kSigns };

Piece PieceOf(char32_t value) {
  const char32_t small = value | 0x20;
  if ((small >= 'a' && small <= 'z') || (value >= 0xC0 && value < 0x250)) return Piece::kWord;
  if (value >= '0' && value <= '9') return Piece::kDigits;
  return value > 0x20 && value < 0x7F ? Piece::kSigns : Piece::kNone;
}

}  // namespace

size_t EstimateTokens(std::string_view text) {
  Runs runs;
  for (size_t i = 0; i < text.size();) {
    CodePoint point = DecodeAt(text, i);
    i += point.length;
    if (point.value < 0x80) {
      AddAscii(static_cast<char>(point.value), runs);
    } else if (point.value >= 0xC0 && point.value < 0x250) {
      runs.EndDigits();
      runs.EndBlanks();
      runs.small += 2;
    } else {
      runs.EndAll();
      runs.tokens += point.valid ? 2 : 1;
    }
  }
  runs.EndAll();
  return runs.tokens;
}

size_t FewestTokens(std::string_view text) {
  Piece before = Piece::kNone;
  size_t tokens = 0, run = 0;
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = DecodeAt(text, i);
    i += point.length;
    if (point.value == '\'' && before == Piece::kWord) continue;  // "don't" may be one token.
    const Piece piece = PieceOf(point.value);
    // So may "(the".
    if (piece == Piece::kWord && before == Piece::kSigns && run == 1) --tokens;
    run = piece == before ? run + 1 : 1;
    const bool starts = run == 1 || (piece == Piece::kDigits && run % kDigitsPerToken == 1);
    if (starts && piece != Piece::kNone) ++tokens;
    before = piece;
  }
  return tokens;
}

}  // namespace suture::text
