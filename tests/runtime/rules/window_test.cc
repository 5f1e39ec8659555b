#include "runtime/rules/window.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

namespace suture::rules {
namespace {

using plan::WindowKind;
using values::CalendarUnit;
using values::DateTime;
using values::Duration;
using values::MonthRounding;

DateTime Time(std::string_view text) {
  DateTime time = *DateTime::Parse(text);
  time.is_date = false;
  return time;
}
DateTime Date(std::string_view text) { return *DateTime::Parse(text); }

Verdict::Kind Test(WindowKind kind, const DateTime& time, const DateTime& anchor,
                   Duration amount = {}, MonthRounding rounding = MonthRounding::kRefuse) {
  return TestPoint(kind, time, anchor, amount, rounding).kind;
}

chart::Period Period(std::string_view start, std::string_view end) {
  chart::Period period;
  period.is_period = true;
  period.has_start = !start.empty();
  period.has_end = !end.empty();
  if (period.has_start) period.start = Time(start);
  if (period.has_end) period.end = Time(end);
  return period;
}

chart::Period EndedSometime(std::string_view start) {
  chart::Period period = Period(start, "");
  period.is_period = false;
  return period;
}

TEST_CASE("before and at or before are the order of the ranges that times may lie in") {
  std::mt19937 random(11);
  const auto time = [&] {
    const auto part = [&](int least, int count) {
      return least + static_cast<int>(random() % count);
    };
    DateTime parts;
    parts.is_date = false;
    parts.year = static_cast<int16_t>(part(2023, 2));
    parts.month = static_cast<uint8_t>(part(1, 2));
    parts.day = static_cast<uint8_t>(part(1, 28));
    parts.hour = static_cast<uint8_t>(part(0, 24));
    parts.minute = static_cast<uint8_t>(part(0, 60));
    parts.second = static_cast<uint8_t>(part(0, 60));
    parts.millisecond = static_cast<int16_t>(part(0, 2) * 500);
    parts.precision = static_cast<values::Precision>(part(3, 4));
    parts.offset_minutes =
        random() % 2 == 0 ? DateTime::kNoOffset : static_cast<int16_t>(part(-1, 2) * 60);
    return *DateTime::Make(parts);
  };
  for (int i = 0; i < 20'000; ++i) {
    const DateTime a = time();
    DateTime b = random() % 4 == 0 ? a : time();
    if (random() % 4 == 0) b.millisecond = a.millisecond;
    const OnOneClock clock = Align(a, b);
    const auto verdict = [](bool yes, bool no) {
      return yes ? Verdict::kTrue : no ? Verdict::kFalse : Verdict::kUnsettled;
    };
    CHECK(IsBefore(a, b).kind ==
          verdict(clock.left.high < clock.right.low, clock.left.low >= clock.right.high));
    CHECK(IsAtOrBefore(a, b).kind ==
          verdict(clock.left.high <= clock.right.low, clock.left.low > clock.right.high));
  }
}

TEST_CASE("edges of windows in hours are instants") {
  const DateTime e = Time("2024-03-01T08:00:00");
  const Duration hours{48, CalendarUnit::kHour};
  // [E-N, E)
  CHECK(Test(WindowKind::kWithinBefore, Time("2024-02-28T08:00:00"), e, hours) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinBefore, Time("2024-02-28T07:59:59"), e, hours) == Verdict::kFalse);
  CHECK(Test(WindowKind::kWithinBefore, e, e, hours) == Verdict::kFalse);
  // (E, E+N]
  CHECK(Test(WindowKind::kWithinAfter, e, e, hours) == Verdict::kFalse);
  CHECK(Test(WindowKind::kWithinAfter, Time("2024-03-03T08:00:00"), e, hours) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinAfter, Time("2024-03-03T08:00:01"), e, hours) == Verdict::kFalse);
  // [E-N, E+N]
  CHECK(Test(WindowKind::kWithinOf, e, e, hours) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinOf, Time("2024-03-03T08:00:00"), e, hours) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinOf, Time("2024-03-03T08:00:01"), e, hours) == Verdict::kFalse);
}

