#include "runtime/plan/verify.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <random>

#include "runtime/plan/describe.h"
#include "runtime/plan/hash.h"
#include "runtime/plan/json.h"
#include "runtime/plan/load.h"
#include "tests/runtime/plan/sample_plan.h"

namespace suture::plan {
namespace {

using Catch::Matchers::Contains;

std::string Refused(const std::function<void(SamplePlan&)>& change) {
  SamplePlan sample;
  change(sample);
  const absl::Status status = Verify(sample.plan);
  REQUIRE_FALSE(status.ok());
  CHECK(status.code() == absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST_CASE("Every id outside its table is found, wherever it stands") {
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[4].args[0].index = 1000; }),
             Contains("exprs[4].args[0] is 1000"));
  CHECK_THAT(Refused([](auto& s) { s.plan.fields[0].steps[1].prompt.index = -7; }),
             Contains("fields[0].steps[1].prompt is -7"));
  CHECK_THAT(Refused([](auto& s) { s.plan.queries[1].windows[0].a.index = 99; }),
             Contains("queries[1].windows[0].a is 99"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[0].span.file = 8; }), Contains("exprs[0].span"));
  CHECK_THAT(Refused([](auto& s) { s.plan.notes.index = 40; }), Contains("notes is 40"));
}

TEST_CASE("Row variables, attributes and places in lists are in range") {
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[0].variable = 6; }), Contains("row variable 6"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[0].attribute = 3; }), Contains("no attribute 3"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[1].literal = 77; }), Contains("literal 77"));
  CHECK_THAT(Refused([](auto& s) { s.plan.shapes[0].at = 9; }), Contains("`at`"));
  CHECK_THAT(Refused([](auto& s) { s.plan.shapes[0].at = 0; }), Contains("no time"));
  CHECK_THAT(Refused([](auto& s) { s.plan.prompts[1].same_keys = {4}; }), Contains("not there"));
  CHECK_THAT(Refused([](auto& s) { s.plan.prompts[0].check_against = 4; }), Contains("step 4"));
  CHECK_THAT(Refused([](auto& s) { s.plan.choices[0].alone = {3}; }), Contains("alone"));
  CHECK_THAT(Refused([](auto& s) { s.plan.variables = 0; }), Contains("row variables"));
}

TEST_CASE("Arguments stand before their users and fit their operation") {
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[2].args[0].index = 2; }), Contains("before it"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[2].args.pop_back(); }), Contains("arguments"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[2].type.kind = TypeKind::kText; }),
             Contains("not a truth"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[2].op = Op::kAnd; }), Contains("is not a truth"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[s.surgery_start.index].args[0] = {0}; }),
             Contains("no time"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[2].names = {"a"}; }), Contains("1 names for 2"));
  CHECK_THAT(Refused([](auto& s) { s.plan.exprs[s.hba1c_high.index].builtin = ""; }),
             Contains("no builtin"));
}

TEST_CASE("Constants, units, dates and amounts can be read") {
  CHECK_THAT(Refused([](auto& s) { s.plan.literals[1].text = "6,5"; }), Contains("\"6,5\""));
  CHECK_THAT(Refused([](auto& s) { s.plan.literals[1].type.unit = "mg/"; }), Contains("unit"));
  CHECK_THAT(Refused([](auto& s) { s.plan.literals[2].text = "Maybe"; }), Contains("Maybe"));
  CHECK_THAT(Refused([](auto& s) { s.plan.labs[0].unit = "furlongs!"; }), Contains("furlongs"));
  CHECK_THAT(Refused([](auto& s) { s.plan.labs[0].conversions[0].to_number = "0"; }),
             Contains("above 0"));
  CHECK_THAT(Refused([](auto& s) { s.plan.queries[1].windows[0].amount = "-3"; }),
             Contains("length of time"));
  CHECK_THAT(Refused([](auto& s) { s.plan.registry.effective.from = "last year"; }),
             Contains("no date"));
  CHECK_THAT(Refused([](auto& s) { s.plan.fields[0].steps[2].absence = "gone"; }),
             Contains("reason of absence"));
  CHECK_THAT(Refused([](auto& s) { s.plan.prompts[0].schema = "{"; }), Contains("not JSON"));
  CHECK_THAT(Refused([](auto& s) { s.plan.prompts[0].roles = {"a", "b", "a"}; }),
             Contains("role a is asked twice"));
  CHECK_THAT(Refused([](auto& s) { s.plan.readings[0].words[0].second = "high"; }),
             Contains("high"));
}

TEST_CASE("Paths into the chart make sense") {
  CHECK_THAT(
      Refused([](auto& s) { s.plan.shapes[0].bindings[0].attributes[0].paths[0].steps = {}; }),
      Contains("path is empty"));
  CHECK_THAT(Refused([](auto& s) {
               s.plan.shapes[0].bindings[0].attributes[0].paths[0].steps = {{"^"}, {"code"}};
             }),
             Contains("nothing around"));
  CHECK_THAT(Refused([](auto& s) { s.plan.shapes[0].bindings[0].attributes[0].attribute = 1; }),
             Contains("bound twice"));
  CHECK_THAT(Refused([](auto& s) {
               s.plan.shapes[1].bindings[0].attributes[1].paths[0].target_steps = {};
             }),
             Contains("reference to nothing"));
}

