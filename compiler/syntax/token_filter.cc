#include "compiler/syntax/token_filter.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "compiler/ast/meant_unit.h"
#include "compiler/syntax/foreign_signs.h"
#include "compiler/syntax/lex.h"
#include "compiler/syntax/words.h"
#include "grammar/SutureLexer.h"
#include "runtime/values/unit.h"

namespace suture::syntax {
namespace {

using grammar::SutureLexer;

// What a pair of braces holds; only these bodies are read differently.
enum class Body { kOther, kCodes, kLab, kChoice };

// Words that may turn out to be a unit; every other keyword stays what it is.
bool MayBeUnitWord(int32_t type) {
  return type == SutureLexer::ID || type == SutureLexer::MONTHS_ROUND_ ||
         type == SutureLexer::MONTH_ || type == SutureLexer::DAY_;
}

bool IsCodePiece(int32_t type) {
  // A code may hold any word: `other-hcf`.
  if (IsKeyword(type)) return true;
  switch (type) {
    case SutureLexer::ID:
    case SutureLexer::NUMBER:
    case SutureLexer::DATE_LIT:
    case SutureLexer::UNIT:
    case SutureLexer::DOT:
    case SutureLexer::MINUS:
    case SutureLexer::STAR:
      return true;
    default:
      return false;
  }
}

bool IsUnitPiece(int32_t type) {
  switch (type) {
    case SutureLexer::ID:
    case SutureLexer::UNIT:
    case SutureLexer::NUMBER:
    case SutureLexer::DOT:
    case SutureLexer::SLASH:
    case SutureLexer::LPAREN:
    case SutureLexer::RPAREN:
    case SutureLexer::PERCENT:
      return true;
    default:
      return false;
  }
}

class Filter {
 public:
  Filter(std::string_view text, int32_t file, diag::Emitter& emitter)
      : text_(text), file_(file), emitter_(emitter) {}

  std::vector<Token> Run(std::vector<Token> tokens) {
    in_ = std::move(tokens);
    out_.reserve(in_.size());
    for (at_ = 0; at_ < in_.size();) Step();
    return std::move(out_);
  }

 private:
  const Token& Now() const { return in_[at_]; }
  const Token& Ahead(size_t by) const { return in_[std::min(at_ + by, in_.size() - 1)]; }
  int32_t Before(size_t back) const {
    return back <= out_.size() ? out_[out_.size() - back].type : 0;
  }
  base::Span SpanOf(const Token& token) const { return {file_, token.begin, token.end}; }
  std::string TextOf(const Token& token) const {
    return std::string(text_.substr(token.begin, token.end - token.begin));
  }
  Body Inside() const { return bodies_.empty() ? Body::kOther : bodies_.back(); }

  void Step() {
    Follow(Now());
    if (JoinCode() || JoinUnit() || MendPartedUnit()) return;
    if (Now().type == SutureLexer::UNIT && (MendDate() || MendUnit())) return;
    if (Now().type == SutureLexer::NUMBER && MendDate()) return;
    Token token = Now();
    if (BecomesUnit()) token.type = SutureLexer::UNIT;
    out_.push_back(token);
    ++at_;
  }

