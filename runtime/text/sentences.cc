#include "runtime/text/sentences.h"

#include <algorithm>
#include <array>
#include <string>

#include "runtime/text/case_fold.h"

namespace suture::text {
namespace {

// Folded words with the first letters of all, a bit each: most words of a note begin with none of
// them.
template <size_t N>
struct WordList {
  std::array<std::string_view, N> words;
  uint32_t first_letters = 0;

  template <typename... Words>
  constexpr explicit WordList(Words... listed) : words{listed...} {
    for (const std::string_view word : words) first_letters |= uint32_t{1} << (word[0] - 'a');
  }
};
template <typename... Words>
WordList(Words...) -> WordList<sizeof...(Words)>;

// After these a full stop never ends a sentence.
constexpr WordList kTitles("approx", "ca", "capt", "cf", "dr", "drs", "eg", "esp", "fig", "figs",
                           "ie", "jr", "mr", "mrs", "ms", "mt", "no", "nos", "prof", "st", "viz",
                           "vs");

// Two of them that may be words of their own: "Smoker? No. Drinks."
constexpr WordList kAmbiguousTitles("no", "nos");

// After these it ends one only if the next word has a capital.
constexpr WordList kShortForms("abd", "accel", "appt", "aug", "avg", "cc", "cm", "cont", "dec",
                               "dept", "diag", "dx", "ed", "etc", "exam", "ext", "feb", "fr", "gm",
                               "hosp", "hr", "hrs", "ht", "hx", "inc", "jan", "lab", "lb", "lbs",
                               "max", "mg", "min", "mins", "ml", "mm", "mo", "mos", "nov", "oct",
                               "oz", "pt", "pts", "resp", "sec", "sept", "temp", "wk", "wks", "yr");

// Words that begin sentences; after a single capital ("hepatitis C. The ...") they settle the
// matter.
constexpr WordList kStarters("a", "after", "all", "an", "at", "cardiac", "currently", "denies",
                             "family", "for", "he", "her", "his", "i", "if", "in", "it", "no", "on",
                             "other", "otherwise", "patient", "plan", "please", "pt", "she",
                             "since", "the", "there", "they", "this", "today", "was", "we", "will",
                             "with");

// A line that ends in one of these goes on in the next.
constexpr WordList kConnectors("a", "an", "and", "any", "as", "at", "by", "denied", "denies", "for",
                               "from", "her", "his", "in", "no", "nor", "of", "on", "or",
                               "positive", "the", "to", "was", "were", "with", "without");

// Wrapped text fills its lines; a shorter line was ended on purpose.
constexpr uint32_t kShortestWrappedLine = 45;
constexpr size_t kLongestListNumber = 2;

class Splitter {
 public:
  Splitter(std::string_view text, absl::Span<const Token> tokens) : text_(text), tokens_(tokens) {}

  // Whether token i (not the first) begins a sentence; called in order.
  bool Starts(uint32_t i) {
    const Token& token = tokens_[i];
    if (token.Has(kNewlineBefore)) {
      uint32_t line_begin = tokens_[line_first_].begin;
      line_first_ = i;
      if (BreaksLine(i, line_begin)) return true;
    }
    if (token.Has(kExclamationBefore)) return true;
    if (token.Has(kPeriodBefore)) return EndsBefore(i);
    return tokens_[i - 1].Is('?') && QuestionEnds(i);
  }

  void BeginSentence(uint32_t i) { sentence_first_ = i; }

 private:
  std::string_view Text(uint32_t i) const { return TokenText(text_, tokens_[i]); }

  // Folded into a small buffer: the lists hold short words only.
  template <size_t N>
  bool In(uint32_t i, const WordList<N>& list) const {
    std::string_view word = Text(i);
    std::array<char, 12> folded;
    const uint32_t letter = static_cast<uint32_t>(FoldAscii(word[0])) - 'a';
    if (word.size() > folded.size() || letter > 25 || (list.first_letters >> letter & 1) == 0) {
      return false;
    }
    for (size_t k = 0; k < word.size(); ++k) folded[k] = FoldAscii(word[k]);
    std::string_view key(folded.data(), word.size());
    return std::find(list.words.begin(), list.words.end(), key) != list.words.end();
  }

  bool Capital(uint32_t i) const {
    char c = text_[tokens_[i].begin];
    return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) == 0xC3;
  }

  // The first word or number at or after i.
  uint32_t NextText(uint32_t i) const {
    while (i + 1 < tokens_.size() && !tokens_[i].IsText()) ++i;
    return i;
  }

  static bool Bullet(const Token& token) {
    return token.Is('-') || token.Is('*') || token.Is('+') || token.Is(0x2022) ||
           token.Is(0x25CF) || token.Is(0x25AA) || token.Is(0xB7) || token.Is('[') ||
           token.Is('#') || token.Is('(') || (token.mark >= 0x2610 && token.mark <= 0x2612);
  }

