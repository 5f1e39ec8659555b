#include "runtime/values/time.h"

#include <catch2/catch.hpp>
#include <vector>

namespace suture::values {
namespace {

DateTime T(std::string_view text) {
  const auto value = DateTime::Parse(text);
  INFO(text);
  REQUIRE(value.has_value());
  return *value;
}
TimeOfDay Clock(std::string_view text) {
  const auto value = TimeOfDay::Parse(text);
  INFO(text);
  REQUIRE(value.has_value());
  return *value;
}

TEST_CASE("what FHIR and CQL write is read and written back") {
  for (std::string_view text :
       {"2019", "2019-03", "2019-03-01", "2019T", "2019-03T", "2019-03-01T", "2019-03-01T10",
        "2019-03-01T10:30", "2019-03-01T10:30:15", "2019-03-01T10:30:15.123",
        "2019-03-01T10:30:15Z", "2019-03-01T10:30:15.123+01:00", "2019-03-01T10:30-05:00",
        "2019-03-01T10:30:15+05:45", "2000-02-29", "0001-01-01", "9999-12-31"}) {
    CHECK(T(text).ToString() == text);
  }
  CHECK(T("2019-03-01T10:30:15.1Z").millisecond == 100);
  CHECK(T("2019-03-01T10:30:15.123456Z").millisecond == 123);
  CHECK(T("2016-12-31T23:59:60Z").second == 59);
  CHECK(T("2019-03-01").is_date);
  CHECK_FALSE(T("2019-03-01T").is_date);
}

TEST_CASE("what is no date is refused") {
  for (std::string_view text : {"",
                                "19",
                                "2019-",
                                "2019-3",
                                "2019-13",
                                "2019-00",
                                "2019-02-29",
                                "2019-02-30",
                                "2019-04-31",
                                "0000-01-01",
                                "2019-03-01T24:00",
                                "2019-03-01T10:60",
                                "2019-03-01T10:30:61",
                                "2019/03/01",
                                "2019-03-01 10:30",
                                "2019-03-01T10:30+15:00",
                                "2019-03-01T10:30+0100",
                                "2019-03-01T10:30ZZ",
                                "2019-03-01T1030",
                                "20190301",
                                "2019-03-01T10:30:15.",
                                "2019-03-01Z",
                                "x2019"}) {
    INFO(text);
    CHECK_FALSE(DateTime::Parse(text).has_value());
  }
  for (std::string_view text : {"", "24:00", "10:60", "1030", "10:30:15.", "T", "10:30Z"}) {
    INFO(text);
    CHECK_FALSE(TimeOfDay::Parse(text).has_value());
  }
  CHECK(Clock("T10:30").ToString() == "10:30");
}

TEST_CASE("day numbers count every day of the calendar once") {
  CHECK(DayNumber(1970, 1, 1) == 0);
  CHECK(DayNumber(2000, 3, 1) == 11017);
  int32_t number = DayNumber(1, 1, 1);
  for (int year = 1; year <= 9999; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= DaysInMonth(year, month); ++day, ++number) {
        const CalendarDay back = FromDayNumber(number);
        if (DayNumber(year, month, day) != number || back.year != year || back.month != month ||
            back.day != day) {
          FAIL(year << "-" << month << "-" << day);
        }
      }
    }
  }
}

struct OrderRow {
  const char *left, *right;
  Ordering expected;
};

