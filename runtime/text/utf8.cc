#include "runtime/text/utf8.h"

#include <algorithm>
#include <cstring>

namespace suture::text {
namespace {

unsigned char ByteAt(std::string_view text, size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Bytes from `at` on that are ASCII, eight at a time.
size_t AsciiRun(std::string_view text, size_t at) {
  size_t i = at;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  while (i < text.size() && ByteAt(text, i) < 0x80) ++i;
  return i - at;
}

}  // namespace

CodePoint DecodeAt(std::string_view text, size_t at) {
  const CodePoint stray = {kReplacement, 1, false};
  unsigned char lead = ByteAt(text, at);
  if (lead < 0x80) return {lead, 1, true};
  uint32_t length = 0;
  unsigned char second_low = 0x80, second_high = 0xBF;
  char32_t value = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
    value = lead & 0x1F;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    value = lead & 0x0F;
    if (lead == 0xE0) second_low = 0xA0;
    if (lead == 0xED) second_high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    value = lead & 0x07;
    if (lead == 0xF0) second_low = 0x90;
    if (lead == 0xF4) second_high = 0x8F;
  } else {
    return stray;
  }
  if (text.size() - at < length) return stray;
  for (uint32_t k = 1; k < length; ++k) {
    unsigned char byte = ByteAt(text, at + k);
    unsigned char low = k == 1 ? second_low : 0x80;
    unsigned char high = k == 1 ? second_high : 0xBF;
    if (byte < low || byte > high) return stray;
    value = (value << 6) | (byte & 0x3F);
  }
  return {value, length, true};
}

void AppendUtf8(char32_t value, std::string& out) {
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) value = kReplacement;
  auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0 | (value >> 6));
    put(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    put(0xE0 | (value >> 12));
    put(0x80 | ((value >> 6) & 0x3F));
    put(0x80 | (value & 0x3F));
  } else {
    put(0xF0 | (value >> 18));
    put(0x80 | ((value >> 12) & 0x3F));
    put(0x80 | ((value >> 6) & 0x3F));
    put(0x80 | (value & 0x3F));
  }
}

std::optional<size_t> FirstInvalidUtf8(std::string_view text) {
  for (size_t i = AsciiRun(text, 0); i < text.size(); i += AsciiRun(text, i)) {
    CodePoint point = DecodeAt(text, i);
    if (!point.valid) return i;
    i += point.length;
  }
  return std::nullopt;
}

bool IsValidUtf8(std::string_view text) { return !FirstInvalidUtf8(text).has_value(); }

size_t CountCodePoints(std::string_view text) {
  size_t count = 0;
  for (size_t i = 0; i < text.size();) {
    size_t run = AsciiRun(text, i);
    count += run;
    i += run;
    if (i == text.size()) break;
    i += DecodeAt(text, i).length;
    ++count;
  }
  return count;
}

CodePointMap::CodePointMap(std::string_view text) : text_(text) {
  if (AsciiRun(text, 0) == text.size()) {
    code_points_ = text.size();
    return;
  }
  marks_.reserve(text.size() / kStride + 1);
  size_t next_mark = 0;
  for (size_t i = 0; i < text.size(); ++code_points_) {
    while (next_mark <= i) {
      marks_.push_back({i, code_points_});
      next_mark += kStride;
    }
    i += DecodeAt(text, i).length;
  }
}

size_t CodePointMap::ToCodePoint(size_t byte) const {
  if (byte >= text_.size()) return code_points_;
  if (marks_.empty()) return byte;
  size_t block = std::min(byte / kStride, marks_.size() - 1);
  // A mark may lie up to three bytes after its stride's start; then the offset belongs to the block
  // before.
  if (marks_[block].byte > byte) --block;
  Mark mark = marks_[block];
  while (true) {
    const size_t run = AsciiRun(text_.substr(0, byte), mark.byte);
    mark = {mark.byte + run, mark.code_point + run};
    size_t next = mark.byte + DecodeAt(text_, mark.byte).length;
    if (next > byte) return mark.code_point;
    mark = {next, mark.code_point + 1};
  }
}

size_t CodePointMap::ToByte(size_t code_point) const {
  if (code_point >= code_points_) return text_.size();
  if (marks_.empty()) return code_point;
  auto after =
      std::upper_bound(marks_.begin(), marks_.end(), code_point,
                       [](size_t value, const Mark& mark) { return value < mark.code_point; });
  Mark mark = *(after - 1);
  while (mark.code_point < code_point) {
    mark = {mark.byte + DecodeAt(text_, mark.byte).length, mark.code_point + 1};
  }
  return mark.byte;
}

}  // namespace suture::text
