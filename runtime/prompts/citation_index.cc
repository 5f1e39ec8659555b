#include "runtime/prompts/citation_index.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "runtime/text/utf8.h"
#include "runtime/text/words.h"

namespace suture::prompts {
namespace {

constexpr uint32_t kNone = 0xFFFFFFFF;
constexpr size_t kRow = 3;
constexpr size_t kMostCandidates = 4096;
constexpr std::string_view kSilent = ".,;:()[]{}'\"!";  // "?" doubts what stands before it.

bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The length of the word character here; 0: none is.
size_t WordLengthAt(std::string_view text, size_t at) {
  if (static_cast<unsigned char>(text[at]) < 0x80) return IsAlnum(text[at]) ? 1 : 0;
  const text::CodePoint point = text::DecodeAt(text, at);
  return text::IsLetterLike(point.value) ? point.length : 0;
}

uint32_t HashOf(std::string_view word) {
  uint32_t hash = 2166136261U;  // FNV-1a
  for (char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash ^ (hash >> 15);
}

uint32_t RowHash(const QuoteToken* tokens) {
  return (tokens[0].hash * 31 + tokens[1].hash) * 31 + tokens[2].hash;
}

}  // namespace

void SplitQuote(std::string_view text, std::vector<QuoteToken>& tokens) {
  tokens.clear();
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    size_t end = at;
    for (size_t more; end < text.size() && (more = WordLengthAt(text, end)) > 0;) {
      end += more;
      const bool point = end + 1 < text.size() && text[end] == '.' && IsDigit(text[end - 1]) &&
                         IsDigit(text[end + 1]);
      if (point) ++end;
    }
    if (end == at) {
      end = at + std::max<size_t>(1, text::DecodeAt(text, at).length);
      if (c == ' ' || kSilent.find(c) != std::string_view::npos) {
        at = end;
        continue;
      }
    }
    tokens.push_back(
        {static_cast<uint32_t>(at), static_cast<uint32_t>(end), HashOf(text.substr(at, end - at))});
    at = end;
  }
}

void CitationIndex::Chains::Build(std::vector<uint32_t> of) {
  hashes = std::move(of);
  size_t size = 16;
  while (size < hashes.size()) size *= 2;
  head.assign(size, kNone);
  count.assign(size, 0);
  next.assign(hashes.size(), kNone);
  for (size_t i = hashes.size(); i-- > 0;) {
    const uint32_t bucket = Bucket(hashes[i]);
    next[i] = head[bucket];
    head[bucket] = static_cast<uint32_t>(i);
    ++count[bucket];
  }
}

CitationIndex::CitationIndex(std::string_view text) : text_(text) {
  SplitQuote(text, tokens_);
  std::vector<uint32_t> words, rows;
  words.reserve(tokens_.size());
  for (const QuoteToken& token : tokens_) words.push_back(token.hash);
  for (size_t i = 0; i + kRow <= tokens_.size(); ++i) rows.push_back(RowHash(&tokens_[i]));
  words_.Build(std::move(words));
  rows_.Build(std::move(rows));
}

bool CitationIndex::Candidates(std::string_view quote, const std::vector<QuoteToken>& tokens,
                               std::vector<uint32_t>& begins) const {
  begins.clear();
  if (tokens.empty() || quote.size() > text_.size()) return true;
  const Chains& chains = tokens.size() < kRow ? words_ : rows_;
  const size_t last = tokens.size() < kRow ? tokens.size() : tokens.size() - kRow + 1;
  size_t rarest = 0;
  uint32_t least = kNone, wanted = 0;
  for (size_t i = 0; i < last; ++i) {
    const uint32_t hash = tokens.size() < kRow ? tokens[i].hash : RowHash(&tokens[i]);
    const uint32_t count = chains.count[chains.Bucket(hash)];
    if (count >= least) continue;
    least = count;
    rarest = i;
    wanted = hash;
  }
  if (least > kMostCandidates) return false;
  for (uint32_t at = chains.head[chains.Bucket(wanted)]; at != kNone; at = chains.next[at]) {
    if (chains.hashes[at] != wanted || tokens_[at].begin < tokens[rarest].begin) continue;
    begins.push_back(tokens_[at].begin - tokens[rarest].begin);
  }
  return true;
}

bool CitationIndex::Has(std::string_view word, uint32_t hash) const {
  for (uint32_t at = words_.head[words_.Bucket(hash)]; at != kNone; at = words_.next[at]) {
    if (words_.hashes[at] == hash && Word(at) == word) return true;
  }
  return false;
}

std::vector<CitationIndex::Seed> CitationIndex::Seeds(const std::vector<QuoteToken>& quote,
                                                      size_t most) const {
  std::vector<Seed> seeds;
  const auto add = [&](const Chains& chains, size_t token, uint32_t hash) {
    const uint32_t count = chains.count[chains.Bucket(hash)];
    if (count > 0) seeds.push_back({token, hash, &chains == &rows_, count});
  };
  for (size_t i = 0; i + kRow <= quote.size(); ++i) add(rows_, i, RowHash(&quote[i]));
  for (size_t i = 0; i < quote.size(); ++i) add(words_, i, quote[i].hash);
  std::stable_sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) {
    return a.is_row != b.is_row ? a.is_row : a.count < b.count;
  });
  if (seeds.size() > most) seeds.resize(most);
  return seeds;
}

void CitationIndex::Places(const Seed& seed, uint32_t from, uint32_t to, size_t most,
                           std::vector<uint32_t>& places) const {
  places.clear();
  const Chains& chains = seed.is_row ? rows_ : words_;
  if (seed.count > most) {
    const auto first =
        std::partition_point(tokens_.begin(), tokens_.end(),
                             [&](const QuoteToken& token) { return token.begin < from; });
    for (size_t at = static_cast<size_t>(first - tokens_.begin());
         at < chains.hashes.size() && tokens_[at].begin < to && places.size() < most; ++at) {
      if (chains.hashes[at] == seed.hash) places.push_back(static_cast<uint32_t>(at));
    }
  }
  const size_t enough = places.size() + most;
  for (uint32_t at = chains.head[chains.Bucket(seed.hash)]; at != kNone && places.size() < enough;
       at = chains.next[at]) {
    if (chains.hashes[at] == seed.hash) places.push_back(at);
  }
}

}  // namespace suture::prompts
