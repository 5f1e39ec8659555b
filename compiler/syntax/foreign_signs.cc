#include "compiler/syntax/foreign_signs.h"

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/syntax/lex.h"
#include "compiler/syntax/lookalikes.h"
#include "compiler/syntax/mender.h"
#include "compiler/syntax/quotation_marks.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"
#include "runtime/text/characters.h"

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
    {U'≥', SutureLexer::GE, ">="},    {U'≤', SutureLexer::LE, "<="},
    {U'≠', SutureLexer::NE, "!="},    {U'–', SutureLexer::MINUS, "-"},
    {U'—', SutureLexer::MINUS, "-"},  {U'−', SutureLexer::MINUS, "-"},
    {U'×', SutureLexer::STAR, "*"},   {U'÷', SutureLexer::SLASH, "/"},
    {U'→', SutureLexer::ARROW, "->"}, {U'…', SutureLexer::DOTDOT, ".."},
    {U'!', SutureLexer::NOT_, "not"},
};

bool IsSpaceLike(char32_t c) {
  return (c >= 0x2000 && c <= 0x200F) || c == 0x202F || c == 0x3000 || c == 0x2060;
}

}  // namespace

std::vector<Token> Mender::Run() {
  out_.reserve(in_.size());
  while (at_ < in_.size()) {
    if (MendLater()) continue;
    int32_t type = in_[at_].type;
    bool mended = type == SutureLexer::BAD          ? MendBad()
                  : type == SutureLexer::BAD_STRING ? MendString()
                  : type == SutureLexer::UNIT       ? MendBlockComment()
                  : type == SutureLexer::NUMBER     ? MendDecimalComma() || MendNumberPhrase()
                  : type == SutureLexer::DOT        ? MendLeadingPoint()
                  : type == SutureLexer::NO_        ? MendAnswerNo() || MendDistance()
                                             : MendOtherComment() || MendPair() || MendRange() ||
                                                   MendInch() || MendPartOf() || MendAbsence() ||
                                                   MendPhrase() || MendWords() || MendIs();
    if (!mended) out_.push_back(in_[at_++]);
  }
  return std::move(out_);
}

bool Mender::MendPair() {
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
    emitter_
        .Emit(diag::kForeignOperator, SpanOf(meant), Written(meant.begin, meant.end), pair.instead)
        .Edit(SpanOf(meant), std::string(pair.instead), true);
    out_.push_back(meant);
    at_ = last + 1;
    return true;
  }
  return false;
}

