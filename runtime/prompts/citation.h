// Quotes that a model cites, looked up in what it was shown. A quote that does not stand there is
// false, wherever else it may stand: in the instructions, in an example, in a note that was not
// shown.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/chart/row.h"
#include "runtime/prompts/citation_index.h"

namespace suture::prompts {

// One passage as shown under its number, 1 for the first.
struct ShownPassage {
  int32_t note = -1;           // Row of the notes collection; -1: no citation of it counts
  std::string_view note_text;  // Whole and untouched
  size_t begin = 0, end = 0;   // Bytes in it
};

struct Citation {
  int64_t passage = 0;  // 0: names none
  std::string quote;
};

// White space as one blank, words joined that a line end divided, ligatures, quotation marks and
// dashes in their plain form, case folded; with the way back to the bytes.
struct NormalText {
  std::string text;
  std::vector<uint32_t> origin;  // For each byte of `text`, where it came from
  std::vector<uint32_t> behind;  // and where that ended
  bool joined = false;           // Some word was divided by a line end.
};
NormalText Normalise(std::string_view text);

class CitationFinder {
 public:
  // Passages in the order of their numbers; neighbours in one note with only blanks between them
  // are one stretch of text, which a quote may span.
  explicit CitationFinder(absl::Span<const ShownPassage> passages);
  ~CitationFinder();

  // Where the quote stands: in the passage named, else elsewhere in what was shown of its note. It
  // must begin and end with whole words. Grade 0: byte for byte; 1: normalised; 2: close, from six
  // words on, with one letter doubled or not in a long word, or one article more or less, for every
  // eight words, punctuation aside; numbers, signs and every other word must be the note's own.
  // Only grade 0 when `exact`. Not thread-safe: what is searched is made ready when it is first
  // needed.
  std::optional<chart::Quote> Find(const Citation& citation, bool exact) const;

  // Of a note of which something was shown: whole and untouched.
  std::string_view NoteText(int32_t note) const;

  // The first place in anything shown: for a recorded citation that names no passage, since their
  // numbers depend on what is asked together.
  std::optional<chart::Quote> FindAnywhere(const std::string& quote, bool exact) const;

 private:
  struct Stretch;
  struct Wanted;

  std::optional<chart::Quote> FindSame(const Wanted& wanted, const ShownPassage& cited) const;
  std::optional<chart::Quote> FindClose(const Wanted& wanted, const ShownPassage& cited) const;
  static size_t AlignClose(const Wanted& wanted, const CitationIndex& index, size_t at,
                           size_t& budget);

  std::vector<ShownPassage> passages_;
  std::vector<std::unique_ptr<Stretch>> stretches_;
};

}  // namespace suture::prompts