TEST_CASE("days count local dates on the side of the anchor") {
  const DateTime e = Time("2024-03-31T08:00:00");
  const Duration days{30, CalendarUnit::kDay};
  // 2024-03-01 is 30 local dates away, whatever the hour.
  CHECK(Test(WindowKind::kWithinBefore, Time("2024-03-01T00:10:00"), e, days) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinBefore, Time("2024-02-29T23:50:00"), e, days) == Verdict::kFalse);
  CHECK(Test(WindowKind::kWithinBefore, Time("2024-03-31T07:59:59"), e, days) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinBefore, Time("2024-03-31T08:00:00"), e, days) == Verdict::kFalse);
  CHECK(Test(WindowKind::kWithinAfter, Time("2024-04-30T23:59:00"), e, days) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinAfter, Time("2024-05-01T00:00:00"), e, days) == Verdict::kFalse);
  // The day as written, whatever the offset.
  CHECK(Test(WindowKind::kWithinAfter, Time("2024-04-30T23:59:00-05:00"),
             Time("2024-03-31T08:00:00+02:00"), days) == Verdict::kTrue);
}

TEST_CASE("days are those of the clock of the case") {
  const auto at = [](std::string_view text) { return Time(text).InCaseAt(-300); };
  const DateTime e = at("2024-03-01T10:00:00-05:00");
  const Duration day{1, CalendarUnit::kDay};
  CHECK(Test(WindowKind::kOn, at("2024-03-02T03:00:00Z"), e) == Verdict::kTrue);
  CHECK(Test(WindowKind::kOn, at("2024-03-01T03:00:00Z"), e) == Verdict::kFalse);
  CHECK(Test(WindowKind::kWithinAfter, at("2024-03-03T03:00:00Z"), e, day) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinAfter, at("2024-03-03T07:00:00Z"), e, day) == Verdict::kFalse);
  CHECK(Test(WindowKind::kWithinBefore, at("2024-02-29T03:00:00Z"), e, day) == Verdict::kFalse);
  CHECK(Test(WindowKind::kBefore, at("2024-03-02T03:00:00Z"), Date("2024-03-02")) ==
        Verdict::kTrue);
  // Twenty minutes to midnight, or to one.
  const Verdict late =
      TestPoint(WindowKind::kOn, at("2024-03-02T04:40:00Z"), e, {}, MonthRounding::kRefuse);
  CHECK(late.kind == Verdict::kUnsettled);
  CHECK(late.cause == values::UnsettledCause::kUncertainRange);
  // Between two entries by one foreign clock the local days count, too.
  const DateTime foreign = at("2024-03-01T02:00:00Z");
  CHECK(Test(WindowKind::kOn, at("2024-03-01T10:00:00Z"), foreign) == Verdict::kFalse);
  CHECK(FindEdges(WindowKind::kOn, {foreign, foreign, true, true}, {}, {}, MonthRounding::kRefuse)
            .tell == false);
}

TEST_CASE("what is coarser than the edge is not decided") {
  const DateTime e = Time("2024-03-15T08:00:00");
  CHECK(Test(WindowKind::kBefore, Time("2024-03"), e) == Verdict::kUnsettled);
  CHECK(Test(WindowKind::kBefore, Time("2024-02"), e) == Verdict::kTrue);
  CHECK(Test(WindowKind::kBefore, Time("2024-04"), e) == Verdict::kFalse);
  CHECK(Test(WindowKind::kBefore, Time("2024-03-15"), e) == Verdict::kUnsettled);
  CHECK(Test(WindowKind::kBefore, Time("2024-03"), Time("2024-03")) == Verdict::kUnsettled);
  CHECK(TestPoint(WindowKind::kBefore, Time("2024-03"), e, {}, MonthRounding::kRefuse).cause ==
        values::UnsettledCause::kImpreciseTime);
  // Two dates compare by day: neither is imprecise.
  CHECK(Test(WindowKind::kBefore, Date("2024-03-15"), Date("2024-03-15")) == Verdict::kFalse);
  CHECK(Test(WindowKind::kAfter, Date("2024-03-16"), Date("2024-03-15")) == Verdict::kTrue);
  CHECK(Test(WindowKind::kOn, Time("2024-03-15T23:00:00"), Date("2024-03-15")) == Verdict::kTrue);
  CHECK(Test(WindowKind::kOn, Time("2024-03"), Date("2024-03-15")) == Verdict::kUnsettled);
}

