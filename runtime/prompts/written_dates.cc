#include "runtime/prompts/written_dates.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "fmt/format.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/characters.h"

namespace suture::prompts {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;
using values::DateOrder;
using Form = WrittenDate::Form;

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
#define MONTHS                                                                                    \
  "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|" \
  "Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
#define BLANK R"([\s\x{A0}\x{2009}\x{202F}])"
#define DASH R"([-\x{2010}-\x{2013}\x{2212}])"
#define BETWEEN_NUMBERS "(" BLANK "?(?:[/.]|" DASH ")" BLANK "?)"
#define ORDINAL "(st|nd|rd|th)?"
#define YEAR R"((\d{4}|['\x{2019}]?\d{2}))"

struct FormPattern {
  Form form;
  RE2 pattern;  // Six groups at most, in the order in which they stand
};

using FormPatternTable = std::array<FormPattern, 6>;

const FormPatternTable& FormPatterns() {
  static const FormPatternTable* const kPatterns = new FormPatternTable{{
      {Form::kYearFirst,
       R"((\d{4}))" BETWEEN_NUMBERS R"((\d{1,2}))" BETWEEN_NUMBERS R"((\d{1,2}))"},
      {Form::kCompact, R"((\d{4})(\d{2})(\d{2}))"},
      {Form::kNumbers, R"((\d{1,2}))" BETWEEN_NUMBERS R"((\d{1,2}))" BETWEEN_NUMBERS YEAR},
      {Form::kMonthName, "(?i)(" MONTHS R"()(\.?(?:)" BLANK "*|" DASH R"(|/))(\d{1,2}))" ORDINAL
                         "(," BLANK "*|,?" BLANK "+(?:of" BLANK "+)?|" DASH "|/)" YEAR},
      {Form::kDayName,
       R"((?i)(\d{1,2}))" ORDINAL "(" BLANK "*|" BLANK "+of" BLANK "+|[/.]|" DASH ")(" MONTHS
       R"()(\.?,?)" BLANK R"(*|\.?(?:)" DASH "|/)|,?" BLANK "+of" BLANK "+)" YEAR},
      {Form::kYearName, R"((?i)((?:19|20)\d{2})(,?)" BLANK "+|" DASH "|/)(" MONTHS R"()(\.?)" BLANK
                        "+|" DASH R"(|/)(\d{1,2}))" ORDINAL},
  }};
  return *kPatterns;
}

unsigned MonthOf(std::string_view name) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (text::EqualsFolded(name.substr(0, 3), kMonths[i].substr(0, 3))) {
      return static_cast<unsigned>(i) + 1;
    }
  }
  return 0;
}

std::string_view OrdinalEnding(unsigned day) {
  if (day / 10 == 1) return "th";
  return day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th";
}

