#include "runtime/notes/context.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace suture::notes {
namespace {

using text::Token;

// Reaches back without a limit of its own: far enough for a list, bounded for hostile text.
constexpr uint32_t kBackwardScope = 30;
// Words of a label before its colon.
constexpr uint32_t kLabelWords = 4;
// Words of an order from its verb to its end: "hold metoprolol for bradycardia (HR<55)".
constexpr uint32_t kOrderWords = 16;

// Words after a comma or "and" in which a clause shows its verb.
constexpr uint32_t kClauseWords = 10;
constexpr CategorySet kClauseStops = SetOf(Category::kNegated) | SetOf(Category::kUncertain);

constexpr CategorySet kNegatedSet = SetOf(Category::kNegated);

bool Glued(const SentenceView& s, uint32_t at) {
  return at + 1 < s.range.end && s.tokens[at].end == s.tokens[at + 1].begin &&
         s.tokens[at + 1].kind == text::TokenKind::kWord;
}

bool IsAnd(const SentenceView& s, uint32_t at) { return s.ids->Has(at, s.lexicon->and_class); }

bool OnlyTerminates(const Lexicon& lexicon, absl::Span<const uint32_t> triggers) {
  return std::all_of(triggers.begin(), triggers.end(), [&](uint32_t index) {
    return lexicon.triggers()[index].direction == Direction::kTerminate;
  });
}

CategorySet Stops(const Lexicon& lexicon, absl::Span<const uint32_t> triggers) {
  CategorySet stops = 0;
  for (uint32_t index : triggers) {
    const Trigger& trigger = lexicon.triggers()[index];
    if (trigger.direction == Direction::kTerminate) stops |= trigger.categories;
  }
  return stops;
}

bool IsPseudo(const Lexicon& lexicon, absl::Span<const uint32_t> triggers) {
  return std::any_of(triggers.begin(), triggers.end(), [&](uint32_t index) {
    return lexicon.triggers()[index].direction == Direction::kPseudo;
  });
}

// "No leak was seen, and hemostasis was excellent": a comma or "and" before a clause with a verb of
// its own. "No masses, nodes, or tenderness were noted" is a list with one verb for all.
bool OpensClause(const SentenceView& s, uint32_t at) {
  const bool comma = s.tokens[at].Is(',');
  if (!comma && !(s.tokens[at].IsText() && s.ids->Has(at, s.lexicon->and_class) &&
                  s.tokens[at].end - s.tokens[at].begin == 3)) {
    return false;
  }
  const uint32_t limit = std::min(s.range.end, at + kClauseWords);
  for (uint32_t i = at + 1; i < limit; ++i) {
    if (s.tokens[i].Is(',') || s.tokens[i].Is(';')) return false;
    if (!s.ids->any(i) || !s.ids->Has(i, s.lexicon->finite_class)) continue;
    for (uint32_t k = i + 1; k < s.range.end && k < i + 4; ++k) {
      if (s.ids->Has(k, s.lexicon->seen_class) || s.ids->Has(k, s.lexicon->gone_class))
        return false;
    }
    return i > at + 1;
  }
  return false;
}

// "Metastasis is possible." and "is possible given the weight loss", but not "is possible
// metastasis".
bool ClauseEnds(const SentenceView& s, uint32_t at) {
  return at >= s.range.end || !s.tokens[at].IsText() || s.ids->Has(at, s.lexicon->link_class);
}

// The nearest verb of a plan before `from`, within its clause and so many words; `from`: none.
uint32_t PlanningVerb(const SentenceView& s, uint32_t from, uint32_t words) {
  for (uint32_t i = from; i > s.body && from - i < words;) {
    --i;
    if (s.tokens[i].Is(';') || s.tokens[i].Is(':')) break;
    if (s.ids->any(i) && s.ids->Has(i, s.lexicon->plan_class)) return i;
  }
  return from;
}

// A comma or a semicolon.
bool MarkBetween(const SentenceView& s, uint32_t begin, uint32_t end) {
  for (uint32_t i = begin; i < end; ++i) {
    if (s.tokens[i].Is(',') || s.tokens[i].Is(';')) return true;
  }
  return false;
}

// "Bleeding, infection and possible impotence": the word before joins it to a list.
bool IsListed(const SentenceView& s, uint32_t at) {
  return at > s.range.begin && (s.tokens[at - 1].Is(',') || IsAnd(s, at - 1));
}

// "2012": a finding that has a year is one that the patient has.
bool IsYear(std::string_view word) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return word.size() == 4 && (word.substr(0, 2) == "19" || word.substr(0, 2) == "20") &&
         digit(word[2]) && digit(word[3]);
}

