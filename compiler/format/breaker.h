// Lays out one line: on one row if it fits, else broken at the best places.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/format/align.h"
#include "compiler/format/lines.h"

namespace suture::format {

class Breaker {
 public:
  Breaker(std::string_view text, const Line& line, int max_columns)
      : text_(text), tokens_(line.tokens), line_(line), max_columns_(max_columns) {}

  // Rows without their line breaks. `aligned`: how the line starts when its columns stand below its
  // neighbours'.
  std::vector<std::string> Rows(const AlignedRow& aligned);
  // Whether the line fits on one row and nothing in it asks for more.
  bool FitsFlat() const;
  // The tokens before its reason (`because …`), where those fit on a row and the reason on another; else 0.
  size_t HeadBeforeReason() const;

 private:
  void Range(size_t from, size_t to, int indent);
  void Group(size_t from, size_t open, size_t close, size_t to, int indent);
  void Split(size_t from, size_t to, int indent, uint8_t rank);
  void AsWritten();
  void TextBlock(size_t block, int indent);
  void Put(int indent, const std::string& row);

  size_t CloseOf(size_t open, size_t to) const;
  // A group at this level that holds elements or was written over several lines; `to` if none.
  size_t GroupToBreak(size_t from, size_t to, bool only_forced) const;
  bool Forced(size_t open) const;
  bool HasForced(size_t from, size_t to) const;
  uint8_t BestRank(size_t from, size_t to) const;
  int Width(size_t from, size_t to, int indent) const;

  std::string_view text_;
  const std::vector<syntax::LayoutToken>& tokens_;
  const Line& line_;
  int max_columns_;
  std::vector<std::string> rows_;
};

}  // namespace suture::format
