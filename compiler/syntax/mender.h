// What authors bring from elsewhere, mended token by token: the state that foreign_signs.cc,
// foreign_numbers.cc, foreign_words.cc and foreign_letters.cc share. Not for other files: they call
// MendForeignSigns.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/syntax/token.h"
#include "runtime/text/utf8.h"

namespace suture::syntax {

struct Saying;

class Mender {
 public:
  Mender(std::string_view text, int32_t file, const std::vector<Token>& tokens,
         diag::Emitter& emitter)
      : text_(text), file_(file), in_(tokens), emitter_(emitter) {}

  std::vector<Token> Run();

 private:
  base::Span SpanOf(const Token& token) const { return {file_, token.begin, token.end}; }
  std::string Written(uint32_t begin, uint32_t end) const {
    return std::string(text_.substr(begin, end - begin));
  }
  bool Touches(size_t at) const { return at + 1 < in_.size() && in_[at].end == in_[at + 1].begin; }
  std::string_view WordAt(size_t at) const {
    return at < in_.size() ? text_.substr(in_[at].begin, in_[at].end - in_[at].begin)
                           : std::string_view();
  }
  uint32_t LineEnd(uint32_t from) const {
    return static_cast<uint32_t>(std::min(text_.find_first_of("\r\n", from), text_.size()));
  }
  void SkipTo(uint32_t offset) {
    while (in_[at_].begin < offset && at_ + 1 < in_.size()) ++at_;
  }

  // ---- foreign_signs.cc
  bool MendPair();
  bool MendString();
  // Where the text was probably meant to end: before the type of a field, the `{` of a body, or the
  // condition of a check.
  uint32_t LikelyEnd(const Token& token) const;
  // `/* … */`, which the lexer takes for a unit of its own.
  bool MendBlockComment();
  bool MendBad();
  // `[ Yes, No ]`: both brackets are one slip.
  bool MendBracket(bool opens);
  // `H&P` is a name to people.
  bool MendNameWithAnd();
  // `＝` of a keyboard for Chinese or Japanese is `=`.
  bool MendFullWidthSign(char32_t sign);
  void ReportUnknown(const Token& token, const text::CodePoint& point);
  // “text”, 'text' or ‘text’ on one line is one string.
  bool MendQuotes(const text::CodePoint& opener);

  // ---- foreign_numbers.cc
  // Whether a range has its lower bound, and no more: `range -5`, `usual 0.3 mg/dL`.
  bool BehindLowBound() const;
  // `range 0 to 30`, `range 0-30`, `range 0...30`.
  bool MendRange();
  // `decimal in`: inches, in a word of the language.
  bool MendInch();
  bool BehindComparison() const;
  // `2,5 mg/dL`; between the codes `33510,33516` a comma is right.
  bool MendDecimalComma();
  // `> .5 mg/dL`
  bool MendLeadingPoint();
  // `177 µmol/L`, `38 °C`, `100 K/µL`: UCUM writes such signs with plain letters.
  bool MendUnitSign(char32_t sign);

  // ---- foreign_words.cc
  // How many tokens from here on are the saying; 0: it is not said here.
  size_t Said(const Saying& saying) const;
  // `in the last 90 days`: a window without the moment that it is measured from. It is left out, so
  // that what stands around it is read as if the query had none.
  bool MendOpenWindow();
  bool MendWords();
  // `start of onset`: `of` takes the part of a query's entry, a point that of a value.
  bool MendPartOf();
  // `otherwise no because`: the word of the language in the place of the choice `No`.
  bool MendAnswerNo();
  // `absent not_documented`: an absence is two words.
  bool MendAbsence();

  // ---- foreign_phrases.cc
  int32_t TypeAt(size_t ahead) const;  // From here on
  int32_t Before(size_t back) const;   // Of what was read
  bool StartsLine() const;
  bool NamesSomething() const;
  base::Span SpanTo(size_t last) const;
  void Push(int32_t type, const Token& place);
  size_t CloserOf(size_t open) const;
  size_t BraceBehind(size_t open) const;
  // What an earlier phrase has made of this token.
  bool MendLater();
  bool MendPhrase();
  bool MendHyphenName();
  bool MendLabUnit();
  bool MendBetween();
  bool MendDistance();
  bool MendExists();
  bool MendListInParentheses();
  bool MendBareCode();
  bool MendNumberWord();
  bool MendMonth();
  bool MendCodesWord();
  bool MendShareOf();
  bool MendOtherComment();
  bool MendNeither();
  bool MendCase();
  bool MendRetrieve();
  bool MendRuleBraces();
  bool MendRuleUnless();
  bool MendHintQuery();
  bool MendIs();
  bool MendNumberPhrase();
  bool MendClock();

  // ---- foreign_letters.cc
  bool IsLetterToken(const Token& token) const;
  // A piece of a word, or of a unit, that goes on with foreign letters.
  bool IsWordPiece(const Token& token, bool unit) const;
  // A word with letters of another alphabet is one word and one message; where they only look like
  // Latin ones, it is read as what it looks like.
  bool MendLetters();
  // The edit of a keyword is safe; that of a name becomes so when the name is found
  // (driver/after_mistakes).
  void ReportLookalikes(const Token& word, const std::string& written, const std::string& latin);

  std::string_view text_;
  int32_t file_;
  const std::vector<Token>& in_;
  diag::Emitter& emitter_;
  std::vector<Token> out_;
  size_t at_ = 0;
  static constexpr int32_t kDropped = -2;
  std::map<uint32_t, int32_t> later_;  // Where a token stands that is read as another
  std::set<uint32_t> brackets_;        // Where a `]` stands whose `[` was read as `{`
};

}  // namespace suture::syntax
