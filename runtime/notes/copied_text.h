// Copied-forward text: sentences of a case's notes that say again, word for word, what an earlier
// one said.
//
// Two sentences are the same if their words and numbers are, in order: letter case, white space,
// punctuation, list numbers and articles do not count. Anything else does: "no fever" and "fever",
// "left" and "right", 9.1 and 7.2 are never taken for one another. A sentence of fewer than
// kShortestCopy words ("No fever.") is a copy only beside a longer one, since short ones recur by
// themselves.
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
