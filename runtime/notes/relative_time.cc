#include "runtime/notes/relative_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "absl/types/span.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/words.h"
#include "runtime/values/time.h"

namespace suture::notes {
namespace {

using text::Token;
using values::DayNumber;
using values::FromDayNumber;

enum class Unit : uint8_t { kDay, kWeek, kMonth, kYear };

// How much a count of units leaves open on either side, in days.
constexpr int32_t Slack(Unit unit) {
  switch (unit) {
    case Unit::kDay:
      return 0;
    case Unit::kWeek:
      return 3;
    case Unit::kMonth:
      return 15;
    case Unit::kYear:
      return 183;
  }
  return 0;
}

struct Count {
  int low = 0;
  int high = 0;
};

// Larger counts are no time that a note means.
constexpr int kLargestCount = 120;
constexpr int kNextYearDays = 30;

struct NamedNumber {
  std::string_view name;
  int value;
};
constexpr std::array<NamedNumber, 23> kNumbers = {{
    {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},      {"five", 5},
    {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},      {"ten", 10},
    {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
    {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
    {"thirty", 30},  {"forty", 40},     {"zero", 0},
}};
constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

int32_t ClampedDay(int year, int month, int day) {
  year = std::clamp(year, values::kMinYear, values::kMaxYear);
  return DayNumber(year, month, std::min(day, values::DaysInMonth(year, month)));
}

// Moves by calendar units; a day that the month lacks becomes its last.
int32_t Move(int32_t from, int count, Unit unit) {
  if (unit == Unit::kDay) return from + count;
  if (unit == Unit::kWeek) return from + 7 * count;
  const values::CalendarDay day = FromDayNumber(from);
  const int months = day.year * 12 + day.month - 1 + (unit == Unit::kYear ? 12 * count : count);
  return ClampedDay(months / 12, months % 12 + 1, day.day);
}

DayWindow MonthWindow(int year, int month) {
  return {ClampedDay(year, month, 1), ClampedDay(year, month, 31)};
}

class Reader {
 public:
  Reader(std::string_view text, const TimeAnchors& anchors) : text_(text), anchors_(anchors) {
    text::Tokenize(text, tokens_);
    words_.reserve(tokens_.size());
    for (const Token& token : tokens_) words_.push_back(text::FoldCase(TokenText(text, token)));
  }

  std::vector<RelativeTime> Read() {
    std::vector<RelativeTime> found;
    for (size_t i = 0; i < tokens_.size();) {
      at_ = i;
      window_.reset();
      if (!tokens_[i].IsText() || !Phrase()) {
        ++i;
        continue;
      }
      found.push_back({tokens_[i].begin, tokens_[at_ - 1].end, window_});
      i = at_;
    }
    return found;
  }

 private:
  using Method = bool (Reader::*)();

  // Tries each form from the same place; a form that fails leaves no trace.
  bool Phrase() {
    static constexpr Method kForms[] = {
        &Reader::PostoperativeDay, &Reader::HospitalDay, &Reader::DayOfSurgery, &Reader::Counted,
        &Reader::InFuture,         &Reader::PastSpan,    &Reader::NamedDay,     &Reader::LastPeriod,
        &Reader::IsoDate,          &Reader::NumericDate, &Reader::NamedMonth,   &Reader::InYear};
    const size_t begin = at_;
    for (Method form : kForms) {
      at_ = begin;
      window_.reset();
      if ((this->*form)()) return true;
    }
    return false;
  }

  bool Is(size_t i, std::string_view word) const { return i < words_.size() && words_[i] == word; }
  bool Take(std::string_view word) {
    if (!Is(at_, word)) return false;
    ++at_;
    return true;
  }
  bool TakeAll(absl::Span<const std::string_view> row) {
    for (size_t k = 0; k < row.size(); ++k) {
      if (!Is(at_ + k, row[k])) return false;
    }
    at_ += row.size();
    return true;
  }
  bool TakeOne(absl::Span<const std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [this](std::string_view word) { return Take(word); });
  }

  void SetDay(std::optional<int32_t> anchor, int32_t first, int32_t last) {
    if (anchor) window_ = DayWindow{*anchor + first, *anchor + last};
  }

  static std::optional<int> Digits(std::string_view word, size_t longest) {
    int value = 0;
    if (word.empty() || word.size() > longest) return std::nullopt;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || word[0] == '-')
      return std::nullopt;
    return value;
  }

  std::optional<int> SmallNumber(size_t i) const {
    if (i >= words_.size()) return std::nullopt;
    for (const NamedNumber& number : kNumbers) {
      if (words_[i] == number.name) return number.value;
    }
    return Digits(words_[i], 3);
  }

  // "3", "three", "3-4", "two or three", "a few", "a couple of", "several", "a".
  std::optional<Count> TakeCount() {
    const size_t begin = at_;
    const bool article = Take("a") || Take("an");
    if (Take("couple")) {
      Take("of");
      return Count{2, 3};
    }
    if (Take("few")) return Count{2, 5};
    if (!article && Take("several")) return Count{3, 7};
    if (article) return Count{1, 1};
    std::optional<int> low = SmallNumber(at_);
    if (!low || *low > kLargestCount) {
      at_ = begin;
      return std::nullopt;
    }
    ++at_;
    Count count{*low, *low};
    const bool ranged = at_ < tokens_.size() && tokens_[at_].Has(text::kHyphenBefore);
    const size_t high_at = ranged ? at_ : at_ + 1;
    if (ranged || Is(at_, "to") || Is(at_, "or")) {
      std::optional<int> high = SmallNumber(high_at);
      if (high && *high > count.low && *high <= kLargestCount) {
        count.high = *high;
        at_ = high_at + 1;
      }
    }
    return count;
  }

  std::optional<Unit> TakeUnit() {
    if (TakeOne({"day", "days"})) return Unit::kDay;
    if (TakeOne({"week", "weeks", "wk", "wks"})) return Unit::kWeek;
    if (TakeOne({"month", "months", "mo", "mos"})) return Unit::kMonth;
    if (TakeOne({"year", "years", "yr", "yrs"})) return Unit::kYear;
    return std::nullopt;
  }

  bool TakeAbout() {
    return TakeOne({"about", "approximately", "around", "roughly", "nearly", "almost"});
  }

  // Sign -1: before the anchor.
  void SetCounted(std::optional<int32_t> anchor, Count count, Unit unit, int sign, bool about) {
    if (!anchor) return;
    int32_t slack = Slack(unit) * (about ? 2 : 1) + (about && unit == Unit::kDay ? 1 : 0);
    int32_t near = Move(*anchor, sign * count.low, unit);
    int32_t far = Move(*anchor, sign * count.high, unit);
    window_ = DayWindow{std::min(near, far) - slack, std::max(near, far) + slack};
    // What is past lies before its anchor, whatever the slack.
    if (sign < 0) window_->last = std::min(window_->last, std::max(*anchor, near));
    if (sign > 0) window_->first = std::max(window_->first, std::min(*anchor, near));
  }

  bool TakeSurgery() {
    const size_t begin = at_;
    TakeOne({"the", "his", "her", "this"});
    if (TakeOne({"surgery", "operation", "procedure", "operative"})) return true;
    at_ = begin;
    return false;
  }

  bool PostoperativeDay() {
    if (Take("pod")) {
    } else if (TakeOne({"postop", "postoperative", "postoperatively"})) {
      if (!Take("day")) return false;
    } else if (Take("post")) {
      if (!TakeOne({"op", "operative"}) || !Take("day")) return false;
    } else if (words_[at_].size() > 3 && words_[at_].substr(0, 3) == "pod") {
      std::optional<int> day = Digits(std::string_view(words_[at_]).substr(3), 3);
      if (!day || *day > kLargestCount) return false;
      ++at_;
      SetDay(anchors_.index_day, *day, *day);
      return true;
    } else {
      return false;
    }
    return TakeDayCount(anchors_.index_day, 0);
  }

  bool HospitalDay() {
    if (!Take("hd") && !TakeAll({"hospital", "day"})) return false;
    return TakeDayCount(anchors_.admission_day, -1);
  }

  bool TakeDayCount(std::optional<int32_t> anchor, int offset) {
    if (at_ < tokens_.size() && tokens_[at_].Is('#')) ++at_;
    if (Take("number")) {
    }
    if (Is(at_, "a") || Is(at_, "an")) return false;
    std::optional<Count> count = TakeCount();
    if (!count) return false;
    SetDay(anchor, count->low + offset, count->high + offset);
    return true;
  }

  bool DayOfSurgery() {
    Take("the");
    if (TakeAll({"day", "of"}) || TakeAll({"morning", "of"})) {
      if (!TakeSurgery()) return false;
      SetDay(anchors_.index_day, 0, 0);
      return true;
    }
    if (TakeOne({"day", "night", "evening"})) {
      if (Take("after") && TakeSurgery()) {
        SetDay(anchors_.index_day, 1, 1);
        return true;
      }
      if ((TakeAll({"prior", "to"}) || Take("before")) && TakeSurgery()) {
        SetDay(anchors_.index_day, -1, -1);
        return true;
      }
    }
    return false;
  }

  // "two weeks ago", "3 days after surgery", "about a month before admission".
  bool Counted() {
    const bool about = TakeAbout();
    std::optional<Count> count = TakeCount();
    if (!count) return false;
    std::optional<Unit> unit = TakeUnit();
    if (!unit) return false;
    if (TakeOne({"ago", "earlier"})) {
      SetCounted(anchors_.note_day, *count, *unit, -1, about);
      return true;
    }
    if (TakeOne({"postop", "postoperatively", "preoperatively", "preop"})) {
      const bool before = words_[at_ - 1].substr(0, 3) == "pre";
      SetCounted(anchors_.index_day, *count, *unit, before ? -1 : 1, about);
      return true;
    }
    int sign = 0;
    if (TakeOne({"after", "following"}))
      sign = 1;
    else if (TakeAll({"prior", "to"}) || TakeOne({"before", "preceding"}))
      sign = -1;
    if (sign == 0) return false;
    if (TakeSurgery()) {
      SetCounted(anchors_.index_day, *count, *unit, sign, about);
      return true;
    }
    TakeOne({"the", "this", "his", "her"});
    if (TakeOne({"admission", "presentation", "arrival"})) {
      SetCounted(anchors_.admission_day, *count, *unit, sign, about);
      return true;
    }
    return false;
  }

  bool InFuture() {
    if (!Take("in")) return false;
    const bool about = TakeAbout();
    std::optional<Count> count = TakeCount();
    if (!count) return false;
    std::optional<Unit> unit = TakeUnit();
    if (!unit) return false;
    SetCounted(anchors_.note_day, *count, *unit, 1, about);
    return true;
  }

  // "over the past three weeks": a span that ends with the note.
  bool PastSpan() {
    TakeOne({"for", "over", "during", "within", "in"});
    if (!Take("the") || !TakeOne({"past", "last"})) return false;
    std::optional<Count> count = TakeCount();
    if (!count) count = Count{1, 1};
    std::optional<Unit> unit = TakeUnit();
    if (!unit) return false;
    if (anchors_.note_day) {
      window_ = DayWindow{Move(*anchors_.note_day, -count->high, *unit) - Slack(*unit),
                          *anchors_.note_day};
    }
    return true;
  }

  bool NamedDay() {
    Take("the");
    if (TakeAll({"day", "before", "yesterday"})) {
      SetDay(anchors_.note_day, -2, -2);
    } else if (Take("yesterday")) {
      SetDay(anchors_.note_day, -1, -1);
    } else if (TakeAll({"last", "night"}) || TakeAll({"last", "evening"}) || Take("overnight")) {
      SetDay(anchors_.note_day, -1, 0);
    } else if (Take("today") || Take("tonight") || TakeAll({"this", "morning"}) ||
               TakeAll({"this", "afternoon"}) || TakeAll({"this", "evening"})) {
      SetDay(anchors_.note_day, 0, 0);
    } else if (Take("tomorrow")) {
      SetDay(anchors_.note_day, 1, 1);
    } else {
      return false;
    }
    return true;
  }

  // "last week", "last month", "last year", "last March", "this past March".
  bool LastPeriod() {
    const bool past = TakeAll({"this", "past"});
    if (!past && !Take("last")) return false;
    if (Take("week")) {
      SetDay(anchors_.note_day, -13, -1);
      return true;
    }
    std::optional<int> month = TakeMonth();
    const bool last_month = !month && Take("month");
    const bool last_year = !month && !last_month && Take("year");
    if (!month && !last_month && !last_year) return false;
    if (!anchors_.note_day) return true;
    const values::CalendarDay note = FromDayNumber(*anchors_.note_day);
    if (last_month) {
      window_ =
          note.month == 1 ? MonthWindow(note.year - 1, 12) : MonthWindow(note.year, note.month - 1);
    } else if (last_year) {
      window_ = DayWindow{DayNumber(note.year - 1, 1, 1), DayNumber(note.year - 1, 12, 31)};
    } else {
      const bool over = *month < note.month;
      window_ = MonthWindow(past && over ? note.year : note.year - 1, *month);
      if (over) window_->last = MonthWindow(note.year, *month).last;
    }
    return true;
  }

  std::optional<int> MonthAt(size_t i) const {
    if (i >= words_.size() || words_[i].size() < 3) return std::nullopt;
    for (size_t m = 0; m < kMonths.size(); ++m) {
      const bool whole = words_[i] == kMonths[m];
      const bool cut = words_[i] == kMonths[m].substr(0, 3) || words_[i] == kMonths[m].substr(0, 4);
      if (whole || (cut && words_[i].size() < kMonths[m].size())) return static_cast<int>(m) + 1;
    }
    return std::nullopt;
  }
  std::optional<int> TakeMonth() {
    std::optional<int> month = MonthAt(at_);
    if (month) ++at_;
    return month;
  }

  std::optional<int> YearAt(size_t i) const {
    if (i >= words_.size() || words_[i].size() != 4) return std::nullopt;
    std::optional<int> year = Digits(words_[i], 4);
    if (!year || *year < 1900 || *year > 2099) return std::nullopt;
    return year;
  }

  static std::optional<int32_t> MakeDay(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1 || year < values::kMinYear || year > values::kMaxYear)
      return std::nullopt;
    if (day > values::DaysInMonth(year, month)) return std::nullopt;
    return DayNumber(year, month, day);
  }

