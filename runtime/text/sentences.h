// Sentences of clinical notes, as ranges of tokens. Notes are not prose: they hold lists,
// templates, headings, wrapped lines, abbreviations with full stops, and transcripts in which ".,"
// stands for a paragraph. A sentence here is the stretch over which "no" or "mother" may reach.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/text/words.h"

namespace suture::text {

// Half open, indices into the tokens.
struct TokenRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  bool operator==(const TokenRange&) const = default;
};

// Covers every token once, in order. `forced_starts` (ascending token indices) begin a sentence in
// any case: the caller knows headings that this room does not. Replaces `sentences`.
void SplitSentences(std::string_view text, absl::Span<const Token> tokens,
                    absl::Span<const uint32_t> forced_starts, std::vector<TokenRange>& sentences);

// Sentences as byte spans, for callers without tokens of their own.
struct ByteRange {
  size_t begin = 0;
  size_t end = 0;
};
std::vector<ByteRange> SplitSentences(std::string_view text);

}  // namespace suture::text
