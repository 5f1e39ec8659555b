#include <catch2/catch.hpp>

#include "runtime/rules/evaluator.h"
#include "tests/support/plan_builder.h"

namespace suture::rules {
namespace {

using plan::Op;
using plan::Quantifier;
using plan::TypeKind;
using plan::WindowKind;
using testing_support::CaseBuilder;
using testing_support::PlanBuilder;
using testing_support::TypeOf;
using values::UnsettledCause;

// A kind "lab": code, drawn, result; three code systems, one of them open.
struct LabWorld {
  PlanBuilder b;
  plan::SystemId loinc = b.System("loinc"), snomed = b.System("snomed"),
                 rxnorm = b.System("rxnorm", /*open=*/true);
  plan::CodeSetId creatinine = b.Codes("Creatinine", loinc, {"2160-0", "38483-4"});
  plan::CodeSetId glucose = b.Codes("Glucose", loinc, {"2345-7"});
  plan::CodeSetId insulin = b.Codes("Insulin", rxnorm, {"5856"});
  plan::ShapeId shape = b.Shape("lab",
                                {{"code", TypeOf(TypeKind::kCodes)},
                                 {"drawn", TypeOf(TypeKind::kDateTime)},
                                 {"result", TypeOf(TypeKind::kQuantity)}},
                                /*at=*/1, /*value=*/2);
  plan::CollectionId labs = b.Collection("lab", shape);

  plan::Query Coded(Quantifier quantifier, plan::CodeSetId set) {
    plan::Query query = b.Over(quantifier, labs);
    query.codes = {set};
    return query;
  }
  plan::CoverId CoverAll(plan::ExprId when = {}) {
    plan::Cover cover;
    cover.collections = {labs};
    cover.when = when;
    b.plan.covers.push_back(cover);
    return {static_cast<int32_t>(b.plan.covers.size()) - 1};
  }
};

struct QueryRun {
  explicit QueryRun(const plan::Plan& plan) : chart(plan) {
    auto built = Program::Build(plan);
    INFO(built.status().ToString());
    REQUIRE(built.ok());
    program = std::move(*built);
    evaluator = std::make_unique<Evaluator>(*program, nullptr);
  }
  Judged Judge(plan::ExprId id) {
    evaluator->Begin(chart.chart);
    return evaluator->Evaluate(id);
  }
  CaseBuilder chart;
  std::unique_ptr<const Program> program;
  std::unique_ptr<Evaluator> evaluator;
};

TEST_CASE("any over nothing is false only inside cover") {
  LabWorld w;
  const auto silent = w.b.Ask(w.Coded(Quantifier::kAny, w.creatinine));
  plan::Query covered = w.Coded(Quantifier::kAny, w.creatinine);
  covered.covers = {w.CoverAll()};
  const auto any = w.b.Ask(covered);
  plan::Query none = covered;
  none.quantifier = Quantifier::kNo;
  const auto no = w.b.Ask(none);
  plan::Query uncovered_no = w.Coded(Quantifier::kNo, w.creatinine);
  const auto silent_no = w.b.Ask(uncovered_no);
  QueryRun run(w.b.plan);
  SECTION("nothing there") {
    CHECK(run.Judge(silent).state == State::kSilent);
    CHECK(run.Judge(any).IsFalse());
    CHECK(run.Judge(no).IsTrue());
    CHECK(run.Judge(silent_no).state == State::kSilent);
  }
  SECTION("one there") {
    run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2160-0"}}), run.chart.Time("2024-01-01"),
                           run.chart.Quantity("1.3", "mg/dL")});
    CHECK(run.Judge(silent).IsTrue());
    CHECK(run.Judge(no).IsFalse());
  }
  SECTION("something else there") {
    run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2345-7"}}), run.chart.Time("2024-01-01"),
                           run.chart.Quantity("90", "mg/dL")});
    CHECK(run.Judge(any).IsFalse());
  }
}

