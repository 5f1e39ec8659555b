// One word or sign of a file, as lexer, filter and repair pass it on.
#pragma once

#include <cstdint>

namespace suture::syntax {

struct Token {
  int32_t type = 0;    // SutureLexer's number; compiler/syntax alone gives it meaning.
  uint32_t begin = 0;  // Bytes of the file; begin == end: put in by a repair.
  uint32_t end = 0;
  uint32_t line = 0;  // One-based.
};

}  // namespace suture::syntax