TEST_CASE("two times that were written to the minute are points") {
  const DateTime e = Time("2024-03-15T08:00");
  const Duration day{24, CalendarUnit::kHour};
  CHECK(Test(WindowKind::kBefore, Time("2024-03-15T08:00"), e) == Verdict::kFalse);
  CHECK(Test(WindowKind::kBefore, Time("2024-03-15T07:59"), e) == Verdict::kTrue);
  CHECK(TestFromTo(e, e, Time("2024-03-15T12:00")).kind == Verdict::kTrue);
  CHECK(TestFromTo(Time("2024-03-15T12:00"), e, Time("2024-03-15T12:00")).kind == Verdict::kTrue);
  CHECK(TestFromTo(Time("2024-03-15T12:01"), e, Time("2024-03-15T12:00")).kind == Verdict::kFalse);
  CHECK(Test(WindowKind::kWithinBefore, Time("2024-03-14T08:00"), e, day) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinBefore, Time("2024-03-14T07:59"), e, day) == Verdict::kFalse);
  CHECK(Test(WindowKind::kBefore, Time("2024-03-15T08:00+01:00"), Time("2024-03-15T07:00Z")) ==
        Verdict::kFalse);
  // The minute is coarser than the second, and a time without an offset is not known to the minute.
  CHECK(Test(WindowKind::kBefore, e, Time("2024-03-15T08:00:30")) == Verdict::kUnsettled);
  CHECK(Test(WindowKind::kBefore, e, Time("2024-03-15T08:00Z")) == Verdict::kUnsettled);
}

TEST_CASE("a time without an offset can have had any") {
  const DateTime e = Time("2024-03-15T08:00:00Z");
  const Verdict near =
      TestPoint(WindowKind::kBefore, Time("2024-03-15T07:00:00"), e, {}, MonthRounding::kRefuse);
  CHECK(near.kind == Verdict::kUnsettled);
  CHECK(near.cause == values::UnsettledCause::kUnknownOffset);
  CHECK(Test(WindowKind::kBefore, Time("2024-03-13T07:00:00"), e) == Verdict::kTrue);
  CHECK(Test(WindowKind::kBefore, Time("2024-03-15T04:00:00-05:00"), e) == Verdict::kFalse);
}

TEST_CASE("months whose day does not exist are ambiguous unless the spec rounds") {
  const DateTime e = Date("2024-03-31");
  const Duration month{1, CalendarUnit::kMonth};
  const Verdict edge =
      TestPoint(WindowKind::kWithinBefore, Date("2024-02-29"), e, month, MonthRounding::kRefuse);
  CHECK(edge.kind == Verdict::kUnsettled);
  CHECK(edge.cause == values::UnsettledCause::kAmbiguousArithmetic);
  CHECK(Test(WindowKind::kWithinBefore, Date("2024-03-01"), e, month) == Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinBefore, Date("2024-02-28"), e, month) == Verdict::kFalse);
  CHECK(Test(WindowKind::kWithinBefore, Date("2024-02-29"), e, month, MonthRounding::kDown) ==
        Verdict::kTrue);
  CHECK(Test(WindowKind::kWithinBefore, Date("2024-02-29"), e, month, MonthRounding::kUp) ==
        Verdict::kFalse);
}

TEST_CASE("periods: during, overlapping, in progress") {
  const chart::Period stay = Period("2024-03-01T08:00:00", "2024-03-05T10:00:00");
  CHECK(TestDuring(Period("2024-03-05T10:00:00", ""), stay).kind == Verdict::kTrue);
  CHECK(TestDuring(Period("2024-02-28T10:00:00", "2024-03-02T00:00:00"), stay).kind ==
        Verdict::kFalse);  // Tested by its start.
  CHECK(TestDuring(Period("", "2024-03-02T00:00:00"), stay).kind == Verdict::kUnsettled);
  CHECK(TestOverlapping(Period("2024-02-28T10:00:00", "2024-03-02T00:00:00"), stay).kind ==
        Verdict::kTrue);
  CHECK(TestOverlapping(Period("2024-02-28T10:00:00", ""), stay).kind == Verdict::kTrue);
  CHECK(TestOverlapping(Period("2024-03-06T10:00:00", ""), stay).kind == Verdict::kFalse);
  CHECK(TestOverlapping(Period("", "2024-03-02T00:00:00"), stay).kind == Verdict::kTrue);
  CHECK(TestOverlapping(Period("", "2024-02-02T00:00:00"), stay).kind == Verdict::kFalse);
  CHECK(TestInProgress(stay, Time("2024-03-02T00:00:00")).kind == Verdict::kTrue);
  CHECK(TestInProgress(stay, Time("2024-03-06T00:00:00")).kind == Verdict::kFalse);
  const chart::Period over = EndedSometime("2024-03-01T08:00:00");
  const auto row = [](std::string_view start) { return Period(start, start); };
  CHECK(TestDuring(row("2024-03-01T07:00:00"), over).kind == Verdict::kFalse);
  CHECK(TestDuring(row("2024-03-01T08:00:00"), over).kind == Verdict::kTrue);
  CHECK(TestDuring(row("2024-03-01T09:00:00"), over).cause == values::UnsettledCause::kEmptyCell);
  CHECK(TestOverlapping(over, stay).kind == Verdict::kTrue);
  CHECK(TestOverlapping(over, Period("2024-02-01T08:00:00", "2024-02-02T08:00:00")).kind ==
        Verdict::kFalse);
  CHECK(TestOverlapping(over, Period("2024-04-01T08:00:00", "2024-04-02T08:00:00")).cause ==
        values::UnsettledCause::kEmptyCell);
  CHECK(TestOverlapping(Period("2024-04-01T08:00:00", ""), over).cause ==
        values::UnsettledCause::kEmptyCell);
  CHECK(TestInProgress(over, Time("2024-03-01T07:00:00")).kind == Verdict::kFalse);
  CHECK(TestInProgress(over, Time("2024-03-01T08:00:00")).kind == Verdict::kTrue);
  CHECK(TestInProgress(over, Time("2024-03-06T00:00:00")).cause ==
        values::UnsettledCause::kEmptyCell);
  CHECK(TestInProgress(Period("2024-03", ""), Time("2024-03-06T00:00:00")).kind ==
        Verdict::kUnsettled);
  CHECK(TestFromTo(Time("2024-03-01T08:00:00"), stay.start, stay.end).kind == Verdict::kTrue);
  CHECK(TestFromTo(Time("2024-03-01T08:00:00"), stay.end, stay.start).kind == Verdict::kFalse);
}

