// Phrases of other languages, and of people, that span several words or hold a list.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "compiler/ast/meant_unit.h"
#include "compiler/syntax/mender.h"
#include "compiler/syntax/words.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"

namespace suture::syntax {

using grammar::SutureLexer;

namespace {

// How far a closing parenthesis or the `and` of a `between` is looked for.
constexpr size_t kFar = 48;

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 16> kNumberWords = {
    "one",  "two", "three",  "four",   "five",   "six",   "seven",  "eight",
    "nine", "ten", "twelve", "twenty", "thirty", "sixty", "ninety", "a"};

bool IsSelector(int32_t type) {
  static constexpr int32_t kSelectors[] = {
      SutureLexer::ANY_,     SutureLexer::NO_,      SutureLexer::EVERY_,
      SutureLexer::FIRST_,   SutureLexer::LAST_,    SutureLexer::LOWEST_,
      SutureLexer::HIGHEST_, SutureLexer::CLOSEST_, SutureLexer::OF_};
  return absl::c_linear_search(kSelectors, type);
}

bool IsSide(int32_t type) {
  return type == SutureLexer::BEFORE_ || type == SutureLexer::AFTER_ || type == SutureLexer::OF_;
}

std::string SetHelp(std::string_view code) {
  return fmt::format(
      "Codes stand in a set of their own: `codes NAME {{ icd10cm {} }}`; a condition asks `in "
      "NAME`.",
      code);
}

}  // namespace

int32_t Mender::TypeAt(size_t ahead) const {
  return in_[std::min(at_ + ahead, in_.size() - 1)].type;
}
int32_t Mender::Before(size_t back) const {
  return back <= out_.size() ? out_[out_.size() - back].type : -1;
}
bool Mender::StartsLine() const { return out_.empty() || out_.back().line != in_[at_].line; }

base::Span Mender::SpanTo(size_t last) const { return {file_, in_[at_].begin, in_[last].end}; }

void Mender::Push(int32_t type, const Token& place) {
  out_.push_back({type, place.begin, place.end, place.line});
}

// Where what opens at `open` closes; 0: not near.
size_t Mender::CloserOf(size_t open) const {
  int depth = 0;
  for (size_t at = open; at < std::min(open + kFar, in_.size()); ++at) {
    depth += in_[at].type == SutureLexer::LPAREN ? 1 : in_[at].type == SutureLexer::RPAREN ? -1 : 0;
    if (depth == 0) return at;
  }
  return 0;
}

bool Mender::MendLater() {
  const auto later = later_.find(in_[at_].begin);
  if (later == later_.end()) return false;
  if (later->second != kDropped) Push(later->second, in_[at_]);
  ++at_;
  return true;
}

// A step, a field or a cover may be called by such a word.
bool Mender::NamesSomething() const {
  const int32_t before = Before(1);
  return OpensItem(before) || before == SutureLexer::AS_ || before == SutureLexer::DOT ||
         before == SutureLexer::BY_ || before == SutureLexer::AGAINST_ ||
         before == SutureLexer::COMPLETE_;
}

bool Mender::MendPhrase() {
  return MendHyphenName() || MendLabUnit() || MendBetween() || MendDistance() || MendExists() ||
         MendListInParentheses() || MendBareCode() || MendNumberWord() || MendMonth() ||
         MendCodesWord() || MendShareOf() || MendOtherComment() || MendNeither() || MendCase() ||
         MendRetrieve() || MendRuleBraces() || MendRuleUnless() || MendHintQuery();
}

// `rule coded-first Yes when …`
bool Mender::MendHyphenName() {
  const int32_t naming = Before(1);
  const bool named = naming == SutureLexer::RULE_ || naming == SutureLexer::HINT_ ||
                     naming == SutureLexer::TABLE_ || naming == SutureLexer::ASK_;
  if (!named || TypeAt(0) != SutureLexer::ID || TypeAt(1) != SutureLexer::MINUS || !Touches(at_) ||
      !Touches(at_ + 1))
    return false;
  size_t last = at_ + 2;
  while (last + 2 < in_.size() && in_[last + 1].type == SutureLexer::MINUS && Touches(last) &&
         Touches(last + 1))
    last += 2;
  std::string joined = Written(in_[at_].begin, in_[last].end);
  auto builder = emitter_.Emit(diag::kUnexpectedText, SpanTo(last), "a name without a hyphen",
                               fmt::format("`{}`", joined));
  std::replace(joined.begin(), joined.end(), '-', '_');
  builder.Help(fmt::format("Write `{}`.", joined)).Edit(SpanTo(last), joined, false);
  out_.push_back({SutureLexer::ID, in_[at_].begin, in_[last].end, in_[at_].line});
  at_ = last + 1;
  return true;
}

// `lab Creatinine : mg/dL { … }`
bool Mender::MendLabUnit() {
  if (TypeAt(0) != SutureLexer::COLON || Before(2) != SutureLexer::LAB_) return false;
  emitter_.Emit(diag::kForeignOperator, SpanTo(at_), ":", "in").Edit(SpanTo(at_), "in", false);
  Push(SutureLexer::IN_, in_[at_]);
  ++at_;
  return true;
}

// `between A and B` is a window from one to the other; `days between A and B` counts.
bool Mender::MendBetween() {
  const bool counts = WordAt(at_ + 1) == "between" && ast::IsTimeWord(WordAt(at_));
  const size_t word = counts ? at_ + 1 : at_;
  if (NamesSomething() || WordAt(word) != "between" ||
      in_[std::min(word + 1, in_.size() - 1)].type != SutureLexer::ID)
    return false;
  size_t joint = word + 1;
  while (joint < std::min(word + kFar, in_.size()) && in_[joint].type != SutureLexer::AND_) ++joint;
  if (joint + 1 >= in_.size() || in_[joint].type != SutureLexer::AND_) return false;
  if (!counts) {
    emitter_.Emit(diag::kForeignOperator, SpanTo(word), "between", "from … to …")
        .Help(fmt::format("A window from one moment to another is `from {} to …`.",
                          WordAt(word + 1)));
    Push(SutureLexer::FROM_, in_[at_]);
    later_[in_[joint].begin] = SutureLexer::TO_;
    ++at_;
    return true;
  }
  size_t last = joint + 1;
  while (last + 2 < in_.size() && in_[last + 1].type == SutureLexer::DOT) last += 2;
  emitter_
      .Emit(diag::kForeignOperator, SpanTo(last), Written(in_[at_].begin, in_[word].end),
            "local_days_between(…, …)")
      .Help(
          "Days of the calendar are counted by `local_days_between(a, b)`, hours by "
          "`duration_between(a, b, \"hours\")`.");
  out_.push_back({SutureLexer::BAD, in_[at_].begin, in_[last].end, in_[at_].line});
  at_ = last + 1;
  return true;
}

// `up to 30 days after E`, `more than 30 days before E`
bool Mender::MendDistance() {
  struct Distance {
    std::string_view words[3];
    bool within;
  };
  static constexpr Distance kDistances[] = {
      {{"no", "more", "than"}, true}, {{"up", "to", ""}, true},      {{"less", "than", ""}, true},
      {{"at", "most", ""}, true},     {{"more", "than", ""}, false}, {{"at", "least", ""}, false}};
  const std::string_view first = WordAt(at_);
  for (const Distance& distance : kDistances) {
    if (distance.words[0] != first) continue;
    size_t number = at_;
    for (std::string_view word : distance.words)
      number += !word.empty() && WordAt(number) == word ? 1 : 0;
    const size_t wanted = distance.words[2].empty() ? 2 : 3;
    if (number - at_ != wanted || number + 2 >= in_.size()) continue;
    const bool length = in_[number].type == SutureLexer::NUMBER &&
                        ast::IsTimeWord(WordAt(number + 1)) && IsSide(in_[number + 2].type);
    if (!length) continue;
    const std::string amount = Written(in_[number].begin, in_[number + 1].end);
    const std::string said = Written(in_[at_].begin, in_[number - 1].end);
    if (distance.within) {
      emitter_.Emit(diag::kForeignOperator, SpanTo(number - 1), said, "within")
          .Edit(SpanTo(number - 1), "within", false);
      Push(SutureLexer::WITHIN_, in_[at_]);
      at_ = number;
      return true;
    }
    const bool before = in_[number + 2].type == SutureLexer::BEFORE_;
    const std::string instead =
        fmt::format("{} … {} {}", before ? "before" : "after", before ? "-" : "+", amount);
    emitter_
        .Emit(diag::kForeignOperator, SpanTo(number + 2),
              Written(in_[at_].begin, in_[number + 2].end), instead)
        .Help(fmt::format("Move the moment: `{} surgery.start {} {}`.", before ? "before" : "after",
                          before ? "-" : "+", amount));
    at_ = number + 2;
    return true;
  }
  return false;
}

bool Mender::MendExists() {
  if (WordAt(at_) != "exists" || TypeAt(0) != SutureLexer::ID || NamesSomething()) return false;
  const bool list = TypeAt(1) == SutureLexer::LPAREN;
  const size_t close = list ? CloserOf(at_ + 1) : 0;
  if (list ? close == 0 : TypeAt(1) != SutureLexer::ID) return false;
  emitter_.Emit(diag::kForeignOperator, SpanTo(at_), "exists", "any")
      .Help(
          "A query that asks whether there is an entry begins with `any`, without parentheses: "
          "`any condition in Stroke`.");
  Push(SutureLexer::ANY_, in_[at_]);
  if (list) later_[in_[close].begin] = kDropped;
  at_ += list ? 2 : 1;
  return true;
}

// `in (Yes, No)`, `any condition in (Pneumonia, Stroke)`, `at least 2 of (…)`
bool Mender::MendListInParentheses() {
  const bool in = TypeAt(0) == SutureLexer::IN_;
  const bool of = TypeAt(0) == SutureLexer::OF_ &&
                  (Before(1) == SutureLexer::NUMBER || Before(1) == SutureLexer::ALL_);
  if ((!in && !of) || TypeAt(1) != SutureLexer::LPAREN) return false;
  const size_t open = at_ + 1;
  const size_t close = CloserOf(open);
  if (close == 0) return false;
  const bool sets = in && (IsSelector(Before(2)) || IsSelector(Before(3))) && IsName(Before(1));
  Push(TypeAt(0), in_[at_]);
  const base::Span sign{file_, in_[open].begin, in_[open].end};
  if (sets) {
    emitter_.Emit(diag::kNoSeparator, sign, "(")
        .Help("Code sets stand behind `in` without parentheses, joined by commas: `in A, B`.");
  } else {
    emitter_.Emit(diag::kForeignOperator, sign, "(", "{").Help("Lists stand between `{` and `}`.");
    Push(SutureLexer::LBRACE, in_[open]);
  }
  later_[in_[close].begin] = sets ? kDropped : SutureLexer::RBRACE;
  at_ = open + 1;
  return true;
}

// `in J18.9`, `in icd10cm J18.9`, `in {J18.9, J18.0}`, `= J18.9`, `in "J18.9"`
bool Mender::MendBareCode() {
  if (TypeAt(0) != SutureLexer::IN_ && TypeAt(0) != SutureLexer::EQ) return false;
  const bool query = IsSelector(Before(2)) || IsSelector(Before(3));
  const bool braces = TypeAt(1) == SutureLexer::LBRACE;
  size_t first = at_ + (braces ? 2 : 1);
  if (first + 2 >= in_.size()) return false;
  const bool named = in_[first].type == SutureLexer::ID && in_[first + 1].type == SutureLexer::ID &&
                     in_[first].line == in_[first + 1].line && query;
  const size_t code = named ? first + 1 : first;
  const auto touching = [&](size_t at) { return in_[at].end == in_[at + 1].begin; };
  const std::string_view word = WordAt(code);
  const bool letter = in_[code].type == SutureLexer::ID && word.size() > 1 &&
                      absl::ascii_isupper(static_cast<unsigned char>(word[0])) &&
                      absl::ascii_isdigit(static_cast<unsigned char>(word[1]));
  const bool pointed = letter && in_[code + 1].type == SutureLexer::DOT && touching(code);
  const bool quoted =
      query && in_[code].type == SutureLexer::STRING && TypeAt(0) == SutureLexer::IN_;
  if (!pointed && !(named && letter) && !quoted) return false;
  size_t last = code;
  while (pointed && last + 1 < in_.size() && touching(last) &&
         in_[last + 1].type != SutureLexer::COMMA && in_[last + 1].type != SutureLexer::RBRACE &&
         in_[last + 1].type != SutureLexer::RPAREN) {
    ++last;
  }
  const std::string written = Written(in_[code].begin, in_[last].end);
  emitter_
      .Emit(diag::kUnexpectedText, base::Span{file_, in_[first].begin, in_[last].end},
            "the name of a code set", fmt::format("`{}`", Written(in_[first].begin, in_[last].end)))
      .Help(SetHelp(quoted ? written.substr(1, written.size() - 2) : written));
  while (braces && last + 1 < in_.size() && in_[last].type != SutureLexer::RBRACE &&
         in_[last + 1].line == in_[at_].line)
    ++last;
  Push(SutureLexer::IN_, in_[at_]);
  out_.push_back({SutureLexer::ID, in_[first].begin, in_[last].end, in_[first].line});
  at_ = last + 1;
  return true;
}

// `within thirty days after E`, `within the 30 days after E`
bool Mender::MendNumberWord() {
  if (Before(1) != SutureLexer::WITHIN_) return false;
  const bool article = WordAt(at_) == "the" || WordAt(at_) == "a";
  if (article && TypeAt(1) == SutureLexer::NUMBER) {
    emitter_.Emit(diag::kNoSeparator, SpanTo(at_), WordAt(at_))
        .Edit({file_, in_[at_].begin, in_[at_ + 1].begin}, "", false);
    ++at_;
    return true;
  }
  const bool length = absl::c_linear_search(kNumberWords, WordAt(at_)) &&
                      ast::IsTimeWord(WordAt(at_ + 1)) && IsSide(TypeAt(2));
  if (!length) return false;
  const bool one = WordAt(at_) == "a" || WordAt(at_) == "one";
  emitter_
      .Emit(diag::kForeignOperator, SpanTo(at_ + 1), Written(in_[at_].begin, in_[at_ + 1].end),
            fmt::format("{} {}", one ? "1" : "…", WordAt(at_ + 1)))
      .Help(fmt::format("Write the number in digits, such as `within {} {}`.", one ? 1 : 30,
                        WordAt(at_ + 1)));
  out_.pop_back();
  at_ += 2;
  return true;
}

bool Mender::MendMonth() {
  const bool month =
      TypeAt(0) == SutureLexer::ID &&
      absl::c_linear_search(kMonths, absl::AsciiStrToLower(std::string(WordAt(at_))));
  if (!month || TypeAt(1) != SutureLexer::NUMBER) return false;
  size_t last = at_ + 1;
  const bool comma = TypeAt(2) == SutureLexer::COMMA && TypeAt(3) == SutureLexer::NUMBER;
  if (comma)
    last = at_ + 3;
  else if (TypeAt(2) == SutureLexer::NUMBER)
    last = at_ + 2;
  emitter_.Emit(diag::kForeignDate, SpanTo(last), Written(in_[at_].begin, in_[last].end))
      .Help("Write the first of March 2024 as `2024-03-01`.");
  out_.push_back({SutureLexer::DATE_LIT, in_[at_].begin, in_[last].end, in_[at_].line});
  at_ = last + 1;
  return true;
}

// `codeset Pneumonia { … }`, read as `codes` before its codes are.
bool Mender::MendCodesWord() {
  static constexpr std::string_view kWords[] = {"code",     "codeset", "codelist",
                                                "valueset", "concept", "concepts"};
  const bool word = TypeAt(0) == SutureLexer::ID && absl::c_linear_search(kWords, WordAt(at_));
  if (!word || !StartsLine() || TypeAt(1) != SutureLexer::ID || TypeAt(2) != SutureLexer::LBRACE)
    return false;
  emitter_.Emit(diag::kForeignOperator, SpanTo(at_), WordAt(at_), "codes")
      .Edit(SpanTo(at_), "codes", false);
  Push(SutureLexer::CODES_, in_[at_]);
  ++at_;
  return true;
}

// `150 % of last Creatinine …`
bool Mender::MendShareOf() {
  if (TypeAt(0) != SutureLexer::PERCENT || Before(1) != SutureLexer::NUMBER ||
      TypeAt(1) != SutureLexer::OF_)
    return false;
  const base::Span span{file_, out_.back().begin, in_[at_ + 1].end};
  emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), "… *")
      .Help(
          "A share of a value is a product: half of it is `0.5 * last Creatinine before "
          "surgery.start`.");
  Push(SutureLexer::STAR, in_[at_]);
  at_ += 2;
  return true;
}