TEST_CASE("order of partial dates and times") {
  using enum Ordering;
  for (const OrderRow& row : std::vector<OrderRow>{
           {"2019-03-01", "2019-03-02", kLess},
           {"2019-03-01", "2019-03-01", kEqual},
           {"2019", "2019-06-01", kUncertain},
           {"2018", "2019-06-01", kLess},
           {"2019-06", "2019-06-01", kUncertain},
           {"2019", "2019", kEqual},
           {"2019-03-01", "2019-03-01T10:00:00Z", kUncertain},
           {"2019-02-28", "2019-03-01T00:00:00Z", kLess},
           // By local day: the day as written, whatever UTC says.
           {"2019-03-01", "2019-03-02T00:30:00+14:00", kLess},
           {"2019-03-01T10:00", "2019-03-01T10:30", kLess},
           {"2019-03-01T10", "2019-03-01T10:30", kUncertain},
           // Instants.
           {"2019-03-01T10:00:00+01:00", "2019-03-01T09:00:00Z", kEqual},
           {"2019-03-01T10:00:00+01:00", "2019-03-01T09:30:00Z", kLess},
           {"2019-03-01T23:30:00-05:00", "2019-03-02T00:30:00Z", kGreater},
           {"2019-03-01T10:30+05:30", "2019-03-01T05:00Z", kEqual},
           // An hour that only overlaps.
           {"2019-03-01T10+00:30", "2019-03-01T10Z", kUncertain},
           {"2019-03-01T08+00:30", "2019-03-01T10Z", kLess},
           // Without an offset: up to 14 h earlier and 12 h later than its reading as UTC.
           {"2019-03-01T10:00:00", "2019-03-01T10:00:00Z", kUncertain},
           {"2019-03-01T10:00:00", "2019-03-01T22:00:00Z", kUncertain},
           {"2019-03-01T10:00:00", "2019-03-01T22:00:01Z", kLess},
           {"2019-03-01T10:00:00", "2019-02-28T19:59:59Z", kGreater},
           {"2019-03-01T10:00:00", "2019-02-28T20:00:00Z", kUncertain},
           {"2019-03-01T10:30:15", "2019-03-01T10:30:15.250", kUncertain},
           {"2019-03-01T10:30:15", "2019-03-01T10:30:16.250", kLess}}) {
    INFO(row.left << " and " << row.right);
    CHECK(Compare(T(row.left), T(row.right)) == row.expected);
    const Ordering opposite = row.expected == kLess      ? kGreater
                              : row.expected == kGreater ? kLess
                                                         : row.expected;
    CHECK(Compare(T(row.right), T(row.left)) == opposite);
  }
}

TEST_CASE("comparison down to a precision") {
  using enum Ordering;
  CHECK(Compare(T("2014-02-01"), T("2014-02-27"), Precision::kMonth) == kEqual);
  CHECK(Compare(T("2014"), T("2014-02-27"), Precision::kMonth) == kUncertain);
  CHECK(Compare(T("2014"), T("2014"), Precision::kMonth) == kUncertain);
  CHECK(Compare(T("2013"), T("2014-02-27"), Precision::kMonth) == kLess);
  // Days are local days.
  CHECK(Compare(T("2022-02-22T00:00:00-05:00"), T("2022-02-22T04:59:00Z"), Precision::kDay) ==
        kEqual);
  CHECK(Compare(T("2012-03-10T10:20:00+07:00"), T("2012-03-10T09:20:00+06:00"), Precision::kHour) ==
        kEqual);
}

TEST_CASE("which event came first is open while their spans overlap") {
  using enum Ordering;
  CHECK(CompareEvents(T("2014"), T("2014")) == kUncertain);
  CHECK(CompareEvents(T("2014-03-01"), T("2014-03-01")) == kUncertain);
  CHECK(CompareEvents(T("2014-03-01"), T("2014-03-02")) == kLess);
  CHECK(CompareEvents(T("2014-03-01T10:00:00Z"), T("2014-03-01T11:00:00+01:00")) == kEqual);
  CHECK(CompareEvents(T("2014-03-01T10:00:00"), T("2014-03-01T10:00:00")) == kEqual);
  CHECK(CompareEvents(T("2014-03-01T10"), T("2014-03-01T10:30:00")) == kUncertain);
}

std::string Sum(std::string_view from, int64_t amount, CalendarUnit unit,
                MonthRounding rounding = MonthRounding::kRefuse) {
  const DateTimeResult result = Add(T(from), {amount, unit}, rounding);
  switch (result.fault) {
    case ArithmeticFault::kNone:
      return result.value.ToString();
    case ArithmeticFault::kAmbiguous:
      return "ambiguous";
    default:
      return "none";
  }
}