TEST_CASE("an entry whose code cannot be told makes none-found unsettled") {
  LabWorld w;
  plan::Query query = w.Coded(Quantifier::kAny, w.insulin);
  query.covers = {w.CoverAll()};
  const auto any = w.b.Ask(query);
  QueryRun run(w.b.plan);
  const auto row = [&](chart::Cell codes) {
    run.chart.Row(w.labs, {codes, run.chart.Time("2024-01-01"), run.chart.Empty()});
  };
  SECTION("uncoded") { row(run.chart.Codes({}, "insulin pump")); }
  SECTION("no code at all") { row(run.chart.Empty()); }
  SECTION("a system that the set does not speak") {
    row(run.chart.Codes({{"snomed", "325072002"}}));
  }
  SECTION("a system that the plan does not name") { row(run.chart.Codes({{"local", "INS"}})); }
  SECTION("a code of an open system that no set lists") {
    row(run.chart.Codes({{"rxnorm", "999999"}}));
  }
  const Judged judged = run.Judge(any);
  CHECK(judged.unsettled());
  CHECK(judged.cause == UnsettledCause::kUnmappedCode);
}

TEST_CASE("a code of a closed system that no set lists decides") {
  LabWorld w;
  plan::Query query = w.Coded(Quantifier::kAny, w.creatinine);
  query.covers = {w.CoverAll()};
  const auto any = w.b.Ask(query);
  QueryRun run(w.b.plan);
  run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "718-7"}}), run.chart.Time("2024-01-01"),
                         run.chart.Empty()});
  CHECK(run.Judge(any).IsFalse());
}

TEST_CASE("a row whose time or status cannot be judged is unsettled") {
  LabWorld w;
  plan::Query query = w.Coded(Quantifier::kAny, w.creatinine);
  query.windows = {PlanBuilder::Window(WindowKind::kBefore, w.b.Time("2024-03-15T08:00:00"))};
  query.covers = {w.CoverAll()};
  const auto any = w.b.Ask(query);
  QueryRun run(w.b.plan);
  const auto code = run.chart.Codes({{"loinc", "2160-0"}});
  SECTION("coarse") {
    run.chart.Row(w.labs, {code, run.chart.Time("2024-03"), run.chart.Empty()});
    CHECK(run.Judge(any).cause == UnsettledCause::kImpreciseTime);
  }
  SECTION("none") {
    run.chart.Row(w.labs, {code, run.chart.Empty(), run.chart.Empty()});
    CHECK(run.Judge(any).cause == UnsettledCause::kImpreciseTime);
  }
  SECTION("doubtful") {
    run.chart.Row(w.labs, {code, run.chart.Time("2024-01-01"), run.chart.Empty()}).doubtful = true;
    CHECK(run.Judge(any).cause == UnsettledCause::kUnknownStatus);
  }
  SECTION("another row decides") {
    run.chart.Row(w.labs, {code, run.chart.Time("2024-03"), run.chart.Empty()});
    run.chart.Row(w.labs, {code, run.chart.Time("2024-01-01"), run.chart.Empty()});
    CHECK(run.Judge(any).IsTrue());
  }
}

TEST_CASE("an anchor that is not there leaves the window silent") {
  LabWorld w;
  plan::Query query = w.Coded(Quantifier::kAny, w.creatinine);
  query.windows = {PlanBuilder::Window(WindowKind::kBefore, w.b.Unknown())};
  query.covers = {w.CoverAll()};
  const auto any = w.b.Ask(query);
  QueryRun run(w.b.plan);
  run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2160-0"}}), run.chart.Time("2024-03-01"),
                         run.chart.Empty()});
  CHECK(run.Judge(any).state == State::kSilent);
}

TEST_CASE("cover reaches only as far as its window") {
  LabWorld w;
  const auto start = w.b.Time("2024-03-01T08:00:00");
  const auto seen = w.b.Literal(TypeOf(TypeKind::kDate), "2024-03-20");
  const auto later = w.b.Literal(TypeOf(TypeKind::kDate), "2024-04-20");
  const auto cover = [&](plan::ExprId until) {
    const plan::CoverId id = w.CoverAll();
    w.b.plan.covers[id.index].window = PlanBuilder::Window(WindowKind::kFromTo, start, until);
    return id;
  };
  plan::Query query = w.Coded(Quantifier::kAny, w.creatinine);
  query.windows = {PlanBuilder::Window(WindowKind::kWithinAfter, start, {}, "30", "days")};
  query.covers = {cover(seen)};
  const auto lost = w.b.Ask(query);
  query.covers = {cover(later)};
  const auto followed = w.b.Ask(query);
  QueryRun run(w.b.plan);
  CHECK(run.Judge(lost).state == State::kSilent);  // Last contact before day 30
  CHECK(run.Judge(followed).IsFalse());
}

