#include "compiler/format/align.h"

#include <algorithm>

#include "compiler/diagnostics/display_width.h"
#include "compiler/format/breaker.h"

namespace suture::format {

using syntax::ItemKind;
using syntax::LayoutKind;
using syntax::LayoutToken;

namespace {

// Steps whose names differ much in length are easier to read unaligned.
constexpr int kMostPadding = 14;

// The pieces of a line that stand in columns; the last one is not padded.
std::vector<std::string> PiecesOf(std::string_view text, const Line& line, size_t to) {
  std::vector<std::string> pieces;
  size_t start = 0;
  for (size_t at = 0; at < to; ++at) {
    const LayoutToken& token = line.tokens[at];
    bool bar = token.kind == LayoutKind::kBar || token.kind == LayoutKind::kBars;
    bool cuts = line.kind() == ItemKind::kTableRow ? bar : token.align != 0;
    if (!cuts || at == start) continue;
    pieces.push_back(Flat(text, line.tokens, start, at));
    start = at;
  }
  pieces.push_back(Flat(text, line.tokens, start, to));
  return pieces;
}

bool IsComment(const Line& line) { return line.tokens.front().kind == LayoutKind::kComment; }

// Rows of a table, its inputs and the cells of a record are one thing, whatever stands between
// them.
bool PassesComments(ItemKind kind) { return kind != ItemKind::kStep; }

bool Aligns(ItemKind kind) {
  return kind == ItemKind::kTableRow || kind == ItemKind::kAttribute ||
         kind == ItemKind::kAssignment || kind == ItemKind::kStep;
}

class Aligner {
 public:
  Aligner(std::string_view text, const std::vector<Line>& lines, int max_columns)
      : text_(text), lines_(lines), max_columns_(max_columns), rows_(lines.size()) {}

  std::vector<AlignedRow> Run() {
    for (size_t from = 0; from < lines_.size();) {
      size_t to = from + 1;
      while (to < lines_.size() && Continues(from, to)) ++to;
      if (Aligns(lines_[from].kind()) && to > from + 1) AlignRun(from, to);
      from = to;
    }
    return std::move(rows_);
  }

 private:
  bool Continues(size_t from, size_t at) const {
    const ItemKind kind = lines_[from].kind();
    if (!Aligns(kind) || lines_[at].depth != lines_[from].depth) return false;
    if (lines_[at].blank_before && kind != ItemKind::kTableRow) return false;
    return lines_[at].kind() == kind || (IsComment(lines_[at]) && PassesComments(kind));
  }

  void AlignRun(size_t from, size_t to) {
    std::vector<std::vector<std::string>> pieces(to - from);
    std::vector<int> widest, narrowest;
    std::vector<size_t> heads(to - from);
    for (size_t at = from; at < to; ++at) {
      if (IsComment(lines_[at])) continue;
      Breaker breaker(text_, lines_[at], max_columns_);
      heads[at - from] = breaker.FitsFlat() ? lines_[at].tokens.size() : breaker.HeadBeforeReason();
      if (heads[at - from] == 0) continue;
      pieces[at - from] = PiecesOf(text_, lines_[at], heads[at - from]);
      for (size_t i = 0; i + 1 < pieces[at - from].size(); ++i) {
        int width = diag::DisplayWidth(pieces[at - from][i]) +
                    (i == 0 ? lines_[at].tokens.front().hang : 0);
        if (i >= widest.size()) {
          widest.push_back(width);
          narrowest.push_back(width);
        }
        widest[i] = std::max(widest[i], width);
        narrowest[i] = std::min(narrowest[i], width);
      }
    }
    bool steps = lines_[from].kind() == ItemKind::kStep;
    for (size_t i = 0; steps && i < widest.size(); ++i) {
      if (widest[i] - narrowest[i] > kMostPadding) return;
    }
    std::vector<AlignedRow> padded(to - from);
    for (size_t at = from; at < to; ++at) {
      if (heads[at - from] == 0) continue;
      int hang = lines_[at].tokens.front().hang;
      std::string row = Padded(pieces[at - from], widest, hang);
      int width = IndentOf(lines_[at]) + diag::DisplayWidth(row) -
                  WidthOfComment(lines_[at], heads[at - from]);
      if (width > max_columns_ && lines_[from].kind() != ItemKind::kTableRow) return;
      padded[at - from] = {std::move(row), heads[at - from]};
    }
    for (size_t at = from; at < to; ++at) rows_[at] = std::move(padded[at - from]);
  }

  // Of the comment at the end of the row, which may reach over the margin.
  int WidthOfComment(const Line& line, size_t head) const {
    if (head < line.tokens.size() || line.tokens.back().kind != LayoutKind::kComment) return 0;
    return diag::DisplayWidth(Flat(text_, line.tokens, 0, head)) -
           diag::DisplayWidth(Flat(text_, line.tokens, 0, head - 1));
  }

  static std::string Padded(const std::vector<std::string>& pieces, const std::vector<int>& widest,
                            int hang) {
    std::string row;
    for (size_t i = 0; i < pieces.size(); ++i) {
      row += pieces[i];
      if (i + 1 == pieces.size()) break;
      int taken = diag::DisplayWidth(pieces[i]) + (i == 0 ? hang : 0);
      row.append(static_cast<size_t>(widest[i] - taken + 1), ' ');
    }
    return row;
  }

  std::string_view text_;
  const std::vector<Line>& lines_;
  int max_columns_;
  std::vector<AlignedRow> rows_;
};

}  // namespace

std::vector<AlignedRow> AlignedRows(std::string_view text, const std::vector<Line>& lines,
                                    int max_columns) {
  return Aligner(text, lines, max_columns).Run();
}

}  // namespace suture::format