TEST_CASE("calendar arithmetic") {
  using enum CalendarUnit;
  CHECK(Sum("2024-01-31", 1, kMonth) == "ambiguous");
  CHECK(Sum("2024-01-31", 1, kMonth, MonthRounding::kDown) == "2024-02-29");
  CHECK(Sum("2024-01-31", 1, kMonth, MonthRounding::kUp) == "2024-03-01");
  CHECK(Sum("2024-02-29", 1, kYear) == "ambiguous");
  CHECK(Sum("2024-02-29", 4, kYear) == "2028-02-29");
  CHECK(Sum("2024-02-29", -1, kYear, MonthRounding::kDown) == "2023-02-28");
  CHECK(Sum("2024-03-15", -3, kMonth) == "2023-12-15");
  CHECK(Sum("2024-03-15", 1, kWeek) == "2024-03-22");
  CHECK(Sum("2024-12-31", 1, kDay) == "2025-01-01");
  CHECK(Sum("2024-03-01T22:00:00-05:00", 3, kHour) == "2024-03-02T01:00:00-05:00");
  CHECK(Sum("2024-03-01T22:00", 90, kSecond) == "2024-03-01T22:01");
  // Coarser than the unit: whole units of what is written.
  CHECK(Sum("2014", 15, kMonth) == "2015");
  CHECK(Sum("2014", 735, kDay) == "2016");
  CHECK(Sum("2014-02", 59, kDay) == "2014-03");
  CHECK(Sum("2014-02-10", 25, kHour) == "2014-02-11");
  CHECK(Sum("2024-01", 1, kMonth) == "2024-02");
  CHECK(Sum("9999-12-31", 1, kDay) == "none");
  CHECK(Sum("0001-01-01", -1, kDay) == "none");
  CHECK(Sum("2005-10-10", 8000, kYear) == "none");
  CHECK(Sum("2005-10-10", INT64_MAX, kDay) == "none");
  CHECK(Sum("2005-10-10T10:00:00", INT64_MIN, kMillisecond) == "none");
  CHECK(Add(Clock("23:30"), {45, kMinute}).value.ToString() == "00:15");
  CHECK(Add(Clock("00:15"), {-45, kMinute}).value.ToString() == "23:30");
  CHECK_FALSE(Add(Clock("00:15"), {1, kDay}).ok());
}

TEST_CASE("exact units add and take away the same") {
  const DateTime start = T("2019-03-01T10:30:15.123+01:00");
  for (CalendarUnit unit :
       {CalendarUnit::kWeek, CalendarUnit::kDay, CalendarUnit::kHour, CalendarUnit::kMinute,
        CalendarUnit::kSecond, CalendarUnit::kMillisecond}) {
    for (int64_t amount : {1, 7, 59, 366, 100000}) {
      const DateTime moved = Add(start, {amount, unit}).value;
      CHECK(Add(moved, {-amount, unit}).value == start);
      CHECK(DurationBetween(start, moved, unit) == Count{amount, amount});
      CHECK(moved.Earliest() - start.Earliest() == amount * MillisecondsIn(unit));
    }
  }
}

