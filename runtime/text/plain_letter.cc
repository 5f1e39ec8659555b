#include "runtime/text/plain_letter.h"

#include "absl/strings/ascii.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/utf8.h"

namespace suture::text {
namespace {

struct Row {
  std::string_view plain;
  std::u32string_view letters;
};

template <size_t kCount>
std::string_view Find(const Row (&rows)[kCount], char32_t c) {
  for (const Row& row : rows) {
    if (row.letters.find(c) != std::u32string_view::npos) return row.plain;
  }
  return {};
}

// Folded letters of Greek, Cyrillic, Armenian and others that look like a Latin one; small
// capitals.
std::string_view LookAlike(char32_t c) {
  static constexpr Row kRows[] = {
      {"a", U"аαɑᴀ"}, {"b", U"вβʙƅ"}, {"c", U"сϲᴄ"},   {"d", U"ԁɗᴅժ"},    {"e", U"еεҽᴇє"},
      {"f", U"ƒғꜰ"},  {"g", U"ɡɢց"},  {"h", U"һнʜհη"}, {"i", U"іιıɩɪӏꙇ"}, {"j", U"јϳᴊ"},
      {"k", U"кκᴋ"},  {"l", U"ⅼʟǀ"},  {"m", U"мᴍ"},    {"n", U"ոɴп"},     {"o", U"оοσօᴏ"},
      {"p", U"рρᴘ"},  {"q", U"ԛգ"},   {"r", U"гʀᴦ"},   {"s", U"ѕꜱ"},      {"t", U"тτᴛ"},
      {"u", U"υսᴜʋ"}, {"v", U"ѵνᴠ"},  {"w", U"ԝѡᴡω"},  {"x", U"хχ"},      {"y", U"уγүʏ"},
      {"z", U"ᴢʐ"}};
  return Find(kRows, c);
}

// Nobody sees these: joiners, marks of direction, variation selectors, tags, combining accents.
bool IsUnseen(char32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE01EF) ||
         (c >= 0x300 && c <= 0x36F) || c == '*';
}

bool IsLineEnd(char32_t c) {
  return c == '\n' || c == '\r' || c == 0x0B || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool IsBlank(char32_t c) {
  return c <= 0x20 || c == 0x7F || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x202F || c == 0x205F || c == 0x3000 || c == 0x2800 || c == 0x3164;
}

// Fullwidth, circled, squared and mathematical forms of ASCII; 0: none of them.
char AsciiForm(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');
  if (c >= 0x24B6 && c <= 0x24E9) return static_cast<char>((c - 0x24B6) % 26 + 'a');
  if (c >= 0x1F130 && c <= 0x1F149) return static_cast<char>(c - 0x1F130 + 'a');
  if (c >= 0x1F150 && c <= 0x1F169) return static_cast<char>(c - 0x1F150 + 'a');
  if (c >= 0x1F170 && c <= 0x1F189) return static_cast<char>(c - 0x1F170 + 'a');
  if (c >= 0x1D400 && c <= 0x1D6A3) return static_cast<char>((c - 0x1D400) % 26 + 'a');
  if (c == 0x2018 || c == 0x2019 || c == 0x2032) return '\'';
  if (c == 0x201C || c == 0x201D || c == 0x2033) return '"';
  return 0;
}

// What a digit or sign stands for within a word: "1gnore", "in$tructions".
char LetterMeant(char c) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case '!':
    case '|':
      return 'i';
    case '3':
      return 'e';
    case '4':
    case '@':
      return 'a';
    case '5':
    case '$':
      return 's';
    case '7':
      return 't';
    default:
      return 0;
  }
}

bool IsLetter(const std::string& text, size_t at) {
  return at < text.size() && absl::ascii_islower(static_cast<unsigned char>(text[at]));
}

void ReadDigitsAsLetters(std::string& seen) {
  for (size_t at = 0; at < seen.size(); ++at) {
    const char meant = LetterMeant(seen[at]);
    if (meant == 0 || !IsLetter(seen, at + 1)) continue;
    const bool inside = at > 0 && IsLetter(seen, at - 1);
    const bool begins = IsLetter(seen, at + 2) && IsLetter(seen, at + 3) &&
                        (at == 0 || seen[at - 1] == ' ' || seen[at - 1] == '\n');
    if (inside || begins) seen[at] = meant;
  }
}

}  // namespace

std::string_view PlainLetter(char32_t folded) {
  static constexpr Row kRows[] = {
      {"a", U"àáâãäåāăą"}, {"c", U"çćĉċč"},  {"d", U"ďđð"},       {"e", U"èéêëēĕėęě"},
      {"g", U"ĝğġģ"},      {"h", U"ĥħ"},     {"i", U"ìíîïĩīĭįı"}, {"j", U"ĵ"},
      {"k", U"ķ"},         {"l", U"ĺļľŀł"},  {"n", U"ñńņňŉŋ"},    {"o", U"òóôõöøōŏő"},
      {"r", U"ŕŗř"},       {"s", U"śŝşšșſ"}, {"t", U"ţťŧț"},      {"u", U"ùúûüũūŭůűų"},
      {"w", U"ŵ"},         {"y", U"ýÿŷ"},    {"z", U"źżž"},       {"ss", U"ß"},
      {"ae", U"æ"},        {"oe", U"œ"},     {"th", U"þ"}};
  return Find(kRows, folded);
}

std::string AsSeen(std::string_view text) {
  std::string seen;
  seen.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte > 0x20 && byte < 0x7F && byte != '*') {
      seen.push_back(static_cast<char>(absl::ascii_tolower(byte)));
      ++at;
      continue;
    }
    const CodePoint point = DecodeAt(text, at);
    at += point.length;
    const char32_t c = point.value;
    if (!point.valid || IsUnseen(c)) continue;
    if (IsBlank(c) || IsLineEnd(c)) {
      const bool after_blank = !seen.empty() && (seen.back() == ' ' || seen.back() == '\n');
      if (!after_blank) seen.push_back(' ');
      if (IsLineEnd(c)) seen.back() = '\n';
      continue;
    }
    const char32_t folded = FoldCodePoint(c);
    if (const char form = AsciiForm(c); form != 0) {
      seen.push_back(static_cast<char>(absl::ascii_tolower(static_cast<unsigned char>(form))));
    } else if (const std::string_view plain = PlainLetter(folded); !plain.empty()) {
      seen += plain;
    } else if (const std::string_view like = LookAlike(folded); !like.empty()) {
      seen += like;
    } else {
      AppendUtf8(folded, seen);
    }
  }
  ReadDigitsAsLetters(seen);
  return seen;
}

}  // namespace suture::text
