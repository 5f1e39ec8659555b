// Words in which other languages, and people, say what Suture says in its own.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "compiler/ast/meant_unit.h"
#include "compiler/syntax/mender.h"
#include "compiler/syntax/words.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"

namespace suture::syntax {

using grammar::SutureLexer;

// Words in which other languages, and people, compare. They are read only where `next` follows, so
// that a field may still have such a name.
struct Saying {
  std::string_view words[3];
  int32_t next;  // Type of the token behind the words; kAnything: any
  std::vector<int32_t> meant;
  std::string_view instead, help;
};

namespace {

constexpr int32_t kAnything = -2;

const std::vector<Saying>& Sayings() {
  static const auto* const kSayings = [] {
    using L = SutureLexer;
    auto* made = new std::vector<Saying>{
        {{"prior", "to"}, kAnything, {L::BEFORE_}, "before", ""},
        {{"most", "recent"}, kAnything, {L::LAST_}, "last", ""},
        {{"is", "greater", "than"}, kAnything, {L::GT}, ">", ""},
        {{"is", "less", "than"}, kAnything, {L::LT}, "<", ""},
        {{"greater", "than"}, kAnything, {L::GT}, ">", ""},
        {{"less", "than"}, kAnything, {L::LT}, "<", ""},
        {{"equals"}, L::NUMBER, {L::EQ}, "=", ""},
        {{"following"}, L::ID, {L::AFTER_}, "after", ""},
        {{"since"}, L::ID, {L::AFTER_}, "after", ""},
        {{"post"}, L::ID, {L::AFTER_}, "after", ""},
        {{"preceding"}, L::ID, {L::BEFORE_}, "before", ""},
        {{"until"}, L::ID, {L::BEFORE_}, "before", ""},
        {{"not", "="}, kAnything, {L::NE}, "!=", ""},
        {{"like"},
         L::STRING,
         {L::EQ},
         "in",
         "Ask for codes with `in` and a code set, for words of notes with `mention of` and a list "
         "of phrases."},
        {{"is", "present"}, kAnything, {L::IS_, L::KNOWN_}, "is known", ""},
        {{"is", "documented"}, kAnything, {L::IS_, L::KNOWN_}, "is known", ""},
        {{"between"},
         L::NUMBER,
         {L::EQ},
         ">= … and … <= …",
         "Name the value with `let`, then compare twice: `value >= 5.7 % and value <= 6.4 %`."},
        {{"contains"},
         L::STRING,
         {L::EQ},
         "in",
         "Ask for codes with `in` and a code set, for words of notes with `mention of` and a list "
         "of phrases."},
    };
    for (std::string_view word : {"average", "avg", "mean", "median"}) {
      made->push_back({{word},
                       L::ID,
                       {L::LAST_},
                       "(sum of … for each …) / (count of …)",
                       "An average is written out: `(sum of value for each X) / (count of X)`."});
    }
    for (std::string_view word : {"postoperatively", "perioperatively"}) {
      made->push_back({{word},
                       kAnything,
                       {},
                       "after surgery.end",
                       "A window names the moment that it is measured from."});
    }
    made->push_back({{"preoperatively"},
                     kAnything,
                     {},
                     "before surgery.start",
                     "A window names the moment that it is measured from."});
    for (std::string_view word :
         {"null", "None", "NULL", "missing", "empty", "blank", "unknown", "absent"}) {
      made->push_back({{"is", "not", word}, kAnything, {L::IS_, L::KNOWN_}, "is known", ""});
      made->push_back({{"is", word}, kAnything, {L::IS_, L::NOT_, L::KNOWN_}, "is not known", ""});
    }
    return made;
  }();
  return *kSayings;
}

// By their first words, each in the order in which they are tried.
const std::vector<const Saying*>& SayingsThatBegin(std::string_view word) {
  static const auto* const kByFirst = [] {
    auto* made = new absl::flat_hash_map<absl::string_view, std::vector<const Saying*>>;
    for (const Saying& saying : Sayings())
      (*made)[{saying.words[0].data(), saying.words[0].size()}].push_back(&saying);
    return made;
  }();
  static const std::vector<const Saying*> kNone;
  const auto found = kByFirst->find({word.data(), word.size()});
  return found == kByFirst->end() ? kNone : found->second;
}

}  // namespace

size_t Mender::Said(const Saying& saying) const {
  size_t count = 0;
  for (std::string_view word : saying.words) {
    if (word.empty()) break;
    const size_t at = at_ + count;
    if (at + 1 >= in_.size() || text_.substr(in_[at].begin, in_[at].end - in_[at].begin) != word) {
      return 0;
    }
    ++count;
  }
  return saying.next == kAnything || in_[at_ + count].type == saying.next ? count : 0;
}

bool Mender::MendOpenWindow() {
  static constexpr std::string_view kIn[] = {"in", "within", "during", "over", "for"};
  static constexpr std::string_view kBack[] = {"last", "past", "previous", "preceding", "prior"};
  if (WordAt(at_) != "the" && WordAt(at_ + 1) != "the") return false;
  size_t at = at_;
  if (absl::c_linear_search(kIn, WordAt(at))) ++at;
  const bool the = WordAt(at) == "the";
  if (the) ++at;
  const bool back = absl::c_linear_search(kBack, WordAt(at));
  if (back) ++at;
  if (!the || !back || at + 2 >= in_.size()) return false;
  // `in the past year` is one year.
  const bool one = ast::IsTimeWord(WordAt(at));
  if (!one && in_[at].type != SutureLexer::NUMBER) return false;
  const size_t last = one ? at : at + 1;
  const base::Span span{file_, in_[at_].begin, in_[last].end};
  const std::string length = (one ? "1 " : "") + Written(in_[at].begin, in_[last].end);
  emitter_
      .Emit(diag::kForeignOperator, span, Written(span.begin, span.end),
            fmt::format("within {} before …", length))
      .Help(fmt::format("A window is measured from a moment that has a name, such as `within {} "
                        "before surgery.start`.",
                        length));
  at_ = last + 1;
  return true;
}

bool Mender::MendWords() {
  if (MendOpenWindow()) return true;
  const int32_t type = in_[at_].type;
  if (type != SutureLexer::ID && type != SutureLexer::IS_ && type != SutureLexer::MOST_ &&
      type != SutureLexer::NOT_ && type != SutureLexer::UNTIL_) {
    return false;
  }
  // `assign "…" is None` gives an answer.
  if (type == SutureLexer::IS_ && Before(1) == SutureLexer::STRING) return false;
  // The name of a step or of a field may be such a word, and a day stands before the `until` of a
  // version.
  const bool day = Before(1) == SutureLexer::DATE_LIT || Before(1) == SutureLexer::NUMBER;
  if (type == SutureLexer::UNTIL_ && (day || Before(1) == SutureLexer::EFFECTIVE_)) return false;
  const bool named =
      !out_.empty() && (OpensItem(out_.back().type) || out_.back().type == SutureLexer::AS_ ||
                        out_.back().type == SutureLexer::DOT);
  if (named && in_[at_].type == SutureLexer::ID) return false;
  for (const Saying* one : SayingsThatBegin(WordAt(at_))) {
    const Saying& saying = *one;
    const size_t count = Said(saying);
    if (count == 0) continue;
    const Token& last = in_[at_ + count - 1];
    base::Span span{file_, in_[at_].begin, last.end};
    auto builder =
        emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), saying.instead);
    if (saying.help.empty()) {
      builder.Edit(span, std::string(saying.instead), false);
    } else {
      builder.Help(std::string(saying.help));
    }
    for (int32_t type : saying.meant) out_.push_back({type, span.begin, span.end, last.line});
    at_ += count;
    return true;
  }
  return false;
}

