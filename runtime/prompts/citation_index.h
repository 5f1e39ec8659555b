// The words of a text, found again fast: where a quote may begin, without reading the text for
// each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace suture::prompts {

// A word, a number ("6.5"), or a sign that changes what is said ("<", "%", "?"). Full stops, commas
// and brackets are none.
struct QuoteToken {
  uint32_t begin = 0, end = 0;  // Bytes
  uint32_t hash = 0;
};

// Of normalised text.
void SplitQuote(std::string_view text, std::vector<QuoteToken>& tokens);

class CitationIndex {
 public:
  // `text` must outlive the index.
  explicit CitationIndex(std::string_view text);

  const std::vector<QuoteToken>& tokens() const { return tokens_; }
  std::string_view Word(size_t token) const {
    return text_.substr(tokens_[token].begin, tokens_[token].end - tokens_[token].begin);
  }

  // Places in the text where the quote could begin, ascending: where the rarest three tokens in a
  // row of it stand. False: too many, and the text must be read.
  bool Candidates(std::string_view quote, const std::vector<QuoteToken>& tokens,
                  std::vector<uint32_t>& begins) const;
  // The word stands somewhere in the text.
  bool Has(std::string_view word, uint32_t hash) const;

  // Tokens of a quote by which its place may be found: a row of three, or one.
  struct Seed {
    size_t token = 0;  // Of the quote
    uint32_t hash = 0;
    bool is_row = false;
    uint32_t count = 0;  // About how often it stands in the text
  };
  // Those that stand in the text, rows before words, the rarest first.
  std::vector<Seed> Seeds(const std::vector<QuoteToken>& quote, size_t most) const;
  // Tokens where the seed stands: up to `most` that begin in these bytes, then as many from the
  // beginning of the text on. In a text that says the same again and again there are more.
  void Places(const Seed& seed, uint32_t from, uint32_t to, size_t most,
              std::vector<uint32_t>& places) const;

 private:
  // Tokens, or rows of them, by hash: chains in the order of the text.
  struct Chains {
    std::vector<uint32_t> head, next, count;
    std::vector<uint32_t> hashes;  // By token
    void Build(std::vector<uint32_t> of);
    uint32_t Bucket(uint32_t hash) const { return hash & static_cast<uint32_t>(head.size() - 1); }
  };

  std::string_view text_;
  std::vector<QuoteToken> tokens_;
  Chains words_, rows_;
};

}  // namespace suture::prompts
