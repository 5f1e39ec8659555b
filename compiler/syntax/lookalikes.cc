#include "compiler/syntax/lookalikes.h"

#include "runtime/text/utf8.h"

namespace suture::syntax {
namespace {

struct Lookalike {
  char32_t letter;
  char latin;
};

// Those that Unicode's table of confusable characters (UTS #39) gives a single Latin letter for, as
// far as keyboards in use write them.
constexpr Lookalike kCyrillic[] = {
    {U'а', 'a'}, {U'с', 'c'}, {U'ԁ', 'd'}, {U'е', 'e'}, {U'һ', 'h'}, {U'і', 'i'},
    {U'ј', 'j'}, {U'к', 'k'}, {U'ӏ', 'l'}, {U'о', 'o'}, {U'р', 'p'}, {U'ԛ', 'q'},
    {U'ѕ', 's'}, {U'ѵ', 'v'}, {U'ԝ', 'w'}, {U'х', 'x'}, {U'у', 'y'}, {U'А', 'A'},
    {U'В', 'B'}, {U'С', 'C'}, {U'Е', 'E'}, {U'Ԍ', 'G'}, {U'Н', 'H'}, {U'І', 'I'},
    {U'Ј', 'J'}, {U'К', 'K'}, {U'М', 'M'}, {U'О', 'O'}, {U'Р', 'P'}, {U'Ѕ', 'S'},
    {U'Т', 'T'}, {U'Ѵ', 'V'}, {U'Ԝ', 'W'}, {U'Х', 'X'}, {U'Ү', 'Y'}, {U'У', 'Y'},
};
constexpr Lookalike kGreek[] = {
    {U'α', 'a'}, {U'ι', 'i'}, {U'κ', 'k'}, {U'ν', 'v'}, {U'ο', 'o'}, {U'ρ', 'p'},
    {U'υ', 'u'}, {U'γ', 'y'}, {U'Α', 'A'}, {U'Β', 'B'}, {U'Ε', 'E'}, {U'Η', 'H'},
    {U'Ι', 'I'}, {U'Κ', 'K'}, {U'Μ', 'M'}, {U'Ν', 'N'}, {U'Ο', 'O'}, {U'Ρ', 'P'},
    {U'Τ', 'T'}, {U'Χ', 'X'}, {U'Υ', 'Y'}, {U'Ζ', 'Z'},
};

template <size_t Count>
char LikeIn(const Lookalike (&letters)[Count], char32_t character) {
  for (const Lookalike& pair : letters) {
    if (pair.letter == character) return pair.latin;
  }
  return 0;
}

bool IsBetween(char32_t character, char32_t low, char32_t high) {
  return character >= low && character <= high;
}

bool IsFullWidth(char32_t character) { return IsBetween(character, 0xFF01, 0xFF5E); }
char Narrow(char32_t character) { return static_cast<char>(character - 0xFF01 + '!'); }
bool IsWordSign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

bool IsForeignLetter(char32_t character) {
  constexpr char32_t kMicro = U'μ';  // A unit's, which is told as a unit.
  if (character == kMicro) return false;
  if (IsFullWidth(character)) return IsWordSign(Narrow(character));
  return IsBetween(character, 0x250, 0x2AF) || IsBetween(character, 0x300, 0x1FFF) ||
         IsBetween(character, 0x2C00, 0x2DFF) || IsBetween(character, 0x3041, 0xD7FF) ||
         IsBetween(character, 0xF900, 0xFDFF) || IsBetween(character, 0xFF66, 0xFFDC) ||
         IsBetween(character, 0x10000, 0x1CFFF) || IsBetween(character, 0x20000, 0x3FFFF);
}

char LatinLike(char32_t character) {
  if (IsFullWidth(character)) return IsWordSign(Narrow(character)) ? Narrow(character) : '\0';
  const char cyrillic = LikeIn(kCyrillic, character);
  return cyrillic != 0 ? cyrillic : LikeIn(kGreek, character);
}

std::string_view AlphabetOf(char32_t character) {
  if (IsFullWidth(character)) return "full-width";
  return LikeIn(kCyrillic, character) != 0 ? "Cyrillic" : "Greek";
}

char SignLike(char32_t character) {
  return IsFullWidth(character) && !IsWordSign(Narrow(character)) ? Narrow(character) : '\0';
}

std::string InLatin(std::string_view word) {
  std::string latin;
  for (size_t at = 0; at < word.size();) {
    const text::CodePoint point = text::DecodeAt(word, at);
    const char like = point.length > 1 ? LatinLike(point.value) : '\0';
    if (like != 0) {
      latin += like;
    } else {
      latin += word.substr(at, point.length);
    }
    at += point.length;
  }
  return latin;
}

}  // namespace suture::syntax