// ---- against plain enumeration ------------------------------------------------------------------

// Every moment that a partial local time can be, as far as an edge in whole hours can tell: the
// first and the last millisecond of each hour.
std::vector<DateTime> Moments(const DateTime& time) {
  std::vector<DateTime> moments;
  const int64_t hour = values::kMillisecondsPerHour;
  for (int64_t at = time.EarliestLocal(); at <= time.LatestLocal(); at += hour) {
    moments.push_back(*values::FromLocalMilliseconds(at));
    moments.push_back(*values::FromLocalMilliseconds(std::min(at + hour - 1, time.LatestLocal())));
  }
  for (DateTime& moment : moments) moment.is_date = false;
  return moments;
}

bool NaiveIn(WindowKind kind, const DateTime& time, const DateTime& anchor, const Duration& n) {
  const int64_t t = time.EarliestLocal(), a = anchor.EarliestLocal();
  const int64_t days = time.EarliestLocalDay() - anchor.EarliestLocalDay();
  const bool exact = values::IsExact(n.unit);
  const int64_t ms = exact ? n.amount * values::MillisecondsIn(n.unit) : 0;
  const int64_t limit = n.unit == CalendarUnit::kWeek ? n.amount * 7 : n.amount;
  switch (kind) {
    case WindowKind::kBefore:
      return t < a;
    case WindowKind::kAfter:
      return t > a;
    case WindowKind::kWithinBefore:
      return t < a && (exact ? t >= a - ms : days >= -limit);
    case WindowKind::kWithinAfter:
      return t > a && (exact ? t <= a + ms : days <= limit);
    case WindowKind::kWithinOf:
      return exact ? t >= a - ms && t <= a + ms : days >= -limit && days <= limit;
    case WindowKind::kOn:
      return days == 0;
    default:
      return t == a;
  }
}

DateTime RandomTime(std::mt19937& random) {
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  char text[32];
  switch (pick(0, 4)) {
    case 0:
      std::snprintf(text, sizeof(text), "2024-%02d", pick(2, 3));
      break;
    case 1:
    case 2:
      std::snprintf(text, sizeof(text), "2024-%02d-%02d", pick(2, 3), pick(1, 28));
      break;
    default:
      std::snprintf(text, sizeof(text), "2024-%02d-%02dT%02d:00:00", pick(2, 3), pick(1, 28),
                    pick(0, 23));
  }
  return Time(text);
}

