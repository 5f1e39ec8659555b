#include "runtime/notes/copied_text.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "runtime/notes/sections.h"
#include "runtime/notes/token_trie.h"
#include "runtime/text/sentences.h"
#include "runtime/text/words.h"

namespace suture::notes {
namespace {

using text::Token;
using text::TokenRange;

// The words that make a sentence what it is, and how many they are.
struct Key {
  std::string words;
  size_t count = 0;
};

bool IsArticle(std::string_view word) { return word == "a" || word == "an" || word == "the"; }

Key KeyOf(std::string_view note, absl::Span<const Token> tokens, TokenRange range) {
  Key key;
  FoldedWord word;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const Token& token = tokens[i];
    // Signs change what is said: "+ edema", "> 5", "[x]".
    const bool list_number = i == range.begin && token.kind == text::TokenKind::kNumber &&
                             range.size() > 1 && tokens[i + 1].Has(text::kPeriodBefore);
    if (list_number || token.Is(',') || token.Is(':') || token.Is(';')) continue;
    Fold(note, token, word);
    if (token.IsText() && IsArticle(word.text())) continue;
    if (word.cut) {
      key.words.append(TokenText(note, token));
    } else {
      key.words.append(word.text());
    }
    key.words.push_back(' ');
    if (token.IsText()) ++key.count;
  }
  return key;
}

class NoteSplitter {
 public:
  NoteSplitter(const Lexicon& lexicon, std::vector<NoteSentence>& sentences)
      : lexicon_(lexicon), sentences_(sentences) {}

  void Split(const Note& note, int note_index) {
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
    size_t section = 0;
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
      Key key = KeyOf(body, tokens_, range);
      const int index = static_cast<int>(sentences_.size());
      auto [place, fresh] = originals_.try_emplace(std::move(key.words), index);
      shorts_.push_back(key.count < kShortestCopy);
      if (!fresh) sentence.original = place->second;
      sentences_.push_back(sentence);
    }
    KeepLoneShortOnes(first);
  }

 private:
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

  const Lexicon& lexicon_;
  std::vector<NoteSentence>& sentences_;
  absl::flat_hash_map<std::string, int> originals_;
  std::vector<Token> tokens_;
  TokenIds ids_;
  std::vector<Section> sections_;
  std::vector<uint32_t> starts_;
  std::vector<TokenRange> ranges_;
  std::vector<bool> shorts_;
};

}  // namespace

std::vector<NoteSentence> SplitNotes(absl::Span<const Note> notes, const Lexicon& lexicon) {
  std::vector<NoteSentence> sentences;
  NoteSplitter splitter(lexicon, sentences);
  for (size_t i = 0; i < notes.size(); ++i) splitter.Split(notes[i], static_cast<int>(i));
  return sentences;
}

}  // namespace suture::notes