// A verb or subject of its own between a semicolon and the next one.
bool SegmentHasClause(const SentenceView& s, uint32_t from) {
  for (uint32_t i = from; i < s.range.end && !s.tokens[i].Is(';'); ++i) {
    if (s.ids->Has(i, s.lexicon->clause_class)) return true;
  }
  return false;
}

// A year or a treatment: "no wheezing; diabetes on insulin". "No chest pain; dyspnea on exertion"
// goes on with what is denied.
bool SegmentIsOfPatient(const SentenceView& s, uint32_t from) {
  for (uint32_t i = from + 1; i < s.range.end && !s.tokens[i].Is(';'); ++i) {
    if (!s.tokens[i].IsText()) continue;
    const std::string_view word = TokenText(s.text, s.tokens[i]);
    const bool treated = word == "on" && i + 1 < s.range.end && s.tokens[i + 1].IsText() &&
                         !s.ids->Has(i + 1, s.lexicon->circumstance_class);
    if (treated || word == "since" || IsYear(word)) return true;
  }
  return false;
}

// "MI ruled out; stroke": what speaks of the item before it says nothing of the next one.
bool EndsItem(const SentenceView& s, absl::Span<const uint32_t> triggers, uint32_t end) {
  if (end >= s.range.end || !s.tokens[end].Is(';')) return false;
  return std::any_of(triggers.begin(), triggers.end(), [&](uint32_t index) {
    return s.lexicon->triggers()[index].direction == Direction::kBackward;
  });
}

// "Should pneumonia develop, …": the verb behind the finding makes a condition of it. 0: none.
uint32_t EndOfShould(const SentenceView& s, uint32_t at) {
  if (!s.ids->Has(at, s.lexicon->should_class)) return 0;
  if (at > s.body && s.tokens[at - 1].IsText()) return 0;
  const uint32_t limit = std::min(s.range.end, at + kClauseWords);
  for (uint32_t i = at + 2; i < limit && s.tokens[i].IsText(); ++i) {
    if (s.ids->any(i) && s.ids->Has(i, s.lexicon->arise_class)) return i;
  }
  return 0;
}

bool IsSpacedSign(const SentenceView& s, uint32_t at) {
  if (!s.tokens[at].Is('-') && !s.tokens[at].Is('+')) return false;
  const bool apart = at == s.body || s.tokens[at].Has(text::kSpaceBefore);
  return apart && at + 1 < s.range.end && s.tokens[at + 1].IsText() && !Glued(s, at);
}

// "- fever - cough + rash": signs of both kinds before short items, the first where the list
// begins. A dash alone is as often a bullet, or a pause.
bool IsInSpacedSignList(const SentenceView& s, uint32_t at) {
  constexpr uint32_t kItemWords = 5;
  constexpr uint32_t kListWords = 60;
  if (!IsSpacedSign(s, at)) return false;
  uint32_t first = at;
  for (uint32_t i = at; first - i <= kItemWords && at - i <= kListWords; --i) {
    if (IsSpacedSign(s, i)) first = i;
    if (i == s.body || s.tokens[i - 1].Is(':')) break;
  }
  if (first != s.body && !s.tokens[first - 1].Is(':')) return false;
  bool plus = false, minus = false;
  uint32_t last = first;
  for (uint32_t i = first; i < s.range.end && i - last <= kItemWords; ++i) {
    if (!IsSpacedSign(s, i)) continue;
    last = i;
    (s.tokens[i].Is('+') ? plus : minus) = true;
    if (plus && minus) return true;
  }
  return false;
}

}  // namespace