bool Mender::MendString() {
  const Token& token = in_[at_];
  uint32_t end = LikelyEnd(token);
  emitter_.Emit(diag::kUnclosedString, base::Span{file_, token.begin, end})
      .Help(
          "Put a `\"` where the text ends. Text of several lines stands between `\"\"\"` and "
          "`\"\"\"`.")
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

uint32_t Mender::LikelyEnd(const Token& token) const {
  std::string_view line = text_.substr(token.begin, token.end - token.begin);
  size_t end = line.size();
  while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
  if (end > 0 && line[end - 1] == '{') {
    size_t colon = line.rfind(" : ", end);
    end = colon != std::string_view::npos ? colon : end - 1;
  }
  size_t before = out_.size();
  if (before >= 2 && out_[before - 2].type == SutureLexer::CHECK_) {
    end = std::min(end, line.rfind(" when "));
  }
  while (end > 1 && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
  return token.begin + static_cast<uint32_t>(end);
}

bool Mender::MendBlockComment() {
  const Token& token = in_[at_];
  if (text_.substr(token.begin, 2) != "/*") return false;
  size_t close = text_.find("*/", token.begin + 2);
  uint32_t end =
      close == std::string_view::npos ? LineEnd(token.begin) : static_cast<uint32_t>(close + 2);
  emitter_.Emit(diag::kForeignComment, base::Span{file_, token.begin, token.begin + 2}, "/*")
      .Help("Write `//` at the start of each line of the comment.");
  SkipTo(end);
  return true;
}

bool Mender::MendBad() {
  const Token& token = in_[at_];
  text::CodePoint point = text::DecodeAt(text_, token.begin);
  if (IsCurlyQuote(point.value) || IsSingleQuote(point.value)) return MendQuotes(point);
  if (point.value == '#') {
    emitter_.Emit(diag::kForeignComment, SpanOf(token), "#").Edit(SpanOf(token), "//", true);
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
    emitter_
        .Emit(diag::kForeignOperator, base::Span{file_, token.begin, end},
              Written(token.begin, end), instead)
        .Edit({file_, token.begin, end}, instead, false);
    out_.push_back({meant, token.begin, end, token.line});
    at_ += twice ? 2 : 1;
    return true;
  }
  // `@2024-01-01` is a date of CQL.
  if (point.value == '@' && Touches(at_) && in_[at_ + 1].type == SutureLexer::DATE_LIT) {
    const std::string date = Written(in_[at_ + 1].begin, in_[at_ + 1].end);
    emitter_
        .Emit(diag::kForeignOperator, base::Span{file_, token.begin, in_[at_ + 1].end}, "@" + date,
              date)
        .Edit(SpanOf(token), "", true);
    ++at_;
    return true;
  }
  if (MendRange()) return true;
  for (const SignMeaning& sign : kSigns) {
    if (sign.sign != point.value) continue;
    emitter_
        .Emit(diag::kForeignOperator, SpanOf(token), Written(token.begin, token.end), sign.instead)
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

bool Mender::MendBracket(bool opens) {
  if (opens && MendRetrieve()) return true;
  const Token& token = in_[at_];
  if (!opens && brackets_.erase(token.begin) > 0) {
    out_.push_back({SutureLexer::RBRACE, token.begin, token.end, token.line});
    ++at_;
    return true;
  }
  const auto closer =
      std::find_if(in_.begin() + static_cast<ptrdiff_t>(at_), in_.end(), [&](const Token& other) {
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

bool Mender::MendNameWithAnd() {
  const bool joins = !out_.empty() && out_.back().type == SutureLexer::ID &&
                     out_.back().end == in_[at_].begin && Touches(at_) &&
                     in_[at_ + 1].type == SutureLexer::ID;
  if (!joins) return false;
  Token& name = out_.back();
  name.end = in_[at_ + 1].end;
  emitter_.Emit(diag::kUnknownCharacter, SpanOf(in_[at_]), "`&`")
      .Label(SpanOf(name), "A name holds letters, digits and `_`.")
      .Help(
          "Write the name as it was declared, such as `HistoryAndPhysical`. Between two conditions "
          "write `and`.");
  at_ += 2;
  return true;
}

bool Mender::MendFullWidthSign(char32_t sign) {
  const char meant = SignLike(sign);
  if (meant == 0 || meant == '"') return false;
  const LexedFile read = Lex(std::string(1, meant), {}, 10);
  if (read.tokens.size() != 2 || read.tokens[0].type == SutureLexer::BAD) return false;
  const Token& token = in_[at_];
  emitter_
      .Emit(diag::kForeignOperator, SpanOf(token), Written(token.begin, token.end),
            std::string(1, meant))
      .Edit(SpanOf(token), std::string(1, meant), true);
  out_.push_back({read.tokens[0].type, token.begin, token.end, token.line});
  ++at_;
  return true;
}

void Mender::ReportUnknown(const Token& token, const text::CodePoint& point) {
  bool printable = !text::IsInvisible(point.value) && !IsSpaceLike(point.value);
  std::string shown = printable ? fmt::format("`{}`", Written(token.begin, token.end))
                                : fmt::format("U+{:04X}, which cannot be seen,",
                                              static_cast<uint32_t>(point.value));
  emitter_.Emit(diag::kUnknownCharacter, SpanOf(token), shown)
      .Help(
          "Delete it. Inside text, between `\"` and `\"`, any character that can be seen may "
          "stand.")
      .Edit(SpanOf(token), "", IsSpaceLike(point.value));
}

bool Mender::MendQuotes(const text::CodePoint& opener) {
  const Token& token = in_[at_];
  const Quoted quoted = QuotedFrom(text_, token.end, opener.value);
  const base::Span span{file_, token.begin, quoted.closed ? quoted.end : token.end};
  auto builder =
      emitter_.Emit(IsCurlyQuote(opener.value) ? diag::kCurlyQuotes : diag::kSingleQuotes, span);
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

std::vector<Token> MendForeignSigns(std::string_view text, int32_t file,
                                    const std::vector<Token>& tokens, diag::Emitter& emitter) {
  return Mender(text, file, tokens, emitter).Run();
}

}  // namespace suture::syntax