TEST_CASE("windows agree with trying every moment") {
  std::mt19937 random(20240301);
  const WindowKind kinds[] = {WindowKind::kBefore,       WindowKind::kAfter,
                              WindowKind::kWithinBefore, WindowKind::kWithinAfter,
                              WindowKind::kWithinOf,     WindowKind::kOn};
  const Duration amounts[] = {{1, CalendarUnit::kDay},   {7, CalendarUnit::kDay},
                              {2, CalendarUnit::kWeek},  {24, CalendarUnit::kHour},
                              {48, CalendarUnit::kHour}, {3, CalendarUnit::kHour}};
  for (int round = 0; round < 150; ++round) {
    const DateTime time = RandomTime(random), anchor = RandomTime(random);
    const std::vector<DateTime> times = Moments(time), anchors = Moments(anchor);
    // Two months against each other are too many pairs to try.
    if (times.size() * anchors.size() > 100000) continue;
    for (WindowKind kind : kinds) {
      for (const Duration& amount : amounts) {
        bool all = true, any = false;
        for (const DateTime& t : times) {
          for (const DateTime& a : anchors) {
            const bool in = NaiveIn(kind, t, a, amount);
            all &= in;
            any |= in;
          }
        }
        const Verdict::Kind expected = all   ? Verdict::kTrue
                                       : any ? Verdict::kUnsettled
                                             : Verdict::kFalse;
        INFO(time.ToString() << " against " << anchor.ToString() << " kind "
                             << static_cast<int>(kind) << " " << amount.ToString());
        CHECK(Test(kind, time, anchor, amount) == expected);
      }
    }
  }
}

TEST_CASE("what digits tell of a window is what the window says") {
  std::mt19937 random(7);
  // Few of each, so that times fall on edges often.
  const auto one_of = [&](std::initializer_list<int> values) {
    return *(values.begin() + random() % values.size());
  };
  const auto time = [&] {
    DateTime parts;
    parts.is_date = random() % 16 == 0;
    parts.year = static_cast<int16_t>(one_of({2024, 2024, 2024, 1, 9999}));
    parts.month = static_cast<uint8_t>(one_of({2, 3}));
    parts.day = static_cast<uint8_t>(one_of({1, 2, 28, 29}));
    if (parts.month == 2 && parts.year != 2024) parts.day = static_cast<uint8_t>(one_of({1, 28}));
    if (parts.is_date) return DateTime::MakeDate(parts.year, parts.month, parts.day).value();
    parts.hour = static_cast<uint8_t>(one_of({0, 1, 23}));
    parts.minute = static_cast<uint8_t>(one_of({0, 59}));
    parts.second = static_cast<uint8_t>(one_of({0, 1, 59}));
    parts.millisecond = static_cast<int16_t>(one_of({0, 1, 999}));
    parts.precision = static_cast<values::Precision>(one_of({4, 5, 5, 6, 6}));
    parts.offset_minutes = static_cast<int16_t>(one_of({DateTime::kNoOffset, 60, 60, 60}));
    return *DateTime::Make(parts);
  };
  const Duration amounts[] = {
      {0, CalendarUnit::kDay},     {1, CalendarUnit::kDay},           {30, CalendarUnit::kDay},
      {1, CalendarUnit::kWeek},    {1, CalendarUnit::kMonth},         {1, CalendarUnit::kYear},
      {9000, CalendarUnit::kYear}, {1, CalendarUnit::kSecond},        {1, CalendarUnit::kHour},
      {24, CalendarUnit::kHour},   {100'000'000, CalendarUnit::kHour}};
  int told = 0, asked = 0;
  for (int i = 0; i < 200'000; ++i) {
    chart::Period a, b;
    a.start = time();
    a.end = b.start = time();
    a.has_start = b.has_start = true;
    a.has_end = random() % 4 != 0;
    a.is_period = random() % 2 != 0;
    const DateTime moment = time();
    const auto kind = static_cast<WindowKind>(random() % 11);
    const Duration amount = amounts[random() % std::size(amounts)];
    const auto rounding = static_cast<MonthRounding>(random() % 3);
    const Verdict::Kind by_digits = FindEdges(kind, a, b, amount, rounding).Test(moment);
    ++asked;
    if (by_digits == Verdict::kSilent) continue;
    ++told;
    chart::Period row;
    row.start = moment;
    row.has_start = true;
    const Verdict said = kind == WindowKind::kDuring ? TestDuring(row, a)
                         : kind == WindowKind::kFromTo
                             ? TestFromTo(moment, a.start, b.start)
                             : TestPoint(kind, moment, a.start, amount, rounding);
    INFO(moment.ToString() << " against " << a.start.ToString() << " and " << b.start.ToString()
                           << " kind " << static_cast<int>(kind) << " " << amount.ToString());
    REQUIRE(by_digits == said.kind);
  }
  CHECK(told > asked / 5);
}

}  // namespace
}  // namespace suture::rules
