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

}  // namespace suture::text
