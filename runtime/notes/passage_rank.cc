// Ranking by Okapi BM25 (Robertson, Walker 1994; the form of Robertson, Zaragoza 2009): a term
// counts more the fewer passages hold it, less the longer the passage. Cues are terms too, of
// greater weight: an author named them.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "runtime/notes/passages.h"
#include "runtime/text/words.h"

namespace suture::notes {
namespace {

constexpr double kSaturation = 1.2;    // k1
constexpr double kLengthWeight = 0.6;  // b: passages are of like length by construction.
constexpr int64_t kCueWeight = 3;

// Words of questions that say nothing of what is asked for.
constexpr std::array<std::string_view, 56> kStopWords = {
    "about", "after",  "all",  "an",   "and",  "any",     "are",    "as",   "at",    "be",
    "been",  "before", "by",   "did",  "do",   "does",    "during", "for",  "from",  "had",
    "has",   "have",   "he",   "her",  "his",  "how",     "if",     "in",   "is",    "it",
    "its",   "not",    "of",   "on",   "or",   "patient", "she",    "that", "the",   "their",
    "there", "they",   "this", "to",   "was",  "were",    "what",   "when", "where", "which",
    "while", "who",    "why",  "will", "with", "within"};

static_assert(std::is_sorted(kStopWords.begin(), kStopWords.end()));

// The form under which a word is indexed: folded, a plural s dropped; empty for words that are not.
std::string_view IndexForm(const FoldedWord& word) {
  std::string_view form = word.text();
  if (word.cut || form.size() < 2) return {};
  if (std::binary_search(kStopWords.begin(), kStopWords.end(), form)) return {};
  if (form.size() > 4 && form.back() == 's' && form[form.size() - 2] != 's') form.remove_suffix(1);
  return form;
}

template <typename OnWord>
void ForEachIndexWord(std::string_view text, const OnWord& on_word) {
  FoldedWord word;
  for (const text::Token& token : text::Tokenize(text)) {
    if (!token.IsText()) continue;
    Fold(text, token, word);
    std::string_view form = IndexForm(word);
    if (!form.empty()) on_word(form);
  }
}

}  // namespace

void PassageIndex::IndexWords() {
  words_in_.assign(passages_.size(), 0);
  double total = 0;
  for (size_t p = 0; p < passages_.size(); ++p) {
    ForEachIndexWord(TextOf(passages_[p]), [&](std::string_view form) {
      ++words_in_[p];
      std::vector<Posting>& postings = postings_[std::string(form)];
      if (!postings.empty() && postings.back().passage == static_cast<int>(p)) {
        ++postings.back().count;
      } else {
        postings.push_back({static_cast<int>(p), 1});
      }
    });
    total += words_in_[p];
  }
  mean_words_ =
      std::max(1.0, passages_.empty() ? 1.0 : total / static_cast<double>(passages_.size()));
}

int64_t PassageIndex::Bm25(size_t passages_with_it, int count, int passage) const {
  const double all = static_cast<double>(passages_.size());
  const double with = static_cast<double>(passages_with_it);
  const double rarity = std::log(1.0 + (all - with + 0.5) / (with + 0.5));
  const double length = words_in_[static_cast<size_t>(passage)] / mean_words_;
  const double damping = kSaturation * (1.0 - kLengthWeight + kLengthWeight * length);
  return std::llround(1e6 * rarity * count * (kSaturation + 1.0) / (count + damping));
}

std::vector<PassageIndex::Ranked> PassageIndex::Rank(const PassageQuery& query) const {
  std::vector<Ranked> ranked(passages_.size());
  for (size_t p = 0; p < ranked.size(); ++p) ranked[p].passage = static_cast<int>(p);

  std::vector<int> wanted = query.phrases;
  std::sort(wanted.begin(), wanted.end());
  for (size_t begin = 0; begin < query.hits.size();) {
    size_t end = begin;
    while (end < query.hits.size() && query.hits[end].phrase == query.hits[begin].phrase) ++end;
    const int phrase = query.hits[begin].phrase;
    if (wanted.empty() || std::binary_search(wanted.begin(), wanted.end(), phrase)) {
      for (size_t k = begin; k < end; ++k) {
        const CueHit& hit = query.hits[k];
        ranked[static_cast<size_t>(hit.passage)].score +=
            kCueWeight * Bm25(end - begin, hit.count, hit.passage);
      }
    }
    begin = end;
  }

  std::vector<std::string> terms;
  ForEachIndexWord(query.words, [&](std::string_view form) { terms.emplace_back(form); });
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  for (const std::string& term : terms) {
    auto found = postings_.find(term);
    if (found == postings_.end()) continue;
    for (const Posting& posting : found->second) {
      ranked[static_cast<size_t>(posting.passage)].score +=
          Bm25(found->second.size(), posting.count, posting.passage);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  return ranked;
}

Selection PassageIndex::Select(const PassageQuery& query) const {
  Selection selection;
  for (const Ranked& ranked : Rank(query)) {
    if (ranked.score <= 0 && !query.fill_budget) break;
    const size_t cost = passages_[static_cast<size_t>(ranked.passage)].tokens + query.tokens_each;
    if (selection.tokens + cost > query.token_budget) {
      selection.cut = selection.cut || ranked.score > 0;
      continue;
    }
    selection.tokens += cost;
    selection.passages.push_back(ranked.passage);
  }
  std::sort(selection.passages.begin(), selection.passages.end());
  selection.whole = selection.passages.size() == passages_.size();
  return selection;
}

}  // namespace suture::notes
