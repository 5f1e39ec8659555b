#include "compiler/diagnostics/display_width.h"

#include <algorithm>
#include <iterator>

#include "runtime/text/utf8.h"

namespace suture::diag {
namespace {

struct PointRange {
  char32_t first, last;
};

constexpr PointRange kZero[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x06D6, 0x06DC}, {0x0900, 0x0902}, {0x093C, 0x093C},   {0x0941, 0x0948}, {0x094D, 0x094D},
    {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},   {0x20D0, 0x20F0}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

constexpr PointRange kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x23F0, 0x23F0},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x2705, 0x2705},   {0x274C, 0x274C},
    {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
    {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

template <size_t Count>
bool Holds(const PointRange (&ranges)[Count], char32_t point) {
  auto after =
      std::upper_bound(std::begin(ranges), std::end(ranges), point,
                       [](char32_t p, const PointRange& range) { return p < range.first; });
  return after != std::begin(ranges) && point <= std::prev(after)->last;
}

}  // namespace

int DisplayWidth(char32_t point) {
  if (point < 0x300) return 1;
  if (Holds(kZero, point)) return 0;
  return Holds(kWide, point) ? 2 : 1;
}

int DisplayWidth(std::string_view text, int column) {
  int start = column;
  for (size_t at = 0; at < text.size();) {
    text::CodePoint point = text::DecodeAt(text, at);
    column += point.value == '\t' ? kTabWidth - column % kTabWidth : DisplayWidth(point.value);
    at += point.length;
  }
  return column - start;
}

}  // namespace suture::diag
