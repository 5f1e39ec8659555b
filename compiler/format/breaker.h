// Lays out one line: on one row if it fits, else broken at the best places.
#pragma once

#include <optional>
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
  // The tokens before its reason (`because …`), where those fit on a row and the reason on another;
  // else 0.
  size_t HeadBeforeReason() const;

 private:
  void Range(size_t from, size_t to, int indent);
  void Group(size_t from, size_t open, size_t close, size_t to, int indent);
  // Places where a line is cut, and whether as much as fits stands between two of them.
  struct Cuts {
    std::vector<size_t> places;
    bool fill = true;
  };
  Cuts CutsOf(size_t from, size_t to, uint8_t rank) const;
  void Cut(size_t from, const Cuts& cuts, size_t to, int indent, int deeper);
  void Split(size_t from, size_t to, int indent, uint8_t rank);
  void AsWritten();
  void Row(size_t from, size_t to, int indent, bool first);
  void TextBlock(size_t block, int indent);
  void Put(int indent, const std::string& row);

  size_t CloseOf(size_t open, size_t to) const;
  // A group at this level that holds elements or was written over several lines; `to` if none.
  size_t GroupToBreak(size_t from, size_t to, bool only_forced) const;
  // The opener of the widest group that has places for breaks; `to` if none.
  size_t WidestGroup(size_t from, size_t to) const;
  bool Forced(size_t open) const;
  bool HasForced(size_t from, size_t to) const;
  uint8_t BestRank(size_t from, size_t to) const;
  int Width(size_t from, size_t to, int indent) const;

  std::string_view text_;
  const std::vector<syntax::LayoutToken>& tokens_;
  const Line& line_;
  int max_columns_;
  std::vector<std::string> rows_;
  std::optional<int>
      continuation_;  // Where every row but the first stands, of a row of the author's
};

}  // namespace suture::format
