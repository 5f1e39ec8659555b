#include "compiler/format/lines.h"

#include <string>

#include "compiler/diagnostics/display_width.h"

namespace suture::format {

using syntax::ItemKind;
using syntax::LayoutKind;
using syntax::LayoutToken;

namespace {

class Splitter {
 public:
  Splitter(std::string_view text, const std::vector<LayoutToken>& tokens, int max_columns)
      : text_(text), tokens_(tokens), max_columns_(max_columns) {}

  std::vector<Line> Run() {
    for (size_t at = 0; at < tokens_.size(); ++at) {
      const LayoutToken& token = tokens_[at];
      if (token.kind == LayoutKind::kComment) {
        Comment(at);
      } else if (token.kind == LayoutKind::kOpenBody && StaysInline(at)) {
        Append(at);
        for (++at; tokens_[at].kind != LayoutKind::kCloseBody; ++at)
          line_.tokens.push_back(tokens_[at]);
        line_.tokens.push_back(tokens_[at]);
      } else if (token.kind == LayoutKind::kOpenBody) {
        Append(at);
        ended_ = true;
        ++depth_;
      } else if (token.kind == LayoutKind::kCloseBody) {
        --depth_;
        ended_ = true;
        Append(at);
      } else {
        if (token.item != ItemKind::kNone) ended_ = true;
        Append(at);
      }
    }
    Flush();
    return std::move(lines_);
  }

 private:
  void Flush() {
    if (!line_.tokens.empty()) lines_.push_back(std::move(line_));
    line_ = Line{};
    ended_ = false;
  }

  void Append(size_t at) {
    if (ended_) Flush();
    if (line_.tokens.empty()) Begin(at);
    line_.tokens.push_back(tokens_[at]);
  }

  void Begin(size_t at) {
    line_.depth = depth_;
    bool after_open = !lines_.empty() && lines_.back().tokens.back().kind == LayoutKind::kOpenBody;
    bool closes = tokens_[at].kind == LayoutKind::kCloseBody;
    bool gap = at > 0 && tokens_[at].first_line > tokens_[at - 1].last_line + 1;
    line_.blank_before = gap && !after_open && !closes && !lines_.empty();
  }

  // The token after `at` that is no comment, or null.
  const LayoutToken* Next(size_t at) const {
    for (++at; at < tokens_.size(); ++at) {
      if (tokens_[at].kind != LayoutKind::kComment) return &tokens_[at];
    }
    return nullptr;
  }

  void Comment(size_t at) {
    const LayoutToken* next = Next(at);
    bool between = next == nullptr || next->item != ItemKind::kNone ||
                   next->kind == LayoutKind::kCloseBody || ended_;
    bool own_line = at == 0 || tokens_[at].first_line > tokens_[at - 1].last_line;
    if (!between) {
      Append(at);
      line_.as_written = true;
    } else if (own_line) {
      Flush();
      Begin(at);
      line_.tokens.push_back(tokens_[at]);
      // Above what it speaks of, which may hang further in.
      if (next != nullptr) line_.tokens.back().hang = next->hang;
      ended_ = true;
    } else {
      line_.tokens.push_back(tokens_[at]);
      ended_ = true;
    }
  }

  bool StaysInline(size_t open) const {
    if (!tokens_[open].may_stay_inline) return false;
    for (size_t at = open + 1; at < tokens_.size(); ++at) {
      if (tokens_[at].kind == LayoutKind::kComment ||
          tokens_[at].first_line != tokens_[open].first_line)
        return false;
      if (tokens_[at].kind != LayoutKind::kCloseBody) continue;
      std::vector<LayoutToken> whole = line_.tokens;
      whole.insert(whole.end(), tokens_.begin() + static_cast<ptrdiff_t>(open),
                   tokens_.begin() + static_cast<ptrdiff_t>(at + 1));
      return depth_ * 2 + diag::DisplayWidth(Flat(text_, whole, 0, whole.size())) <= max_columns_;
    }
    return false;
  }

  std::string_view text_;
  const std::vector<LayoutToken>& tokens_;
  int max_columns_;
  std::vector<Line> lines_;
  Line line_;
  int depth_ = 0;
  bool ended_ = false;
};

}  // namespace

bool BlankBetween(const LayoutToken& left, const LayoutToken& right) {
  if (right.tight_before || left.tight_after) return false;
  if (left.kind == LayoutKind::kOpenGroup) {
    return left.spaced && right.kind != LayoutKind::kCloseGroup;
  }
  if (right.kind == LayoutKind::kCloseGroup) return right.spaced;
  return true;
}

std::string Flat(std::string_view text, const std::vector<LayoutToken>& tokens, size_t from,
                 size_t to) {
  std::string flat;
  for (size_t at = from; at < to; ++at) {
    if (at > from && BlankBetween(tokens[at - 1], tokens[at]))
      flat += tokens[at].kind == LayoutKind::kComment ? "  " : " ";
    flat += text.substr(tokens[at].begin, tokens[at].end - tokens[at].begin);
  }
  return flat;
}

std::vector<Line> LinesOf(std::string_view text, const std::vector<LayoutToken>& tokens,
                          int max_columns) {
  return Splitter(text, tokens, max_columns).Run();
}

}  // namespace suture::format
