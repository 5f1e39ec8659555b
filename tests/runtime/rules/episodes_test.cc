#include "runtime/rules/episodes.h"

#include <catch2/catch.hpp>
#include <random>

#include "runtime/rules/evaluator.h"
#include "tests/support/plan_builder.h"

namespace suture::rules {
namespace {

using plan::CollectionKind;
using plan::Quantifier;
using plan::TypeKind;
using plan::WindowKind;
using testing_support::CaseBuilder;
using testing_support::PlanBuilder;
using testing_support::TypeOf;
using values::CalendarUnit;
using values::DateTime;
using values::Duration;

DateTime Moment(std::string_view text) { return *DateTime::Parse(text); }

std::string Text(const Spell& spell) {
  return (spell.period.has_start ? spell.period.start.ToString() : "?") + " to " +
         (spell.period.has_end ? spell.period.end.ToString() : "?");
}

std::vector<std::string> Merge(std::vector<Event> events, std::optional<Duration> apart = {}) {
  std::vector<std::string> texts;
  for (const Spell& spell : MergeEpisodes(events, apart)) texts.push_back(Text(spell));
  return texts;
}

TEST_CASE("events make episodes") {
  const Event in{EventKind::kOpens, Moment("2024-03-01T08:00:00"), {}};
  const Event again{EventKind::kOpens, Moment("2024-03-01T09:00:00"), {}};
  const Event out{EventKind::kCloses, Moment("2024-03-01T20:00:00"), {}};
  const Event out_again{EventKind::kCloses, Moment("2024-03-01T22:00:00"), {}};
  CHECK(Merge({out, in}) == std::vector<std::string>{"2024-03-01T08:00:00 to 2024-03-01T20:00:00"});
  CHECK(Merge({in, again, out}) ==
        std::vector<std::string>{"2024-03-01T08:00:00 to 2024-03-01T20:00:00"});
  CHECK(Merge({in}) == std::vector<std::string>{"2024-03-01T08:00:00 to ?"});
  CHECK(Merge({out}) == std::vector<std::string>{"? to 2024-03-01T20:00:00"});
  CHECK(Merge({in, out, out_again}).size() == 2);
  const Event not_ventilated{EventKind::kNoEnd, Moment("2024-03-01T12:00:00"), {}};
  CHECK(Merge({in, not_ventilated}) ==
        std::vector<std::string>{"2024-03-01T08:00:00 to 2024-03-01T12:00:00"});
}

TEST_CASE("an end that nobody charted ends an episode that is opened or seen again later") {
  const auto event = [](EventKind kind, const char* time) { return Event{kind, Moment(time), {}}; };
  const Event in = event(EventKind::kOpens, "2024-03-01T08:00:00");
  const Event off = event(EventKind::kNoEnd, "2024-03-02T06:00:00");
  const Event out = event(EventKind::kCloses, "2024-03-05T18:00:00");
  const std::string first = "2024-03-01T08:00:00 to 2024-03-02T06:00:00";
  const Duration apart{4, CalendarUnit::kHour};
  // Extubated on 2 March without a word of it, intubated again on 4 March.
  CHECK(Merge({in, off, event(EventKind::kOpens, "2024-03-04T10:00:00"), out}, apart) ==
        std::vector<std::string>{first, "2024-03-04T10:00:00 to 2024-03-05T18:00:00"});
  // The second opening is not charted either: it was seen from 17:00 on, until the close.
  CHECK(Merge({in, off, event(EventKind::kSeen, "2024-03-05T17:00:00"), out}, apart) ==
        std::vector<std::string>{first, "2024-03-05T17:00:00 to 2024-03-05T18:00:00"});
  // Seen long before the close: from when on it lasted is not known.
  CHECK(Merge({in, off, event(EventKind::kSeen, "2024-03-04T10:00:00"), out}, apart) ==
        std::vector<std::string>{first, "2024-03-04T10:00:00 to 2024-03-04T10:00:00",
                                 "? to 2024-03-05T18:00:00"});
  // Off the ventilator for the trial that came before the close: the close is what ended it.
  CHECK(Merge({in, off, out}, apart) ==
        std::vector<std::string>{"2024-03-01T08:00:00 to 2024-03-05T18:00:00"});
}

TEST_CASE("between an opening and its close an episode is whole, whatever was seen") {
  const auto event = [](EventKind kind, const char* time) { return Event{kind, Moment(time), {}}; };
  const std::vector<std::string> merged = Merge({event(EventKind::kOpens, "2024-03-01T08:00:00"),
                                                 event(EventKind::kSeen, "2024-03-01T09:00:00"),
                                                 event(EventKind::kSeen, "2024-03-02T09:00:00"),
                                                 event(EventKind::kCloses, "2024-03-02T10:00:00")},
                                                Duration{4, CalendarUnit::kHour});
  CHECK(merged.front() == "2024-03-01T08:00:00 to 2024-03-02T10:00:00");
}

TEST_CASE("what is seen close together holds an episode of its own") {
  const auto seen = [](const char* time) { return Event{EventKind::kSeen, Moment(time), {}}; };
  const Duration apart{4, CalendarUnit::kHour};
  CHECK(
      Merge({seen("2024-03-01T08:00:00"), seen("2024-03-01T12:00:00"), seen("2024-03-01T16:00:01")},
            apart) == std::vector<std::string>{"2024-03-01T08:00:00 to 2024-03-01T12:00:00",
                                               "2024-03-01T16:00:01 to 2024-03-01T16:00:01"});
  // A close that nobody opened ends what was seen until then.
  CHECK(
      Merge({seen("2024-03-01T08:00:00"), {EventKind::kCloses, Moment("2024-03-01T11:00:00"), {}}},
            apart) == std::vector<std::string>{"2024-03-01T08:00:00 to 2024-03-01T11:00:00"});
}

TEST_CASE("length of a union agrees with counting every unit") {
  std::mt19937 random(7);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int round = 0; round < 500; ++round) {
    std::vector<LooseSpan> spans, except;
    const auto span = [&] {
      const int begin = pick(0, 40), end = begin + pick(0, 20);
      return LooseSpan{{begin, begin}, {end, end}};
    };
    for (int i = pick(0, 4); i > 0; --i) spans.push_back(span());
    for (int i = pick(0, 2); i > 0; --i) except.push_back(span());
    const int from = pick(0, 20), to = from + pick(0, 40);
    const auto inside = [](const std::vector<LooseSpan>& list, int at) {
      for (const LooseSpan& s : list) {
        if (s.begin.low <= at && at < s.end.low) return true;
      }
      return false;
    };
    int64_t expected = 0;
    for (int at = from; at < to; ++at) expected += inside(spans, at) && !inside(except, at);
    const Range length = UnionLength(spans, {from, from}, {to, to}, except);
    CHECK(length.low == expected);
    CHECK(length.high == expected);
  }
}

// Ventilation as the language page has it: airway events, cover, total hours.
struct VentWorld {
  PlanBuilder b;
  plan::ShapeId shape = b.Shape(
      "airway event", {{"kind", TypeOf(TypeKind::kText)}, {"at", TypeOf(TypeKind::kDateTime)}}, 1);
  plan::CollectionId airway = b.Collection("airway", shape);
  plan::ShapeId spell = b.Shape("spell", {{"period", TypeOf(TypeKind::kPeriod)}}, 0);
  plan::CollectionId on_ventilator = b.Collection("OnVentilator", spell, CollectionKind::kEpisodes);
  plan::ExprId total, over, under;

