// Where a note speaks of a thing, and how: affirmed, negated, uncertain, past, hypothetical, or of
// someone else. Deterministic: the same note, phrases and lexicon give the same mentions anywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/notes/context.h"
#include "runtime/notes/lexicon.h"
#include "runtime/notes/phrase_set.h"
#include "runtime/notes/sections.h"
#include "runtime/notes/word_memo.h"
#include "runtime/text/sentences.h"
#include "runtime/text/words.h"

namespace suture::notes {

// Why an attribute holds.
struct Finding {
  enum class Source : uint8_t {
    kNone,      // It does not hold.
    kTrigger,   // A trigger of the lexicon reached the mention.
    kSection,   // The heading of its section says so.
    kTemplate,  // A check box, or the answer after "X:".
  };
  Source source = Source::kNone;
  int trigger = -1;    // Index into Lexicon::triggers(), for kTrigger.
  uint32_t begin = 0;  // Bytes of the trigger, heading or answer in the note.
  uint32_t end = 0;

  bool holds() const { return source != Source::kNone; }
};

struct Mention {
  int phrase = 0;    // Index into the PhraseSet.
  size_t begin = 0;  // Bytes in the note, half open.
  size_t end = 0;
  size_t begin_code_point = 0;
  size_t end_code_point = 0;
  size_t sentence_begin = 0;  // Bytes.
  size_t sentence_end = 0;
  std::string_view section;  // Canonical name, in the lexicon; empty outside known sections.
  std::array<Finding, kAttributes> findings;

  const Finding& finding(Category category) const {
    return findings[static_cast<size_t>(category)];
  }
  bool Is(Category category) const { return finding(category).holds(); }
  bool patient() const { return !Is(Category::kFamily) && !Is(Category::kOther); }
  // The patient has it now, as far as the text says.
  bool affirmed() const {
    return patient() && !Is(Category::kNegated) && !Is(Category::kUncertain) &&
           !Is(Category::kHypothetical);
  }
};

using Mentions = std::vector<Mention>;

// Buffers that spare a caller of many notes their memory; not shared between threads.
class MentionFinder {
 public:
  // Both must outlive the finder.
  MentionFinder(const PhraseSet& phrases, const Lexicon& lexicon)
      : phrases_(phrases), lexicon_(lexicon), memo_(lexicon.words(), phrases.words()) {}

  // In order of place, longer before shorter, then by phrase. The result borrows section names from
  // the lexicon.
  Mentions Find(std::string_view note_text);

 private:
  void Prepare(std::string_view note_text);
  void MatchPhrases();

  const PhraseSet& phrases_;
  const Lexicon& lexicon_;

  struct Target {
    int phrase;
    uint32_t begin;  // Tokens.
    uint32_t end;
  };
  std::vector<text::Token> tokens_;
  WordMemo memo_;  // Under the words of the lexicon, and of the phrases.
  std::vector<Section> sections_;
  std::vector<uint32_t> section_starts_;
  std::vector<text::TokenRange> sentences_;
  std::vector<Target> targets_;
  std::vector<std::pair<uint32_t, size_t>>
      furthest_;  // By group: end and place of its last target.
  std::vector<TargetContext> contexts_;
  ContextRules rules_;
};

Mentions FindMentions(std::string_view note_text, const PhraseSet& phrases, const Lexicon& lexicon);

}  // namespace suture::notes
