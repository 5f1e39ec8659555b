#include "compiler/syntax/foreign_signs.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "compiler/ast/meant_unit.h"
#include "compiler/syntax/lex.h"
#include "compiler/syntax/lookalikes.h"
#include "compiler/syntax/quotation_marks.h"
#include "compiler/syntax/token_filter.h"
#include "compiler/syntax/words.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"
#include "runtime/text/utf8.h"

namespace suture::syntax {
namespace {

using grammar::SutureLexer;

// Two signs that touch, and what they mean in Suture.
struct SignPair {
  int32_t first, second;
  int32_t meant;
  std::string_view written, instead;
};
constexpr SignPair kPairs[] = {
    {SutureLexer::EQ, SutureLexer::EQ, SutureLexer::EQ, "==", "="},
    {SutureLexer::LT, SutureLexer::GT, SutureLexer::NE, "<>", "!="},
    {SutureLexer::EQ, SutureLexer::GT, SutureLexer::GE, "=>", ">="},
    {SutureLexer::EQ, SutureLexer::LT, SutureLexer::LE, "=<", "<="},
    {SutureLexer::NE, SutureLexer::EQ, SutureLexer::NE, "!==", "!="},
    {SutureLexer::STAR, SutureLexer::STAR, SutureLexer::CARET, "**", "^"},
};

// Single characters, and what they mean in Suture.
struct SignMeaning {
  char32_t sign;
  int32_t meant;
  std::string_view instead;
};
constexpr SignMeaning kSigns[] = {
    {U'≥', SutureLexer::GE, ">="}, {U'≤', SutureLexer::LE, "<="}, {U'≠', SutureLexer::NE, "!="},
    {U'–', SutureLexer::MINUS, "-"}, {U'—', SutureLexer::MINUS, "-"}, {U'−', SutureLexer::MINUS, "-"},
    {U'×', SutureLexer::STAR, "*"}, {U'÷', SutureLexer::SLASH, "/"}, {U'→', SutureLexer::ARROW, "->"},
    {U'…', SutureLexer::DOTDOT, ".."}, {U'!', SutureLexer::NOT_, "not"},
};

// Words in which other languages, and people, compare. They are read only where `next` follows, so that a
// field may still have such a name.
struct Saying {
  std::string_view words[3];
  int32_t next;                 // Type of the token behind the words; kAnything: any
  std::vector<int32_t> meant;
  std::string_view instead, help;
};
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
        {{"is", "present"}, kAnything, {L::IS_, L::KNOWN_}, "is known", ""},
        {{"is", "documented"}, kAnything, {L::IS_, L::KNOWN_}, "is known", ""},
        {{"between"}, L::NUMBER, {L::EQ}, ">= … and … <= …",
         "Name the value with `let`, then compare twice: `value >= 5.7 % and value <= 6.4 %`."},
        {{"contains"}, L::STRING, {L::EQ}, "in",
         "Ask for codes with `in` and a code set, for words of notes with `mention of` and a list of phrases."},
    };
    for (std::string_view word : {"null", "missing", "empty", "blank", "unknown", "absent"}) {
      made->push_back({{"is", word}, kAnything, {L::IS_, L::NOT_, L::KNOWN_}, "is not known", ""});
    }
    return made;
  }();
  return *kSayings;
}

bool IsSpaceLike(char32_t c) { return (c >= 0x2000 && c <= 0x200F) || c == 0x202F || c == 0x3000 || c == 0x2060; }

class Mender {
 public:
  Mender(std::string_view text, int32_t file, const std::vector<Token>& tokens, diag::Emitter& emitter)
      : text_(text), file_(file), in_(tokens), emitter_(emitter) {}

  std::vector<Token> Run() {
    out_.reserve(in_.size());
    while (at_ < in_.size()) {
      int32_t type = in_[at_].type;
      bool mended = type == SutureLexer::BAD          ? MendBad()
                    : type == SutureLexer::BAD_STRING ? MendString()
                    : type == SutureLexer::UNIT       ? MendBlockComment()
                    : type == SutureLexer::NUMBER     ? MendDecimalComma()
                    : type == SutureLexer::DOT        ? MendLeadingPoint()
                    : type == SutureLexer::NO_        ? MendAnswerNo()
                                                      : MendPair() || MendRange() || MendInch() || MendPartOf() ||
                                                            MendAbsence() || MendWords();
      if (!mended) out_.push_back(in_[at_++]);
    }
    return std::move(out_);
  }

