#include "runtime/notes/passages.h"

#include <algorithm>
#include <utility>

#include "runtime/notes/copied_text.h"
#include "runtime/text/token_estimate.h"
#include "runtime/text/utf8.h"
#include "runtime/text/words.h"

namespace suture::notes {
namespace {

// The places of all copies of sentences first..last, neighbours in one note joined.
void AddOtherPlaces(const std::vector<NoteSentence>& sentences,
                    const std::vector<std::vector<int>>& copies, size_t first, size_t last,
                    Passage& passage) {
  std::vector<int> all;
  for (size_t k = first; k <= last; ++k) all.insert(all.end(), copies[k].begin(), copies[k].end());
  std::sort(all.begin(), all.end());
  int previous = -2;
  for (int index : all) {
    const NoteSentence& copy = sentences[static_cast<size_t>(index)];
    const bool joins = index == previous + 1 && !passage.other_places.empty() &&
                       passage.other_places.back().note_index == copy.note_index &&
                       passage.other_places.back().section == copy.section;
    if (joins) {
      passage.other_places.back().end = copy.end;
    } else {
      passage.other_places.push_back({copy.note_index, copy.begin, copy.end, copy.section});
    }
    previous = index;
  }
}

}  // namespace

PassageIndex PassageIndex::Build(absl::Span<const Note> notes, const Lexicon& lexicon,
                                 const PassageOptions& options) {
  PassageIndex index;
  for (const Note& note : notes) index.texts_.push_back(note.text);
  std::vector<NoteSentence> sentences = SplitNotes(notes, lexicon);
  if (options.keep_copies) {
    for (NoteSentence& sentence : sentences) sentence.original = -1;
  }
  std::vector<std::vector<int>> copies(sentences.size());
  for (size_t k = 0; k < sentences.size(); ++k) {
    if (sentences[k].original >= 0)
      copies[static_cast<size_t>(sentences[k].original)].push_back(static_cast<int>(k));
  }
  for (size_t first = 0; first < sentences.size();) {
    if (sentences[first].original >= 0) {
      ++first;
      continue;
    }
    const NoteSentence& head = sentences[first];
    auto text_to = [&](size_t k) {
      return notes[static_cast<size_t>(head.note_index)].text.substr(head.begin,
                                                                     sentences[k].end - head.begin);
    };
    size_t last = first;
    for (size_t k = first + 1; k < sentences.size(); ++k) {
      const NoteSentence& next = sentences[k];
      if (next.note_index != head.note_index || next.original >= 0 || next.opens_section) break;
      if (text::EstimateTokens(text_to(k)) > options.target_tokens) break;
      last = k;
    }
    Passage passage;
    passage.note_index = head.note_index;
    passage.begin = head.begin;
    passage.end = sentences[last].end;
    passage.section = head.section;
    AddOtherPlaces(sentences, copies, first, last, passage);
    index.AddPassage(notes, std::move(passage), options.longest_tokens);
    first = last + 1;
  }
  // Code points: one map a note, since passages come note by note.
  for (size_t k = 0; k < index.passages_.size();) {
    const int note = index.passages_[k].note_index;
    const text::CodePointMap map(index.texts_[static_cast<size_t>(note)]);
    for (; k < index.passages_.size() && index.passages_[k].note_index == note; ++k) {
      Passage& passage = index.passages_[k];
      passage.begin_code_point = map.ToCodePoint(passage.begin);
      passage.end_code_point = map.ToCodePoint(passage.end);
    }
  }
  index.IndexWords();
  return index;
}

// Cuts what is too long between words; every piece keeps the other places of the whole.
void PassageIndex::AddPassage(absl::Span<const Note> notes, Passage passage,
                              size_t longest_tokens) {
  const std::string_view note = notes[static_cast<size_t>(passage.note_index)].text;
  passage.tokens = text::EstimateTokens(note.substr(passage.begin, passage.end - passage.begin));
  if (passage.tokens <= longest_tokens) {
    passages_.push_back(std::move(passage));
    return;
  }
  const std::string_view body = note.substr(passage.begin, passage.end - passage.begin);
  size_t piece_begin = 0;
  size_t piece_tokens = 0;
  size_t counted = 0;
  auto cut = [&](size_t end) {
    Passage piece = passage;
    piece.begin = passage.begin + piece_begin;
    piece.end = passage.begin + end;
    piece.tokens = text::EstimateTokens(body.substr(piece_begin, end - piece_begin));
    passages_.push_back(std::move(piece));
    piece_begin = counted = end;
    piece_tokens = 0;
  };
  for (const text::Token& token : text::Tokenize(body)) {
    size_t more = text::EstimateTokens(body.substr(counted, token.end - counted));
    if (token.begin > piece_begin && piece_tokens + more > longest_tokens) {
      cut(token.begin);
      more = text::EstimateTokens(body.substr(counted, token.end - counted));
    }
    piece_tokens += more;
    counted = token.end;
  }
  if (piece_begin < body.size()) cut(body.size());
}

std::string_view PassageIndex::TextOf(const Passage& passage) const {
  return texts_[static_cast<size_t>(passage.note_index)].substr(passage.begin,
                                                                passage.end - passage.begin);
}

std::vector<CueHit> PassageIndex::FindCues(const PhraseSet& cues) const {
  std::vector<CueHit> hits;
  std::vector<text::Token> tokens;
  TokenIds ids;
  FoldedWord word;
  std::vector<int> counts(cues.size(), 0);
  std::vector<int> touched;
  constexpr uint8_t kHardGap =
      text::kPeriodBefore | text::kExclamationBefore | text::kBlankLineBefore;
  for (size_t p = 0; p < passages_.size(); ++p) {
    const std::string_view body = TextOf(passages_[p]);
    text::Tokenize(body, tokens);
    ids.Clear();
    for (const text::Token& token : tokens) {
      Fold(body, token, word);
      ids.Add(cues.words(), word, token.kind == text::TokenKind::kNumber);
    }
    touched.clear();
    const uint32_t count = static_cast<uint32_t>(tokens.size());
    for (uint32_t i = 0; i < count; ++i) {
      cues.trie().MatchAt(
          ids, i, count, [&](uint32_t k) { return !tokens[k].Has(kHardGap); },
          [&](absl::Span<const uint32_t> matched, uint32_t) {
            for (uint32_t phrase : matched) {
              if (counts[phrase]++ == 0) touched.push_back(static_cast<int>(phrase));
            }
          });
    }
    for (int phrase : touched) {
      hits.push_back({phrase, static_cast<int>(p), counts[static_cast<size_t>(phrase)]});
      counts[static_cast<size_t>(phrase)] = 0;
    }
  }
  std::sort(hits.begin(), hits.end(), [](const CueHit& a, const CueHit& b) {
    return std::pair(a.phrase, a.passage) < std::pair(b.phrase, b.passage);
  });
  return hits;
}

}  // namespace suture::notes
