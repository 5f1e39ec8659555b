#include "runtime/rules/reading.h"

#include <catch2/catch.hpp>

#include "runtime/rules/edges.h"
#include "runtime/rules/evaluator.h"
#include "tests/support/plan_builder.h"

namespace suture::rules {
namespace {

using plan::TypeKind;
using testing_support::TypeOf;
using values::UnsettledCause;
using values::Value;

struct Ef {
  plan::Plan plan;
  plan::Reading reading;
  base::Arena arena;
  Ef() {
    reading.type = TypeOf(TypeKind::kInteger, "%");
    reading.type.rounding = plan::Rounding::kTruncate;
    reading.type.scale = 0;
    reading.range = "mean";
    reading.words = {{"mildly reduced", "45"}, {"Normal", "60"}};
    reading.below_next_lower = true;
  }
  Value Read(std::string_view words) { return ApplyReading(plan, reading, words, arena); }
  std::string Text(std::string_view words) { return values::ToText(Read(words)); }
};

TEST_CASE("words, ranges and limits are read by the table") {
  Ef ef;
  CHECK(ef.Text("55") == "55 %");
  CHECK(ef.Text("55 %") == "55 %");
  CHECK(ef.Text("55%") == "55 %");
  CHECK(ef.Text("55-60%") == "57 %");
  CHECK(ef.Text("55% to 60%") == "57 %");
  CHECK(ef.Text("  Mildly   reduced ") == "45 %");
  CHECK(ef.Text("<20%") == "19 %");
  CHECK(ef.Read("grossly normal").cause() == UnsettledCause::kUnlistedWords);
  CHECK(ef.Read("55 mmHg").cause() == UnsettledCause::kUnlistedWords);
  ef.reading.range = "lowest";
  CHECK(ef.Text("55-60") == "55 %");
  ef.reading.range = "";
  CHECK(ef.Read("55-60").cause() == UnsettledCause::kUncertainRange);
  ef.reading.below_next_lower = false;
  CHECK(ef.Read("<20").cause() == UnsettledCause::kUncertainRange);
}

TEST_CASE("the next lower number has the precision of what was written") {
  Ef ef;
  ef.reading.type = TypeOf(TypeKind::kDecimal, "ng/mL");
  CHECK(ef.Text("<0.01") == "0.00 ng/mL");
  CHECK(ef.Text("<0.5") == "0.4 ng/mL");
}

TEST_CASE("missing months and days are filled only where the author says so") {
  Ef ef;
  ef.reading = {};
  ef.reading.type = TypeOf(TypeKind::kDate);
  CHECK(ef.Text("2019-03") == "2019-03");
  ef.reading.missing_month = ef.reading.missing_day = 1;
  CHECK(ef.Text("2019") == "2019-01-01");
  CHECK(ef.Text("2019-03") == "2019-03-01");
  CHECK(ef.Text("2019-03-20") == "2019-03-20");
  CHECK(ef.Read("some years ago").cause() == UnsettledCause::kUnlistedWords);
}

TEST_CASE("a date of the chart is made whole by the field's reading") {
  testing_support::PlanBuilder b;
  plan::Reading historic;
  historic.name = "HistoricDate";
  historic.type = TypeOf(TypeKind::kDate);
  historic.missing_month = historic.missing_day = 1;
  b.plan.readings.push_back(historic);
  plan::Type read_by = TypeOf(TypeKind::kDate);
  read_by.reading = {0};
  const auto date = [&](std::string text) { return b.Literal(TypeOf(TypeKind::kDate), text); };
  const auto field = [&](std::string name, plan::Type type, std::string text) {
    return b.NewField(name, type,
                      {testing_support::PlanBuilder::Rule("taken", b.True(), date(text))});
  };
  const plan::FieldId month = field("Month", read_by, "2017-06"),
                      year = field("Year", read_by, "2017"),
                      day = field("Day", read_by, "2017-06-12"),
                      plain = field("Plain", TypeOf(TypeKind::kDate), "2017-06");
  const auto program = Program::Build(b.plan);
  REQUIRE(program.ok());
  Evaluator evaluator(**program, nullptr);
  testing_support::CaseBuilder chart(b.plan);
  evaluator.Begin(chart.chart);
  CHECK(values::ToText(evaluator.Field(month).value) == "2017-06-01");
  CHECK(values::ToText(evaluator.Field(year).value) == "2017-01-01");
  CHECK(values::ToText(evaluator.Field(day).value) == "2017-06-12");
  CHECK(values::ToText(evaluator.Field(plain).value) == "2017-06");
}

// ---- windows within windows ---------------------------------------------------------------------

chart::Period At(std::string_view text) {
  chart::Period period;
  period.start = *values::DateTime::Parse(text);
  period.end = period.start;
  period.has_start = period.has_end = true;
  return period;
}

bool Inside(const WindowProgram& outer, const chart::Period& a, const chart::Period& b,
            const WindowProgram& inner, const chart::Period& c) {
  Stretch large, small;
  REQUIRE(StretchOf(outer, a, b, large));
  REQUIRE(StretchOf(inner, c, {}, small));
  return Contains(large, small, values::MonthRounding::kRefuse);
}

TEST_CASE("cover holds only windows that lie inside it for certain") {
  const auto within = [](plan::WindowKind kind, int64_t amount, values::CalendarUnit unit) {
    WindowProgram window;
    window.kind = kind;
    window.amount = {amount, unit};
    return window;
  };
  const auto day = values::CalendarUnit::kDay;
  WindowProgram from_to;
  from_to.kind = plan::WindowKind::kFromTo;
  const auto start = At("2024-03-01T08:00:00");
  const auto thirty = within(plan::WindowKind::kWithinAfter, 30, day);
  CHECK(Inside(from_to, start, At("2024-03-31"), thirty, start));
  CHECK_FALSE(Inside(from_to, start, At("2024-03-30"), thirty, start));
  // A day-long cover ends with its day, a moment does not.
  CHECK_FALSE(Inside(from_to, start, At("2024-03-31T12:00:00"), thirty, start));
  const auto ninety = within(plan::WindowKind::kWithinBefore, 90, day);
  const auto year = within(plan::WindowKind::kWithinBefore, 365, day);
  CHECK(Inside(year, start, {}, ninety, start));
  CHECK_FALSE(Inside(ninety, start, {}, year, start));
  // However coarse the anchor is, it is the same one.
  CHECK(Inside(year, At("2024-03"), {}, ninety, At("2024-03")));
  WindowProgram before;
  before.kind = plan::WindowKind::kBefore;
  CHECK(Inside(before, start, {}, year, start));
  CHECK_FALSE(Inside(year, start, {}, before, start));
}

}  // namespace
}  // namespace suture::rules