TEST_CASE("durations and differences, with what is uncertain as a range") {
  using enum CalendarUnit;
  struct Row {
    const char *from, *to;
    CalendarUnit unit;
    Count duration, difference;
  };
  for (const Row& row : std::vector<Row>{
           {"1950-05-10", "2020-05-09", kYear, {69, 69}, {70, 70}},
           {"1950-05-10", "2020-05-10", kYear, {70, 70}, {70, 70}},
           {"1950-05", "2020-05-10", kYear, {69, 70}, {70, 70}},
           {"1950", "2020-05-10", kYear, {69, 70}, {70, 70}},
           {"2014-01-31", "2014-02-01", kMonth, {0, 0}, {1, 1}},
           {"2014-01-15T", "2014-02T", kDay, {16, 44}, {17, 44}},
           {"2014-01-15", "2014-02", kDay, {17, 44}, {17, 44}},
           {"2005T", "2010T", kYear, {4, 5}, {5, 5}},
           {"2014-02-01", "2014-01-01", kMonth, {-1, -1}, {-1, -1}},
           {"2000-10-15", "2000-10-29", kWeek, {2, 2}, {2, 2}},
           {"2000-10-14", "2000-10-15", kWeek, {0, 0}, {1, 1}},
           {"2017-11-05T01:30:00-06:00", "2017-11-05T01:15:00-07:00", kMinute, {45, 45}, {45, 45}},
           {"2012-03-10T22:05:09", "2012-03-24T07:19:33", kWeek, {1, 1}, {2, 2}},
           {"2019-03-01T10:59", "2019-03-01T11:00", kHour, {0, 0}, {1, 1}},
           // Mixed offsets: anything from 14 h less to 12 h more.
           {"2019-03-01T10:00:00", "2019-03-03T10:00:00Z", kHour, {36, 62}, {36, 62}}}) {
    INFO(row.from << " to " << row.to << " in " << Name(row.unit));
    const Count duration = DurationBetween(T(row.from), T(row.to), row.unit);
    const Count difference = DifferenceBetween(T(row.from), T(row.to), row.unit);
    INFO("duration " << duration.low << ".." << duration.high << ", difference " << difference.low
                     << ".." << difference.high);
    CHECK(duration == row.duration);
    CHECK(difference == row.difference);
  }
  CHECK(LocalDaysBetween(T("2024-02-28T23:00"), T("2024-03-01")) == Count{2, 2});
  CHECK(LocalDaysBetween(T("2024-02"), T("2024-03-01")) == Count{1, 29});
  CHECK(LocalDaysBetween(T("2024-03-01T23:30:00-05:00"), T("2024-03-02T00:30:00+01:00")) ==
        Count{1, 1});
}

TEST_CASE("an uncertain duration covers every value that the dates can have") {
  const DateTime from = T("2014-02"), to = T("2015");
  for (CalendarUnit unit : {CalendarUnit::kYear, CalendarUnit::kMonth, CalendarUnit::kDay}) {
    const Count range = DurationBetween(from, to, unit);
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (int32_t a = from.EarliestLocalDay(); a <= from.LatestLocalDay(); ++a) {
      for (int32_t b = to.EarliestLocalDay(); b <= to.LatestLocalDay(); ++b) {
        const CalendarDay x = FromDayNumber(a), y = FromDayNumber(b);
        const Count one = DurationBetween(*DateTime::MakeDate(x.year, x.month, x.day),
                                          *DateTime::MakeDate(y.year, y.month, y.day), unit);
        REQUIRE(one.certain());
        low = std::min(low, one.low);
        high = std::max(high, one.low);
      }
    }
    CHECK(range == Count{low, high});
  }
}

TEST_CASE("durations compare within their family only") {
  using enum CalendarUnit;
  CHECK(Compare(Duration{1, kYear}, Duration{12, kMonth}) == Ordering::kEqual);
  CHECK(Compare(Duration{1, kWeek}, Duration{8, kDay}) == Ordering::kLess);
  CHECK(Compare(Duration{90, kMinute}, Duration{1, kHour}) == Ordering::kGreater);
  CHECK(Compare(Duration{1, kMonth}, Duration{30, kDay}) == Ordering::kUncertain);
  CHECK(Compare(Duration{1, kDay}, Duration{24, kHour}) == Ordering::kUncertain);
  CHECK(Compare(Duration{0, kDay}, Duration{1, kHour}) == Ordering::kLess);
  CHECK(Compare(Duration{-1, kMonth}, Duration{1, kDay}) == Ordering::kLess);
  CHECK(ParseCalendarUnit("months") == kMonth);
  CHECK_FALSE(ParseCalendarUnit("mo").has_value());
}

