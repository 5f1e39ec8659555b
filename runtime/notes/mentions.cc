#include "runtime/notes/mentions.h"

#include <algorithm>
#include <tuple>

#include "runtime/text/utf8.h"

namespace suture::notes {
namespace {

using text::Token;
using text::TokenRange;

Finding FromReason(const Reason& reason, absl::Span<const Token> tokens) {
  if (!reason.holds) return {};
  return {reason.by_template ? Finding::Source::kTemplate : Finding::Source::kTrigger,
          reason.trigger, tokens[reason.begin].begin,
          tokens[std::max(reason.end, reason.begin + 1) - 1].end};
}

// Writes the attributes that the section's heading gives to all it holds.
void AddSectionDefaults(const Section& section, absl::Span<const Token> tokens, Mention& mention) {
  for (size_t c = 0; c < kAttributes; ++c) {
    if ((section.default_attributes & (1u << c)) == 0 || mention.findings[c].holds()) continue;
    mention.findings[c] = {Finding::Source::kSection, -1, tokens[section.begin].begin,
                           tokens[section.body - 1].end};
  }
}

// "FHx: mother with diabetes. Patient has stroke.": words before the finding that turn from the
// family to the patient.
bool TurnsToPatient(const TokenIds& ids, const Lexicon& lexicon, TokenRange sentence,
                    uint32_t target) {
  for (uint32_t i = sentence.begin; i + 1 < target; ++i) {
    if (ids.Has(i, lexicon.patient_class) && ids.Has(i + 1, lexicon.tells_class)) return true;
  }
  return false;
}

}  // namespace

void MentionFinder::Prepare(std::string_view note_text) {
  text::Tokenize(note_text, tokens_);
  memo_.Read(note_text, tokens_);
  FindSections(note_text, tokens_, memo_.first(), lexicon_, sections_);
  section_starts_.clear();
  for (const Section& section : sections_) section_starts_.push_back(section.begin);
  text::SplitSentences(note_text, tokens_, section_starts_, sentences_);
}

void MentionFinder::MatchPhrases() {
  targets_.clear();
  if (furthest_.empty()) {
    int groups = 0;
    for (size_t i = 0; i < phrases_.size(); ++i) groups = std::max(groups, phrases_.group(i) + 1);
    furthest_.assign(static_cast<size_t>(groups), {0, 0});
  }
  const uint32_t count = static_cast<uint32_t>(tokens_.size());
  constexpr uint8_t kHardGap =
      text::kPeriodBefore | text::kExclamationBefore | text::kBlankLineBefore;
  for (const TokenRange& sentence : sentences_) {
    // A phrase broken over two lines is one phrase, though each line may count as a sentence.
    auto may_continue = [&](uint32_t k) {
      if (k < sentence.end) return true;
      return !tokens_[k].Has(kHardGap) &&
             !std::binary_search(section_starts_.begin(), section_starts_.end(), k);
    };
    for (uint32_t i = sentence.begin; i < sentence.end; ++i) {
      phrases_.trie().MatchAt(memo_.second(), i, count, may_continue,
                              [&](absl::Span<const uint32_t> matched, uint32_t end) {
                                for (uint32_t phrase : matched) {
                                  auto& [last_end, last] =
                                      furthest_[static_cast<size_t>(phrases_.group(phrase))];
                                  if (last_end > i) {
                                    if (last_end - targets_[last].begin >= end - i) continue;
                                    targets_[last].phrase = -1;
                                  }
                                  last_end = end;
                                  last = targets_.size();
                                  targets_.push_back({static_cast<int>(phrase), i, end});
                                }
                              });
    }
  }
  for (const Target& target : targets_) {
    if (target.phrase >= 0) furthest_[static_cast<size_t>(phrases_.group(target.phrase))] = {0, 0};
  }
  targets_.erase(std::remove_if(targets_.begin(), targets_.end(),
                                [](const Target& t) { return t.phrase < 0; }),
                 targets_.end());
  const auto in_order = [](const Target& a, const Target& b) {
    return std::make_tuple(a.begin, b.end, a.phrase) < std::make_tuple(b.begin, a.end, b.phrase);
  };
  if (!std::is_sorted(targets_.begin(), targets_.end(), in_order))
    std::stable_sort(targets_.begin(), targets_.end(), in_order);
}

Mentions MentionFinder::Find(std::string_view note_text) {
  note_text = note_text.substr(0, text::kMaxTextBytes);
  Prepare(note_text);
  MatchPhrases();
  Mentions mentions;
  if (targets_.empty()) return mentions;
  mentions.reserve(targets_.size());

  const text::CodePointMap code_points(note_text);
  const absl::Span<const Token> tokens(tokens_);
  size_t section = 0;
  size_t next = 0;
  for (const TokenRange& sentence : sentences_) {
    if (next == targets_.size()) break;
    if (targets_[next].begin >= sentence.end) continue;
    while (section + 1 < sections_.size() && sections_[section + 1].begin <= sentence.begin)
      ++section;
    contexts_.clear();
    const size_t first = next;
    for (; next < targets_.size() && targets_[next].begin < sentence.end; ++next) {
      contexts_.push_back({targets_[next].begin, targets_[next].end, {}});
    }
    const uint32_t body = std::clamp(sections_[section].body, sentence.begin, sentence.end);
    rules_.Apply({note_text, tokens, &memo_.first(), &lexicon_, sentence, body},
                 absl::MakeSpan(contexts_));
    for (size_t k = 0; k < contexts_.size(); ++k) {
      const TargetContext& context = contexts_[k];
      Mention& mention = mentions.emplace_back();
      mention.phrase = targets_[first + k].phrase;
      mention.begin = tokens[context.begin].begin;
      mention.end = tokens[context.end - 1].end;
      mention.begin_code_point = code_points.ToCodePoint(mention.begin);
      mention.end_code_point = code_points.ToCodePoint(mention.end);
      mention.sentence_begin = tokens[sentence.begin].begin;
      mention.sentence_end = tokens[sentence.end - 1].end;
      mention.section = sections_[section].name;
      for (size_t c = 0; c < kAttributes; ++c)
        mention.findings[c] = FromReason(context.reasons[c], tokens);
      if (context.begin >= sections_[section].body)
        AddSectionDefaults(sections_[section], tokens, mention);
      Finding& family = mention.findings[static_cast<size_t>(Category::kFamily)];
      if (family.source == Finding::Source::kSection &&
          TurnsToPatient(memo_.first(), lexicon_, sentence, context.begin)) {
        family = {};
      }
    }
  }
  return mentions;
}

Mentions FindMentions(std::string_view note_text, const PhraseSet& phrases,
                      const Lexicon& lexicon) {
  return MentionFinder(phrases, lexicon).Find(note_text);
}

}  // namespace suture::notes