  bool BreaksLine(uint32_t i, uint32_t line_begin) const {
    const Token& token = tokens_[i];
    if (token.Has(kBlankLineBefore)) return true;
    if (!token.IsText()) return Bullet(token);
    const Token& last = tokens_[i - 1];
    bool full = last.end - line_begin >= kShortestWrappedLine;
    if (last.Is(',') || (last.IsText() && !token.Has(kPeriodBefore) && In(i - 1, kConnectors))) {
      return !full && IsLabel(i);
    }
    if (!full) return true;
    return (Capital(i) || token.kind == TokenKind::kNumber) && (IsLabel(i) || ListNumber(i));
  }

  // "Heart rate: 72" at the start of a line, within the first few words.
  bool IsLabel(uint32_t i) const {
    for (uint32_t k = i + 1; k < tokens_.size() && k < i + 5; ++k) {
      if (tokens_[k].Is(':')) return true;
      if (tokens_[k].Has(kNewlineBefore) || !tokens_[k].IsText()) return false;
    }
    return false;
  }

  bool ListNumber(uint32_t i) const {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kNumber || token.end - token.begin > kLongestListNumber)
      return false;
    if (i + 1 >= tokens_.size()) return false;
    return tokens_[i + 1].Is(')') || tokens_[i + 1].Has(kPeriodBefore);
  }

  bool EndsBefore(uint32_t i) const {
    const Token& last = tokens_[i - 1];
    if (!last.IsText()) return true;
    uint32_t next = NextText(i);
    bool spaced = tokens_[i].Has(kSpaceBefore | kNewlineBefore) || tokens_[i].Is(',');
    size_t length = last.end - last.begin;
    if (!spaced)
      return length >= 4 && last.kind == TokenKind::kWord && tokens_[i].IsText() && Capital(i) &&
             !Capital(i - 1);
    // "1. Diabetes": the number opens the item, it does not end one.
    if (last.kind == TokenKind::kNumber && i - 1 == NextText(sentence_first_) &&
        length <= kLongestListNumber)
      return false;
    if (last.kind == TokenKind::kNumber) return true;
    if (In(i - 1, kTitles)) return In(i - 1, kAmbiguousTitles) && AloneOnItsOwn(i - 1);
    if (In(i - 1, kShortForms)) return Capital(next) || tokens_[next].kind == TokenKind::kNumber;
    if (length == 1) {
      // "J. Smith", "p.o. daily", "q.d. Hold": initials and Latin dosing words.
      return tokens_[next].IsText() && Capital(next) && In(next, kStarters);
    }
    return true;
  }

  // "No." answers a question unless a number follows ("no. 5").
  bool AloneOnItsOwn(uint32_t i) const {
    return i + 1 < tokens_.size() && tokens_[i + 1].kind != TokenKind::kNumber;
  }

  bool QuestionEnds(uint32_t i) const {
    const Token& mark = tokens_[i - 1];
    if (mark.Has(kSpaceBefore) || mark.end == tokens_[i].begin) return false;
    constexpr WordList kAnswers("n", "no", "none", "denied", "denies", "unknown", "y", "yes",
                                "negative", "positive");
    return Capital(i) && !In(i, kAnswers);
  }

  std::string_view text_;
  absl::Span<const Token> tokens_;
  uint32_t line_first_ = 0;
  uint32_t sentence_first_ = 0;
};

}  // namespace

void SplitSentences(std::string_view text, absl::Span<const Token> tokens,
                    absl::Span<const uint32_t> forced_starts, std::vector<TokenRange>& sentences) {
  sentences.clear();
  if (tokens.empty()) return;
  Splitter splitter(text, tokens);
  const uint32_t count = static_cast<uint32_t>(tokens.size());
  size_t forced = 0;
  uint32_t begin = 0;
  for (uint32_t i = 1; i < count; ++i) {
    while (forced < forced_starts.size() && forced_starts[forced] < i) ++forced;
    bool start =
        splitter.Starts(i) || (forced < forced_starts.size() && forced_starts[forced] == i);
    if (!start) continue;
    sentences.push_back({begin, i});
    begin = i;
    splitter.BeginSentence(i);
  }
  sentences.push_back({begin, count});
}

std::vector<ByteRange> SplitSentences(std::string_view text) {
  std::vector<Token> tokens = Tokenize(text);
  std::vector<TokenRange> ranges;
  SplitSentences(text, tokens, {}, ranges);
  std::vector<ByteRange> sentences;
  sentences.reserve(ranges.size());
  for (size_t k = 0; k < ranges.size(); ++k) {
    // The full stop is a gap, not a token: it belongs to the sentence it ends.
    size_t end = tokens[ranges[k].end - 1].end;
    size_t limit = k + 1 < ranges.size() ? tokens[ranges[k + 1].begin].begin : text.size();
    while (end < limit && (text[end] == '.' || text[end] == '!' || text[end] == '"')) ++end;
    sentences.push_back({tokens[ranges[k].begin].begin, end});
  }
  return sentences;
}

}  // namespace suture::text
