// Mentions of phrases as rows of the case, found when a rule first asks for them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/notes/lexicon.h"
#include "runtime/notes/mentions.h"
#include "runtime/notes/phrase_set.h"
#include "runtime/rules/evaluator.h"

namespace suture::engine {

// The phrase lists of a plan, compiled once; shared by all workers.
class MentionPhrases {
 public:
  // `lexicon` may be null where the plan reads no mentions. Errors: kInvalidArgument, naming the
  // phrase.
  static absl::StatusOr<MentionPhrases> Compile(const plan::Plan& plan,
                                                const notes::Lexicon* lexicon);

  const notes::Lexicon* lexicon() const { return lexicon_; }
  const notes::PhraseSet* Find(plan::PhrasesId id) const {
    return sets_[id.index] ? &*sets_[id.index] : nullptr;
  }

 private:
  const notes::Lexicon* lexicon_ = nullptr;
  std::vector<std::optional<notes::PhraseSet>> sets_;
};

// One a worker. A mention's row has the cells that its shape names: `affirmed`, `negated`,
// `historical`, `family`, `uncertain`, `hypothetical` (truths), `section` and `phrase` (text),
// `written` (the note's time). Its one quote is the sentence around it. Someone else's finding is
// `family`.
class NoteMentions : public rules::RowSource {
 public:
  NoteMentions(const plan::Plan& plan, const MentionPhrases& phrases);

  // Mention collections of the case wait until they are asked for.
  void Begin(chart::Case& chart);
  void FillMentions(plan::CollectionId mentions) override;

 private:
  void AddNote(const plan::Collection& collection, int32_t note, notes::MentionFinder& finder,
               const notes::PhraseSet& phrases);
  chart::Cell CellFor(const plan::Attribute& attribute, const notes::Mention& mention,
                      const notes::PhraseSet& phrases, const chart::Row& note);

  const plan::Plan& plan_;
  const MentionPhrases& phrases_;
  chart::Case* chart_ = nullptr;
  plan::CollectionId filling_;
  std::vector<std::unique_ptr<notes::MentionFinder>> finders_;
  int32_t body_ = -1;
};

}  // namespace suture::engine
