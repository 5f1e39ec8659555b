#include "runtime/notes/phrase_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "runtime/base/status_macros.h"
#include "runtime/text/utf8.h"
#include "runtime/text/words.h"

namespace suture::notes {

namespace {

// A phrase cut out of a list brings its comma along.
absl::Span<const text::Token> WithoutOuterMarks(absl::Span<const text::Token> tokens) {
  auto listing = [](const text::Token& token) {
    return token.Is(',') || token.Is(';') || token.Is(':');
  };
  while (tokens.size() > 1 && listing(tokens.back())) tokens.remove_suffix(1);
  return tokens;
}

}  // namespace

absl::StatusOr<std::vector<WordTable::Id>> PhraseSteps(std::string_view phrase, WordTable& words) {
  if (!text::IsValidUtf8(phrase)) {
    return absl::InvalidArgumentError("The phrase is not valid UTF-8. Save the file as UTF-8.");
  }
  const std::vector<text::Token> all = text::Tokenize(phrase);
  const absl::Span<const text::Token> tokens = WithoutOuterMarks(all);
  std::vector<WordTable::Id> steps;
  for (size_t i = 0; i < tokens.size(); ++i) {
    FoldedWord word;
    Fold(phrase, tokens[i], word);
    bool starred = tokens[i].IsText() && i + 1 < tokens.size() && tokens[i + 1].Is('*') &&
                   tokens[i + 1].begin == tokens[i].end;
    if (word.cut) {
      return absl::InvalidArgumentError(fmt::format(
          "The phrase \"{}\" has a word longer than {} letters. Shorten it, or end it with *.",
          phrase, FoldedWord::kMaxBytes));
    }
    if (starred && word.size < WordTable::kShortestPrefix) {
      return absl::InvalidArgumentError(
          fmt::format("The phrase \"{}\" needs at least {} letters before the *, or it would match "
                      "nearly every word.",
                      phrase, WordTable::kShortestPrefix));
    }
    steps.push_back(starred ? words.AddPrefix(word.text()) : words.AddWord(word.text()));
    if (starred) ++i;
  }
  if (steps.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("The phrase \"{}\" has no word to look for.", phrase));
  }
  if (steps.size() > TokenTrie::kMaxTokens) {
    return absl::InvalidArgumentError(
        fmt::format("The phrase \"{}\" has more than {} words. Keep its distinctive part.", phrase,
                    TokenTrie::kMaxTokens));
  }
  return steps;
}

absl::StatusOr<PhraseSet> PhraseSet::Compile(absl::Span<const Phrase> phrases) {
  PhraseSet set;
  int next_group = 0;
  for (const Phrase& phrase : phrases) next_group = std::max(next_group, phrase.group + 1);
  for (const Phrase& phrase : phrases) {
    const uint32_t index = static_cast<uint32_t>(set.phrases_.size());
    set.phrases_.push_back({phrase.text, phrase.group >= 0 ? phrase.group : next_group++});
    auto steps = PhraseSteps(phrase.text, set.words_);
    SUTURE_RETURN_IF_ERROR(steps.status());
    set.trie_.Add(*steps, index);
    if (phrase.text.find('-') == std::string::npos) continue;
    std::string joined = phrase.text;
    joined.erase(std::remove(joined.begin(), joined.end(), '-'), joined.end());
    auto joined_steps = PhraseSteps(joined, set.words_);
    if (joined_steps.ok()) set.trie_.Add(*joined_steps, index);
  }
  set.trie_.Freeze();
  return set;
}

absl::StatusOr<PhraseSet> PhraseSet::Compile(absl::Span<const std::string_view> phrases) {
  std::vector<Phrase> owned;
  owned.reserve(phrases.size());
  for (std::string_view phrase : phrases) owned.push_back({std::string(phrase), -1});
  return Compile(absl::MakeConstSpan(owned));
}

}  // namespace suture::notes
