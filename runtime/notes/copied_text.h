// Copied-forward text: sentences of a case's notes that say again, word for word, what an earlier
// note said.
//
// A sentence is a copy only where nothing of what it says can hang on its place: the same
// characters (letter case of ASCII, white space and the closing full stop do not count), in another
// note, under the same heading and the same label before it ("Left knee:"), and no words that count
// from the note's own day ("extubated yesterday"), unless both notes are of one day. A sentence of
// fewer than kShortestCopy words ("No fever.") is a copy only beside a longer one, since short ones
// recur by themselves; one that a short sentence of its own follows ("Denied.") stays with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/notes/lexicon.h"
#include "runtime/notes/note.h"

namespace suture::notes {

inline constexpr size_t kShortestCopy = 4;

struct NoteSentence {
  int note_index = 0;
  size_t begin = 0;  // Bytes; the closing full stop included.
  size_t end = 0;
  std::string_view section;    // Canonical name, in the lexicon.
  bool opens_section = false;  // Its first token opens a heading.
  int original = -1;  // Index of the earlier sentence that it copies; -1: it stands for itself.
};

// The sentences of all notes in order, with their originals marked. The earliest place is the
// original, so give the notes in order of time.
std::vector<NoteSentence> SplitNotes(absl::Span<const Note> notes, const Lexicon& lexicon);

}  // namespace suture::notes
