#include "runtime/text/words.h"

#include <array>

#include "absl/base/attributes.h"
#include "runtime/text/utf8.h"

namespace suture::text {
namespace {

enum class ByteClass : uint8_t {
  kLetter,
  kDigit,
  kSpace,
  kNewline,
  kPeriod,
  kExclamation,
  kApostrophe,
  kSlash,
  kHyphen,
  kSilent,
  kMark,
  kHigh,
};

constexpr std::array<ByteClass, 256> MakeClasses() {
  std::array<ByteClass, 256> table{};
  for (int c = 0; c < 256; ++c) {
    ByteClass k = ByteClass::kMark;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
      k = ByteClass::kLetter;
    else if (c >= '0' && c <= '9')
      k = ByteClass::kDigit;
    else if (c == '\n')
      k = ByteClass::kNewline;
    else if (c <= ' ' || c == 0x7F)
      k = ByteClass::kSpace;
    else if (c == '.')
      k = ByteClass::kPeriod;
    else if (c == '!')
      k = ByteClass::kExclamation;
    else if (c == '\'')
      k = ByteClass::kApostrophe;
    else if (c == '/' || c == '\\')
      k = ByteClass::kSlash;
    else if (c == '-')
      k = ByteClass::kHyphen;
    else if (c == '"' || c == '`' || c == '_')
      k = ByteClass::kSilent;
    else if (c >= 0x80)
      k = ByteClass::kHigh;
    table[c] = k;
  }
  return table;
}
constexpr std::array<ByteClass, 256> kClasses = MakeClasses();

struct Unit {
  ByteClass kind = ByteClass::kSpace;
  uint32_t length = 1;
  char32_t value = 0;
};

ABSL_ATTRIBUTE_NOINLINE Unit ClassifyHigh(std::string_view text, size_t at) {
  CodePoint point = DecodeAt(text, at);
  char32_t c = point.value;
  ByteClass kind = ByteClass::kMark;
  if (!point.valid)
    kind = ByteClass::kSilent;
  else if (c == 0xA0 || c == 0x85 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000)
    kind = ByteClass::kSpace;
  else if (c == 0x2028 || c == 0x2029)
    kind = ByteClass::kNewline;
  else if (c == 0x2018 || c == 0x2019 || c == 0x2BC)
    kind = ByteClass::kApostrophe;
  else if (c == 0x2014 || c == 0x2015)
    return {ByteClass::kMark, point.length, U'-'};  // Em dash: never joins.
  else if (c >= 0x2010 && c <= 0x2013)
    kind = ByteClass::kHyphen;
  else if (c == 0x2212)
    kind = ByteClass::kHyphen;
  else if (c == 0x2026)
    kind = ByteClass::kPeriod;
  else if (c == 0xAB || c == 0xBB || c == 0x201C || c == 0x201D || c == 0xAD || c == 0xFEFF ||
           (c >= 0x200B && c <= 0x200F))
    kind = ByteClass::kSilent;
  else if (IsLetterLike(c))
    kind = ByteClass::kLetter;
  return {kind, point.length, c};
}

ABSL_ATTRIBUTE_ALWAYS_INLINE inline Unit Classify(std::string_view text, size_t at) {
  unsigned char byte = static_cast<unsigned char>(text[at]);
  ByteClass kind = kClasses[byte];
  if (kind == ByteClass::kHigh) return ClassifyHigh(text, at);
  return {kind, 1, byte};
}

bool IsWordUnit(ByteClass kind) { return kind == ByteClass::kLetter || kind == ByteClass::kDigit; }

class Tokenizer {
 public:
  Tokenizer(std::string_view text, std::vector<Token>& tokens) : text_(text), tokens_(tokens) {}

  void Run() {
    while (at_ < text_.size()) Step();
  }