TEST_CASE("counts are exact in cover, a lower bound outside") {
  LabWorld w;
  plan::Query query = w.Coded(Quantifier::kCount, w.creatinine);
  const auto at_least = [&](plan::Query q, int k) {
    return w.b.Builtin("greater_or_equal", {w.b.Ask(std::move(q)), w.b.Integer(k)});
  };
  plan::Query covered = query;
  covered.covers = {w.CoverAll()};
  const auto one = at_least(query, 1), two = at_least(query, 2), three = at_least(query, 3);
  const auto exact = w.b.Builtin("equal", {w.b.Ask(covered), w.b.Integer(1)});
  const auto covered_three = at_least(covered, 3);
  QueryRun run(w.b.plan);
  const auto code = run.chart.Codes({{"loinc", "2160-0"}});
  run.chart.Row(w.labs, {code, run.chart.Time("2024-01-01"), run.chart.Empty()});
  SECTION("one certain") {
    CHECK(run.Judge(one).IsTrue());
    CHECK(run.Judge(two).state == State::kSilent);
    CHECK(run.Judge(exact).IsTrue());
    CHECK(run.Judge(covered_three).IsFalse());
  }
  SECTION("one certain, one in doubt") {
    run.chart.Row(w.labs, {code, run.chart.Time("2024-01-02"), run.chart.Empty()}).doubtful = true;
    CHECK(run.Judge(one).IsTrue());
    CHECK(run.Judge(two).unsettled());
    CHECK(run.Judge(three).state == State::kSilent);
    CHECK(run.Judge(exact).unsettled());
    CHECK(run.Judge(covered_three).IsFalse());
  }
}

TEST_CASE("every needs cover to be true, and one failure to be false") {
  LabWorld w;
  plan::Query query = w.Coded(Quantifier::kEvery, w.creatinine);
  query.where =
      w.b.Builtin("greater", {w.b.Attribute(query.variable, 2), w.b.Decimal("1", "mg/dL")});
  const auto open = w.b.Ask(query);
  query.covers = {w.CoverAll()};
  const auto covered = w.b.Ask(query);
  QueryRun run(w.b.plan);
  const auto add = [&](const char* amount) {
    run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2160-0"}}), run.chart.Time("2024-01-01"),
                           run.chart.Quantity(amount, "mg/dL")});
  };
  add("1.5");
  CHECK(run.Judge(open).state == State::kSilent);
  CHECK(run.Judge(covered).IsTrue());
  add("0.5");
  CHECK(run.Judge(open).IsFalse());
  CHECK(run.Judge(covered).IsFalse());
}