void ContextRules::Apply(const SentenceView& sentence, absl::Span<TargetContext> targets) {
  FindLabels(sentence);
  FindHits(sentence);
  TurnBoxes(sentence);
  if (!hits_.empty()) {
    SweepForward(sentence, targets);
    SweepBackward(sentence, targets);
  }
  ApplyTemplates(sentence, targets);
  for (TargetContext& target : targets) {
    Reason& historical = target.reasons[static_cast<size_t>(Category::kHistorical)];
    if (!historical.holds) historical = target.reasons[static_cast<size_t>(Category::kDated)];
  }
}

// "General: no fever, Cardiac: chest pain": a label after a comma opens an item of its own.
void ContextRules::FindLabels(const SentenceView& s) {
  labels_.clear();
  for (uint32_t colon = s.body + 1; colon < s.range.end; ++colon) {
    if (!s.tokens[colon].Is(':')) continue;
    for (uint32_t i = colon; i > s.body && colon - i < kLabelWords;) {
      --i;
      if (!s.tokens[i].IsText() || i == s.body) break;
      const Token& before = s.tokens[i - 1];
      bool opens =
          before.Is(',') || before.Is(';') || before.Is(')') || before.Is(']') ||
          s.tokens[i].Has(text::kNewlineBefore | text::kPeriodBefore) ||
          (before.IsText() && i >= s.body + 2 && IsAnswer(s, i - 1) && s.tokens[i - 2].Is(':'));
      if (!opens) continue;
      char first = s.text[s.tokens[i].begin];
      bool capital = first >= 'A' && first <= 'Z';
      if (capital || (colon + 1 < s.range.end && IsAnswer(s, colon + 1))) labels_.push_back(i);
      break;
    }
  }
}

void ContextRules::FindHits(const SentenceView& s) {
  hits_.clear();
  boxes_.clear();
  size_t label = 0;
  const uint32_t first = std::max(s.range.begin, s.body);
  for (uint32_t i = first; i < s.range.end;) {
    for (; label < labels_.size() && labels_[label] <= i; ++label) {
      if (labels_[label] == i) AddStop(i, kAllCategories);
    }
    if (s.tokens[i].IsText() && !s.ids->any(i)) {  // A word that no rule knows.
      ++i;
      continue;
    }
    if (OpensClause(s, i)) AddStop(i, kClauseStops);
    AddHoldOrder(s, i);
    if (const uint32_t verb = EndOfShould(s, i); verb > 0) {
      hits_.push_back({-1, i, i + 1, 0, SetOf(Category::kHypothetical), verb, 0, 0});
    }
    uint32_t end = 0;
    CategorySet stops = 0;
    absl::Span<const uint32_t> triggers;
    s.lexicon->trigger_trie().MatchAt(
        *s.ids, i, s.range.end, [](uint32_t) { return true; },
        [&](absl::Span<const uint32_t> payloads, uint32_t match_end) {
          stops |= Stops(*s.lexicon, payloads);
          if (match_end <= end) return;
          end = match_end;
          triggers = payloads;
        });
    if (stops != 0 && !IsPseudo(*s.lexicon, triggers)) AddStop(i, stops);
    if (end != 0 && YieldsToNext(s, triggers, i, end)) end = 0;
    if (end == 0) {
      if (!s.tokens[i].IsText()) AddMarkHit(s, i);
      ++i;
      continue;
    }
    uint32_t ignored = 0;
    bool answer = end == i + 1 && i > first && AnswerAt(s, i, ignored) != Answer::kNone &&
                  (s.tokens[i - 1].Is(':') || s.tokens[i - 1].Is('?') || s.tokens[i - 1].Is('=') ||
                   s.tokens[i - 1].Is('-') || s.tokens[i - 1].Is(']') ||
                   (s.tokens[i - 1].Is('|') && !RowBeginsWithAnswer(s, i - 1)));
    answer = answer || (end == i + 1 && AnswersLine(s, i));
    answer = answer || (!boxes_.empty() && boxes_.back().answers && boxes_.back().end == i);
    if (!answer) AddTriggerHit(s, triggers, i, end);
    // What only ends a reach may hold a trigger of its own: "with a history of", "but no".
    i = OnlyTerminates(*s.lexicon, triggers) ? i + 1 : end;
  }
}