// `-- a comment`, `<!-- a comment -->`
bool Mender::MendOtherComment() {
  const std::string_view rest = text_.substr(in_[at_].begin);
  const bool dashes = rest.starts_with("--");
  const bool markup = rest.starts_with("<!--");
  if (!StartsLine() || (!dashes && !markup)) return false;
  const uint32_t begin = in_[at_].begin;
  const base::Span span{file_, begin, begin + (dashes ? 2 : 4)};
  auto builder = emitter_.Emit(diag::kForeignComment, span, Written(span.begin, span.end));
  if (dashes)
    builder.Edit(span, "//", true);
  else
    builder.Help("Write `//` at the start of each line of the comment.");
  const size_t close = markup ? text_.find("-->", begin) : std::string_view::npos;
  SkipTo(close == std::string_view::npos ? LineEnd(begin) : static_cast<uint32_t>(close + 3));
  return true;
}

bool Mender::MendNeither() {
  if (TypeAt(0) != SutureLexer::ID || WordAt(at_) != "neither" || NamesSomething()) return false;
  size_t nor = at_ + 1;
  while (nor < std::min(at_ + kFar, in_.size()) && WordAt(nor) != "nor") ++nor;
  if (WordAt(nor) != "nor") return false;
  emitter_.Emit(diag::kForeignOperator, SpanTo(at_), "neither", "not (… or …)")
      .Help("Write `not (A or B)`: it is true where neither is.");
  later_[in_[nor].begin] = SutureLexer::OR_;
  ++at_;
  return true;
}

