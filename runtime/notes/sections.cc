#include "runtime/notes/sections.h"

#include <algorithm>

namespace suture::notes {
namespace {

using text::Token;

// An unknown title must be this many words or letters: "CHF: no" in a template is none.
constexpr uint32_t kUnknownTitleWords = 2;
constexpr uint32_t kUnknownTitleLetters = 6;
constexpr uint32_t kLongestUnknownTitle = 7;

class HeadingFinder {
 public:
  HeadingFinder(std::string_view text, absl::Span<const Token> tokens, const TokenIds& ids,
                const Lexicon& lexicon)
      : text_(text), tokens_(tokens), ids_(ids), lexicon_(lexicon) {}

  // A heading that starts at token i, if one does.
  bool At(uint32_t i, Section& section) const {
    if (!tokens_[i].IsText() || !CanStart(i)) return false;
    return Known(i, section) || Unknown(i, section);
  }

 private:
  bool OwnLine(uint32_t i) const { return i == 0 || tokens_[i].Has(text::kNewlineBefore); }

  bool CanStart(uint32_t i) const {
    if (OwnLine(i) || tokens_[i].Has(text::kPeriodBefore)) return true;
    // After a bullet or number at the start of a line, or after the ".," of transcripts.
    const Token& before = tokens_[i - 1];
    if (before.Is(',')) return true;
    return !before.IsText() && !before.Is(':') && OwnLine(i - 1);
  }

  bool LineEnds(uint32_t end) const {
    return end >= tokens_.size() || tokens_[end].Has(text::kNewlineBefore);
  }

  bool Capitals(uint32_t i) const {
    for (uint32_t at = tokens_[i].begin; at < tokens_[i].end; ++at) {
      if (text_[at] >= 'a' && text_[at] <= 'z') return false;
    }
    return tokens_[i].kind == text::TokenKind::kWord;
  }
  bool AllCapitals(uint32_t begin, uint32_t end) const {
    for (uint32_t i = begin; i < end; ++i) {
      if (tokens_[i].IsText() && !Capitals(i)) return false;
    }
    return true;
  }
  bool StartsWithCapital(uint32_t i) const {
    char c = text_[tokens_[i].begin];
    return c >= 'A' && c <= 'Z';
  }

  bool Known(uint32_t i, Section& section) const {
    uint32_t end = 0;
    uint32_t heading = 0;
    const uint32_t count = static_cast<uint32_t>(tokens_.size());
    lexicon_.heading_trie().MatchAt(
        ids_, i, count, [this](uint32_t k) { return !tokens_[k].Has(text::kNewlineBefore); },
        [&](absl::Span<const uint32_t> payloads, uint32_t match_end) {
          if (match_end <= end) return;
          end = match_end;
          heading = payloads.front();
        });
    if (end == 0) return false;
    uint32_t after = end;
    // "PROCEDURE (S):", "IMPRESSION AND PLAN (CONTINUED):"
    if (after + 2 < count && tokens_[after].Is('(') && tokens_[after + 2].Is(')')) after += 3;
    bool colon =
        after < count && tokens_[after].Is(':') && !tokens_[after].Has(text::kNewlineBefore);
    if (!colon && !StandsAlone(i, end)) return false;
    const Heading& found = lexicon_.headings()[heading];
    section = {found.section, found.default_attributes, i, colon ? after + 1 : end, 0};
    return true;
  }

  bool StandsAlone(uint32_t i, uint32_t end) const {
    if (!OwnLine(i) || !StartsWithCapital(i)) return false;
    if (LineEnds(end)) return end < tokens_.size();
    if (tokens_[end].Has(text::kPeriodBefore)) return false;
    if (tokens_[end].Is('-') && tokens_[end].Has(text::kSpaceBefore)) return AllCapitals(i, end);
    return end - i >= 2 && AllCapitals(i, end) && tokens_[end].IsText() &&
           !AllCapitals(end, end + 1);
  }

  bool Unknown(uint32_t i, Section& section) const {
    if (i > 0 && tokens_[i - 1].Is(',') && !tokens_[i - 1].Has(text::kPeriodBefore)) return false;
    uint32_t letters = 0;
    uint32_t end = i;
    for (; end < tokens_.size() && end - i <= kLongestUnknownTitle; ++end) {
      const Token& token = tokens_[end];
      if (end > i && token.Has(text::kNewlineBefore | text::kPeriodBefore)) return false;
      if (token.Is(':')) break;
      if (token.IsText() ? !Capitals(end) : !token.Is('&')) return false;
      letters += token.end - token.begin;
    }
    if (end >= tokens_.size() || !tokens_[end].Is(':')) return false;
    if (end - i < kUnknownTitleWords && letters < kUnknownTitleLetters) return false;
    section = {"", 0, i, end + 1, 0};
    return true;
  }

  std::string_view text_;
  absl::Span<const Token> tokens_;
  const TokenIds& ids_;
  const Lexicon& lexicon_;
};

}  // namespace

void FindSections(std::string_view text, absl::Span<const Token> tokens, const TokenIds& ids,
                  const Lexicon& lexicon, std::vector<Section>& sections) {
  sections.clear();
  sections.push_back({});
  HeadingFinder finder(text, tokens, ids, lexicon);
  const uint32_t count = static_cast<uint32_t>(tokens.size());
  for (uint32_t i = 0; i < count; ++i) {
    Section section;
    if (!finder.At(i, section)) continue;
    if (i == 0)
      sections.clear();
    else
      sections.back().end = i;
    sections.push_back(section);
    i = section.body - 1;
  }
  sections.back().end = count;
}

}  // namespace suture::notes