  // Keeps track of which body the tokens stand in.
  void Follow(const Token& token) {
    bool attribute = Before(1) == SutureLexer::DOT || Ahead(1).type == SutureLexer::COLON;
    if (token.type == SutureLexer::LBRACE || token.type == SutureLexer::HOLE_OPEN) {
      bodies_.push_back(token.type == SutureLexer::LBRACE ? coming_ : Body::kOther);
      coming_ = Body::kOther;
    } else if (token.type == SutureLexer::RBRACE) {
      if (!bodies_.empty()) bodies_.pop_back();
      coming_ = Body::kOther;
      given_ = given_ && !bodies_.empty() && bodies_.size() >= given_depth_;
      if (bodies_.size() < test_depth_) test_depth_ = 0;
    } else if (token.type == SutureLexer::GIVEN_) {
      // The last word of `drug given` is none, and what follows a query is no code.
      given_ = !attribute && test_depth_ > 0;
      given_depth_ = bodies_.size();
    } else if (token.type == SutureLexer::EXPECT_ || token.type == SutureLexer::ANSWER_ ||
               token.type == SutureLexer::VARY_) {
      given_ = false;
    } else if (OpensDeclaration(token.type) && !attribute) {
      if (token.type == SutureLexer::TEST_) test_depth_ = bodies_.size() + 1;
      bool type = Before(1) == SutureLexer::COLON;
      // `lab result` is a record kind; only a declaration starts a lab.
      if (token.type == SutureLexer::LAB_ && !StartsDeclaration()) return;
      if (token.type == SutureLexer::LAB_) lab_ = out_.size();
      // `group G for each choice of C` holds declarations, not the entries of a list.
      const bool over_choice = Before(1) == SutureLexer::EACH_;
      coming_ = over_choice                          ? Body::kOther
                : token.type == SutureLexer::CHOICE_ ? Body::kChoice
                : token.type == SutureLexer::LAB_    ? Body::kLab
                : type                               ? Body::kOther
                : token.type == SutureLexer::CODES_ || token.type == SutureLexer::DOCUMENT_
                    ? Body::kCodes
                    : Body::kOther;
    }
  }

  // `lab Creatinine in …`, where the unit of the lab stands.
  bool AfterLabName() const { return out_.size() == lab_ + 3; }

  bool StartsDeclaration() const {
    static constexpr int32_t kBeforeKind[] = {
        SutureLexer::KIND_,    SutureLexer::ANY_,     SutureLexer::NO_,   SutureLexer::EVERY_,
        SutureLexer::OF_,      SutureLexer::FIRST_,   SutureLexer::LAST_, SutureLexer::LOWEST_,
        SutureLexer::HIGHEST_, SutureLexer::CLOSEST_, SutureLexer::EACH_, SutureLexer::COMPLETE_,
        SutureLexer::OPENS_,   SutureLexer::CLOSES_,  SutureLexer::SEEN_, SutureLexer::FROM_,
        SutureLexer::GIVEN_,   SutureLexer::COMMA,    SutureLexer::COLON, SutureLexer::ARROW};
    return std::find(std::begin(kBeforeKind), std::end(kBeforeKind), Before(1)) ==
           std::end(kBeforeKind);
  }

  // Joins touching pieces to one CODE; says so where blanks stand inside one.
  bool JoinCode() {
    bool in_body = Inside() != Body::kOther;
    bool after_system = given_ && Before(1) == SutureLexer::ID && out_.back().end < Now().begin;
    if (!in_body && !after_system) return false;
    int32_t first = Now().type;
    if (!IsCodePiece(first) || first == SutureLexer::DOT || first == SutureLexer::MINUS ||
        first == SutureLexer::STAR) {
      return false;
    }
    size_t last = at_;
    bool gap = false;
    while (IsCodePiece(in_[last + 1].type)) {
      bool touching = in_[last].end == in_[last + 1].begin;
      bool sign =
          in_[last + 1].type == SutureLexer::DOT || in_[last + 1].type == SutureLexer::MINUS;
      bool after_sign = in_[last].type == SutureLexer::DOT || in_[last].type == SutureLexer::MINUS;
      bool same_line = in_[last].line == in_[last + 1].line;
      bool word = IsKeyword(in_[last + 1].type) || IsKeyword(in_[last].type);
      if (!touching && (word || !(in_body && same_line && (sign || after_sign)))) break;
      gap = gap || !touching;
      ++last;
    }
    if (last == at_) return false;
    // `0.1 mg` in a lab is a quantity: a number and a unit that touch are mended elsewhere.
    if (Inside() == Body::kLab && last == at_ + 1 && first == SutureLexer::NUMBER &&
        MayBeUnitWord(in_[last].type)) {
      return false;
    }
    Token code{SutureLexer::CODE, in_[at_].begin, in_[last].end, in_[at_].line};
    if (gap) {
      std::string joined = TextOf(code);
      joined.erase(std::remove_if(joined.begin(), joined.end(),
                                  [](char c) { return c == ' ' || c == '\t'; }),
                   joined.end());
      emitter_.Emit(diag::kCodeWithGap, SpanOf(code))
          .Help("Write it without spaces: `" + joined + "`.")
          .Edit(SpanOf(code), joined, false);
    }
    out_.push_back(code);
    at_ = last + 1;
    return true;
  }