TEST_CASE("last: order, ties, overlap, and what gives the same value anyway") {
  LabWorld w;
  const auto last = w.b.Ask(w.Coded(Quantifier::kLast, w.creatinine));
  plan::Query ranked = w.Coded(Quantifier::kLast, w.creatinine);
  ranked.ties = {"Creatinine", "Glucose"};
  QueryRun run(w.b.plan);
  const auto add = [&](const char* time, const char* amount) -> chart::Row& {
    return run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2160-0"}}), run.chart.Time(time),
                                  run.chart.Quantity(amount, "mg/dL")});
  };
  const auto amount = [&] {
    const Judged judged = run.Judge(last);
    REQUIRE(judged.known());
    return values::ToText(judged.value);
  };
  SECTION("none") { CHECK(run.Judge(last).state == State::kSilent); }
  SECTION("by time, not by place") {
    add("2024-01-03T08:00:00", "1.30");
    add("2024-01-02T08:00:00", "1.10");
    CHECK(amount() == "1.30 mg/dL");
  }
  SECTION("overlapping times with unlike values") {
    add("2024-01", "1.3");
    add("2024-01-02", "1.1");
    CHECK(run.Judge(last).cause == UnsettledCause::kOverlappingTimes);
  }
  SECTION("overlapping times with one value") {
    add("2024-01", "1.3");
    add("2024-01-02", "1.30");
    CHECK(run.Judge(last).known());
  }
  SECTION("the same time, another value") {
    add("2024-01-02T08:00:00", "1.3");
    add("2024-01-02T08:00:00", "1.1");
    CHECK(run.Judge(last).cause == UnsettledCause::kConflictingSources);
  }
  SECTION("a later row in doubt") {
    add("2024-01-02T08:00:00", "1.3");
    add("2024-01-03T08:00:00", "1.1").doubtful = true;
    CHECK(run.Judge(last).cause == UnsettledCause::kUnknownStatus);
  }
  SECTION("an earlier row in doubt does not matter") {
    add("2024-01-02T08:00:00", "1.3").doubtful = true;
    add("2024-01-03T08:00:00", "1.1");
    CHECK(amount() == "1.1 mg/dL");
  }
}

TEST_CASE("ties prefer a source; prefer ranks before time") {
  LabWorld w;
  plan::Query ties = w.Coded(Quantifier::kLast, w.creatinine);
  w.b.plan.code_sets.push_back({"PointOfCare", {{w.loinc, "38483-4", "", false}}, {}});
  w.b.plan.code_sets.push_back({"Lab", {{w.loinc, "2160-0", "", false}}, {}});
  ties.ties = {"Lab", "PointOfCare"};
  const auto last = w.b.Ask(ties);
  const auto make = [&](QueryRun& run) {
    run.chart.Row(w.labs,
                  {run.chart.Codes({{"loinc", "38483-4"}}), run.chart.Time("2024-01-02T08:00:00"),
                   run.chart.Quantity("1.4", "mg/dL")});
    run.chart.Row(w.labs,
                  {run.chart.Codes({{"loinc", "2160-0"}}), run.chart.Time("2024-01-02T08:00:00"),
                   run.chart.Quantity("1.3", "mg/dL")});
    run.chart.Row(w.labs,
                  {run.chart.Codes({{"loinc", "2160-0"}}), run.chart.Time("2024-01-01T08:00:00"),
                   run.chart.Quantity("1.2", "mg/dL")});
  };
  SECTION("ties") {
    QueryRun run(w.b.plan);
    make(run);
    CHECK(values::ToText(run.Judge(last).value) == "1.3 mg/dL");
  }
  SECTION("prefer") {
    w.b.plan.prefer = {"PointOfCare", "Lab"};
    QueryRun run(w.b.plan);
    make(run);
    CHECK(values::ToText(run.Judge(last).value) == "1.4 mg/dL");
  }
}

TEST_CASE("lowest and highest may not pass over what cannot be judged") {
  LabWorld w;
  plan::Lab lab;
  lab.name = "Creatinine";
  lab.collection = w.labs;
  lab.codes = w.creatinine;
  lab.unit = "mg/dL";
  lab.molar_mass = "113.12";
  w.b.plan.labs.push_back(lab);
  plan::Query query = w.Coded(Quantifier::kHighest, w.creatinine);
  query.lab = {0};
  const auto highest = w.b.Ask(query);
  QueryRun run(w.b.plan);
  const auto add = [&](chart::Cell result) -> chart::Row& {
    return run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2160-0"}}),
                                  run.chart.Time("2024-01-02T08:00:00"), result});
  };
  add(run.chart.Quantity("1.30", "mg/dL"));
  SECTION("converted by the molar mass") {
    add(run.chart.Quantity("200", "umol/L"));  // 2.26 mg/dL
    const Judged judged = run.Judge(highest);
    REQUIRE(judged.known());
    CHECK(values::ToText(judged.value).substr(0, 4) == "2.26");
  }
  SECTION("a unit that does not convert") {
    add(run.chart.Quantity("200", "mmol"));
    CHECK(run.Judge(highest).cause == UnsettledCause::kBadUnit);
  }
  SECTION("no unit") {
    add(run.chart.Decimal("2"));
    CHECK(run.Judge(highest).cause == UnsettledCause::kMissingUnit);
  }
  SECTION("no result") {
    add(run.chart.Empty());
    CHECK(run.Judge(highest).cause == UnsettledCause::kEmptyCell);
  }
  SECTION("a doubtful row that is lower does not matter") {
    add(run.chart.Quantity("1.0", "mg/dL")).doubtful = true;
    CHECK(run.Judge(highest).known());
  }
  SECTION("a doubtful row that is higher does") {
    add(run.chart.Quantity("2.0", "mg/dL")).doubtful = true;
    CHECK(run.Judge(highest).cause == UnsettledCause::kUnknownStatus);
  }
}