std::optional<sys_days> DayOf(int year, unsigned month, unsigned day) {
  const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                            std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

// The sign between two numbers, without the blanks around it.
std::string SignOf(std::string_view gap) {
  std::string sign;
  for (char c : gap) {
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') sign += c;
  }
  return sign;
}

bool HasBlank(std::string_view gap) {
  return gap.find_first_of(" \n\t\r") != std::string_view::npos;
}

// The numbers of a date as they stand, before anybody says which is which.
struct Parts {
  std::string year, first, second;  // Of kNumbers: in their order; else month and day
};

void ReadYear(std::string text, WrittenDate& date, int& year) {
  const size_t digits = text.find_first_of("0123456789");
  date.year_mark = text.substr(0, digits);
  text.erase(0, digits);
  date.short_year = text.size() == 2;
  year = std::stoi(text) + (date.short_year ? 2000 : 0);
}

// Which day two numbers of a year mean, by the order that the hospital writes, else by the only one
// that the calendar allows.
void ReadNumbers(int year, unsigned first, unsigned second, DateOrder order, WrittenDate& date) {
  const std::optional<sys_days> month_first = DayOf(year, first, second);
  const std::optional<sys_days> day_first = DayOf(year, second, first);
  if (order == DateOrder::kUnknown && month_first && day_first && first != second) return;
  date.day_first = order == DateOrder::kDayFirst ? day_first.has_value() : !month_first;
  date.day = date.day_first ? day_first : month_first;
}

// False: what matched is no date, but for instance "6 May 10:30" or a version's number.
bool Interpret(const std::array<re2::StringPiece, 7>& groups, DateOrder order, WrittenDate& date) {
  const auto text = [&](size_t group) {
    return groups[group].data() == nullptr ? std::string() : std::string(groups[group]);
  };
  Parts parts;
  switch (date.form) {
    case Form::kYearFirst:
      parts = {text(1), text(3), text(5)};
      date.first_gap = text(2);
      date.second_gap = text(4);
      break;
    case Form::kCompact:
      parts = {text(1), text(2), text(3)};
      break;
    case Form::kNumbers:
      parts = {text(5), text(1), text(3)};
      date.first_gap = text(2);
      date.second_gap = text(4);
      break;
    case Form::kMonthName:
      parts = {text(6), {}, text(3)};
      date.month_name = text(1);
      date.first_gap = text(2);
      date.ordinal = text(4);
      date.second_gap = text(5);
      break;
    case Form::kDayName:
      parts = {text(6), {}, text(1)};
      date.ordinal = text(2);
      date.first_gap = text(3);
      date.month_name = text(4);
      date.second_gap = text(5);
      break;
    case Form::kYearName:
      parts = {text(1), {}, text(5)};
      date.first_gap = text(2);
      date.month_name = text(3);
      date.second_gap = text(4);
      date.ordinal = text(6);
      break;
  }
  int year = 0;
  ReadYear(parts.year, date, year);
  const auto day = static_cast<unsigned>(std::stoul(parts.second));
  if (!date.month_name.empty()) {
    date.day = DayOf(year, MonthOf(date.month_name), day);
    date.padded = parts.second[0] == '0' || date.first_gap.empty();
    // "May 6, 10 days later": two digits are a year only where a sign says so.
    return date.form != Form::kMonthName || !date.short_year || !date.year_mark.empty() ||
           !(HasBlank(date.second_gap) || date.second_gap == ",");
  }
  const auto first = static_cast<unsigned>(std::stoul(parts.first));
  if (SignOf(date.first_gap) != SignOf(date.second_gap)) return false;
  if (date.form == Form::kNumbers) {
    date.padded = parts.first[0] == '0' || parts.second[0] == '0';
    ReadNumbers(year, first, day, order, date);
    const bool slashed = SignOf(date.first_gap) == "/";
    if (!date.short_year || slashed) return true;
    const bool possible = DayOf(year, first, day) || DayOf(year, day, first);
    return possible && !HasBlank(date.first_gap) && !HasBlank(date.second_gap);
  }
  date.day = DayOf(year, first, day);
  date.padded =
      date.form == Form::kCompact || (parts.first.size() == 2 && parts.second.size() == 2);
  constexpr int kFirstYear = 1880, kLastYear = 2120;  // A number of eight digits is seldom a date.
  return date.form != Form::kCompact || (date.day && year >= kFirstYear && year <= kLastYear);
}

// HL7 writes the time of day behind a compact date without a sign between: 20240301123000.
bool TimeFollows(std::string_view text, size_t at) {
  size_t end = at;
  while (text::IsDigitAt(text, end)) ++end;
  const auto number = [&](size_t from) { return (text[from] - '0') * 10 + (text[from + 1] - '0'); };
  const size_t length = end - at;
  return (length == 4 || length == 6) && number(at) < 24 && number(at + 2) < 60 &&
         (length == 4 || number(at + 4) < 61);
}

// A date does not begin or end within a number or a word.
bool StandsFree(std::string_view text, const WrittenDate& date) {
  if (date.begin > 0 && text::IsDigitAt(text, date.begin - 1)) return false;
  if (text::IsDigitAt(text, date.end) &&
      !(date.form == Form::kCompact && TimeFollows(text, date.end))) {
    return false;
  }
  const bool letter_before = date.begin > 0 && text::IsLetterAt(text, date.begin - 1);
  const bool four_digits = !date.short_year && date.month_name.empty();
  if (letter_before && (!four_digits || date.form == Form::kCompact)) return false;
  if (date.form == Form::kCompact || date.short_year) {
    const bool time_follows =
        text.substr(date.end, 1) == "T" && text::IsDigitAt(text, date.end + 1);
    if (text::IsLetterAt(text, date.end) && !time_follows) return false;
    const std::string_view next = text.substr(date.end, 1);  // "6 May 10:30", "1.2.34.5"
    if (next == "%" || ((next == ":" || next == ".") && text::IsDigitAt(text, date.end + 1)))
      return false;
  }
  return true;
}

// In the other name's length and letters.
std::string MonthLike(unsigned month, const WrittenDate& date) {
  const std::string& like = date.month_name;
  std::string name(kMonths[month - 1]);
  const bool is_short = text::EqualsFolded(like, "May") ? !HasBlank(date.first_gap)
                                                        : like.size() <= 3 || like.size() == 4;
  const bool is_whole = text::EqualsFolded(like, "June") || text::EqualsFolded(like, "July");
  if (is_short && !is_whole) name.resize(3);
  const bool upper = like[1] >= 'A' && like[1] <= 'Z', lower = like[0] >= 'a' && like[0] <= 'z';
  for (char& c : name) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (lower) c = text::FoldAscii(c);
  }
  return name;
}