  // `dyn.s/cm5`, `mg/(dL.min)`: a unit with a point or parentheses, of pieces that touch. Only
  // where a unit is wanted, and only if the table of units knows it: everywhere else the signs mean
  // what they mean.
  bool JoinUnit() {
    const Token& first = Now();
    const bool starts = first.type == SutureLexer::ID || first.type == SutureLexer::UNIT;
    if (!starts || out_.empty() || Inside() == Body::kCodes || Inside() == Body::kChoice)
      return false;
    const bool counted = Before(1) == SutureLexer::NUMBER && out_.back().line == first.line;
    const bool typed =
        Before(1) == SutureLexer::INTEGER_ || Before(1) == SutureLexer::DECIMAL_ || AfterLabName();
    if (!counted && !typed) return false;
    size_t last = at_;
    size_t whole = at_;
    while (in_[last].end == in_[last + 1].begin && IsUnitPiece(in_[last + 1].type)) {
      ++last;
      if (IsUnitText(text_.substr(first.begin, in_[last].end - first.begin))) whole = last;
    }
    const std::string_view text = text_.substr(first.begin, in_[whole].end - first.begin);
    if (whole == at_ || text.find_first_of(".(") == std::string_view::npos) return false;
    out_.push_back({SutureLexer::UNIT, first.begin, in_[whole].end, first.line});
    at_ = whole + 1;
    return true;
  }

  // `5 mm Hg`, `12 cm H2O`: pressures are written in two words, and no name follows a number.
  bool MendPartedUnit() {
    const Token& first = Now();
    if (Before(1) != SutureLexer::NUMBER || out_.back().line != first.line) return false;
    const Token& second = in_[std::min(at_ + 1, in_.size() - 1)];
    if (second.type != SutureLexer::ID || second.line != first.line) return false;
    const std::string word = TextOf(second);
    if (word != "Hg" && word != "H2O") return false;
    const Token whole{SutureLexer::UNIT, first.begin, second.end, first.line};
    if (!ast::MeantBy(TextOf(whole))) return false;
    ast::ReportUnknownUnit(emitter_, SpanOf(whole), TextOf(whole));
    out_.push_back(whole);
    at_ += 2;
    return true;
  }

  // 3/1/2024 and 03-01-2024: which number is the month cannot be told, so only the author can mend
  // it.
  bool MendDate() {
    size_t last = at_;
    if (Now().type == SutureLexer::NUMBER) {
      while (last < at_ + 4 && in_[last].end == in_[last + 1].begin &&
             in_[last + 1].type ==
                 (last % 2 == at_ % 2 ? SutureLexer::MINUS : SutureLexer::NUMBER)) {
        ++last;
      }
      if (last != at_ + 4) return false;
    }
    Token date{SutureLexer::DATE_LIT, in_[at_].begin, in_[last].end, in_[at_].line};
    std::string text = TextOf(date);
    int separators = 0;
    for (char c : text) {
      bool separator = c == '/' || c == '-';
      separators += separator ? 1 : 0;
      if (!separator && (c < '0' || c > '9')) return false;
    }
    if (separators != 2 || text.size() < 6) return false;
    emitter_.Emit(diag::kForeignDate, SpanOf(date), text)
        .Help("Write the first of March 2024 as `2024-03-01`.");
    out_.push_back(date);
    at_ = last + 1;
    return true;
  }

