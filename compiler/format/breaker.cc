#include "compiler/format/breaker.h"

#include <algorithm>

#include "compiler/diagnostics/display_width.h"

namespace suture::format {

using syntax::LayoutKind;
using syntax::LayoutToken;

namespace {

constexpr int kContinuation = 2;
// What is broken inside of parentheses stands further in than what follows them.
constexpr int kInParentheses = 4;

}  // namespace

void Breaker::Put(int indent, const std::string& row) {
  rows_.push_back(row.empty() ? row : std::string(static_cast<size_t>(indent), ' ') + row);
}

int Breaker::Width(size_t from, size_t to, int indent) const {
  // A comment at the end of a row may reach over the margin.
  while (to > from + 1 && tokens_[to - 1].kind == LayoutKind::kComment) --to;
  return indent + diag::DisplayWidth(Flat(text_, tokens_, from, to));
}

size_t Breaker::CloseOf(size_t open, size_t to) const {
  int depth = 0;
  for (size_t at = open; at < to; ++at) {
    bool opens =
        tokens_[at].kind == LayoutKind::kOpenGroup || tokens_[at].kind == LayoutKind::kOpenBody;
    bool closes =
        tokens_[at].kind == LayoutKind::kCloseGroup || tokens_[at].kind == LayoutKind::kCloseBody;
    if (opens) ++depth;
    if (closes && --depth == 0) return at;
  }
  return to;
}

// The author began a new line right after the brace, and means it to stay open.
bool Breaker::Forced(size_t open) const {
  return tokens_[open].kind == LayoutKind::kOpenGroup && tokens_[open].spaced &&
         open + 1 < tokens_.size() && tokens_[open + 1].first_line > tokens_[open].last_line;
}

bool Breaker::HasForced(size_t from, size_t to) const {
  for (size_t at = from; at < to; ++at) {
    if (Forced(at)) return true;
  }
  return false;
}

bool Breaker::FitsFlat() const {
  if (line_.as_written || HasForced(0, tokens_.size())) return false;
  for (const LayoutToken& token : tokens_) {
    if (token.kind == LayoutKind::kTextBlock && token.last_line > token.first_line) return false;
  }
  return Width(0, tokens_.size(), IndentOf(line_)) <= max_columns_;
}

size_t Breaker::HeadBeforeReason() const {
  if (line_.as_written || HasForced(0, tokens_.size())) return 0;
  size_t reason = 1;
  while (reason < tokens_.size() && tokens_[reason].break_rank != 1) ++reason;
  if (reason >= tokens_.size()) return 0;
  bool fits = Width(0, reason, IndentOf(line_)) <= max_columns_;
  return fits && Width(reason, tokens_.size(), IndentOf(line_) + kContinuation) <= max_columns_
             ? reason
             : 0;
}

std::vector<std::string> Breaker::Rows(const AlignedRow& aligned) {
  int indent = IndentOf(line_);
  if (!aligned.row.empty()) {
    Put(indent, aligned.row);
    if (aligned.tokens < tokens_.size())
      Range(aligned.tokens, tokens_.size(), indent + kContinuation);
  } else if (line_.as_written) {
    AsWritten();
  } else {
    Range(0, tokens_.size(), indent);
  }
  return std::move(rows_);
}

uint8_t Breaker::BestRank(size_t from, size_t to) const {
  uint8_t best = 0;
  for (size_t at = from; at < to; ++at) {
    if (at > from && tokens_[at].break_rank != 0 && (best == 0 || tokens_[at].break_rank < best)) {
      best = tokens_[at].break_rank;
    }
    bool opens =
        tokens_[at].kind == LayoutKind::kOpenGroup || tokens_[at].kind == LayoutKind::kOpenBody;
    if (opens) at = CloseOf(at, to);
  }
  return best;
}

size_t Breaker::GroupToBreak(size_t from, size_t to, bool only_forced) const {
  for (size_t at = from; at < to; ++at) {
    if (tokens_[at].kind != LayoutKind::kOpenGroup && tokens_[at].kind != LayoutKind::kOpenBody)
      continue;
    size_t close = CloseOf(at, to);
    bool braces = tokens_[at].spaced;
    if (only_forced ? HasForced(at, close) : braces) return at;
    at = close;
  }
  return to;
}

void Breaker::Range(size_t from, size_t to, int indent) {
  for (size_t at = from; at < to; ++at) {
    if (tokens_[at].kind == LayoutKind::kTextBlock &&
        tokens_[at].last_line > tokens_[at].first_line) {
      Put(indent, Flat(text_, tokens_, from, at) + (at > from ? " " : ""));
      TextBlock(at, at > from ? indent + kIndent : indent);
      const char* gap = at + 1 < to && tokens_[at + 1].kind == LayoutKind::kComment ? "  " : " ";
      if (at + 1 < to) rows_.back() += gap + Flat(text_, tokens_, at + 1, to);
      return;
    }
  }
  bool forced = HasForced(from, to);
  if (!forced && Width(from, to, indent) <= max_columns_)
    return Put(indent, Flat(text_, tokens_, from, to));
  // A reason stands on a row of its own before anything else is broken.
  for (size_t at = from + 1; at < to; ++at) {
    if (tokens_[at].break_rank == 1) return Split(from, to, indent, 1);
  }
  size_t group = GroupToBreak(from, to, forced);
  // The head of a group stays on one row where that fits; else the line breaks before it.
  if (group < to && Width(from, group + 1, indent) <= max_columns_) {
    return Group(from, group, CloseOf(group, to), to, indent);
  }
  if (uint8_t rank = BestRank(from, to); rank != 0) return Split(from, to, indent, rank);
  if (group < to) return Group(from, group, CloseOf(group, to), to, indent);
  // Nowhere at this level: inside the widest parentheses that have places of their own.
  if (size_t open = WidestGroup(from, to); open < to) {
    const size_t close = CloseOf(open, to);
    const Cuts cuts = CutsOf(open + 1, close, BestRank(open + 1, close));
    return Cut(from, cuts, to, indent, indent + kInParentheses);
  }
  Put(indent, Flat(text_, tokens_, from, to));
}

size_t Breaker::WidestGroup(size_t from, size_t to) const {
  size_t widest = to;
  int most = 0;
  for (size_t at = from; at < to; ++at) {
    if (tokens_[at].kind != LayoutKind::kOpenGroup) continue;
    const size_t close = CloseOf(at, to);
    const int width = Width(at, close, 0);
    if (width <= most || BestRank(at + 1, close) == 0) continue;
    widest = at;
    most = width;
  }
  return widest;
}

void Breaker::Group(size_t from, size_t open, size_t close, size_t to, int indent) {
  Put(indent, Flat(text_, tokens_, from, open + 1));
  size_t start = open + 1;
  const std::optional<int> outside = continuation_;
  if (continuation_) continuation_ = indent + kIndent;
  for (size_t at = open + 1; at <= close && at < to; ++at) {
    bool nested = at > start && (tokens_[at - 1].kind == LayoutKind::kOpenGroup);
    if (nested) at = std::min(CloseOf(at - 1, close), close);
    if (at != close && !(tokens_[at].element && at > start)) continue;
    if (at > start) Range(start, at, indent + kIndent);
    start = at;
  }
  continuation_ = outside;
  if (close < to) return Range(close, to, indent);
  // The brace of a body, which closes on a line of its own: a comment may stand behind it.
  if (start < to) rows_.back() += "  " + Flat(text_, tokens_, start, to);
}

Breaker::Cuts Breaker::CutsOf(size_t from, size_t to, uint8_t rank) const {
  Cuts cuts;
  for (size_t at = from; at < to; ++at) {
    if (at > from && tokens_[at].break_rank == rank) {
      cuts.places.push_back(at);
      cuts.fill = cuts.fill && tokens_[at].fill;
    }
    bool opens =
        tokens_[at].kind == LayoutKind::kOpenGroup || tokens_[at].kind == LayoutKind::kOpenBody;
    if (opens) at = CloseOf(at, to);
  }
  return cuts;
}

void Breaker::Split(size_t from, size_t to, int indent, uint8_t rank) {
  Cut(from, CutsOf(from, to, rank), to, indent, indent + kContinuation);
}

void Breaker::Cut(size_t from, const Cuts& cuts, size_t to, int indent, int deeper) {
  std::vector<size_t> edges = {from};
  edges.insert(edges.end(), cuts.places.begin(), cuts.places.end());
  edges.push_back(to);
  deeper = continuation_.value_or(deeper);
  for (size_t cut = 0; cut + 1 < edges.size();) {
    size_t next = cut + 1;
    int row = cut == 0 ? indent : deeper;
    while (cuts.fill && next + 1 < edges.size() &&
           Width(edges[cut], edges[next + 1], row) <= max_columns_)
      ++next;
    Range(edges[cut], edges[next], row);
    cut = next;
  }
}

// One of the author's rows, broken where it is too long: all of its own rows but the first of the
// item stand alike, as they would if the author had broken it there.
void Breaker::Row(size_t from, size_t to, int indent, bool first) {
  continuation_ = first ? indent + kContinuation : indent;
  Range(from, to, indent);
  continuation_.reset();
}

// Each row of the author's, indented anew: what stands in a group under the row that opens it, and
// its closer below that row's first word.
void Breaker::AsWritten() {
  std::vector<int> openers;  // The indentation of the rows whose groups are open
  size_t start = 0;
  for (size_t at = 1; at <= tokens_.size(); ++at) {
    bool breaks = at == tokens_.size() || tokens_[at].first_line > tokens_[at - 1].last_line;
    if (!breaks) continue;
    bool closes = tokens_[start].kind == LayoutKind::kCloseGroup ||
                  tokens_[start].kind == LayoutKind::kCloseBody;
    int row = IndentOf(line_) + (start == 0 ? 0 : kContinuation);
    if (!openers.empty()) row = openers.back() + (closes ? 0 : kIndent);
    bool block = false;
    const size_t around = openers.size();
    size_t least = around;
    for (size_t i = start; i < at; ++i) {
      block = block || (tokens_[i].kind == LayoutKind::kTextBlock &&
                        tokens_[i].last_line > tokens_[i].first_line);
      if (tokens_[i].kind == LayoutKind::kOpenGroup || tokens_[i].kind == LayoutKind::kOpenBody)
        openers.push_back(row);
      bool closer =
          tokens_[i].kind == LayoutKind::kCloseGroup || tokens_[i].kind == LayoutKind::kCloseBody;
      if (closer && !openers.empty()) openers.pop_back();
      least = std::min(least, openers.size());
    }
    const bool whole = least == around && openers.size() == around;
    if (block || whole)
      Row(start, at, row, start == 0);
    else
      Put(row, Flat(text_, tokens_, start, at));
    start = at;
  }
}

// The text's own lines, moved together so that their common indentation is `indent`.
void Breaker::TextBlock(size_t block, int indent) {
  constexpr std::string_view kQuotes = "\"\"\"";
  std::string_view body =
      text_.substr(tokens_[block].begin + 3, tokens_[block].end - tokens_[block].begin - 6);
  std::vector<std::string> lines(1);
  for (char c : body) {
    if (c == '\n')
      lines.emplace_back();
    else if (c != '\r')
      lines.back() += c;
  }
  size_t common = std::string::npos;
  for (size_t i = 1; i < lines.size(); ++i) {
    size_t first = lines[i].find_first_not_of(" \t");
    if (first != std::string::npos) common = std::min(common, first);
  }
  if (common == std::string::npos) common = 0;
  bool beside = rows_.back().find_first_not_of(' ') != std::string::npos;
  std::string& head = rows_.back();
  if (!beside) head = std::string(static_cast<size_t>(indent), ' ');
  auto trimmed = [](std::string line) {
    line.erase(line.find_last_not_of(" \t") + 1);
    return line;
  };
  head += std::string(kQuotes) + trimmed(lines[0]);
  bool closes_alone = lines.back().find_first_not_of(" \t") == std::string::npos;
  for (size_t i = 1; i + 1 < lines.size(); ++i) {
    Put(indent, trimmed(lines[i].size() > common ? lines[i].substr(common) : ""));
  }
  if (closes_alone)
    Put(indent, std::string(kQuotes));
  else
    Put(indent, lines.back().substr(common) + std::string(kQuotes));
}

}  // namespace suture::format