  // The last such day before the note, or the next one soon after it.
  bool SetDayOfYear(int month, int day) {
    if (month < 1 || month > 12 || day < 1 || day > values::DaysInMonth(2000, month)) return false;
    if (!anchors_.note_day) return true;
    const int year = FromDayNumber(*anchors_.note_day).year;
    for (int candidate = year + 1; candidate > year - 9; --candidate) {
      std::optional<int32_t> found = MakeDay(candidate, month, day);
      if (!found || *found > *anchors_.note_day + kNextYearDays) continue;
      window_ = DayWindow{*found, *found};
      break;
    }
    return true;
  }

  bool IsoDate() {
    std::optional<int> year = YearAt(at_);
    if (!year || at_ + 2 >= tokens_.size()) return false;
    if (!tokens_[at_ + 1].Has(text::kHyphenBefore) || !tokens_[at_ + 2].Has(text::kHyphenBefore))
      return false;
    std::optional<int> month = Digits(words_[at_ + 1], 2);
    std::optional<int> day = Digits(words_[at_ + 2].substr(0, words_[at_ + 2].find('t')), 2);
    if (!month || !day) return false;
    std::optional<int32_t> found = MakeDay(*year, *month, *day);
    if (!found) return false;
    window_ = DayWindow{*found, *found};
    at_ += 3;
    return true;
  }