TEST_CASE("What points back and forth agrees") {
  CHECK_THAT(Refused([](auto& s) { s.plan.prompts[0].field = s.control; }),
             Contains("does not answer this field"));
  CHECK_THAT(Refused([](auto& s) { s.plan.fields[2].group = {}; }), Contains("another group"));
  CHECK_THAT(Refused([](auto& s) { s.plan.groups[0].fields = {}; }), Contains("group"));
  CHECK_THAT(Refused([](auto& s) { s.plan.prompts[1].is_extract = false; }),
             Contains("does not extract it"));
  CHECK_THAT(Refused([](auto& s) { s.plan.fields[0].steps[1].kind = StepKind::kTable; }),
             Contains("no table"));
  CHECK_THAT(Refused([](auto& s) { s.plan.fields[0].steps[0].value = {}; }), Contains("no value"));
  CHECK_THAT(Refused([](auto& s) { s.plan.fields[0].steps[0].value = s.surgery_start; }),
             Contains("a datetime where a choice"));
}

TEST_CASE("Nothing depends on itself") {
  CHECK_THAT(
      Refused([](auto& s) { s.plan.fields[0].steps[0].when = s.plan.fields[1].applies_when; }),
      Contains("depends on itself"));
  CHECK_THAT(Refused([](auto& s) { s.plan.queries[1].where = s.any_hba1c; }),
             Contains("depends on itself"));
  CHECK_THAT(Refused([](auto& s) { s.plan.groups[0].parent = {0}; }), Contains("itself"));
  CHECK_THAT(Refused([](auto& s) {
               s.plan.groups[0].over = {2};
               s.plan.queries[2].collection = s.lesion_group;
             }),
             Contains("two shapes"));
}

TEST_CASE("Fields stand in order after what they read") {
  CHECK_THAT(Refused([](auto& s) { std::swap(s.plan.order[0], s.plan.order[1]); }),
             Contains("DiabCtrl stands in `order` before Diabetes"));
  CHECK_THAT(Refused([](auto& s) { s.plan.order.pop_back(); }), Contains("2 of 3"));
  CHECK_THAT(Refused([](auto& s) { s.plan.order[2] = s.plan.order[1]; }), Contains("twice"));
}

TEST_CASE("A row is read only where it is bound") {
  // A lesion outside of the query that goes over lesions.
  CHECK_THAT(Refused([](auto& s) { s.plan.fields[0].steps[0].when = s.lesion_narrow; }),
             Contains("reads a row that is not there"));
  // The row of a group in a field of the case.
  CHECK_THAT(Refused([](auto& s) {
               s.plan.fields[1].steps[0] = s.plan.fields[2].steps[0];
               s.plan.fields[1].type = s.plan.fields[2].type;
             }),
             Contains("reads a row that is not there"));
  // A lab value of a row that is no lab.
  CHECK_THAT(Refused([](auto& s) {
               for (Expr& expr : s.plan.exprs)
                 if (expr.op == Op::kLabValue) expr.variable = 3;
             }),
             Contains("not one of its lab"));
  // A condition of validity that reads the index event.
  CHECK_THAT(Refused([](auto& s) { s.plan.shapes[0].valid = s.any_hba1c; }),
             Contains("reads a row that is not there"));
  CHECK_THAT(Refused([](auto& s) {
               s.plan.shapes[2].valid = s.is_final;
               s.plan.shapes[2].self = 5;
             }),
             Contains("reads a row that is not there"));
}

TEST_CASE("Builtins are asked of whoever knows them") {
  const SamplePlan sample;
  int asked = 0;
  const absl::Status status = Verify(
      sample.plan,
      [&](std::string_view name, absl::Span<const Type* const> arguments, const Type&) {
        ++asked;
        return name == ">=" && arguments.size() == 2 ? absl::OkStatus()
                                                     : absl::NotFoundError("no such builtin");
      });
  CHECK(status.ok());
  CHECK(asked == 2);
  CHECK_FALSE(Verify(sample.plan, [](std::string_view, absl::Span<const Type* const>, const Type&) {
                return absl::NotFoundError("no such builtin");
              }).ok());
}

TEST_CASE("Deep nesting is bounded and does not exhaust the stack") {
  SamplePlan sample;
  Expr negation{.op = Op::kNot, .args = {sample.any_hba1c}};
  for (int i = 0; i < 100000; ++i) {
    sample.plan.exprs.push_back(negation);
    negation.args = {{static_cast<int32_t>(sample.plan.exprs.size() - 1)}};
  }
  CHECK_THAT(std::string(Verify(sample.plan).message()), Contains("nested more than"));
}