// `Diabetes is Yes`, `Diabetes is not Yes`, `rule coded is Yes`
bool Mender::MendIs() {
  if (TypeAt(0) != SutureLexer::IS_ || Before(1) == SutureLexer::STRING) return false;
  const bool negated = TypeAt(1) == SutureLexer::NOT_;
  const size_t value = at_ + (negated ? 2 : 1);
  const int32_t type = in_[std::min(value, in_.size() - 1)].type;
  const bool truth = WordAt(value) == "true" && !negated;
  const bool step = Before(2) == SutureLexer::RULE_ || Before(2) == SutureLexer::HINT_;
  if (type != SutureLexer::ID && type != SutureLexer::NUMBER && !truth) return false;
  if (truth || step) {
    const base::Span span = SpanTo(truth ? value : at_);
    auto builder = emitter_.Emit(diag::kNoSeparator, span, Written(span.begin, span.end));
    if (truth) builder.Help("A condition stands for itself.");
    builder.Edit({file_, span.begin, in_[truth ? value + 1 : value].begin}, "", false);
    at_ = truth ? value + 1 : value;
    return true;
  }
  const base::Span span = SpanTo(value - 1);
  const std::string sign = negated ? "!=" : "=";
  emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), sign)
      .Edit(span, sign, false);
  Push(negated ? SutureLexer::NE : SutureLexer::EQ, in_[at_]);
  at_ = value;
  return true;
}