TEST_CASE("another attribute of the highest row is that of the row, not the highest of it") {
  LabWorld w;
  plan::Query query = w.Coded(Quantifier::kHighest, w.creatinine);
  query.order_by = w.b.Attribute(query.variable, 2);
  query.yield = w.b.Attribute(query.variable, 1);
  const auto drawn_of_highest = w.b.Ask(query);
  QueryRun run(w.b.plan);
  const auto add = [&](const std::string& time, const std::string& amount) {
    run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2160-0"}}), run.chart.Time(time),
                           run.chart.Quantity(amount, "mg/dL")});
  };
  add("2024-01-02T08:00:00", "1.1");
  add("2024-01-03T08:00:00", "1.4");
  add("2024-01-04T08:00:00", "1.2");
  SECTION("the time of the highest value") {
    CHECK(values::ToText(run.Judge(drawn_of_highest).value) == "2024-01-03T08:00:00");
  }
  SECTION("two rows of the same value give two times") {
    add("2024-01-05T08:00:00", "1.4");
    CHECK(run.Judge(drawn_of_highest).cause == UnsettledCause::kConflictingSources);
  }
  SECTION("a tie below the highest does not matter") {
    add("2024-01-05T08:00:00", "1.2");
    add("2024-01-06T08:00:00", "1.9");
    CHECK(values::ToText(run.Judge(drawn_of_highest).value) == "2024-01-06T08:00:00");
  }
}

TEST_CASE("the lab's own conversion beats the molar mass, two points make a line") {
  LabWorld w;
  plan::Lab lab;
  lab.name = "Bilirubin";
  lab.collection = w.labs;
  lab.codes = w.creatinine;
  lab.unit = "mg/dL";
  lab.molar_mass = "584.66";
  lab.conversions = {{"1", "mg/dL", "17.1", "umol/L"}};
  lab.spelled = {"MG%"};
  plan::Lab hba1c = lab;
  hba1c.unit = "%";
  hba1c.molar_mass = "";
  hba1c.conversions = {{"6", "%", "42", "mmol/mol"}, {"7", "%", "53", "mmol/mol"}};
  w.b.plan.labs = {lab, hba1c};
  plan::Query query = w.Coded(Quantifier::kLast, w.creatinine);
  query.lab = {0};
  const auto last = w.b.Ask(query);
  query.lab = {1};
  const auto last_hba1c = w.b.Ask(query);
  QueryRun run(w.b.plan);
  const auto add = [&](chart::Cell result) {
    run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2160-0"}}),
                           run.chart.Time("2024-01-02T08:00:00"), result});
  };
  SECTION("declared") {
    add(run.chart.Quantity("171", "umol/L"));
    CHECK(values::ToText(run.Judge(last).value) == "10 mg/dL");
  }
  SECTION("spelled") {
    add(run.chart.Unreadable(UnsettledCause::kBadUnit, "1.20 MG%"));
    CHECK(values::ToText(run.Judge(last).value) == "1.20 mg/dL");
  }
  SECTION("unreadable otherwise") {
    add(run.chart.Unreadable(UnsettledCause::kBadUnit, "1.20 furlongs"));
    CHECK(run.Judge(last).cause == UnsettledCause::kBadUnit);
  }
  SECTION("affine") {
    add(run.chart.Quantity("64", "mmol/mol"));
    CHECK(values::ToText(run.Judge(last_hba1c).value).substr(0, 1) == "8");
  }
  SECTION("a share of the whole is not on the declared line") {
    add(run.chart.Quantity("0.065", "1"));
    CHECK(values::ToText(run.Judge(last_hba1c).value) == "6.5 %");
  }
}

