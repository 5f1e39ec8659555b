// What unit an author probably meant by a word that is none: laboratories' spellings and slips of
// the pen.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/diagnostics/emitter.h"
#include "runtime/base/span.h"

namespace suture::ast {

struct MeantUnit {
  std::string unit;      // As a spec writes it: UCUM, or a word such as `hours`.
  bool spelled = false;  // A known spelling of this very unit (`mcg`), not a guess.
};

// `mcg/dL` → ug/dL, `mg/DL` → mg/dL, `mgg` → mg, `hrs` → hours. None where nothing is near.
std::optional<MeantUnit> MeantBy(std::string_view text);

// `hours`, `day`: lengths of time are counted in words.
bool IsTimeWord(std::string_view word);

// Says that `text` is not a unit, why, and what was probably meant.
void ReportUnknownUnit(diag::Emitter& emitter, base::Span span, const std::string& text);

}  // namespace suture::ast