TEST_CASE("the total order of datetimes is one") {
  std::vector<DateTime> all;
  for (std::string_view text :
       {"2019", "2019-01", "2019-01-01", "2019-01-01T", "2019-01-01T00", "2019-01-01T00:00:00Z",
        "2019-01-01T01:00:00+01:00", "2020", "2018-12-31T23:59:59Z", "2019-01-01T00:00"}) {
    all.push_back(T(text));
  }
  for (const DateTime& a : all) {
    for (const DateTime& b : all) {
      CHECK((TotalOrder(a, b) == 0) == (a == b));
      CHECK((TotalOrder(a, b) < 0) == (TotalOrder(b, a) > 0));
      for (const DateTime& c : all) {
        if (TotalOrder(a, b) < 0 && TotalOrder(b, c) < 0) CHECK((TotalOrder(a, c) < 0));
      }
    }
  }
}

TEST_CASE("local days are those of the clock of the case") {
  constexpr int16_t kEast = -5 * 60;
  const DateTime index = T("2024-03-01T10:00:00-05:00").InCaseAt(kEast);
  CHECK(index.case_ahead == 0);
  // 22:00 on the first of March where the patient is.
  const DateTime evening = T("2024-03-02T03:00:00Z").InCaseAt(kEast);
  CHECK(evening.LocalDate() == T("2024-03-01"));
  CHECK(evening.ToString() == "2024-03-02T03:00:00Z");
  CHECK(LocalDaysBetween(index, evening) == Count{0, 0});
  CHECK(DifferenceBetween(index, evening, CalendarUnit::kDay) == Count{0, 0});
  CHECK(Compare(index, evening, Precision::kDay) == Ordering::kEqual);
  CHECK(Compare(evening, T("2024-03-02")) == Ordering::kLess);
  CHECK(CompareEvents(T("2024-03-02"), evening) == Ordering::kGreater);
  CHECK(DurationBetween(evening, T("2024-03-03"), CalendarUnit::kDay) == Count{2, 2});
  // The instant stays what it was.
  CHECK(Compare(index, evening) == Ordering::kLess);
  CHECK(DurationBetween(index, evening, CalendarUnit::kHour) == Count{12, 12});
  CHECK(Add(evening, {3, CalendarUnit::kHour}).value.LocalDate() == T("2024-03-02"));
}

TEST_CASE("within the hour of summer time the local day is not known") {
  constexpr int16_t kEast = -5 * 60;
  const DateTime midnight = T("2024-04-01T04:30:00Z").InCaseAt(kEast);
  CHECK_FALSE(midnight.LocalDate().has_value());
  CHECK(LocalDaysBetween(T("2024-03-31"), midnight) == Count{0, 1});
  CHECK(Compare(midnight, T("2024-04-01")) == Ordering::kUncertain);
  CHECK(Compare(midnight, T("2024-04-02")) == Ordering::kLess);
  // The clock of the place in summer, or that of a place further east.
  CHECK_FALSE(T("2024-04-01T00:30:00-04:00").InCaseAt(kEast).LocalDate().has_value());
  CHECK(T("2024-04-01T01:00:00-04:00").InCaseAt(kEast).LocalDate() == T("2024-04-01"));
  CHECK(T("2024-03-31T23:59:59-04:00").InCaseAt(kEast).LocalDate() == T("2024-03-31"));
  CHECK_FALSE(T("2024-10-31T23:30:00-05:00").InCaseAt(-4 * 60).LocalDate().has_value());
}

TEST_CASE("a date, and a time that says no offset, have no other clock") {
  CHECK(T("2024-03-02").InCaseAt(-300) == T("2024-03-02"));
  CHECK(T("2024-03-02T03:00:00").InCaseAt(-300).LocalDate() == T("2024-03-02"));
  CHECK(T("2024-03-02T03:00:00Z").InCaseAt(DateTime::kNoOffset).LocalDate() == T("2024-03-02"));
  CHECK(T("9999-12-31T23:30:00Z").InCaseAt(60).LocalDate().has_value());
}

}  // namespace
}  // namespace suture::values
