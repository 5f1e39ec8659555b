// The sections of a note: where a heading stands, what it is called, what it says of all that
// follows.
//
// A heading is a known title (stdlib/lexicons) at the start of a line, of the text, or of a
// sentence, followed by a colon, or alone on its line, or in capitals before text that is not. An
// unknown title in capitals with a colon ends the section before it and opens one without a name.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/notes/lexicon.h"
#include "runtime/notes/token_trie.h"
#include "runtime/text/words.h"

namespace suture::notes {

struct Section {
  std::string_view
      name;  // Lives in the lexicon; empty for text before the first heading and unknown titles.
  CategorySet default_attributes = 0;
  uint32_t begin = 0;  // Tokens: the heading's first,
  uint32_t body = 0;   // the first after heading and colon,
  uint32_t end = 0;    // one past the last.
};

// Covers all tokens in order; the first section has no heading if the note starts without one (and
// may be empty of tokens only in an empty note). Replaces `sections`.
void FindSections(std::string_view text, absl::Span<const text::Token> tokens, const TokenIds& ids,
                  const Lexicon& lexicon, std::vector<Section>& sections);

}  // namespace suture::notes
