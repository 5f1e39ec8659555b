// Whole dates as notes write them ("2023-05-06", "5/6/23", "06MAY2023", "May 6th, 2023"): found,
// and spelled anew in the same form for another day. For what must move a date and move it back;
// notes/relative_time.h reads what a date means beside its note.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/values/date_order.h"

namespace suture::prompts {

struct WrittenDate {
  enum class Form : uint8_t {
    kYearFirst,  // 2023-05-06
    kCompact,    // 20230506, also before a time of day: 20230506123000
    kNumbers,    // 5/6/2023
    kMonthName,  // May 6, 2023
    kDayName,    // 6 May 2023
    kYearName,   // 2023 May 6
  };

  size_t begin = 0, end = 0;  // Bytes of the text
  Form form = Form::kYearFirst;
  // None: the calendar has no such day, or nobody can tell which of two numbers is the day.
  std::optional<std::chrono::sys_days> day;
  bool short_year = false;  // Two digits, of this century as far as one can tell

  // How it is spelled.
  bool padded = false, day_first = false;
  std::string month_name, ordinal, first_gap, second_gap, year_mark;
};

// From left to right, none within another. Two-digit years are read as 20xx.
std::vector<WrittenDate> FindWrittenDates(std::string_view text, values::DateOrder order);

// Another day in the form of `like`; where that could be read as a third day, YYYY-MM-DD.
std::string SpellDate(const WrittenDate& like, std::chrono::sys_days day, values::DateOrder order);

// A part of a date ("May 2023", "3 March", "since 3/14", "2023-05"): the bytes of each.
struct TextSpan {
  size_t begin = 0, end = 0;
};
std::vector<TextSpan> FindPartialDates(std::string_view text);

}  // namespace suture::prompts