// "is negative" gives way to "negative for": what reaches back ends where a longer trigger begins
// inside it.
bool ContextRules::YieldsToNext(const SentenceView& s, absl::Span<const uint32_t> triggers,
                                uint32_t begin, uint32_t end) const {
  bool backward = std::any_of(triggers.begin(), triggers.end(), [&](uint32_t index) {
    const Direction direction = s.lexicon->triggers()[index].direction;
    return direction == Direction::kBackward || direction == Direction::kEither;
  });
  if (!backward) return false;
  bool longer = false;
  for (uint32_t i = begin + 1; i < end && !longer; ++i) {
    s.lexicon->trigger_trie().MatchAt(
        *s.ids, i, s.range.end, [](uint32_t) { return true; },
        [&](absl::Span<const uint32_t> inner, uint32_t inner_end) {
          longer = longer ||
                   (inner_end > end && inner_end - i >= 2 && !OnlyTerminates(*s.lexicon, inner));
        });
  }
  return longer;
}

void ContextRules::AddStop(uint32_t at, CategorySet categories) {
  hits_.push_back({-1, at, at, categories, 0, 0, categories, 0});
}

void ContextRules::AddTriggerHit(const SentenceView& s, absl::Span<const uint32_t> triggers,
                                 uint32_t begin, uint32_t end) {
  for (uint32_t index : triggers) {
    const Trigger& trigger = s.lexicon->triggers()[index];
    const int id = static_cast<int>(index);
    switch (trigger.direction) {
      case Direction::kPseudo:
      case Direction::kTerminate:
        break;  // Noted by FindHits.
      case Direction::kPlanned: {
        const uint32_t verb = PlanningVerb(s, begin, trigger.scope);
        if (verb < begin)
          hits_.push_back({id, begin, end, 0, 0, 0, 0, verb + 1, trigger.categories});
        break;
      }
      case Direction::kEither:
      case Direction::kForward: {
        if (EndsItem(s, triggers, end)) break;
        if (trigger.direction == Direction::kEither && ClauseEnds(s, end)) {
          hits_.push_back({id, begin, end, 0, 0, 0, 0, BackwardReach(s, begin, trigger.scope),
                           trigger.categories});
          break;
        }
        uint32_t limit =
            trigger.scope == 0 ? s.range.end : std::min(s.range.end, end + trigger.scope);
        hits_.push_back({id, begin, end, 0, trigger.categories, limit, 0, 0});
        break;
      }
      case Direction::kBackward:
        hits_.push_back({id, begin, end, 0, 0, 0, 0, BackwardReach(s, begin, trigger.scope),
                         trigger.categories});
        break;
    }
  }
}