 private:
  base::Span SpanOf(const Token& token) const { return {file_, token.begin, token.end}; }
  std::string Written(uint32_t begin, uint32_t end) const { return std::string(text_.substr(begin, end - begin)); }
  uint32_t LineEnd(uint32_t from) const {
    return static_cast<uint32_t>(std::min(text_.find_first_of("\r\n", from), text_.size()));
  }
  void SkipTo(uint32_t offset) {
    while (in_[at_].begin < offset && at_ + 1 < in_.size()) ++at_;
  }

  bool MendPair() {
    if (at_ + 1 >= in_.size() || in_[at_].end != in_[at_ + 1].begin) return false;
    for (const SignPair& pair : kPairs) {
      if (in_[at_].type != pair.first || in_[at_ + 1].type != pair.second) continue;
      size_t last = at_ + 1;
      // `===` is one slip, not two.
      if (pair.first == SutureLexer::EQ && in_[last + 1].type == SutureLexer::EQ &&
          in_[last].end == in_[last + 1].begin && pair.second == SutureLexer::EQ) {
        ++last;
      }
      Token meant{pair.meant, in_[at_].begin, in_[last].end, in_[at_].line};
      emitter_.Emit(diag::kForeignOperator, SpanOf(meant), Written(meant.begin, meant.end), pair.instead)
          .Edit(SpanOf(meant), std::string(pair.instead), true);
      out_.push_back(meant);
      at_ = last + 1;
      return true;
    }
    return false;
  }

  // Whether a range has its lower bound, and no more: `range -5`, `usual 0.3 mg/dL`.
  bool BehindLowBound() const {
    size_t at = out_.size();
    const auto is = [&](int32_t type) { return at > 0 && out_[at - 1].type == type; };
    if (is(SutureLexer::UNIT) || is(SutureLexer::ID) || is(SutureLexer::PERCENT)) --at;
    if (!is(SutureLexer::NUMBER)) return false;
    --at;
    if (is(SutureLexer::MINUS)) --at;
    return is(SutureLexer::RANGE_) || is(SutureLexer::USUAL_);
  }

  // `range 0 to 30`, `range 0-30`, `range 0...30`.
  bool MendRange() {
    if (!BehindLowBound()) return false;
    size_t last = at_;
    const std::string_view sign = WordAt(at_);
    if (in_[at_].type == SutureLexer::DOTDOT) {
      while (Touches(last) && (in_[last + 1].type == SutureLexer::DOT || in_[last + 1].type == SutureLexer::DOTDOT)) ++last;
      if (last == at_) return false;
    } else if (in_[at_].type != SutureLexer::TO_ && in_[at_].type != SutureLexer::MINUS && sign != "–" && sign != "—" && sign != "−") {
      return false;
    }
    const int32_t next = in_[std::min(last + 1, in_.size() - 1)].type;
    if (next != SutureLexer::NUMBER && next != SutureLexer::MINUS) return false;
    const base::Span span{file_, in_[at_].begin, in_[last].end};
    emitter_.Emit(diag::kUnexpectedText, span, "`..`", fmt::format("`{}`", Written(span.begin, span.end)))
        .Help("Two points stand between the bounds of a range: `range 0..30`.")
        .Edit({file_, out_.back().end, in_[last + 1].begin}, "..", false);
    out_.push_back({SutureLexer::DOTDOT, span.begin, span.end, in_[at_].line});
    at_ = last + 1;
    return true;
  }

  // `decimal in`: inches, in a word of the language.
  bool MendInch() {
    const bool typed = !out_.empty() && (out_.back().type == SutureLexer::DECIMAL_ || out_.back().type == SutureLexer::INTEGER_);
    if (in_[at_].type != SutureLexer::IN_ || !typed || at_ + 1 >= in_.size()) return false;
    const int32_t next = in_[at_ + 1].type;
    if (next == SutureLexer::NUMBER || next == SutureLexer::MINUS) return false;
    ast::ReportUnknownUnit(emitter_, SpanOf(in_[at_]), "in");
    ++at_;
    return true;
  }

