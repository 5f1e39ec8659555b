// Whether an answer's numbers and dates stand in the words that it quotes: a true quote beside a
// number that it does not hold proves nothing of the number.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "runtime/plan/plan.h"
#include "runtime/prompts/executor.h"
#include "runtime/values/date_order.h"

namespace suture::prompts {

struct QuotedWords {
  std::string_view note;               // Its whole text: units may stand behind the quote
  size_t begin = 0, end = 0;           // Of the quote in it
  std::optional<int32_t> written_day;  // Of the note (values::DayNumber)

  std::string_view words() const { return note.substr(begin, end - begin); }
};

// Numbers in digits or words, in their unit or one that converts exactly; dates in any form, in
// words that count from the note's day ("yesterday"), or, with a time of day, the note's day
// itself. An answer coarser than the quote stands in it. True for what no such test fits: names of
// lists, rows.
bool StandsInQuotes(const plan::Type& type, const AnsweredValue& value,
                    absl::Span<const QuotedWords> quotes, values::DateOrder order);

}  // namespace suture::prompts
