#include "runtime/notes/copied_text.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "runtime/notes/relative_time.h"
#include "runtime/notes/sections.h"
#include "runtime/notes/token_trie.h"
#include "runtime/text/sentences.h"
#include "runtime/text/words.h"

namespace suture::notes {
namespace {

using text::Token;
using text::TokenRange;

// What a sentence says and where: its place in its note, then its characters.
std::string KeyOf(std::string_view place, std::string_view sentence) {
  std::string key(place);
  key.push_back('\n');
  while (!sentence.empty() && (sentence.back() == '.' || sentence.back() == ' ')) {
    sentence.remove_suffix(1);
  }
  bool space = false;
  for (const char c : sentence) {
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) {
      space = true;
      continue;
    }
    if (space) key.push_back(' ');
    space = false;
    key.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return key;
}

size_t CountWords(absl::Span<const Token> tokens, TokenRange range) {
  size_t count = 0;
  for (uint32_t i = range.begin; i < range.end; ++i) count += tokens[i].IsText();
  return count;
}

// Whether the same words mean the same days in both notes: "yesterday" does not.
bool MeansTheSameDays(std::string_view sentence, std::optional<int32_t> a,
                      std::optional<int32_t> b) {
  if (a && b && *a == *b) return true;
  constexpr int32_t kSomeDay = 10'000, kOtherDay = 11'111;
  const bool known = a && b;
  const auto at_a = FindRelativeTimes(sentence, {.note_day = known ? *a : kSomeDay});
  const auto at_b = FindRelativeTimes(sentence, {.note_day = known ? *b : kOtherDay});
  return std::equal(
      at_a.begin(), at_a.end(), at_b.begin(), at_b.end(),
      [](const RelativeTime& x, const RelativeTime& y) { return x.window == y.window; });
}

class NoteSplitter {
 public:
  NoteSplitter(const Lexicon& lexicon, std::vector<NoteSentence>& sentences)
      : lexicon_(lexicon), sentences_(sentences) {}

  void Split(absl::Span<const Note> notes, int note_index) {
    const Note& note = notes[static_cast<size_t>(note_index)];
    const std::string_view body = note.text.substr(0, text::kMaxTextBytes);
    text::Tokenize(body, tokens_);
    ids_.Clear();
    FoldedWord word;
    for (const Token& token : tokens_) {
      Fold(body, token, word);
      ids_.Add(lexicon_.words(), word, token.kind == text::TokenKind::kNumber);
    }
    FindSections(body, tokens_, ids_, lexicon_, sections_);
    starts_.clear();
    for (const Section& section : sections_) starts_.push_back(section.begin);
    text::SplitSentences(body, tokens_, starts_, ranges_);

    const size_t first = sentences_.size();
    shorts_.clear();
    labels_.clear();
    size_t section = 0;
    std::string place;  // The heading and the label that a sentence stands under
    for (size_t k = 0; k < ranges_.size(); ++k) {
      const TokenRange range = ranges_[k];
      while (section + 1 < sections_.size() && sections_[section + 1].begin <= range.begin)
        ++section;
      NoteSentence sentence;
      sentence.note_index = note_index;
      sentence.begin = tokens_[range.begin].begin;
      sentence.end = EndOf(body, k);
      sentence.section = sections_[section].name;
      sentence.opens_section =
          sections_[section].begin == range.begin && sections_[section].body > range.begin;
      const std::string_view text = body.substr(sentence.begin, sentence.end - sentence.begin);
      if (sentence.opens_section || k == 0) place = std::string(sentence.section);
      const bool labels = tokens_[range.end - 1].Is(':');
      if (sentence.opens_section) {
        const uint32_t end = std::min(sections_[section].body, range.end) - 1;
        place = KeyOf(place, body.substr(sentence.begin, tokens_[end].end - sentence.begin));
      }
      std::string key = KeyOf(place, text);
      // A label holds until the next one of its section.
      if (labels && !sentence.opens_section) {
        place.resize(std::min(place.find('\t'), place.size()));
        place = place + "\t" + std::string(text);
      }
      const int index = static_cast<int>(sentences_.size());
      const auto [at, fresh] = originals_.try_emplace(std::move(key), index);
      shorts_.push_back(CountWords(tokens_, range) < kShortestCopy);
      labels_.push_back(labels || sentence.opens_section);
      // What is repeated within one note was written twice.
      if (!fresh && IsCopy(text, notes, at->second, note_index)) sentence.original = at->second;
      sentences_.push_back(sentence);
    }
    KeepLeaders(first);
    KeepLoneShortOnes(first);
  }

 private:
  bool IsCopy(std::string_view sentence, absl::Span<const Note> notes, int original,
              int note_index) const {
    const int earlier = sentences_[static_cast<size_t>(original)].note_index;
    return earlier != note_index &&
           MeansTheSameDays(sentence, notes[static_cast<size_t>(earlier)].written_day,
                            notes[static_cast<size_t>(note_index)].written_day);
  }

  // The full stop is a gap before the next token; it belongs to the sentence it ends.
  size_t EndOf(std::string_view body, size_t k) const {
    size_t end = tokens_[ranges_[k].end - 1].end;
    const size_t limit = k + 1 < ranges_.size() ? tokens_[ranges_[k + 1].begin].begin : body.size();
    while (end < limit && (body[end] == '.' || body[end] == '!' || body[end] == '"')) ++end;
    return end;
  }

  void KeepLoneShortOnes(size_t first) {
    const size_t count = shorts_.size();
    auto long_copy = [&](size_t k) {
      return k < count && !shorts_[k] && sentences_[first + k].original >= 0;
    };
    for (size_t k = 0; k < count; ++k) {
      NoteSentence& sentence = sentences_[first + k];
      if (sentence.original < 0 || !shorts_[k]) continue;
      // A heading goes with what follows it.
      const bool beside =
          long_copy(k + 1) || (!sentence.opens_section && k > 0 && long_copy(k - 1));
      if (!beside) sentence.original = -1;
    }
  }

  // "Diabetes was asked for. Denied.": what a short sentence of its own speaks of stays before it.
  void KeepLeaders(size_t first) {
    for (size_t k = shorts_.size(); k-- > 1;) {
      const bool leads = shorts_[k] && !labels_[k] && sentences_[first + k].original < 0;
      if (leads) sentences_[first + k - 1].original = -1;
    }
  }

  const Lexicon& lexicon_;
  std::vector<NoteSentence>& sentences_;
  absl::flat_hash_map<std::string, int> originals_;  // By KeyOf
  std::vector<Token> tokens_;
  TokenIds ids_;
  std::vector<Section> sections_;
  std::vector<uint32_t> starts_;
  std::vector<TokenRange> ranges_;
  std::vector<bool> shorts_, labels_;  // Of the note's sentences
};

}  // namespace

std::vector<NoteSentence> SplitNotes(absl::Span<const Note> notes, const Lexicon& lexicon) {
  std::vector<NoteSentence> sentences;
  NoteSplitter splitter(lexicon, sentences);
  for (size_t i = 0; i < notes.size(); ++i) splitter.Split(notes, static_cast<int>(i));
  return sentences;
}

}  // namespace suture::notes