// Marks that rules see: semicolons, check boxes, "+cough, -fever".
void ContextRules::AddMarkHit(const SentenceView& s, uint32_t at) {
  const Token& token = s.tokens[at];
  if (token.Is(';')) {
    // "Possible leak; no abscess": a denial is about something new, too.
    const bool denies = at + 1 < s.range.end && s.ids->Has(at + 1, s.lexicon->no_class);
    CategorySet forward = SegmentHasClause(s, at + 1)               ? kAllCategories
                          : denies || SegmentIsOfPatient(s, at + 1) ? kClauseStops
                                                                    : 0;
    hits_.push_back({-1, at, at + 1, forward, 0, 0, kAllCategories, 0});
    return;
  }
  if (IsBoxMark(token)) {
    AddBox(s, at, at + 1, token.mark != 0x2610);
    return;
  }
  if (token.Is('[') || token.Is('(')) {
    const char32_t close = token.Is('[') ? U']' : U')';
    if (at + 1 < s.range.end && s.tokens[at + 1].Is(close)) {
      AddBox(s, at, at + 2, false);
    } else if (at + 2 < s.range.end && s.tokens[at + 2].Is(close) && s.tokens[at + 1].IsText()) {
      std::string_view inside = TokenText(s.text, s.tokens[at + 1]);
      if (inside == "x" || inside == "X") AddBox(s, at, at + 3, true);
    }
    return;
  }
  // A sign glued to the word after it; alone at the start of the sentence it is a bullet.
  bool sign = (token.Is('-') || token.Is('+')) && Glued(s, at);
  const bool listed = !sign && IsInSpacedSignList(s, at);
  sign = sign || listed;
  if (!sign || (at > 0 && s.tokens[at - 1].end == token.begin && s.tokens[at - 1].IsText())) return;
  uint32_t item_end = at + 1;
  while (item_end < s.range.end && !s.tokens[item_end].Is(',') && !s.tokens[item_end].Is('+') &&
         !s.tokens[item_end].Is('-') && !s.tokens[item_end].Is(';')) {
    ++item_end;
  }
  bool more_signs = (item_end < s.range.end && !s.tokens[item_end].IsText() &&
                     (Glued(s, item_end) || (item_end + 1 < s.range.end && Glued(s, item_end + 1) &&
                                             !s.tokens[item_end + 1].IsText())));
  if (at == s.range.begin && !more_signs && !listed) return;
  if (token.Is('+')) {
    hits_.push_back({-1, at, at + 1, kNegatedSet, 0, 0, kNegatedSet, 0});
  } else {
    hits_.push_back({-1, at, at + 1, kNegatedSet, kNegatedSet, item_end, kNegatedSet, 0});
  }
}

// "Hold metoprolol for bradycardia (HR<55)": an order with a threshold speaks of what may come.
// "Hold warfarin for the bleed" has none.
void ContextRules::AddHoldOrder(const SentenceView& s, uint32_t verb) {
  if (!s.ids->any(verb) || !s.ids->Has(verb, s.lexicon->hold_class)) return;
  bool threshold = false;
  uint32_t end = verb + 1;
  for (; end < std::min(s.range.end, verb + kOrderWords); ++end) {
    if (s.tokens[end].Is(',') || s.tokens[end].Is(';')) break;
    threshold = threshold || s.tokens[end].Is('<') || s.tokens[end].Is('>');
  }
  if (threshold)
    hits_.push_back({-1, verb, verb + 1, 0, SetOf(Category::kHypothetical), end, 0, 0});
}

// How far back a trigger reaches: over one item, or over a whole list if the last item is joined by
// "and".
uint32_t ContextRules::BackwardReach(const SentenceView& s, uint32_t begin, uint32_t scope) const {
  const uint32_t limit = scope == 0 ? kBackwardScope : scope;
  const uint32_t lowest = begin - std::min(begin - std::min(begin, s.body), limit);
  bool list = false;
  for (uint32_t i = begin; i > lowest;) {
    --i;
    if (s.tokens[i].Is(':') && i + 1 != begin) return i + 1;
    if (IsAnd(s, i)) list = true;
    if (s.tokens[i].Is(',') && i + 1 != begin && !list) return i + 1;
  }
  return lowest;
}

namespace {

void SetReason(TargetContext& target, size_t category, int trigger, uint32_t begin, uint32_t end) {
  Reason& reason = target.reasons[category];
  if (reason.holds) return;
  reason = {true, trigger < 0, trigger, begin, end};
}

}  // namespace

