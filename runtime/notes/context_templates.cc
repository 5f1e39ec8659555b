// Forms: check boxes, "Diabetes: No", tables of labels and answers.
#include <algorithm>

#include "runtime/notes/context.h"

namespace suture::notes {
namespace {

using text::Token;

// Words between a finding and the colon of its answer, and of a line that is a label and its
// answer.
constexpr uint32_t kAnsweredWords = 4;
// Words from a check box to what it ticks.
constexpr uint32_t kBoxWords = 8;
// Words and marks of a table's row that are looked back over for its first cell.
constexpr uint32_t kRowWords = 64;

bool BeginsLine(const SentenceView& s, uint32_t at) {
  return at == 0 || s.tokens[at].Has(text::kNewlineBefore);
}

// The plain words; "negative" and its like are triggers of their own.
bool SaysYesOrNo(const SentenceView& s, uint32_t at) {
  const std::string_view word = TokenText(s.text, s.tokens[at]);
  for (const std::string_view answer : {"yes", "Yes", "YES", "no", "No", "NO", "Y", "N"}) {
    if (word == answer) return true;
  }
  return false;
}

bool EndsLine(const SentenceView& s, uint32_t next) {
  return next >= s.range.end || s.tokens[next].Has(text::kNewlineBefore);
}

}  // namespace

bool ContextRules::IsBoxMark(const Token& token) {
  return token.mark >= 0x2610 && token.mark <= 0x2612;
}

bool ContextRules::IsAnswer(const SentenceView& s, uint32_t at) const {
  return s.ids->Has(at, s.lexicon->no_class) || s.ids->Has(at, s.lexicon->yes_class) ||
         s.ids->Has(at, s.lexicon->unknown_class);
}

bool ContextRules::ItemEnds(const SentenceView& s, uint32_t at) const {
  if (at >= s.range.end) return true;
  const Token& token = s.tokens[at];
  if (token.Is(',') || token.Is(';') || token.Is(')') || token.Is(']') || token.Is('|'))
    return true;
  if (token.Has(text::kNewlineBefore | text::kPeriodBefore)) return true;
  return std::binary_search(labels_.begin(), labels_.end(), at);
}

// The answer that stands alone at `at`: "No" but not "No evidence".
ContextRules::Answer ContextRules::AnswerAt(const SentenceView& s, uint32_t at,
                                            uint32_t& end) const {
  if (at >= s.range.end || !ItemEnds(s, at + 1)) return Answer::kNone;
  end = at + 1;
  if (s.tokens[at].Is('+')) return Answer::kYes;
  if (s.tokens[at].Is('-')) return Answer::kNo;
  if (s.ids->Has(at, s.lexicon->no_class)) return Answer::kNo;
  if (s.ids->Has(at, s.lexicon->yes_class)) return Answer::kYes;
  if (s.ids->Has(at, s.lexicon->unknown_class)) return Answer::kUnknown;
  return Answer::kNone;
}

// "| Yes | Diabetes | No | COPD |": the row begins with an answer, so each belongs to what follows
// it.
bool ContextRules::RowBeginsWithAnswer(const SentenceView& s, uint32_t at) const {
  uint32_t i = at;
  for (; i > s.range.begin && !BeginsLine(s, i); --i) {
    if (at - i > kRowWords) return false;
  }
  if (s.tokens[i].Is('|')) ++i;
  return i + 1 < at && IsAnswer(s, i) && s.tokens[i + 1].Is('|');
}

// A line that is a label and its answer, as a table's columns are copied: "Diabetes   No". What
// goes on in the next line is a sentence that was wrapped, as is what has a verb.
bool ContextRules::AnswersLine(const SentenceView& s, uint32_t at) const {
  if (!SaysYesOrNo(s, at) || at <= s.range.begin || !s.tokens[at].IsText() || BeginsLine(s, at) ||
      !EndsLine(s, at + 1)) {
    return false;
  }
  if (at + 1 < s.range.end) {
    const char next = s.text[s.tokens[at + 1].begin];
    if (next >= 'a' && next <= 'z') return false;
  }
  for (uint32_t i = at; i > s.range.begin && at - i < kAnsweredWords;) {
    --i;
    if (!s.tokens[i].IsText() || s.ids->Has(i, s.lexicon->clause_class)) return false;
    if (BeginsLine(s, i)) return true;
  }
  return false;
}

// The colon behind "[Y/N]:" or "(type 2):"; else `at`.
uint32_t ContextRules::BehindBrackets(const SentenceView& s, uint32_t at) const {
  if (at >= s.range.end || !(s.tokens[at].Is('[') || s.tokens[at].Is('('))) return at;
  const uint32_t last = std::min(s.range.end, at + kAnsweredWords + 2);
  for (uint32_t i = at + 1; i + 1 < last; ++i) {
    const bool closes = s.tokens[i].Is(']') || s.tokens[i].Is(')');
    if (closes) return s.tokens[i + 1].Is(':') ? i + 1 : at;
  }
  return at;
}

// "Effusion +, erythema -": a sign that ends its item, and no dash before what goes on in the next
// line.
bool ContextRules::IsSignOfList(const SentenceView& s, uint32_t at) const {
  if (!(s.tokens[at].Is('-') || s.tokens[at].Is('+'))) return false;
  const auto ends = [&](uint32_t sign) {
    const uint32_t next = sign + 1;
    return next < s.range.end && (s.tokens[next].Is(',') || s.tokens[next].Is(';'));
  };
  if (ends(at)) return true;
  if (!ItemEnds(s, at + 1)) return false;
  for (uint32_t i = at; i > s.range.begin && !BeginsLine(s, i); --i) {
    const Token& earlier = s.tokens[i - 1];
    if ((earlier.Is('-') || earlier.Is('+')) && ends(i - 1)) return true;
  }
  return false;
}

void ContextRules::AddBox(const SentenceView& s, uint32_t begin, uint32_t end, bool checked) {
  const uint32_t next = end + 1;
  const bool answers = end < s.range.end && IsAnswer(s, end) &&
                       (ItemEnds(s, next) || s.tokens[next].Is('(') || s.tokens[next].Is('[') ||
                        s.tokens[next].Has(text::kSlashBefore) || IsBoxMark(s.tokens[next]));
  boxes_.push_back({begin, end, checked, answers, false});
}

// "Never smoker [ ] Current smoker [x]": a line that ends with a box and does not begin with one
// has its boxes behind what they tick. A colon before the first box alone is that of a list's
// heading, whose last box ticks what was wrapped: "Comorbidities: [x] CHF [ ] COPD [ ]".
void ContextRules::TurnBoxes(const SentenceView& s) {
  for (size_t first = 0, last = 0; first < boxes_.size(); first = last) {
    uint32_t end = boxes_[first].end;
    size_t colons = 0;
    for (last = first; last < boxes_.size(); ++last) {
      const Box& box = boxes_[last];
      if (last > first && BeginsLine(s, box.begin)) break;
      bool same_line = true;
      for (uint32_t i = end; i < box.begin; ++i) same_line &= !BeginsLine(s, i);
      if (last > first && !same_line) break;
      end = box.end;
      colons += box.begin > s.range.begin && s.tokens[box.begin - 1].Is(':');
    }
    const uint32_t begin = boxes_[first].begin;
    const bool begins =
        begin == s.range.begin || BeginsLine(s, begin) || !s.tokens[begin - 1].IsText();
    const bool is_list = begins && colons != last - first;
    if (is_list || !EndsLine(s, end)) continue;
    for (size_t k = first; k < last; ++k) boxes_[k].behind = true;
  }
}

// False: no box stands behind the target.
bool ContextRules::ApplyBoxBehind(const SentenceView& s, TargetContext& target,
                                  const Box& box) const {
  if (!box.behind) return false;
  if (box.begin - target.end > kAnsweredWords) return true;
  for (uint32_t i = target.end; i < box.begin; ++i) {
    if (BeginsLine(s, i)) return true;
  }
  Reason& negated = target.reasons[static_cast<size_t>(Category::kNegated)];
  negated = {};
  if (!box.checked) negated = {true, true, -1, box.begin, box.end};
  return true;
}

void ContextRules::ApplyTemplates(const SentenceView& s, absl::Span<TargetContext> targets) {
  size_t next_box = 0;
  for (TargetContext& target : targets) {
    UndoOverreach(s, target);
    SettleDoubt(s, target);
    KeepGiven(s, target);
    if (!boxes_.empty()) ApplyBox(s, target, next_box);
    uint32_t at = target.end;
    while (at < s.range.end && at - target.end < kAnsweredWords && s.tokens[at].IsText() &&
           !s.tokens[at].Has(text::kNewlineBefore | text::kPeriodBefore)) {
      ++at;
    }
    uint32_t end = 0;
    Answer answer = Answer::kNone;
    if (at > target.end && AnswersLine(s, at - 1)) answer = AnswerAt(s, --at, end);
    if (at >= s.range.end) continue;
    if (answer == Answer::kNone) at = BehindBrackets(s, at);
    const Token& mark = s.tokens[at];
    bool adjacent = at == target.end;
    if (answer != Answer::kNone) {
      // "Diabetes   No"
    } else if (adjacent && IsSignOfList(s, at)) {
      answer = AnswerAt(s, at, end);
    } else if (mark.Is('|')) {
      if (!RowBeginsWithAnswer(s, at)) answer = AnswerAt(s, at + 1, end);
    } else if (mark.Is(':') || mark.Is('?') || mark.Is('=') || (adjacent && mark.Is('-'))) {
      // Transcripts write "COMPLICATIONS:, None."
      bool comma = at + 1 < s.range.end && s.tokens[at + 1].Is(',');
      answer = AnswerAt(s, comma ? at + 2 : at + 1, end);
    } else if (adjacent && mark.Is('(') && at + 2 < s.range.end && s.tokens[at + 2].Is(')') &&
               ItemEnds(s, at + 3)) {
      answer = AnswerAt(s, at + 1, end);
    }
    if (answer == Answer::kNone) continue;
    target.reasons[static_cast<size_t>(Category::kNegated)] = {};
    Reason& uncertain = target.reasons[static_cast<size_t>(Category::kUncertain)];
    if (uncertain.begin == at) uncertain = {};  // The question mark asked; it did not doubt.
    if (answer == Answer::kYes) continue;
    Category category = answer == Answer::kNo ? Category::kNegated : Category::kUncertain;
    target.reasons[static_cast<size_t>(category)] = {true, true, -1, end - 1, end};
  }
}

void ContextRules::ApplyBox(const SentenceView& s, TargetContext& target, size_t& next_box) const {
  while (next_box < boxes_.size() && boxes_[next_box].end <= target.begin) ++next_box;
  Reason& negated = target.reasons[static_cast<size_t>(Category::kNegated)];
  if (next_box < boxes_.size() && ApplyBoxBehind(s, target, boxes_[next_box])) return;
  if (next_box > 0 && !boxes_[next_box - 1].answers && !boxes_[next_box - 1].behind) {
    const Box& box = boxes_[next_box - 1];
    if (target.begin - box.end > kBoxWords || box.checked) return;
    negated = {true, true, -1, box.begin, box.end};
    return;
  }
  // "Diabetes: [ ] yes [x] no", and no further than its own answers.
  for (size_t k = next_box; k < boxes_.size(); ++k) {
    const Box& box = boxes_[k];
    if (k > next_box && boxes_[k - 1].answers && box.begin > boxes_[k - 1].end + 1) return;
    if (!box.checked || box.end >= s.range.end) continue;
    if (s.ids->Has(box.end, s.lexicon->no_class))
      negated = {true, true, -1, box.begin, box.end + 1};
    if (s.ids->Has(box.end, s.lexicon->yes_class)) negated = {};
    return;
  }
}

}  // namespace suture::notes
