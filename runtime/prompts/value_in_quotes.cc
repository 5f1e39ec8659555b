#include "runtime/prompts/value_in_quotes.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "runtime/notes/relative_time.h"
#include "runtime/prompts/citation.h"
#include "runtime/prompts/written_dates.h"
#include "runtime/prompts/written_numbers.h"
#include "runtime/values/decimal.h"
#include "runtime/values/time.h"
#include "runtime/values/unit.h"

namespace suture::prompts {
namespace {

using plan::TypeKind;
using values::DateOrder;
using values::DateTime;
using values::Decimal;
using values::Precision;
using values::Unit;
using Quotes = absl::Span<const QuotedWords>;

const Unit* UnitOf(std::string_view text) {
  if (text.empty() || text.size() > Unit::kMaxText) return nullptr;
  const auto unit = Unit::ParseClinicalUnit(text);
  return unit.ok() ? *unit : nullptr;
}

// The unit that stands here in the note; null: none that is known.
const Unit* UnitAt(std::string_view note, size_t at) {
  constexpr size_t kLongest = 24;
  if (at < note.size() && note[at] == '-') ++at;  // "30-minute"
  while (at < note.size() && (note[at] == ' ' || note[at] == '\t')) ++at;
  size_t end = at;
  while (end < note.size() && end - at < kLongest &&
         !absl::ascii_isspace(static_cast<unsigned char>(note[end])) &&
         std::string_view(",;()[]{}").find(note[end]) == std::string_view::npos) {
    ++end;
  }
  while (end > at && std::string_view(".:?!").find(note[end - 1]) != std::string_view::npos) --end;
  return UnitOf(note.substr(at, end - at));
}

Decimal Rounded(const plan::Type& type, const Decimal& number) {
  const int scale = type.kind == TypeKind::kDecimal ? type.scale : 0;
  if (scale < 0 || type.rounding == plan::Rounding::kNone) return number;
  return type.rounding == plan::Rounding::kTruncate ? number.Truncate(scale) : number.Round(scale);
}

// In the unit of the answer where another stands behind it; nothing: that does not convert.
std::optional<Decimal> InUnitOf(const Unit* wanted, const QuotedWords& quote,
                                const WrittenNumber& number) {
  if (wanted == nullptr) return number.value;
  const Unit* written = UnitAt(quote.note, quote.begin + number.behind);
  if (written == nullptr || SameSize(written, wanted)) return number.value;
  if (Commensurable(written, wanted)) {
    const auto converted = values::ConvertExact(number.value, written, wanted);
    return converted.ok() ? std::optional<Decimal>(*converted) : std::nullopt;
  }
  // "110 umol/L" is no number of mg/dL; "55 at rest" only looks like a unit.
  const bool is_rate = written->text().find('/') != std::string::npos;
  return is_rate ? std::nullopt : std::optional<Decimal>(number.value);
}

bool IsYear(const Decimal& number) {
  return number >= Decimal::FromInteger(1880) && number <= Decimal::FromInteger(2120);
}

// Numbers of the quote that no date holds, but for years.
std::vector<WrittenNumber> NumbersIn(std::string_view words, DateOrder order) {
  std::vector<bool> dated(words.size(), false);
  const auto mark = [&dated](size_t begin, size_t end) {
    std::fill(dated.begin() + static_cast<std::ptrdiff_t>(begin),
              dated.begin() + static_cast<std::ptrdiff_t>(end), true);
  };
  for (const TextSpan& date : FindPartialDates(words)) mark(date.begin, date.end);
  for (const WrittenDate& date : FindWrittenDates(words, order)) mark(date.begin, date.end);
  std::vector<WrittenNumber> numbers = FindWrittenNumbers(words);
  const auto in_date = [&](const WrittenNumber& number) {
    return !IsYear(number.value) && dated[number.begin] && dated[number.end - 1];
  };
  numbers.erase(std::remove_if(numbers.begin(), numbers.end(), in_date), numbers.end());
  return numbers;
}

// "None", and of what is counted "no", "denies".
bool SaysZero(std::string_view words, bool is_count) {
  static const RE2* const kZero = new RE2(R"((?i)\b(?:none|nothing)\b)");
  static const RE2* const kNo =
      new RE2(R"((?i)\b(?:no|not|never|without|denie[sd]|denying|absent)\b)");
  const re2::StringPiece text(words.data(), words.size());
  return RE2::PartialMatch(text, *kZero) || (is_count && RE2::PartialMatch(text, *kNo));
}

// The line of the note on which the quote begins.
std::string_view LineOf(const QuotedWords& quote) {
  const size_t before =
      quote.begin == 0 ? std::string_view::npos : quote.note.rfind('\n', quote.begin - 1);
  const size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return quote.note.substr(begin, quote.note.find('\n', quote.begin) - begin);
}

bool HasWordBeside(const QuotedWords& quote, const Unit* unit) {
  const std::string_view words = quote.words();
  std::string rest(words);
  for (const WrittenNumber& number : FindWrittenNumbers(words)) {
    std::fill(rest.begin() + static_cast<std::ptrdiff_t>(number.begin),
              rest.begin() + static_cast<std::ptrdiff_t>(number.end), ' ');
  }
  for (const absl::string_view part : absl::StrSplit(rest, absl::ByAnyChar(" \t\r\n,;()[]"))) {
    const std::string_view word(part.data(), part.size());
    const bool has_letter = std::any_of(word.begin(), word.end(), [](unsigned char c) {
      return absl::ascii_isalpha(c) || c >= 0x80;
    });
    if (!has_letter) continue;
    const Unit* measure = UnitOf(word);
    if (measure == nullptr || unit == nullptr || !Commensurable(measure, unit)) return true;
  }
  return false;
}

// "64" stands anywhere: a quote shows of what the number is, itself or by another one on its line,
// unless the line says no more.
bool ShowsOfWhat(const QuotedWords& quote, const Unit* unit, Quotes quotes) {
  if (HasWordBeside(quote, unit)) return true;
  const std::string_view line = LineOf(quote);
  if (!HasWordBeside({line, 0, line.size(), {}}, unit)) return true;
  return std::any_of(quotes.begin(), quotes.end(), [&](const QuotedWords& other) {
    return other.note.data() == quote.note.data() && LineOf(other).data() == line.data() &&
           HasWordBeside(other, unit);
  });
}

bool NumberStands(const plan::Type& type, std::string_view value, Quotes quotes, DateOrder order) {
  const std::optional<Decimal> wanted = Decimal::Parse(value);
  if (!wanted) return false;
  const Unit* unit = UnitOf(type.unit);
  for (const QuotedWords& quote : quotes) {
    if (wanted->is_zero() && SaysZero(quote.words(), type.unit.empty())) return true;
    for (const WrittenNumber& number : NumbersIn(quote.words(), order)) {
      const std::optional<Decimal> here = InUnitOf(unit, quote, number);
      const bool is_it = here && (*here == *wanted || Rounded(type, *here) == *wanted);
      if (is_it && ShowsOfWhat(quote, unit, quotes)) return true;
    }
    if (!unit && IsYear(*wanted)) {
      for (const WrittenDate& date : FindWrittenDates(quote.words(), order)) {
        if (date.day && !date.short_year &&
            wanted->ToInteger() ==
                static_cast<int>(std::chrono::year_month_day{*date.day}.year())) {
          return true;
        }
      }
    }
  }
  return false;
}

// ---- dates --------------------------------------------------------------------------------------

bool SameDay(const DateTime& wanted, std::chrono::sys_days day, bool short_year) {
  const std::chrono::year_month_day date{day};
  const int year = static_cast<int>(date.year());
  constexpr int kCentury = 100;
  if (short_year ? year % kCentury != wanted.year % kCentury : year != wanted.year) return false;
  if (wanted.precision >= Precision::kMonth && static_cast<unsigned>(date.month()) != wanted.month)
    return false;
  return wanted.precision < Precision::kDay || static_cast<unsigned>(date.day()) == wanted.day;
}

// The window lies within the answer; a day is only proved by a single day.
bool WindowProves(const DateTime& wanted, const notes::DayWindow& window) {
  return window.first >= wanted.EarliestLocalDay() && window.last <= wanted.LatestLocalDay();
}

// "2024-03" and "3/2024", and of a year alone any number that is it.
bool PartProves(const DateTime& wanted, std::string_view words) {
  if (wanted.precision >= Precision::kDay) return false;
  if (wanted.precision == Precision::kYear) {
    const Decimal year = Decimal::FromInteger(wanted.year);
    const std::vector<WrittenNumber> numbers = FindWrittenNumbers(words);
    return std::any_of(numbers.begin(), numbers.end(),
                       [&](const WrittenNumber& number) { return number.value == year; });
  }
  static const RE2* const kMonths =
      new RE2(R"(\b(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4}))\b)");
  re2::StringPiece rest(words.data(), words.size()), year_first, month_last, month_first, year_last;
  while (RE2::FindAndConsume(&rest, *kMonths, &year_first, &month_last, &month_first, &year_last)) {
    const std::string year(year_first.empty() ? year_last : year_first);
    const std::string month(year_first.empty() ? month_first : month_last);
    if (std::stoi(year) == wanted.year && std::stoi(month) == wanted.month) return true;
  }
  return false;
}

bool DayStands(const DateTime& wanted, const QuotedWords& quote, DateOrder order) {
  for (const WrittenDate& date : FindWrittenDates(quote.words(), order)) {
    if (date.day && SameDay(wanted, *date.day, date.short_year)) return true;
  }
  notes::TimeAnchors anchors;
  anchors.note_day = quote.written_day;
  anchors.date_order = order;
  for (const notes::RelativeTime& time : notes::FindRelativeTimes(quote.words(), anchors)) {
    if (time.window && WindowProves(wanted, *time.window)) return true;
  }
  return PartProves(wanted, quote.words());
}

struct Clock {
  int hour = 0, minute = 0, second = 0;
};

std::vector<Clock> ClocksIn(std::string_view words) {
  static const RE2* const kForm = new RE2(
      R"((?i)(?:\b(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(?:([ap])\.?m\b)?|\b(\d{1,2})\s*([ap])\.?m\b|)"
      R"(\b([01]\d|2[0-3])([0-5]\d)\b|\b(noon|midnight)\b))");
  std::vector<Clock> clocks;
  const auto number = [](const re2::StringPiece& text) {
    return text.empty() ? 0 : std::stoi(std::string(text));
  };
  const auto add = [&](int hour, int minute, int second, const re2::StringPiece& half) {
    if (!half.empty()) {
      const bool afternoon = half == "p" || half == "P";
      if (hour == 12) hour = 0;
      hour += afternoon ? 12 : 0;
    }
    if (hour < 24 && minute < 60 && second < 61) clocks.push_back({hour, minute, second});
  };
  re2::StringPiece rest(words.data(), words.size()), hour, minute, second, half, full, full_half,
      military, minutes, named;
  while (RE2::FindAndConsume(&rest, *kForm, &hour, &minute, &second, &half, &full, &full_half,
                             &military, &minutes, &named)) {
    if (!hour.empty()) add(number(hour), number(minute), number(second), half);
    if (!full.empty()) add(number(full), 0, 0, full_half);
    if (!military.empty()) add(number(military), number(minutes), 0, {});
    if (!named.empty()) add(named[0] == 'n' || named[0] == 'N' ? 12 : 0, 0, 0, {});
  }
  return clocks;
}

bool ClockStands(std::string_view words, Precision precision, int hour, int minute, int second) {
  const std::vector<Clock> clocks = ClocksIn(words);
  return std::any_of(clocks.begin(), clocks.end(), [&](const Clock& clock) {
    return clock.hour == hour && (precision < Precision::kMinute || clock.minute == minute) &&
           (precision < Precision::kSecond || clock.second == second);
  });
}

// The day in one quote and the time of day in the same, or in another of one note: then the day may
// be the one on which that note was written.
bool DateTimeStands(const DateTime& wanted, Quotes quotes, DateOrder order) {
  const auto has_day = [&](const QuotedWords& quote) { return DayStands(wanted, quote, order); };
  if (wanted.precision <= Precision::kDay)
    return std::any_of(quotes.begin(), quotes.end(), has_day);
  const auto has_clock = [&](const QuotedWords& quote) {
    return ClockStands(quote.words(), wanted.precision, wanted.hour, wanted.minute, wanted.second);
  };
  const auto on_day = [&](const QuotedWords& quote) {
    return quote.written_day == wanted.EarliestLocalDay() && has_clock(quote);
  };
  if (std::any_of(quotes.begin(), quotes.end(), on_day)) return true;
  return std::any_of(quotes.begin(), quotes.end(), has_day) &&
         std::any_of(quotes.begin(), quotes.end(), has_clock);
}

// ---- words --------------------------------------------------------------------------------------

bool WordsStand(std::string_view value, Quotes quotes) {
  const std::string wanted = Normalise(value).text;
  return std::any_of(quotes.begin(), quotes.end(), [&](const QuotedWords& quote) {
    return Normalise(quote.words()).text.find(wanted) != std::string::npos;
  });
}

// Every number in digits that a text holds.
bool NumbersOfTextStand(std::string_view value, Quotes quotes, DateOrder order) {
  std::vector<WrittenNumber> wanted = NumbersIn(value, order);
  return std::all_of(wanted.begin(), wanted.end(), [&](const WrittenNumber& number) {
    if (number.in_words) return true;
    return std::any_of(quotes.begin(), quotes.end(), [&](const QuotedWords& quote) {
      const std::vector<WrittenNumber> there = FindWrittenNumbers(quote.words());
      return std::any_of(there.begin(), there.end(),
                         [&](const WrittenNumber& other) { return other.value == number.value; });
    });
  });
}

// A day or a time as JSON has it, else words such as "POD 3".
bool TimeStands(std::string_view value, Quotes quotes, DateOrder order) {
  const std::optional<DateTime> time = DateTime::Parse(value);
  return time ? DateTimeStands(*time, quotes, order) : WordsStand(value, quotes);
}

bool PeriodStands(std::string_view value, Quotes quotes, DateOrder order) {
  const size_t slash = value.find('/');
  for (const std::string_view part :
       {value.substr(0, slash),
        slash == std::string_view::npos ? std::string_view() : value.substr(slash + 1)}) {
    if (!part.empty() && !TimeStands(part, quotes, order)) return false;
  }
  return true;
}

}  // namespace

bool StandsInQuotes(const plan::Type& type, const AnsweredValue& value, Quotes quotes,
                    DateOrder order) {
  if (!value.stated) return true;
  if (type.reading.valid()) {
    return WordsStand(value.text, quotes) || NumbersOfTextStand(value.text, quotes, order);
  }
  switch (type.kind) {
    case TypeKind::kInteger:
    case TypeKind::kDecimal:
    case TypeKind::kDuration:
      return NumberStands(type, value.text, quotes, order);
    case TypeKind::kDate:
    case TypeKind::kDateTime:
      return TimeStands(value.text, quotes, order);
    case TypeKind::kPeriod:
      return PeriodStands(value.text, quotes, order);
    case TypeKind::kTime: {
      const auto time = values::TimeOfDay::Parse(value.text);
      return time && std::any_of(quotes.begin(), quotes.end(), [&](const QuotedWords& quote) {
               return ClockStands(quote.words(), time->precision, time->hour, time->minute,
                                  time->second);
             });
    }
    case TypeKind::kText:
      return WordsStand(value.text, quotes) || NumbersOfTextStand(value.text, quotes, order);
    default:
      return true;
  }
}

}  // namespace suture::prompts
