// The words and signs of one file, comments included: what the parser reads and the formatter prints.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/source/source_set.h"

namespace suture::syntax {

struct Token {
  int32_t type = 0;     // SutureLexer's number; compiler/syntax alone gives it meaning.
  uint32_t begin = 0;   // Bytes of the file; begin == end: put in by a repair.
  uint32_t end = 0;
  uint32_t line = 0;    // One-based.
};

// What a token is to a tool that lays out text.
enum class TokenKind : uint8_t {
  kWord, kNumber, kString, kDate, kUnit, kCode, kOpenBrace, kCloseBrace, kOpenParen, kCloseParen,
  kComma, kSemicolon, kColon, kDot, kQuestion, kSign, kBar, kBars, kTextOpen, kTextPart, kHoleOpen,
  kTextClose, kComment, kOther,
};

struct LayoutToken {
  TokenKind kind = TokenKind::kOther;
  bool keyword = false;  // A kWord of the language rather than a name.
  uint32_t begin = 0;
  uint32_t end = 0;
};

struct TokenizedFile {
  int32_t file = -1;
  std::vector<LayoutToken> tokens;  // In the order of the text, comments among them.
};

// For the formatter and the editor. Diagnoses as Parse does for the text alone.
TokenizedFile Tokenize(const source::SourceSet& sources, int32_t file, diag::Emitter& emitter);

}  // namespace suture::syntax