TEST_CASE("closest, sum, drawn with, nested and correlated") {
  LabWorld w;
  plan::Query closest = w.Coded(Quantifier::kClosest, w.creatinine);
  closest.closest_to = w.b.Time("2024-01-02T08:00:00");
  const auto near = w.b.Ask(closest);
  plan::Query sum = w.Coded(Quantifier::kSum, w.creatinine);
  sum.yield = w.b.Attribute(sum.variable, 2);
  const auto total = w.b.Ask(sum);
  plan::Query outer = w.Coded(Quantifier::kAny, w.creatinine);
  plan::Query inner = w.Coded(Quantifier::kAny, w.glucose);
  inner.drawn_with = outer.variable;
  outer.where = w.b.Ask(inner);
  const auto pair = w.b.Ask(outer);
  QueryRun run(w.b.plan);
  const auto add = [&](const char* code, const char* time, const char* amount) {
    run.chart.Row(w.labs, {run.chart.Codes({{"loinc", code}}), run.chart.Time(time),
                           run.chart.Quantity(amount, "mg/dL")});
  };
  add("2160-0", "2024-01-01T08:00:00", "1.1");
  add("2160-0", "2024-01-02T10:00:00", "1.2");
  add("2345-7", "2024-01-05T10:00:00", "90");
  CHECK(values::ToText(run.Judge(near).value) == "1.2 mg/dL");
  // Outside of cover more may be there.
  CHECK(run.Judge(total).value.kind() == values::Kind::kUncertain);
  CHECK(run.Judge(pair).state == State::kSilent);
  add("2345-7", "2024-01-02T10:00:00", "90");
  CHECK(run.Judge(pair).IsTrue());
}

TEST_CASE("criteria within hours of each other") {
  LabWorld w;
  plan::Expr expr;
  expr.op = Op::kAtLeast;
  expr.number = 2;
  expr.args = {w.b.Ask(w.Coded(Quantifier::kAny, w.creatinine)),
               w.b.Ask(w.Coded(Quantifier::kAny, w.glucose))};
  expr.names = {"creatinine", "glucose"};
  expr.together_amount = "24";
  expr.together_unit = "hours";
  const auto both = w.b.Add(expr);
  QueryRun run(w.b.plan);
  const auto add = [&](const char* code, const char* time) {
    run.chart.Row(w.labs,
                  {run.chart.Codes({{"loinc", code}}), run.chart.Time(time), run.chart.Empty()});
  };
  add("2160-0", "2024-01-01T08:00:00");
  add("2345-7", "2024-01-02T08:00:01");
  CHECK(run.Judge(both).state == State::kSilent);
  SECTION("close enough") {
    add("2345-7", "2024-01-02T08:00:00");
    CHECK(run.Judge(both).IsTrue());
  }
  SECTION("maybe close enough") {
    add("2345-7", "2024-01-02");
    CHECK(run.Judge(both).unsettled());
  }
}

TEST_CASE("rows that an answer rests on can be left out") {
  LabWorld w;
  const plan::Query first = w.Coded(Quantifier::kFirst, w.creatinine);
  const auto baseline = w.b.Ask(first);
  plan::Query other = w.Coded(Quantifier::kAny, w.creatinine);
  other.except_source = baseline;
  other.covers = {w.CoverAll()};
  const auto any = w.b.Ask(other);
  QueryRun run(w.b.plan);
  const auto add = [&](const char* time) {
    run.chart.Row(w.labs, {run.chart.Codes({{"loinc", "2160-0"}}), run.chart.Time(time),
                           run.chart.Quantity("1.1", "mg/dL")});
  };
  add("2024-01-01T08:00:00");
  CHECK(run.Judge(any).IsFalse());
  add("2024-01-02T08:00:00");
  CHECK(run.Judge(any).IsTrue());
}

}  // namespace
}  // namespace suture::rules