  explicit VentWorld(bool covered) {
    const auto of_kind = [&](const char* kind) {
      plan::Query query = b.Over(Quantifier::kEach, airway);
      query.where = b.Builtin(
          "equal", {b.Attribute(query.variable, 0), b.Literal(TypeOf(TypeKind::kText), kind)});
      return b.Add(query);
    };
    plan::Episodes episodes;
    episodes.opens = {of_kind("Intubated")};
    episodes.closes = {of_kind("Extubated")};
    b.plan.episodes = {episodes};
    b.plan.collections[on_ventilator.index].episodes = {0};
    plan::Cover cover;
    cover.collections = {airway};
    b.plan.covers = {cover};
    plan::Query query = b.Over(Quantifier::kTotalTime, on_ventilator);
    query.windows = {PlanBuilder::Window(WindowKind::kFromTo, b.Time("2024-03-01T12:00:00"),
                                         b.Time("2024-03-31T12:00:00"))};
    query.total_unit = "hours";
    if (covered) query.covers = {{0}};
    total = b.Ask(query);
    const auto limit = b.Literal(TypeOf(TypeKind::kDuration, "hours"), "48");
    over = b.Builtin("greater", {total, limit});
    under = b.Builtin("less_or_equal", {total, limit});
  }
};

struct VentRun {
  explicit VentRun(const VentWorld& w) : world(w), chart(w.b.plan) {
    program = *Program::Build(w.b.plan);
    evaluator = std::make_unique<Evaluator>(*program, nullptr);
  }
  void Add(const char* kind, const char* at) {
    chart.Row(world.airway, {chart.Text(kind), chart.Time(at)});
  }
  Judged Judge(plan::ExprId id) {
    evaluator->Begin(chart.chart);
    return evaluator->Evaluate(id);
  }
  const VentWorld& world;
  CaseBuilder chart;
  std::unique_ptr<const Program> program;
  std::unique_ptr<Evaluator> evaluator;
};

TEST_CASE("two spells add: 18 h + 32 h") {
  const VentWorld w(true);
  VentRun run(w);
  run.Add("Intubated", "2024-03-01T07:40:00");
  run.Add("Extubated", "2024-03-02T06:00:00");
  run.Add("Intubated", "2024-03-04T10:00:00");
  run.Add("Extubated", "2024-03-05T18:00:00");
  CHECK(values::ToText(run.Judge(w.total).value) == "50 hours");
  CHECK(run.Judge(w.over).IsTrue());
  CHECK(run.Judge(w.under).IsFalse());
}

TEST_CASE("an end that is not known makes a range") {
  const VentWorld w(true);
  VentRun run(w);
  SECTION("it could go either way") {
    run.Add("Intubated", "2024-03-04T10:00:00");
    CHECK(run.Judge(w.over).unsettled());
  }
  SECTION("what is known is enough") {
    run.Add("Intubated", "2024-03-04T10:00:00");
    run.Add("Extubated", "2024-03-07T10:00:00");
    run.Add("Intubated", "2024-03-08T10:00:00");
    CHECK(run.Judge(w.over).IsTrue());
  }
  SECTION("too late to reach the limit") {
    run.Add("Intubated", "2024-03-30T10:00:00");  // 26 hours before the window ends
    CHECK(run.Judge(w.over).IsFalse());
    CHECK(run.Judge(w.under).IsTrue());
  }
  SECTION("minutes that are not written decide nothing here") {
    run.Add("Intubated", "2024-03-04T10:00");
    run.Add("Extubated", "2024-03-04T20:00");
    CHECK(run.Judge(w.under).IsTrue());
  }
}

TEST_CASE("times that were written to the minute add up to minutes") {
  const VentWorld w(true);
  VentRun run(w);
  run.Add("Intubated", "2024-03-01T07:40");
  run.Add("Extubated", "2024-03-02T06:30");
  CHECK(values::ToText(run.Judge(w.total).value) == "1110 minutes");
}

TEST_CASE("a cover can name the episodes themselves") {
  VentWorld w(true);
  w.b.plan.covers[0].collections = {w.on_ventilator};
  VentRun run(w);
  CHECK(run.Judge(w.under).IsTrue());
  run.Add("Intubated", "2024-03-01T07:40:00");
  run.Add("Extubated", "2024-03-02T06:00:00");
  CHECK(values::ToText(run.Judge(w.total).value) == "18 hours");
}

TEST_CASE("outside cover a total is a lower bound") {
  const VentWorld w(false);
  VentRun run(w);
  CHECK(run.Judge(w.under).state == State::kSilent);
  run.Add("Intubated", "2024-03-04T10:00:00");
  run.Add("Extubated", "2024-03-05T10:00:00");
  CHECK(run.Judge(w.under).state == State::kSilent);
  run.Add("Intubated", "2024-03-06T10:00:00");
  run.Add("Extubated", "2024-03-07T11:00:00");
  CHECK(run.Judge(w.over).IsTrue());
}

}  // namespace
}  // namespace suture::rules
