// Walking UTF-8 as it stands: notes are evidence, so nothing here repairs, normalises or copies
// text. A byte that is no part of a well-formed sequence is one code point of its own (U+FFFD,
// length 1), so that every walk ends, every byte is counted once, and offsets always lead back to
// the input. Well-formed means Unicode 15 table 3-7: no overlong forms, no surrogates, nothing
// above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suture::text {

inline constexpr char32_t kReplacement = 0xFFFD;

struct CodePoint {
  char32_t value = 0;
  uint32_t length = 0;  // Bytes, 1 to 4.
  bool valid = false;   // False: a stray byte, value kReplacement, length 1.
};

// The code point that starts at byte `at`; `at` must be inside the text.
CodePoint DecodeAt(std::string_view text, size_t at);

// Appends the UTF-8 form of a code point; one that has none is written as U+FFFD.
void AppendUtf8(char32_t value, std::string& out);

// The offset of the first byte that is not well formed, if any.
std::optional<size_t> FirstInvalidUtf8(std::string_view text);
bool IsValidUtf8(std::string_view text);

// Bytes of the mark (U+FEFF) that some editors put before a text: 3, or 0 where none stands.
constexpr size_t ByteOrderMarkSize(std::string_view text) {
  return text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
}

// Code points of the text, stray bytes counted as one each.
size_t CountCodePoints(std::string_view text);

// Byte offset ↔ code point offset for one text, which must outlive the map. Built in one pass;
// a query decodes at most kStride bytes. For plain ASCII both offsets are the same and nothing is
// stored. An offset inside a sequence belongs to the code point it is part of; offsets past the
// end give the end.
class CodePointMap {
 public:
  static constexpr size_t kStride = 128;

  explicit CodePointMap(std::string_view text);

  size_t ToCodePoint(size_t byte) const;
  size_t ToByte(size_t code_point) const;
  size_t code_points() const { return code_points_; }

 private:
  // The code point that starts at or after byte i * kStride, and how many stand before it.
  struct Mark {
    size_t byte;
    size_t code_point;
  };

  std::string_view text_;
  std::vector<Mark> marks_;  // Empty for ASCII.
  size_t code_points_ = 0;
};

}  // namespace suture::text