  // `start of onset`: `of` takes the part of a query's entry, a point that of a value.
  bool MendPartOf() {
    const std::string_view part = WordAt(at_);
    if (at_ + 2 >= in_.size() || (part != "start" && part != "end")) return false;
    const bool asked = !out_.empty() && out_.back().type == SutureLexer::EXPECT_;
    const Token& of = in_[at_ + 2];
    if (asked || in_[at_ + 1].type != SutureLexer::OF_ || of.type != SutureLexer::ID) return false;
    const base::Span span{file_, in_[at_].begin, of.end};
    const std::string meant = fmt::format("{}.{}", WordAt(at_ + 2), part);
    emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), meant)
        .Help(fmt::format("Behind `of` stands a query, such as `{} of last condition in Stroke before surgery.start`.", part))
        .Edit(span, meant, false);
    out_.push_back(of);
    out_.push_back({SutureLexer::DOT, in_[at_ + 1].begin, in_[at_ + 1].end, of.line});
    out_.push_back({SutureLexer::ID, in_[at_].begin, in_[at_].end, in_[at_].line});
    at_ += 3;
    return true;
  }

  // How many tokens from here on are the saying; 0: it is not said here.
  size_t Said(const Saying& saying) const {
    size_t count = 0;
    for (std::string_view word : saying.words) {
      if (word.empty()) break;
      const size_t at = at_ + count;
      if (at + 1 >= in_.size() || text_.substr(in_[at].begin, in_[at].end - in_[at].begin) != word) return 0;
      ++count;
    }
    return saying.next == kAnything || in_[at_ + count].type == saying.next ? count : 0;
  }

  std::string_view WordAt(size_t at) const {
    return at < in_.size() ? text_.substr(in_[at].begin, in_[at].end - in_[at].begin) : std::string_view();
  }

  // `in the last 90 days`: a window without the moment that it is measured from. It is left out, so that what
  // stands around it is read as if the query had none.
  bool MendOpenWindow() {
    static constexpr std::string_view kIn[] = {"in", "within", "during", "over", "for"};
    static constexpr std::string_view kBack[] = {"last", "past", "previous", "preceding", "prior"};
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
    emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), fmt::format("within {} before …", length))
        .Help(fmt::format("A window is measured from a moment that has a name, such as `within {} before surgery.start`.", length));
    at_ = last + 1;
    return true;
  }

  bool MendWords() {
    if (MendOpenWindow()) return true;
    const int32_t type = in_[at_].type;
    if (type != SutureLexer::ID && type != SutureLexer::IS_ && type != SutureLexer::MOST_) return false;
    // The name of a step or of a field may be such a word.
    const bool named = !out_.empty() && IsKeyword(out_.back().type) && !IsName(out_.back().type);
    if (named && in_[at_].type == SutureLexer::ID) return false;
    for (const Saying& saying : Sayings()) {
      const size_t count = Said(saying);
      if (count == 0) continue;
      const Token& last = in_[at_ + count - 1];
      base::Span span{file_, in_[at_].begin, last.end};
      auto builder = emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), saying.instead);
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

  bool Touches(size_t at) const { return at + 1 < in_.size() && in_[at].end == in_[at + 1].begin; }
  bool BehindComparison() const {
    if (out_.empty()) return false;
    const int32_t type = out_.back().type;
    return type == SutureLexer::EQ || type == SutureLexer::NE || type == SutureLexer::LT || type == SutureLexer::LE ||
           type == SutureLexer::GT || type == SutureLexer::GE;
  }

  // `2,5 mg/dL`; between the codes `33510,33516` a comma is right.
  bool MendDecimalComma() {
    if (at_ + 3 >= in_.size() || !Touches(at_) || !Touches(at_ + 1)) return false;
    if (in_[at_ + 1].type != SutureLexer::COMMA || in_[at_ + 2].type != SutureLexer::NUMBER) return false;
    const Token& behind = in_[at_ + 3];
    const bool with_unit = behind.line == in_[at_].line && (behind.type == SutureLexer::UNIT || behind.type == SutureLexer::PERCENT ||
                                                            (behind.type == SutureLexer::ID && IsUnitText(WordAt(at_ + 3))));
    if (!with_unit && !BehindComparison()) return false;
    const base::Span span{file_, in_[at_].begin, in_[at_ + 2].end};
    const std::string point = fmt::format("{}.{}", WordAt(at_), WordAt(at_ + 2));
    // Before three digits it sets thousands apart as often as it is a decimal point.
    const bool thousands = WordAt(at_ + 2).size() == 3;
    const std::string plain = thousands ? fmt::format("{}{}", WordAt(at_), WordAt(at_ + 2)) : point;
    auto builder = emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), plain);
    if (thousands) {
      builder.Help(fmt::format("If the comma is a decimal point, write `{}`.", point));
    } else {
      builder.Edit(span, point, false);
    }
    out_.push_back(in_[at_]);
    at_ += 3;
    return true;
  }

  // `> .5 mg/dL`
  bool MendLeadingPoint() {
    if (!Touches(at_) || in_[at_ + 1].type != SutureLexer::NUMBER || !BehindComparison()) return false;
    const base::Span span{file_, in_[at_].begin, in_[at_ + 1].end};
    const std::string whole = "0" + Written(span.begin, span.end);
    emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), whole).Edit(span, whole, true);
    ++at_;
    return false;  // The number itself is kept.
  }

  // `otherwise no because`: the word of the language in the place of the choice `No`.
  bool MendAnswerNo() {
    const size_t before = out_.size();
    const int32_t next = in_[std::min(at_ + 1, in_.size() - 1)].type;
    const bool ends = next == SutureLexer::BECAUSE_ || next == SutureLexer::WHEN_;
    const bool answer = before > 0 && (out_[before - 1].type == SutureLexer::OTHERWISE_ ||
                                       (before > 1 && (out_[before - 2].type == SutureLexer::RULE_ || out_[before - 2].type == SutureLexer::HINT_)));
    if (!ends || !answer) return false;
    emitter_.Emit(diag::kForeignOperator, SpanOf(in_[at_]), "no", "No")
        .Help("An answer is written as its list of choices spells it.")
        .Edit(SpanOf(in_[at_]), "No", false);
    out_.push_back({SutureLexer::ID, in_[at_].begin, in_[at_].end, in_[at_].line});
    ++at_;
    return true;
  }

  // `absent not_documented`: an absence is two words.
  bool MendAbsence() {
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

  bool MendString() {
    const Token& token = in_[at_];
    uint32_t end = LikelyEnd(token);
    emitter_.Emit(diag::kUnclosedString, base::Span{file_, token.begin, end})
        .Help("Put a `\"` where the text ends. Text of several lines stands between `\"\"\"` and `\"\"\"`.")
        .Edit({file_, end, end}, "\"", false);
    out_.push_back({SutureLexer::STRING, token.begin, end, token.line});
    LexedFile rest = Lex(text_.substr(end, token.end - end), {}, 1000);
    rest.tokens.pop_back();
    for (const Token& piece : rest.tokens) {
      out_.push_back({piece.type, end + piece.begin, end + piece.end, token.line});
    }
    ++at_;
    return true;
  }

  // Where the text was probably meant to end: before the type of a field, the `{` of a body, or the
  // condition of a check.
  uint32_t LikelyEnd(const Token& token) const {
    std::string_view line = text_.substr(token.begin, token.end - token.begin);
    size_t end = line.size();
    while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
    if (end > 0 && line[end - 1] == '{') {
      size_t colon = line.rfind(" : ", end);
      end = colon != std::string_view::npos ? colon : end - 1;
    }
    size_t before = out_.size();
    if (before >= 2 && out_[before - 2].type == SutureLexer::CHECK_) end = std::min(end, line.rfind(" when "));
    while (end > 1 && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
    return token.begin + static_cast<uint32_t>(end);
  }

  // `/* … */`, which the lexer takes for a unit of its own.
  bool MendBlockComment() {
    const Token& token = in_[at_];
    if (text_.substr(token.begin, 2) != "/*") return false;
    size_t close = text_.find("*/", token.begin + 2);
    uint32_t end = close == std::string_view::npos ? LineEnd(token.begin) : static_cast<uint32_t>(close + 2);
    emitter_.Emit(diag::kForeignComment, base::Span{file_, token.begin, token.begin + 2}, "/*")
        .Help("Write `//` at the start of each line of the comment.");
    SkipTo(end);
    return true;
  }

  bool MendBad() {
    const Token& token = in_[at_];
    text::CodePoint point = text::DecodeAt(text_, token.begin);
    if (IsCurlyQuote(point.value) || IsSingleQuote(point.value)) return MendQuotes(point);
    if (point.value == '#') {
      emitter_.Emit(diag::kForeignComment, SpanOf(token), "#")
          .Edit(SpanOf(token), "//", true);
      SkipTo(LineEnd(token.begin));
      return true;
    }
    if (point.value == '[' || point.value == ']') return MendBracket(point.value == '[');
    if (point.value == '&' && MendNameWithAnd()) return true;
    if (point.value == '&' || point.value == '!') {
      bool twice = point.value == '&' && at_ + 1 < in_.size() && text_.substr(token.begin, 2) == "&&";
      uint32_t end = token.begin + (twice ? 2 : 1);
      int32_t meant = point.value == '&' ? SutureLexer::AND_ : SutureLexer::NOT_;
      std::string instead = point.value == '&' ? "and" : "not";
      emitter_.Emit(diag::kForeignOperator, base::Span{file_, token.begin, end}, Written(token.begin, end), instead)
          .Edit({file_, token.begin, end}, instead, false);
      out_.push_back({meant, token.begin, end, token.line});
      at_ += twice ? 2 : 1;
      return true;
    }
    if (MendRange()) return true;
    for (const SignMeaning& sign : kSigns) {
      if (sign.sign != point.value) continue;
      emitter_.Emit(diag::kForeignOperator, SpanOf(token), Written(token.begin, token.end), sign.instead)
          .Edit(SpanOf(token), std::string(sign.instead), true);
      out_.push_back({sign.meant, token.begin, token.end, token.line});
      ++at_;
      return true;
    }
    if (MendUnitSign(point.value)) return true;
    if (IsForeignLetter(point.value)) return MendLetters();
    if (MendFullWidthSign(point.value)) return true;
    ReportUnknown(token, point);
    ++at_;
    return true;
  }

  // `[ Yes, No ]`: both brackets are one slip.
  bool MendBracket(bool opens) {
    const Token& token = in_[at_];
    if (!opens && brackets_.erase(token.begin) > 0) {
      out_.push_back({SutureLexer::RBRACE, token.begin, token.end, token.line});
      ++at_;
      return true;
    }
    const auto closer = std::find_if(in_.begin() + static_cast<ptrdiff_t>(at_), in_.end(), [&](const Token& other) {
      return other.type == SutureLexer::BAD && Written(other.begin, other.end) == "]";
    });
    if (!opens || closer == in_.end()) {
      ReportUnknown(token, text::DecodeAt(text_, token.begin));
      ++at_;
      return true;
    }
    emitter_.Emit(diag::kForeignOperator, SpanOf(token), "[", "{")
        .Help("Lists stand between `{` and `}`.")
        .Edit(SpanOf(token), "{", false)
        .Edit(SpanOf(*closer), "}", false);
    brackets_.insert(closer->begin);
    out_.push_back({SutureLexer::LBRACE, token.begin, token.end, token.line});
    ++at_;
    return true;
  }

  // `H&P` is a name to people.
  bool MendNameWithAnd() {
    const bool joins = !out_.empty() && out_.back().type == SutureLexer::ID && out_.back().end == in_[at_].begin && Touches(at_) &&
                       in_[at_ + 1].type == SutureLexer::ID;
    if (!joins) return false;
    Token& name = out_.back();
    name.end = in_[at_ + 1].end;
    emitter_.Emit(diag::kUnknownCharacter, SpanOf(in_[at_]), "`&`")
        .Label(SpanOf(name), "A name holds letters, digits and `_`.")
        .Help("Write the name as it was declared, such as `HistoryAndPhysical`. Between two conditions write `and`.");
    at_ += 2;
    return true;
  }

  // `177 µmol/L`, `38 °C`, `100 K/µL`: UCUM writes such signs with plain letters.
  bool MendUnitSign(char32_t sign) {
    if (sign != U'µ' && sign != U'μ' && sign != U'°' && sign != U'º' && sign != U'²') return false;
    const auto piece = [](int32_t type) {
      return type == SutureLexer::ID || type == SutureLexer::UNIT || type == SutureLexer::SLASH || type == SutureLexer::CARET ||
             type == SutureLexer::NUMBER || type == SutureLexer::STAR || type == SutureLexer::PERCENT || type == SutureLexer::BAD;
    };
    size_t before = out_.size();
    uint32_t begin = in_[at_].begin;
    while (before > 0 && out_[before - 1].end == begin && piece(out_[before - 1].type)) {
      if (out_[before - 1].type == SutureLexer::NUMBER && begin == in_[at_].begin) break;  // `5µmol`
      begin = out_[--before].begin;
    }
    if (before == 0 || out_[before - 1].type != SutureLexer::NUMBER || out_[before - 1].line != in_[at_].line) return false;
    size_t last = at_;
    while (in_[last].end == in_[last + 1].begin && piece(in_[last + 1].type)) ++last;
    const Token unit{SutureLexer::UNIT, begin, in_[last].end, in_[at_].line};
    if (!ast::MeantBy(Written(unit.begin, unit.end))) return false;
    ast::ReportUnknownUnit(emitter_, SpanOf(unit), Written(unit.begin, unit.end));
    out_.resize(before);
    out_.push_back(unit);
    at_ = last + 1;
    return true;
  }

  bool IsLetterToken(const Token& token) const {
    return token.type == SutureLexer::BAD && IsForeignLetter(text::DecodeAt(text_, token.begin).value);
  }

  // A piece of a word, or of a unit, that goes on with foreign letters.
  bool IsWordPiece(const Token& token, bool unit) const {
    if (token.type == SutureLexer::ID || IsKeyword(token.type) || IsLetterToken(token)) return true;
    if (token.type == SutureLexer::NUMBER) return Written(token.begin, token.end).find('.') == std::string::npos;
    return unit && (token.type == SutureLexer::UNIT || token.type == SutureLexer::SLASH || token.type == SutureLexer::PERCENT);
  }

  // A word with letters of another alphabet is one word and one message; where they only look like Latin
  // ones, it is read as what it looks like.
  bool MendLetters() {
    Token word = in_[at_];
    const bool joins = !out_.empty() && out_.back().end == word.begin &&
                       (out_.back().type == SutureLexer::ID || out_.back().type == SutureLexer::UNIT || IsKeyword(out_.back().type));
    if (joins) {
      word.begin = out_.back().begin;
      out_.pop_back();
    }
    const bool after_number = !out_.empty() && out_.back().type == SutureLexer::NUMBER && out_.back().line == word.line;
    while (at_ + 1 < in_.size() && in_[at_].end == in_[at_ + 1].begin && IsWordPiece(in_[at_ + 1], after_number)) ++at_;
    word.end = in_[at_++].end;
    const std::string written = Written(word.begin, word.end);
    const std::string latin = InLatin(written);
    word.type = SutureLexer::ID;
    if (!absl::c_all_of(latin, [](unsigned char c) { return c < 0x80; })) {
      if (after_number) word.type = SutureLexer::UNIT;
      emitter_.Emit(diag::kForeignLetters, SpanOf(word), written)
          .Help("Write names in Latin letters. Inside text, between `\"` and `\"`, any letter may stand.");
    } else {
      const LexedFile read = Lex(latin, {}, 1000);
      if (read.tokens.size() == 2) word.type = read.tokens[0].type;
      if (after_number && IsUnitText(latin)) word.type = SutureLexer::UNIT;
      ReportLookalikes(word, written, latin);
    }
    out_.push_back(word);
    return true;
  }

  // The edit of a keyword is safe; that of a name becomes so when the name is found (driver/after_mistakes).
  void ReportLookalikes(const Token& word, const std::string& written, const std::string& latin) {
    std::string others;
    std::vector<base::Span> places;
    for (size_t at = 0; at < written.size();) {
      const text::CodePoint point = text::DecodeAt(written, at);
      if (const char like = point.length > 1 ? LatinLike(point.value) : '\0'; like != 0) {
        const uint32_t begin = word.begin + static_cast<uint32_t>(at);
        places.push_back({file_, begin, begin + point.length});
        if (places.size() == 1) {
          others = fmt::format("its `{}` is the {} U+{:04X} and not the Latin `{}`", written.substr(at, point.length),
                               AlphabetOf(point.value), static_cast<uint32_t>(point.value), like);
        }
      }
      at += point.length;
    }
    if (places.size() > 1) {
      others += fmt::format(", and {} more {} like it", places.size() - 1, places.size() == 2 ? "letter is" : "letters are");
    }
    emitter_.Emit(diag::kLookalikeLetters, places.size() == 1 ? places[0] : SpanOf(word), written, latin, others)
        .Edit(SpanOf(word), latin, IsKeyword(word.type));
  }

  // `＝` of a keyboard for Chinese or Japanese is `=`.
  bool MendFullWidthSign(char32_t sign) {
    const char meant = SignLike(sign);
    if (meant == 0 || meant == '"') return false;
    const LexedFile read = Lex(std::string(1, meant), {}, 10);
    if (read.tokens.size() != 2 || read.tokens[0].type == SutureLexer::BAD) return false;
    const Token& token = in_[at_];
    emitter_.Emit(diag::kForeignOperator, SpanOf(token), Written(token.begin, token.end), std::string(1, meant))
        .Edit(SpanOf(token), std::string(1, meant), true);
    out_.push_back({read.tokens[0].type, token.begin, token.end, token.line});
    ++at_;
    return true;
  }

  void ReportUnknown(const Token& token, const text::CodePoint& point) {
    bool printable = point.value > 0x20 && point.value != 0x7F && !IsSpaceLike(point.value);
    std::string shown = printable ? fmt::format("`{}`", Written(token.begin, token.end))
                                  : fmt::format("U+{:04X}, which cannot be seen,", static_cast<uint32_t>(point.value));
    emitter_.Emit(diag::kUnknownCharacter, SpanOf(token), shown)
        .Help("Delete it. Inside text, between `\"` and `\"`, any character may stand.")
        .Edit(SpanOf(token), "", IsSpaceLike(point.value));
  }

  // “text”, 'text' or ‘text’ on one line is one string.
  bool MendQuotes(const text::CodePoint& opener) {
    const Token& token = in_[at_];
    const Quoted quoted = QuotedFrom(text_, token.end, opener.value);
    const base::Span span{file_, token.begin, quoted.closed ? quoted.end : token.end};
    auto builder = emitter_.Emit(IsCurlyQuote(opener.value) ? diag::kCurlyQuotes : diag::kSingleQuotes, span);
    if (!quoted.closed) {
      ++at_;
      return true;
    }
    std::string straight = "\"";
    for (char c : text_.substr(token.end, quoted.inside_end - token.end)) {
      if (c == '"' || c == '\\') straight += '\\';
      straight += c;
    }
    straight += '"';
    builder.Help(fmt::format("Write `{}`.", straight)).Edit(span, straight, quoted.clear);
    out_.push_back({SutureLexer::STRING, token.begin, quoted.end, token.line});
    SkipTo(quoted.end);
    return true;
  }

  std::string_view text_;
  int32_t file_;
  const std::vector<Token>& in_;
  diag::Emitter& emitter_;
  std::vector<Token> out_;
  size_t at_ = 0;
  std::set<uint32_t> brackets_;  // Where a `]` stands whose `[` was read as `{`
};

}  // namespace

std::vector<Token> MendForeignSigns(std::string_view text, int32_t file, const std::vector<Token>& tokens,
                                    diag::Emitter& emitter) {
  return Mender(text, file, tokens, emitter).Run();
}

}  // namespace suture::syntax