  bool NumericDate() {
    const bool introduced = TakeOne({"on", "since", "dated", "until"});
    std::optional<int> first = at_ < words_.size() ? Digits(words_[at_], 2) : std::nullopt;
    if (!first || at_ + 1 >= tokens_.size()) return false;
    auto joined = [this](size_t i) {
      return i < tokens_.size() && tokens_[i].Has(text::kSlashBefore | text::kHyphenBefore) &&
             !tokens_[i].Has(text::kSpaceBefore);
    };
    std::optional<int> second = joined(at_ + 1) ? Digits(words_[at_ + 1], 2) : std::nullopt;
    if (!second) return false;
    const bool open = anchors_.date_order == values::DateOrder::kUnknown && *first <= 12 &&
                      *second <= 12 && *first != *second;
    const bool swapped =
        anchors_.date_order == values::DateOrder::kDayFirst ? *second <= 12 : *first > 12;
    const int month = swapped ? *second : *first;
    const int day = swapped ? *first : *second;
    if (!joined(at_ + 2)) {
      if (!introduced || !tokens_[at_ + 1].Has(text::kSlashBefore)) return false;
      at_ += 2;
      if (!SetDayOfYear(month, day)) return false;
      if (open) window_.reset();
      return true;
    }
    std::optional<int> year = YearAt(at_ + 2);
    if (!year && words_[at_ + 2].size() == 2) {
      year = Digits(words_[at_ + 2], 2);
      // Two digits: the century that puts it nearest before the note.
      if (year)
        *year += *year > (anchors_.note_day ? FromDayNumber(*anchors_.note_day).year % 100 + 1 : 68)
                     ? 1900
                     : 2000;
    }
    if (!year) return false;
    std::optional<int32_t> found = MakeDay(*year, month, day);
    if (!found) return false;
    if (!open) window_ = DayWindow{*found, *found};
    at_ += 3;
    return true;
  }

