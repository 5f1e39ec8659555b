#include "runtime/text/case_fold.h"

#include "runtime/text/utf8.h"

namespace suture::text {

char32_t FoldCodePoint(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c == 0xB5) return 0x3BC;  // Micro sign: the Greek mu.
  if (c >= 0xC0 && c <= 0xDE) return c == 0xD7 ? c : c + 32;
  if (c < 0x100) return c;
  if (c == 0x130) return 'i';
  if (c == 0x178) return 0xFF;
  if (c == 0x17F) return 's';
  // Latin Extended-A comes in neighbouring pairs; in these two runs the capital is the odd one.
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return (c & 1) != 0 ? c + 1 : c;
  if (c >= 0x100 && c <= 0x177 && c != 0x131 && c != 0x138 && c != 0x149) return c | 1;
  if (c >= 0x1E00 && c <= 0x1EFF && !(c >= 0x1E96 && c <= 0x1E9F)) return c | 1;
  if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) return c + 32;
  if (c == 0x3C2) return 0x3C3;  // Final sigma.
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

std::string FoldCase(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    CodePoint point = DecodeAt(text, i);
    if (point.valid) {
      AppendUtf8(FoldCodePoint(point.value), folded);
    } else {
      folded.push_back(text[i]);
    }
    i += point.length;
  }
  return folded;
}

bool EqualsFolded(std::string_view a, std::string_view b) {
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    CodePoint left = DecodeAt(a, i);
    CodePoint right = DecodeAt(b, j);
    if (left.valid != right.valid) return false;
    if (left.valid ? FoldCodePoint(left.value) != FoldCodePoint(right.value) : a[i] != b[j])
      return false;
    i += left.length;
    j += right.length;
  }
  return i == a.size() && j == b.size();
}

}  // namespace suture::text