  bool BecomesUnit() {
    if (!MayBeUnitWord(Now().type) || out_.empty()) return false;
    const Token& before = out_.back();
    bool touching = before.end == Now().begin;
    if (before.line != Now().line) return false;
    int32_t next = Ahead(1).type;
    if (next == SutureLexer::COLON || next == SutureLexer::LPAREN) return false;
    switch (before.type) {
      case SutureLexer::NUMBER:
        if (Inside() == Body::kCodes || Inside() == Body::kChoice) return false;
        if (!IsUnitText(TextOf(Now()))) return MendMisspeltUnit();
        if (touching) ReportTouching(before, SpanOf(Now()));
        return true;
      case SutureLexer::INTEGER_:
      case SutureLexer::DECIMAL_:
      case SutureLexer::DURATION_:
        return Before(2) == SutureLexer::COLON;
      case SutureLexer::TOTAL_:
        return next == SutureLexer::OF_;
      case SutureLexer::IN_:
        return AfterLabName();
      default:
        return false;
    }
  }

  // `38 mgg`: no other word can follow a number, but for the record of an extract.
  bool MendMisspeltUnit() {
    const std::string word = TextOf(Now());
    if (Now().type != SutureLexer::ID || Before(2) == SutureLexer::MOST_) return false;
    const std::optional<ast::MeantUnit> meant = ast::MeantBy(word);
    const bool keyword = !NearKeywords(word).empty();
    const bool unit = meant ? meant->spelled || ast::IsTimeWord(meant->unit) || !keyword
                            : IsComparison(Before(2)) && !keyword;
    if (unit) ast::ReportUnknownUnit(emitter_, SpanOf(Now()), word);
    return unit;
  }

  void ReportTouching(const Token& number, base::Span unit) {
    std::string unit_text(text_.substr(unit.begin, unit.end - unit.begin));
    emitter_
        .Emit(diag::kNumberTouchesUnit, base::Join(SpanOf(number), unit), TextOf(number), unit_text)
        .Help("Write `" + TextOf(number) + " " + unit_text + "`.")
        .Edit({file_, unit.begin, unit.begin}, " ", true);
  }

  // A token that the lexer took for a unit by its signs: `5mg/dL`, `a/b`, `in{A,B}`.
  bool MendUnit() {
    const Token unit = Now();
    if (Inside() == Body::kCodes || Inside() == Body::kChoice) return false;
    int32_t before = Before(1);
    bool after_number = before == SutureLexer::NUMBER && out_.back().line == unit.line;
    bool touching = !out_.empty() && out_.back().end == unit.begin;
    std::string text = TextOf(unit);
    if (after_number && !touching) return false;
    if (after_number && IsUnitText(text)) {
      ReportTouching(out_.back(), SpanOf(unit));
      return false;
    }
    if (UnitWanted(before) || !absl::c_all_of(text, absl::ascii_isascii)) return false;
    size_t digits = text.find_first_not_of("0123456789");
    if (digits != 0 && digits != std::string::npos && text[digits] != '/' && text[digits] != '*' &&
        text[digits] != '^' && IsUnitText(text.substr(digits))) {
      Token number{SutureLexer::NUMBER, unit.begin, unit.begin + static_cast<uint32_t>(digits),
                   unit.line};
      Token rest{SutureLexer::UNIT, number.end, unit.end, unit.line};
      ReportTouching(number, SpanOf(rest));
      out_.push_back(number);
      out_.push_back(rest);
      ++at_;
      return true;
    }
    return SplitUnit(unit, text);
  }