void ContextRules::SweepForward(const SentenceView& s, absl::Span<TargetContext> targets) const {
  Reaches reaches;
  size_t next = 0;
  for (TargetContext& target : targets) {
    for (; next < hits_.size() && hits_[next].end <= target.begin; ++next) Pass(next, reaches);
    // "Call for fever", "no evidence of disease": the trigger's last words are the finding's first.
    // Not "has never used tobacco", where the finding has a trigger of its own.
    const auto overlaps = [&](size_t k) {
      return k < hits_.size() && hits_[k].begin < target.begin && hits_[k].end <= target.end &&
             !BeginsWithTrigger(s, target.begin);
    };
    Reaches here;
    if (overlaps(next)) here = reaches;
    const Reaches& reach_of = overlaps(next) ? here : reaches;
    for (size_t k = next; overlaps(k); ++k) Pass(k, here);
    for (CategorySet rest = reach_of.open; rest != 0; rest &= rest - 1) {
      const size_t c = static_cast<size_t>(std::countr_zero(rest));
      const Reach& reach = reach_of.of[c];
      int index = reach.near_hit >= 0 && reach.near_hit > reach.far_hit && reach.near > target.begin
                      ? reach.near_hit
                  : reach.far > target.begin ? reach.far_hit
                                             : -1;
      if (index >= 0)
        SetReason(target, c, hits_[index].trigger, hits_[index].begin, hits_[index].end);
    }
  }
}

bool ContextRules::BeginsWithTrigger(const SentenceView& s, uint32_t at) const {
  bool is_trigger = false;
  s.lexicon->trigger_trie().MatchAt(
      *s.ids, at, s.range.end, [](uint32_t) { return true; },
      [&](absl::Span<const uint32_t> triggers, uint32_t) {
        is_trigger = is_trigger || !OnlyTerminates(*s.lexicon, triggers);
      });
  return is_trigger;
}

// What the hit ends, and what reaches forward from it.
void ContextRules::Pass(size_t index, Reaches& reaches) const {
  const Hit& hit = hits_[index];
  for (CategorySet rest = hit.stops & reaches.open; rest != 0; rest &= rest - 1) {
    reaches.of[static_cast<size_t>(std::countr_zero(rest))] = {};
  }
  reaches.open = static_cast<CategorySet>((reaches.open & ~hit.stops) | hit.forward);
  for (CategorySet rest = hit.forward; rest != 0; rest &= rest - 1) {
    Reach& reach = reaches.of[static_cast<size_t>(std::countr_zero(rest))];
    if (hit.forward_end >= reach.far) {
      reach.far_hit = static_cast<int>(index);
      reach.far = hit.forward_end;
    } else {
      reach.near_hit = static_cast<int>(index);
      reach.near = hit.forward_end;
    }
  }
}

void ContextRules::SweepBackward(const SentenceView& s, absl::Span<TargetContext> targets) {
  backward_order_.resize(targets.size());
  std::iota(backward_order_.begin(), backward_order_.end(), 0u);
  std::sort(backward_order_.begin(), backward_order_.end(), [&](uint32_t a, uint32_t b) {
    return targets[a].end != targets[b].end ? targets[a].end > targets[b].end : a < b;
  });
  const Reach none{-1, s.range.end, -1, s.range.end};
  Reaches reaches;
  reaches.of.fill(none);
  size_t left = hits_.size();
  for (uint32_t order : backward_order_) {
    TargetContext& target = targets[order];
    for (; left > 0 && hits_[left - 1].begin >= target.end; --left) {
      const Hit& hit = hits_[left - 1];
      for (CategorySet rest = hit.backward_stops & reaches.open; rest != 0; rest &= rest - 1) {
        reaches.of[static_cast<size_t>(std::countr_zero(rest))] = none;
      }
      reaches.open = static_cast<CategorySet>((reaches.open & ~hit.backward_stops) | hit.backward);
      for (CategorySet rest = hit.backward; rest != 0; rest &= rest - 1) {
        Reach& reach = reaches.of[static_cast<size_t>(std::countr_zero(rest))];
        const int index = static_cast<int>(left - 1);
        if (reach.far_hit < 0 || hit.backward_begin <= reach.far) {
          reach.far_hit = index;
          reach.far = hit.backward_begin;
        } else {
          reach.near_hit = index;
          reach.near = hit.backward_begin;
        }
      }
    }
    for (CategorySet rest = reaches.open; rest != 0; rest &= rest - 1) {
      const size_t c = static_cast<size_t>(std::countr_zero(rest));
      const Reach& reach = reaches.of[c];
      int index = reach.near_hit >= 0 && reach.near < target.end ? reach.near_hit
                  : reach.far_hit >= 0 && reach.far < target.end ? reach.far_hit
                                                                 : -1;
      if (index >= 0)
        SetReason(target, c, hits_[index].trigger, hits_[index].begin, hits_[index].end);
    }
  }
}

