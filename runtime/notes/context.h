// The rules that carry a trigger to the things it speaks of, one sentence at a time (ConText; see
// lexicon.h). Used by mentions.cc; everything is in token indices of one note.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/notes/lexicon.h"
#include "runtime/notes/token_trie.h"
#include "runtime/text/sentences.h"
#include "runtime/text/words.h"

namespace suture::notes {

// What a sentence is made of, for the rules.
struct SentenceView {
  std::string_view text;
  absl::Span<const text::Token> tokens;  // Of the whole note.
  const TokenIds* ids = nullptr;         // Under the lexicon's words.
  const Lexicon* lexicon = nullptr;
  text::TokenRange range;
  uint32_t body = 0;  // First token after the section's heading, if that stands in this sentence.
};

// Why a category applies to a target: a trigger, or the answer of a template.
struct Reason {
  bool holds = false;
  bool by_template = false;
  int trigger = -1;
  uint32_t begin = 0;  // Tokens.
  uint32_t end = 0;
};

struct TargetContext {
  uint32_t begin = 0;  // Tokens; set by the caller.
  uint32_t end = 0;
  std::array<Reason, kCategories> reasons;
};

// Fills the reasons of the targets of one sentence, which are in order of `begin`. Keeps buffers.
class ContextRules {
 public:
  void Apply(const SentenceView& sentence, absl::Span<TargetContext> targets);

 private:
  // A trigger where it stands; or, with trigger -1, a place where every reach ends (a new label).
  struct Hit {
    int trigger;
    uint32_t begin;
    uint32_t end;
    CategorySet stops = 0;     // Categories whose forward reach ends here.
    CategorySet forward = 0;   // Categories that reach forward from here,
    uint32_t forward_end = 0;  // up to this token.
    CategorySet backward_stops = 0;
    uint32_t backward_begin = 0;
    CategorySet backward = 0;
  };
  // The reach that ends furthest away, and the latest of those that end sooner.
  struct Reach {
    int far_hit = -1;
    uint32_t far = 0;
    int near_hit = -1;
    uint32_t near = 0;
  };
  struct Reaches {
    std::array<Reach, kCategories> of;
    CategorySet open = 0;  // Categories that some hit has reached out for.
  };
  struct Box {
    uint32_t begin;
    uint32_t end;
    bool checked;
    bool answers;  // "( ) yes": it belongs to the question before it, not to what follows.
    bool behind;   // "Diabetes [x]": it stands behind what it ticks.
  };
  enum class Answer : uint8_t { kNone, kYes, kNo, kUnknown };

  void FindLabels(const SentenceView& sentence);
  void FindHits(const SentenceView& sentence);
  void AddStop(uint32_t at, CategorySet categories);
  void AddTriggerHit(const SentenceView& sentence, absl::Span<const uint32_t> triggers,
                     uint32_t begin, uint32_t end);
  bool YieldsToNext(const SentenceView& sentence, absl::Span<const uint32_t> triggers,
                    uint32_t begin, uint32_t end) const;
  void AddMarkHit(const SentenceView& sentence, uint32_t at);
  void AddBox(const SentenceView& sentence, uint32_t begin, uint32_t end, bool checked);
  void TurnBoxes(const SentenceView& sentence);
  bool ApplyBoxBehind(const SentenceView& sentence, TargetContext& target, const Box& box) const;
  bool RowBeginsWithAnswer(const SentenceView& sentence, uint32_t at) const;
  uint32_t BehindBrackets(const SentenceView& s, uint32_t at) const;
  bool IsSignOfList(const SentenceView& s, uint32_t at) const;
  bool AnswersLine(const SentenceView& sentence, uint32_t at) const;
  static bool IsBoxMark(const text::Token& token);
  void AddHoldOrder(const SentenceView& sentence, uint32_t verb);
  uint32_t BackwardReach(const SentenceView& sentence, uint32_t begin, uint32_t scope) const;
  void SweepForward(const SentenceView& sentence, absl::Span<TargetContext> targets) const;
  bool BeginsWithTrigger(const SentenceView& sentence, uint32_t at) const;
  void Pass(size_t index, Reaches& reaches) const;
  void SweepBackward(const SentenceView& sentence, absl::Span<TargetContext> targets);
  void ApplyTemplates(const SentenceView& sentence, absl::Span<TargetContext> targets);
  void ApplyBox(const SentenceView& sentence, TargetContext& target, size_t& next_box) const;
  void UndoOverreach(const SentenceView& sentence, TargetContext& target) const;
  void SettleDoubt(const SentenceView& sentence, TargetContext& target) const;
  void KeepGiven(const SentenceView& sentence, TargetContext& target) const;

  // "No", "yes", "unknown" and their like.
  bool IsAnswer(const SentenceView& sentence, uint32_t at) const;
  Answer AnswerAt(const SentenceView& sentence, uint32_t at, uint32_t& end) const;
  bool ItemEnds(const SentenceView& sentence, uint32_t at) const;

  std::vector<uint32_t>
      labels_;  // First tokens of labels ("Cardiac:") after the sentence's own start.
  std::vector<Hit> hits_;
  std::vector<Box> boxes_;
  std::vector<uint32_t> backward_order_;
};

}  // namespace suture::notes