  // Places where a unit stands without a number before it.
  bool UnitWanted(int32_t before) const {
    int32_t next = Ahead(1).type;
    switch (before) {
      case SutureLexer::INTEGER_:
      case SutureLexer::DECIMAL_:
      case SutureLexer::DURATION_:
      case SutureLexer::TOTAL_:
      case SutureLexer::SLOTS_:
      case SutureLexer::MASS_:
      case SutureLexer::WITHIN_:
        return true;
      case SutureLexer::IN_:
        return AfterLabName();
      case SutureLexer::COLON:
        return next == SutureLexer::COMMA || next == SutureLexer::RPAREN || next == SutureLexer::EQ;
      default:
        return false;
    }
  }

  // `a/b` → a / b, `in{A` → in { A: reads the pieces again, each for itself.
  bool SplitUnit(const Token& unit, const std::string& text) {
    size_t brace = text.find('{');
    size_t slash = text.find('/');
    size_t bracket = text.find('[');
    if (bracket != std::string::npos) return false;
    std::vector<uint32_t> cuts;
    std::string spaced;
    for (uint32_t i = 0; i < text.size(); ++i) {
      bool sign = text[i] == '/' || text[i] == '*' || text[i] == '^';
      if (brace != std::string::npos && i >= brace) sign = false;
      if (sign || i == brace) cuts.push_back(i);
      if (sign && (i + 1 == text.size() || text[i + 1] != '{')) cuts.push_back(i + 1);
      spaced += sign         ? std::string(" ") + text[i] + " "
                : i == brace ? std::string(" ") + text[i]
                             : std::string(1, text[i]);
    }
    if (slash == 0) spaced.erase(0, 1);
    if (cuts.empty()) return false;
    emitter_.Emit(diag::kTightDivision, SpanOf(unit), text)
        .Help("Write `" + spaced + "`, or put the number before the unit.")
        .Edit(SpanOf(unit), spaced, false);
    cuts.push_back(static_cast<uint32_t>(text.size()));
    std::vector<Token> pieces;
    uint32_t from = 0;
    for (uint32_t cut : cuts) {
      if (cut == from) continue;
      LexedFile piece = Lex(std::string_view(text).substr(from, cut - from), {}, 1000);
      piece.tokens.pop_back();
      for (Token token : piece.tokens) {
        pieces.push_back({token.type, unit.begin + from + token.begin,
                          unit.begin + from + token.end, unit.line});
      }
      from = cut;
    }
    in_.erase(in_.begin() + static_cast<ptrdiff_t>(at_));
    in_.insert(in_.begin() + static_cast<ptrdiff_t>(at_), pieces.begin(), pieces.end());
    // The pieces are read as they are: a second look must not take them for a unit again.
    for (size_t i = 0; i < pieces.size(); ++i) {
      Follow(Now());
      out_.push_back(Now());
      ++at_;
    }
    return true;
  }

  std::string_view text_;
  int32_t file_;
  diag::Emitter& emitter_;
  std::vector<Token> in_;
  std::vector<Token> out_;
  size_t at_ = 0;
  std::vector<Body> bodies_;
  Body coming_ = Body::kOther;
  size_t lab_ = SIZE_MAX / 2;  // Where the last declaration of a lab starts in out_.
  bool given_ = false;
  size_t given_depth_ = 0;
  size_t test_depth_ = 0;  // Of the body of the test around; 0: none
};

}  // namespace

bool IsUnitText(std::string_view word) {
  constexpr std::array<std::string_view, 14> kCalendar = {
      "year", "years", "month", "months", "week",    "weeks",  "day",
      "days", "hour",  "hours", "minute", "minutes", "second", "seconds"};
  if (std::find(kCalendar.begin(), kCalendar.end(), word) != kCalendar.end()) return true;
  return word.size() <= values::Unit::kMaxText && values::Unit::Parse(word).ok();
}

std::vector<Token> FilterTokens(std::string_view text, int32_t file,
                                const std::vector<Token>& tokens, diag::Emitter& emitter) {
  return Filter(text, file, emitter).Run(MendForeignSigns(text, file, tokens, emitter));
}

}  // namespace suture::syntax
