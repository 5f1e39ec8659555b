// What of a case's notes to show: passages that end where sentences end, ranked for a question,
// chosen within a budget of tokens. Offsets always lead back to the untouched notes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "runtime/notes/lexicon.h"
#include "runtime/notes/note.h"
#include "runtime/notes/phrase_set.h"

namespace suture::notes {

struct Place {
  int note_index = 0;
  size_t begin = 0;  // Bytes.
  size_t end = 0;
  std::string_view section;  // Canonical name, in the lexicon
  bool operator==(const Place&) const = default;
};

struct Passage {
  int note_index = 0;
  size_t begin = 0;  // Bytes in the note, half open.
  size_t end = 0;
  size_t begin_code_point = 0;
  size_t end_code_point = 0;
  std::string_view section;  // Canonical name, in the lexicon; empty outside known sections.
  size_t tokens = 0;         // By text::EstimateTokens.
  // Every later place that repeats (part of) this passage word for word.
  std::vector<Place> other_places;
};

struct PassageOptions {
  // Sentences of a section are packed up to this many tokens.
  size_t target_tokens = 96;
  // A sentence longer than this is cut between words; long lists without full stops are common.
  size_t longest_tokens = 256;
  // Text that was copied from an earlier note stands again in every later one.
  bool keep_copies = false;
};

// How often a cue stands in a passage.
struct CueHit {
  int phrase = 0;
  int passage = 0;
  int count = 0;
};

struct PassageQuery {
  // Hits of FindCues over one PhraseSet, and which of its phrases count; an empty list: all of
  // them.
  absl::Span<const CueHit> hits;
  std::vector<int> phrases;
  // The question's own words (label, definition), ranked by BM25 beside the cues.
  std::string_view words;
  size_t token_budget = 4000;
  // Tokens that each chosen passage costs beyond its text (number, note title).
  size_t tokens_each = 12;
  // Use what is left of the budget for passages without any cue or word, in reading order.
  bool fill_budget = false;
};

struct Selection {
  std::vector<int> passages;  // Indices in reading order.
  size_t tokens = 0;
  // A passage with a cue or word of the query had no room: "nothing found" is then no proof of
  // absence.
  bool cut = false;
  // Every passage was chosen: the notes were shown whole.
  bool whole = false;
};

class PassageIndex {
 public:
  // Borrows the notes' texts and the lexicon. Give the notes in order of time.
  static PassageIndex Build(absl::Span<const Note> notes, const Lexicon& lexicon,
                            const PassageOptions& options = {});

  const std::vector<Passage>& passages() const { return passages_; }
  std::string_view TextOf(const Passage& passage) const;

  // Sorted by phrase, then passage. Do it once for all questions of a case.
  std::vector<CueHit> FindCues(const PhraseSet& cues) const;

  struct Ranked {
    int passage = 0;
    // In millionths, so that the last bits of a logarithm decide no order; 0: neither cue nor word.
    int64_t score = 0;
  };
  // All passages, best first; equal scores in reading order.
  std::vector<Ranked> Rank(const PassageQuery& query) const;
  Selection Select(const PassageQuery& query) const;

 private:
  struct Posting {
    int passage;
    int count;
  };

  void AddPassage(absl::Span<const Note> notes, Passage passage, size_t longest_tokens);
  void IndexWords();
  int64_t Bm25(size_t passages_with_it, int count, int passage) const;

  std::vector<std::string_view> texts_;
  std::vector<Passage> passages_;
  std::vector<int> words_in_;  // By passage.
  double mean_words_ = 1;
  absl::flat_hash_map<std::string, std::vector<Posting>> postings_;
};

}  // namespace suture::notes