// "No fever, cough present": what is affirmed by name is not reached by a negation of an earlier
// item.
void ContextRules::UndoOverreach(const SentenceView& s, TargetContext& target) const {
  const Reason& affirmed = target.reasons[static_cast<size_t>(Category::kAffirmed)];
  Reason& negated = target.reasons[static_cast<size_t>(Category::kNegated)];
  if (!affirmed.holds || !negated.holds || negated.end > target.begin) return;
  if (affirmed.begin < target.end) return;
  if (MarkBetween(s, negated.end, target.begin)) negated = {};
}

// "No fracture, possible sprain": the doubt is about something new. "No concern for sprain": a
// plain no. "Possible leak, no abscess": a plain no, too. "Risks include possible bleeding": what
// may come to pass is not in doubt now.
void ContextRules::SettleDoubt(const SentenceView& s, TargetContext& target) const {
  Reason& negated = target.reasons[static_cast<size_t>(Category::kNegated)];
  Reason& uncertain = target.reasons[static_cast<size_t>(Category::kUncertain)];
  const Reason& hypothetical = target.reasons[static_cast<size_t>(Category::kHypothetical)];
  if (!uncertain.holds) return;
  if (hypothetical.holds && hypothetical.end <= uncertain.begin &&
      (IsListed(s, uncertain.begin) || uncertain.begin >= target.end)) {
    uncertain = {};
  }
  if (negated.holds && uncertain.end <= negated.begin && negated.end <= target.begin &&
      MarkBetween(s, uncertain.end, negated.begin)) {
    uncertain = {};
  }
  const bool both_ahead = negated.holds && uncertain.holds && negated.end <= uncertain.begin &&
                          uncertain.end <= target.begin;
  if (!both_ahead || negated.by_template || negated.trigger == uncertain.trigger) return;
  (MarkBetween(s, negated.end, uncertain.begin) ? negated : uncertain) = {};
}

// "Cause of the syncope not identified", "unclear if the fall was witnessed": the finding itself is
// neither denied nor in doubt. "To make sure that an abscess is not present" looks for it: the
// denial falls, and the doubt that came with the same words stands only then. "No surgery for the
// hernia": where the words affirm as well, it is the denial before them that falls. "Was not
// diagnosed until 2019": what stands behind says that it was then.
void ContextRules::KeepGiven(const SentenceView& s, TargetContext& target) const {
  const Reason& given = target.reasons[static_cast<size_t>(Category::kGiven)];
  Reason& negated = target.reasons[static_cast<size_t>(Category::kNegated)];
  if (given.holds && given.begin >= target.end && negated.holds && negated.end <= given.begin) {
    negated = {};
  }
  if (!given.holds || given.end > target.begin || MarkBetween(s, given.end, target.begin)) return;
  Reason& uncertain = target.reasons[static_cast<size_t>(Category::kUncertain)];
  const Reason& affirmed = target.reasons[static_cast<size_t>(Category::kAffirmed)];
  if (affirmed.holds && affirmed.trigger == given.trigger) {
    if (negated.holds && negated.end <= given.begin) negated = {};
    return;
  }
  const bool denied = negated.holds && negated.begin >= given.end;
  if (denied) negated = {};
  if (!uncertain.holds) return;
  const bool behind = uncertain.begin >= target.end;
  const bool same_words = uncertain.begin == given.begin;
  const bool looks_for = uncertain.trigger == given.trigger;
  if (behind || (same_words && (!looks_for || !denied))) uncertain = {};
}

}  // namespace suture::notes
