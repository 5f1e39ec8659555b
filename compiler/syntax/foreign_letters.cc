// Words with letters of another alphabet.
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "compiler/syntax/lex.h"
#include "compiler/syntax/lookalikes.h"
#include "compiler/syntax/mender.h"
#include "compiler/syntax/token_filter.h"
#include "compiler/syntax/words.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"

namespace suture::syntax {

using grammar::SutureLexer;

bool Mender::IsLetterToken(const Token& token) const {
  return token.type == SutureLexer::BAD &&
         IsForeignLetter(text::DecodeAt(text_, token.begin).value);
}

bool Mender::IsWordPiece(const Token& token, bool unit) const {
  if (token.type == SutureLexer::ID || IsKeyword(token.type) || IsLetterToken(token)) return true;
  if (token.type == SutureLexer::NUMBER) {
    return Written(token.begin, token.end).find('.') == std::string::npos;
  }
  return unit && (token.type == SutureLexer::UNIT || token.type == SutureLexer::SLASH ||
                  token.type == SutureLexer::PERCENT);
}

bool Mender::MendLetters() {
  Token word = in_[at_];
  const bool joins = !out_.empty() && out_.back().end == word.begin &&
                     (out_.back().type == SutureLexer::ID ||
                      out_.back().type == SutureLexer::UNIT || IsKeyword(out_.back().type));
  if (joins) {
    word.begin = out_.back().begin;
    out_.pop_back();
  }
  const bool after_number =
      !out_.empty() && out_.back().type == SutureLexer::NUMBER && out_.back().line == word.line;
  while (at_ + 1 < in_.size() && in_[at_].end == in_[at_ + 1].begin &&
         IsWordPiece(in_[at_ + 1], after_number)) {
    ++at_;
  }
  word.end = in_[at_++].end;
  const std::string written = Written(word.begin, word.end);
  const std::string latin = InLatin(written);
  word.type = SutureLexer::ID;
  if (!absl::c_all_of(latin, [](unsigned char c) { return c < 0x80; })) {
    if (after_number) word.type = SutureLexer::UNIT;
    emitter_.Emit(diag::kForeignLetters, SpanOf(word), written)
        .Help(
            "Write names in Latin letters. Inside text, between `\"` and `\"`, any letter may "
            "stand.");
  } else {
    const LexedFile read = Lex(latin, {}, 1000);
    if (read.tokens.size() == 2) word.type = read.tokens[0].type;
    if (after_number && IsUnitText(latin)) word.type = SutureLexer::UNIT;
    ReportLookalikes(word, written, latin);
  }
  out_.push_back(word);
  return true;
}

void Mender::ReportLookalikes(const Token& word, const std::string& written,
                              const std::string& latin) {
  std::string others;
  std::vector<base::Span> places;
  for (size_t at = 0; at < written.size();) {
    const text::CodePoint point = text::DecodeAt(written, at);
    if (const char like = point.length > 1 ? LatinLike(point.value) : '\0'; like != 0) {
      const uint32_t begin = word.begin + static_cast<uint32_t>(at);
      places.push_back({file_, begin, begin + point.length});
      if (places.size() == 1) {
        others = fmt::format("its `{}` is the {} U+{:04X} and not the Latin `{}`",
                             written.substr(at, point.length), AlphabetOf(point.value),
                             static_cast<uint32_t>(point.value), like);
      }
    }
    at += point.length;
  }
  if (places.size() > 1) {
    others += fmt::format(", and {} more {} like it", places.size() - 1,
                          places.size() == 2 ? "letter is" : "letters are");
  }
  emitter_
      .Emit(diag::kLookalikeLetters, places.size() == 1 ? places[0] : SpanOf(word), written, latin,
            others)
      .Edit(SpanOf(word), latin, IsKeyword(word.type));
}

}  // namespace suture::syntax