std::string SpellInForm(const WrittenDate& like, const year_month_day& date) {
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month()), day = static_cast<unsigned>(date.day());
  const auto number = [&](unsigned value) {
    return like.padded ? fmt::format("{:02}", value) : fmt::format("{}", value);
  };
  const std::string years = like.year_mark + (like.short_year ? fmt::format("{:02}", year % 100)
                                                              : fmt::format("{:04}", year));
  const std::string days =
      number(day) + std::string(like.ordinal.empty() ? std::string_view() : OrdinalEnding(day));
  switch (like.form) {
    case Form::kYearFirst:
      return years + like.first_gap + number(month) + like.second_gap + number(day);
    case Form::kCompact:
      return years + number(month) + number(day);
    case Form::kNumbers:
      return number(like.day_first ? day : month) + like.first_gap +
             number(like.day_first ? month : day) + like.second_gap + years;
    case Form::kMonthName:
      return MonthLike(month, like) + like.first_gap + days + like.second_gap + years;
    case Form::kDayName:
      return days + like.first_gap + MonthLike(month, like) + like.second_gap + years;
    case Form::kYearName:
      return years + like.first_gap + MonthLike(month, like) + like.second_gap + days;
  }
  return {};
}

}  // namespace

std::vector<WrittenDate> FindWrittenDates(std::string_view text, DateOrder order) {
  std::vector<WrittenDate> found;
  const re2::StringPiece whole(text.data(), text.size());
  for (const FormPattern& pattern : FormPatterns()) {
    std::array<re2::StringPiece, 7> groups;
    const int count = pattern.pattern.NumberOfCapturingGroups() + 1;
    for (size_t from = 0; from < text.size();) {
      groups.fill({});
      if (!pattern.pattern.Match(whole, from, text.size(), RE2::UNANCHORED, groups.data(), count)) {
        break;
      }
      WrittenDate date;
      date.form = pattern.form;
      date.begin = static_cast<size_t>(groups[0].data() - text.data());
      date.end = date.begin + groups[0].size();
      const bool is_date = Interpret(groups, order, date) && StandsFree(text, date);
      from = is_date ? date.end : date.begin + 1;
      if (is_date) found.push_back(std::move(date));
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const WrittenDate& a, const WrittenDate& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  size_t done = 0;
  const auto is_within = [&](const WrittenDate& date) {
    if (date.begin < done) return true;
    done = date.end;
    return false;
  };
  found.erase(std::remove_if(found.begin(), found.end(), is_within), found.end());
  return found;
}

std::string SpellDate(const WrittenDate& like, sys_days day, DateOrder order) {
  const year_month_day date{day};
  const std::string spelled = SpellInForm(like, date);
  const std::vector<WrittenDate> read = FindWrittenDates(spelled, order);
  if (read.size() == 1 && read[0].begin == 0 && read[0].end == spelled.size() && read[0].day) {
    const year_month_day again{*read[0].day};
    const bool same_year = like.short_year ? static_cast<int>(again.year()) % 100 ==
                                                 static_cast<int>(date.year()) % 100
                                           : again.year() == date.year();
    if (same_year && again.month() == date.month() && again.day() == date.day()) return spelled;
  }
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::vector<TextSpan> FindPartialDates(std::string_view text) {
  static const std::array<RE2, 8>* const kForms = new std::array<RE2, 8>{
      R"((?i)\b((?:)" MONTHS R"()\.?,?)" BLANK R"(+(?:of\s+)?(?:\d{1,2}(?:st|nd|rd|th)?|\d{4}|')"
      R"(\d{2}))\b)",
      R"((?i)\b((?:)" MONTHS R"()(?:[-/]\d{2,4}|\d{4}))\b)",
      R"((?i)\b((?:)" MONTHS
      R"()\s+(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|)"
      R"(seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|)"
      R"(seventeenth|eighteenth|nineteenth|twentieth|thirtieth))\b)",
      R"((?i)\b(\d{1,2}(?:st|nd|rd|th)?[-\s]?(?:\s*of\s+)?(?:)" MONTHS R"())\b)",
      R"((?i)\b(?:on|dated|since|until|from|by)\s+(\d{1,2}/\d{1,2})\b)",
      R"(\b(\d{4}-(?:0[1-9]|1[0-2]))\b)",
      R"(\b((?:0?[1-9]|1[0-2])/(?:19|20)\d{2})\b)",
      R"((?i:\b(?:in|since|until|by|last|early|mid|late|next|of|from|through|during))[-\s]+((?:January|)"
      R"(February|March|April|May|June|July|August|September|October|November|December))\b)",
  };
  std::vector<TextSpan> found;
  const re2::StringPiece whole(text.data(), text.size());
  for (const RE2& form : *kForms) {
    std::array<re2::StringPiece, 2> groups;
    for (size_t from = 0; from < text.size();) {
      if (!form.Match(whole, from, text.size(), RE2::UNANCHORED, groups.data(), 2)) break;
      const auto begin = static_cast<size_t>(groups[1].data() - text.data());
      const size_t end = begin + groups[1].size();
      from = end;
      if (!text::IsDigitAt(text, end) && (begin == 0 || !text::IsDigitAt(text, begin - 1))) {
        found.push_back({begin, end});
      }
    }
  }
  return found;
}

}  // namespace suture::prompts