TEST_CASE("Only a library may be without an index event, and its plan is for its own tests") {
  Plan plan;
  plan.fields.push_back({.name = "worked"});
  plan.order = {{0}};
  CHECK(Verify(plan).ok());
  plan.registry.name = "STS.ACSD";
  CHECK_THAT(std::string(Verify(plan).message()), Contains("there is no index event"));
  plan.registry.name.clear();
  Seal(plan);
  const auto any = [](std::string_view, absl::Span<const Type* const>, const Type&) {
    return absl::OkStatus();
  };
  CHECK_THAT(std::string(Load(ToJson(plan), any).status().message()), Contains("a library"));
}

TEST_CASE("A sealed plan loads; an edited one is refused, a re-indented one is not") {
  SamplePlan sample;
  Seal(sample.plan);
  const auto any = [](std::string_view, absl::Span<const Type* const>, const Type&) {
    return absl::OkStatus();
  };
  const std::string text = ToJson(sample.plan);
  CHECK(Load(text, any).ok());
  CHECK(ContentHash(sample.plan) == sample.plan.hash);

  std::string edited = text;
  edited.replace(edited.find("\"6.5\""), 5, "\"7.5\"");
  const absl::Status status = Load(edited, any).status();
  CHECK(status.code() == absl::StatusCode::kDataLoss);
  CHECK_THAT(std::string(status.message()), Contains("was changed after it was built"));

  std::string spaced = text;
  for (size_t at = 0; (at = spaced.find(",\n", at)) != std::string::npos; at += 4) {
    spaced.replace(at, 2, " , \n");
  }
  CHECK(Load(spaced, any).ok());

  sample.plan.hash.clear();
  CHECK_FALSE(Load(ToJson(sample.plan), any).ok());
  CHECK(LoadFile("/nowhere/plan.json", any).status().code() == absl::StatusCode::kNotFound);
}

TEST_CASE("No damaged plan crashes the verifier") {
  const std::string text = ToJson(SamplePlan().plan);
  std::mt19937 random(5);
  int readable = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string changed = text;
    for (int i = 0; i < 2; ++i) {
      size_t at = random() % changed.size();
      while (changed[at] < '0' || changed[at] > '9') at = random() % changed.size();
      changed[at] = static_cast<char>('0' + random() % 10);
    }
    const absl::StatusOr<Plan> plan = FromJson(changed);
    if (!plan.ok()) continue;
    ++readable;
    static_cast<void>(Verify(*plan).ok());
  }
  CHECK(readable > 1000);
}

// 1,000 fields over their own queries and constants, about 5 MB as text.
Plan LargePlan() {
  SamplePlan sample;
  Plan& plan = sample.plan;
  const size_t exprs = plan.exprs.size();
  for (int field = 0; field < 1000; ++field) {
    const int32_t shift = static_cast<int32_t>(plan.exprs.size());
    for (size_t i = 0; i < exprs; ++i) {
      Expr expr = plan.exprs[i];
      expr.span = {0, field, 3, field + 1, 40};
      for (ExprId& arg : expr.args) arg.index += shift;
      plan.exprs.push_back(expr);
    }
    Query query = plan.queries[1];
    query.where.index += shift;
    query.windows[0].a.index += shift;
    query.variable = plan.variables++;
    for (size_t i = shift; i < plan.exprs.size(); ++i) {
      if (plan.exprs[i].op == Op::kLabValue) plan.exprs[i].variable = query.variable;
      if (plan.exprs[i].op == Op::kQuery) plan.exprs[i].query.index = plan.queries.size();
    }
    plan.queries.push_back(query);
    Field copy = plan.fields[0];
    copy.name += std::to_string(field);
    copy.definition = std::string(1500, 'x');
    copy.steps.erase(copy.steps.begin() + 1, copy.steps.begin() + 3);
    copy.steps[0].when.index += shift;
    plan.fields.push_back(copy);
    plan.order.push_back({static_cast<int32_t>(plan.fields.size() - 1)});
  }
  return plan;
}

TEST_CASE("A plan of 1,000 fields is loaded and verified quickly", "[.][speed]") {
  Plan plan = LargePlan();
  Seal(plan);
  const std::string text = ToJson(plan);
  const auto any = [](std::string_view, absl::Span<const Type* const>, const Type&) {
    return absl::OkStatus();
  };
  using Clock = std::chrono::steady_clock;
  const auto milliseconds = [](Clock::duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
  };
  for (int round = 0; round < 5; ++round) {
    const auto start = Clock::now();
    absl::StatusOr<Plan> read = FromJson(text);
    const auto parsed = Clock::now();
    REQUIRE(CheckHash(*read, text).ok());
    const auto hashed = Clock::now();
    const absl::Status status = Verify(*read, any);
    const auto verified = Clock::now();
    INFO(std::string(status.message()));
    REQUIRE(status.ok());
    WARN(text.size() << " bytes: read " << milliseconds(parsed - start) << " ms, hash "
                     << milliseconds(hashed - parsed) << " ms, verify "
                     << milliseconds(verified - hashed) << " ms");
  }
}

}  // namespace
}  // namespace suture::plan