// `2 or more of {`, `8:00 AM`, `30-day`
bool Mender::MendNumberPhrase() {
  if (TypeAt(1) == SutureLexer::OR_ && WordAt(at_ + 2) == "more" && TypeAt(3) == SutureLexer::OF_) {
    const std::string instead = fmt::format("at least {} of", WordAt(at_));
    emitter_
        .Emit(diag::kForeignOperator, SpanTo(at_ + 3), Written(in_[at_].begin, in_[at_ + 3].end),
              instead)
        .Edit(SpanTo(at_ + 3), instead, false);
    Push(SutureLexer::AT_, in_[at_]);
    Push(SutureLexer::LEAST_, in_[at_]);
    Push(SutureLexer::NUMBER, in_[at_]);
    Push(SutureLexer::OF_, in_[at_ + 3]);
    at_ += 4;
    return true;
  }
  const bool joined = Touches(at_) && TypeAt(1) == SutureLexer::MINUS && Touches(at_ + 1) &&
                      ast::IsTimeWord(WordAt(at_ + 2));
  if (joined && Before(1) == SutureLexer::WITHIN_) {
    const std::string instead = fmt::format("{} {}", WordAt(at_), WordAt(at_ + 2));
    emitter_
        .Emit(diag::kForeignOperator, SpanTo(at_ + 2), Written(in_[at_].begin, in_[at_ + 2].end),
              instead)
        .Edit(SpanTo(at_ + 2), instead, false);
    out_.push_back(in_[at_]);
    out_.push_back(in_[at_ + 2]);
    at_ += 3;
    return true;
  }
  return MendClock();
}

bool Mender::MendClock() {
  const bool clock = Before(1) == SutureLexer::DATE_LIT && TypeAt(1) == SutureLexer::COLON &&
                     TypeAt(2) == SutureLexer::NUMBER && Touches(at_) && Touches(at_ + 1);
  if (!clock) return false;
  const std::string half = absl::AsciiStrToLower(std::string(WordAt(at_ + 3)));
  const bool named = half == "am" || half == "pm";
  const size_t last = at_ + (named ? 3 : 2);
  int hour = 0;
  const std::string_view digits = WordAt(at_);
  std::from_chars(digits.data(), digits.data() + digits.size(), hour);
  if (half == "pm" && hour < 12) hour += 12;
  if (half == "am" && hour == 12) hour = 0;
  const std::string instead = fmt::format("{:02}:{}", hour, WordAt(at_ + 2));
  emitter_
      .Emit(diag::kForeignOperator, SpanTo(last), Written(in_[at_].begin, in_[last].end), instead)
      .Edit(SpanTo(last), instead, false);
  at_ = last + 1;
  return true;
}

}  // namespace suture::syntax