 private:
  void Step() {
    Unit unit = Classify(text_, at_);
    if (unit.kind == ByteClass::kSpace) {  // Apart from the rest: most gaps are one space.
      gap_ |= kSpaceBefore;
      at_ += unit.length;
      return;
    }
    if (IsWordUnit(unit.kind)) return ReadWord(unit);
    switch (unit.kind) {
      case ByteClass::kNewline:
        gap_ |= (gap_ & kNewlineBefore) != 0 ? kBlankLineBefore : kNewlineBefore;
        break;
      case ByteClass::kPeriod:
        gap_ |= kPeriodBefore;
        break;
      case ByteClass::kExclamation:
        gap_ |= kExclamationBefore;
        break;
      case ByteClass::kSlash:
        gap_ |= kSlashBefore;
        break;
      case ByteClass::kHyphen:
        if (!HangsOnWord(unit.length)) {
          Emit(TokenKind::kPunctuation, at_ + unit.length, U'-');
          return;
        }
        gap_ |= kHyphenBefore;
        break;
      case ByteClass::kMark:
      case ByteClass::kHigh:
        Emit(TokenKind::kPunctuation, at_ + unit.length, unit.value);
        return;
      default:  // An apostrophe or what makes no gap.
        break;
    }
    at_ += unit.length;
  }

  // "x-ray" and "pre- and": the hyphen joins. "- fever", "pain -- none", "(-)": it is a mark.
  bool HangsOnWord(uint32_t length) const {
    if (tokens_.empty() || tokens_.back().end != at_ || !tokens_.back().IsText()) return false;
    if (at_ + length >= text_.size()) return false;
    ByteClass next = Classify(text_, at_ + length).kind;
    return IsWordUnit(next) || next == ByteClass::kSpace || next == ByteClass::kNewline;
  }

  void ReadWord(Unit first) {
    bool number = first.kind == ByteClass::kDigit;
    size_t end = at_ + first.length;
    while (end < text_.size()) {
      const ByteClass plain = kClasses[static_cast<unsigned char>(text_[end])];
      if (plain == ByteClass::kLetter || plain == ByteClass::kDigit) {
        number = number && plain == ByteClass::kDigit;
        ++end;
        continue;
      }
      if (plain == ByteClass::kSpace || plain == ByteClass::kNewline) break;
      Unit unit = Classify(text_, end);
      if (unit.kind == ByteClass::kLetter) number = false;
      if (!IsWordUnit(unit.kind) && !JoinsInside(unit, number, end)) break;
      end += unit.length;
    }
    Emit(number ? TokenKind::kNumber : TokenKind::kWord, end, 0);
  }

  // An apostrophe between letters, a decimal point, a thousands comma.
  bool JoinsInside(const Unit& unit, bool number, size_t at) const {
    size_t next = at + unit.length;
    if (next >= text_.size()) return false;
    if (unit.kind == ByteClass::kApostrophe)
      return Classify(text_, next).kind == ByteClass::kLetter;
    if (!number) return false;
    if (unit.value == '.') return DigitsAt(next) > 0;
    return unit.value == ',' && DigitsAt(next) == 3;
  }

  // How many ASCII digits stand at `at`, counted to four at most.
  int DigitsAt(size_t at) const {
    int count = 0;
    while (count < 4 && at < text_.size() && text_[at] >= '0' && text_[at] <= '9') ++at, ++count;
    return count;
  }

  void Emit(TokenKind kind, size_t end, char32_t mark) {
    tokens_.push_back({static_cast<uint32_t>(at_), static_cast<uint32_t>(end), mark, kind, gap_});
    gap_ = 0;
    at_ = end;
  }

  std::string_view text_;
  std::vector<Token>& tokens_;
  size_t at_ = 0;
  uint8_t gap_ = 0;
};

}  // namespace

bool IsLetterLike(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7) return false;
  if (c >= 0x2000 && c <= 0x2BFF) return false;  // Punctuation, signs, arrows, boxes, check marks.
  if (c >= 0x3000 && c <= 0x3020) return false;
  if (c >= 0xE000 && c <= 0xF8FF) return false;  // Private use: bullets of office fonts.
  if (c >= 0xFE00 && c <= 0xFE0F) return false;
  return c < 0xFF00 || (c >= 0xFF10 && c < 0xFFE0) || (c >= 0x20000);
}

void Tokenize(std::string_view text, std::vector<Token>& tokens) {
  tokens.clear();
  Tokenizer(text.substr(0, kMaxTextBytes), tokens).Run();
}

std::vector<Token> Tokenize(std::string_view text) {
  std::vector<Token> tokens;
  tokens.reserve(text.size() / 5 + 8);
  Tokenize(text, tokens);
  return tokens;
}

}  // namespace suture::text
