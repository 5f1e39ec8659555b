#include "runtime/notes/relative_time.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "runtime/values/time.h"

namespace suture::notes {
namespace {

int32_t Day(int year, int month, int day) { return values::DayNumber(year, month, day); }

// Written on 8 May 2024, operated on 4 May, admitted on 2 May.
TimeAnchors Anchors() {
  return {Day(2024, 5, 8), Day(2024, 5, 4), Day(2024, 5, 2), values::DateOrder::kMonthFirst};
}

std::string Iso(int32_t day) {
  values::CalendarDay d = values::FromDayNumber(day);
  return values::DateTime::MakeDate(d.year, d.month, d.day)->ToString();
}

// "phrase: first..last; ..." of all that is found.
std::string Found(std::string_view text, const TimeAnchors& anchors = Anchors()) {
  std::string all;
  for (const RelativeTime& time : FindRelativeTimes(text, anchors)) {
    if (!all.empty()) all += "; ";
    all += std::string(text.substr(time.begin, time.end - time.begin)) + ": ";
    if (!time.window) {
      all += "unknown";
    } else if (time.window->first == time.window->last) {
      all += Iso(time.window->first);
    } else {
      all += Iso(time.window->first) + ".." + Iso(time.window->last);
    }
  }
  return all;
}

TEST_CASE("postoperative and hospital days count from their own anchors") {
  CHECK(Found("POD 3, doing well") == "POD 3: 2024-05-07");
  CHECK(Found("POD#3") == "POD#3: 2024-05-07");
  CHECK(Found("POD #3") == "POD #3: 2024-05-07");
  CHECK(Found("pod2") == "pod2: 2024-05-06");
  CHECK(Found("POD 0") == "POD 0: 2024-05-04");
  CHECK(Found("On postoperative day three he walked.") == "postoperative day three: 2024-05-07");
  CHECK(Found("Post-op day 1-2") == "Post-op day 1-2: 2024-05-05..2024-05-06");
  CHECK(Found("post operative day number 4") == "post operative day number 4: 2024-05-08");
  CHECK(Found("HD 1") == "HD 1: 2024-05-02");
  CHECK(Found("hospital day #4") == "hospital day #4: 2024-05-05");
  CHECK(Found("three days after surgery") == "three days after surgery: 2024-05-07");
  CHECK(Found("2 weeks prior to the procedure") ==
        "2 weeks prior to the procedure: 2024-04-17..2024-04-23");
  CHECK(Found("one day before admission") == "one day before admission: 2024-05-01");
  CHECK(Found("the day after surgery") == "the day after surgery: 2024-05-05");
  CHECK(Found("on the day of surgery") == "the day of surgery: 2024-05-04");
}

TEST_CASE("counts of units leave half a unit open") {
  CHECK(Found("two days ago") == "two days ago: 2024-05-06");
  CHECK(Found("about 3 days ago") == "about 3 days ago: 2024-05-04..2024-05-06");
  CHECK(Found("two weeks ago") == "two weeks ago: 2024-04-21..2024-04-27");
  CHECK(Found("a week ago") == "a week ago: 2024-04-28..2024-05-04");
  CHECK(Found("3-4 weeks ago") == "3-4 weeks ago: 2024-04-07..2024-04-20");
  CHECK(Found("two or three days ago") == "two or three days ago: 2024-05-05..2024-05-06");
  CHECK(Found("a couple of days ago") == "a couple of days ago: 2024-05-05..2024-05-06");
  CHECK(Found("a few days ago") == "a few days ago: 2024-05-03..2024-05-06");
  CHECK(Found("several days ago") == "several days ago: 2024-05-01..2024-05-05");
  CHECK(Found("3 months ago") == "3 months ago: 2024-01-24..2024-02-23");
  CHECK(Found("one year ago") == "one year ago: 2022-11-06..2023-11-07");
  CHECK(Found("follow up in two weeks") == "in two weeks: 2024-05-19..2024-05-25");
  CHECK(Found("over the past three days") == "over the past three days: 2024-05-05..2024-05-08");
  CHECK(Found("for the last week") == "for the last week: 2024-04-28..2024-05-08");
}

TEST_CASE("a month that lacks the day ends at its last") {
  TimeAnchors anchors;
  anchors.note_day = Day(2024, 3, 31);
  CHECK(Found("1 month ago", anchors) == "1 month ago: 2024-02-14..2024-03-15");
}

TEST_CASE("named days and periods") {
  CHECK(Found("yesterday and today") == "yesterday: 2024-05-07; today: 2024-05-08");
  CHECK(Found("last night") == "last night: 2024-05-07..2024-05-08");
  CHECK(Found("the day before yesterday") == "the day before yesterday: 2024-05-06");
  CHECK(Found("tomorrow") == "tomorrow: 2024-05-09");
  CHECK(Found("last week") == "last week: 2024-04-25..2024-05-07");
  CHECK(Found("last month") == "last month: 2024-04-01..2024-04-30");
  CHECK(Found("last year") == "last year: 2023-01-01..2023-12-31");
  CHECK(Found("last October") == "last October: 2023-10-01..2023-10-31");
  CHECK(Found("last March") == "last March: 2023-03-01..2024-03-31");
  CHECK(Found("this past March") == "this past March: 2024-03-01..2024-03-31");
}

TEST_CASE("dates with and without a year") {
  CHECK(Found("seen on 3/2") == "on 3/2: 2024-03-02");
  CHECK(Found("on 12/30") == "on 12/30: 2023-12-30");
  CHECK(Found("return on 5/20") == "on 5/20: 2024-05-20");
  CHECK(Found("03/02/2024") == "03/02/2024: 2024-03-02");
  CHECK(Found("3/2/98") == "3/2/98: 1998-03-02");
  CHECK(Found("13/2/2024") == "13/2/2024: 2024-02-13");
  CHECK(Found("2024-02-29") == "2024-02-29: 2024-02-29");
  CHECK(Found("on 2/29") == "on 2/29: 2024-02-29");
  CHECK(Found("March 2, 2024") == "March 2, 2024: 2024-03-02");
  CHECK(Found("2 March 2024") == "2 March 2024: 2024-03-02");
  CHECK(Found("on Mar. 2nd") == "on Mar. 2nd: 2024-03-02");
  CHECK(Found("in March 2019") == "in March 2019: 2019-03-01..2019-03-31");
  CHECK(Found("in December") == "in December: 2023-12-01..2023-12-31");
  CHECK(Found("stroke in 2011") == "in 2011: 2011-01-01..2011-12-31");
  TimeAnchors european = Anchors();
  european.date_order = values::DateOrder::kDayFirst;
  CHECK(Found("on 3/2", european) == "on 3/2: 2024-02-03");
  CHECK(Found("03/02/2024", european) == "03/02/2024: 2024-02-03");
  CHECK(Found("02/13/2024", european) == "02/13/2024: 2024-02-13");
}

TEST_CASE("where nobody said which number is the day, a date that could be two has no window") {
  TimeAnchors unknown = Anchors();
  unknown.date_order = values::DateOrder::kUnknown;
  CHECK(Found("03/02/2024 and on 3/2", unknown) == "03/02/2024: unknown; on 3/2: unknown");
  CHECK(Found("03/03/2024", unknown) == "03/03/2024: 2024-03-03");
  CHECK(Found("13/2/2024 and 2/13/2024", unknown) ==
        "13/2/2024: 2024-02-13; 2/13/2024: 2024-02-13");
}

TEST_CASE("numbers that are no times are left alone") {
  CHECK(Found("strength 5/5, murmur 2/6, BP 120/80, 3-0 Vicryl, grade 2-3") == "");
  CHECK(Found("he may walk; march in place; a 3 day course; pod") == "");
  CHECK(Found("02/30/2024 and 13/13/2024 and 2024-13-01") == "");
  CHECK(Found("999 years ago") == "");
  CHECK(Found("") == "");
}

TEST_CASE("without its anchor a phrase is found and stays open") {
  CHECK(Found("POD 3 and two days ago and in 2011", {}) ==
        "POD 3: unknown; two days ago: unknown; in 2011: 2011-01-01..2011-12-31");
}

TEST_CASE("hostile text ends") {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += i % 2 == 0 ? "last " : "in a ";
  CHECK(FindRelativeTimes(text, Anchors()).empty());
  text.clear();
  for (int i = 0; i < 50000; ++i) text += "2 weeks ago \xFF ";
  CHECK(FindRelativeTimes(text, Anchors()).size() == 50000);
}

}  // namespace
}  // namespace suture::notes