bool Mender::MendPartOf() {
  const std::string_view part = WordAt(at_);
  if (at_ + 2 >= in_.size() || (part != "start" && part != "end")) return false;
  const bool asked = !out_.empty() && out_.back().type == SutureLexer::EXPECT_;
  const Token& of = in_[at_ + 2];
  if (asked || in_[at_ + 1].type != SutureLexer::OF_ || of.type != SutureLexer::ID) return false;
  const base::Span span{file_, in_[at_].begin, of.end};
  const std::string meant = fmt::format("{}.{}", WordAt(at_ + 2), part);
  emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), meant)
      .Help(fmt::format("Behind `of` stands a query, such as `{} of last condition in Stroke "
                        "before surgery.start`.",
                        part))
      .Edit(span, meant, false);
  out_.push_back(of);
  out_.push_back({SutureLexer::DOT, in_[at_ + 1].begin, in_[at_ + 1].end, of.line});
  out_.push_back({SutureLexer::ID, in_[at_].begin, in_[at_].end, in_[at_].line});
  at_ += 3;
  return true;
}

bool Mender::MendAnswerNo() {
  const size_t before = out_.size();
  const int32_t next = in_[std::min(at_ + 1, in_.size() - 1)].type;
  const bool ends = next == SutureLexer::BECAUSE_ || next == SutureLexer::WHEN_;
  const bool answer = before > 0 && (out_[before - 1].type == SutureLexer::OTHERWISE_ ||
                                     (before > 1 && (out_[before - 2].type == SutureLexer::RULE_ ||
                                                     out_[before - 2].type == SutureLexer::HINT_)));
  if (!ends || !answer) return false;
  emitter_.Emit(diag::kForeignOperator, SpanOf(in_[at_]), "no", "No")
      .Help("An answer is written as its list of choices spells it.")
      .Edit(SpanOf(in_[at_]), "No", false);
  out_.push_back({SutureLexer::ID, in_[at_].begin, in_[at_].end, in_[at_].line});
  ++at_;
  return true;
}

bool Mender::MendAbsence() {
  struct Absence {
    std::string_view joined, words;
    int32_t first, second;
  };
  static constexpr Absence kAbsences[] = {
      {"not_documented", "not documented", SutureLexer::NOT_, SutureLexer::DOCUMENTED_},
      {"documented_unknown", "documented unknown", SutureLexer::DOCUMENTED_, SutureLexer::UNKNOWN_},
      {"not_applicable", "not applicable", SutureLexer::NOT_, SutureLexer::APPLICABLE_},
      {"not_collected", "not collected", SutureLexer::NOT_, SutureLexer::COLLECTED_},
      {"step_failed", "step failed", SutureLexer::STEP_, SutureLexer::FAILED_},
  };
  const bool mapped = at_ + 1 < in_.size() && in_[at_ + 1].type == SutureLexer::ARROW;
  const bool behind = !out_.empty() && out_.back().type == SutureLexer::ABSENT_;
  if (in_[at_].type != SutureLexer::ID || (!mapped && !behind)) return false;
  for (const Absence& absence : kAbsences) {
    if (absence.joined != WordAt(at_)) continue;
    const Token& token = in_[at_];
    emitter_.Emit(diag::kForeignOperator, SpanOf(token), absence.joined, absence.words)
        .Edit(SpanOf(token), std::string(absence.words), true);
    out_.push_back({absence.first, token.begin, token.end, token.line});
    out_.push_back({absence.second, token.begin, token.end, token.line});
    ++at_;
    return true;
  }
  return false;
}

}  // namespace suture::syntax