  static std::optional<int> DayOfMonth(std::string_view word) {
    for (std::string_view ending : {"st", "nd", "rd", "th"}) {
      if (word.size() > 2 && word.substr(word.size() - 2) == ending) {
        word.remove_suffix(2);
        break;
      }
    }
    return Digits(word, 2);
  }

  // "March 2, 2024", "2 March 2024", "March 2024", "in March", "on March 2".
  bool NamedMonth() {
    const bool on = TakeOne({"on", "since"});
    const bool in = !on && Take("in");
    if (in) TakeOne({"early", "late", "mid"});
    std::optional<int> day;
    if (MonthAt(at_ + 1) && at_ < words_.size()) {
      day = DayOfMonth(words_[at_]);
      if (day) ++at_;
    }
    std::optional<int> month = TakeMonth();
    if (!month) return false;
    if (!day && at_ < words_.size() && !YearAt(at_)) {
      day = DayOfMonth(words_[at_]);
      if (day) ++at_;
    }
    size_t year_at = at_;
    if (Is(year_at, ",") || Is(year_at, "of")) ++year_at;
    std::optional<int> year = YearAt(year_at);
    if (year) at_ = year_at + 1;
    if (day && year) {
      std::optional<int32_t> found = MakeDay(*year, *month, *day);
      if (!found) return false;
      window_ = DayWindow{*found, *found};
      return true;
    }
    if (day) return SetDayOfYear(*month, *day);
    if (year) {
      window_ = MonthWindow(*year, *month);
      return true;
    }
    // A month alone is also a name or a verb ("may", "march"): only after "in" or "since".
    if (!in && !on) return false;
    if (!anchors_.note_day) return true;
    const values::CalendarDay note = FromDayNumber(*anchors_.note_day);
    window_ = MonthWindow(*month <= note.month ? note.year : note.year - 1, *month);
    return true;
  }

  bool InYear() {
    if (!TakeOne({"in", "since", "during", "around", "circa"})) return false;
    TakeOne({"early", "late", "mid"});
    std::optional<int> year = YearAt(at_);
    if (!year) return false;
    ++at_;
    window_ = DayWindow{DayNumber(*year, 1, 1), DayNumber(*year, 12, 31)};
    return true;
  }

  std::string_view text_;
  TimeAnchors anchors_;
  std::vector<Token> tokens_;
  std::vector<std::string> words_;
  size_t at_ = 0;
  std::optional<DayWindow> window_;
};

}  // namespace

std::vector<RelativeTime> FindRelativeTimes(std::string_view text, const TimeAnchors& anchors) {
  return Reader(text.substr(0, text::kMaxTextBytes), anchors).Read();
}

}  // namespace suture::notes
