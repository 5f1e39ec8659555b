#include "runtime/operators/table.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/runtime/operators/example_reader.h"

namespace suture::operators {
namespace {

using values::Kind;
using values::Value;

TEST_CASE("every entry is complete and its name is its own") {
  std::set<std::string_view> names;
  for (const Operator& op : Operators()) {
    INFO(op.name);
    CHECK(names.insert(op.name).second);
    CHECK(op.kernel != nullptr);
    CHECK(op.doc.size() > 10);
    CHECK(op.doc.back() == '.');
    CHECK(FindOperator(op.name).has_value());
    for (std::string_view signature : Signatures(op)) {
      INFO(signature);
      CHECK(signature.front() == '(');
      CHECK(signature.find(") -> ") != std::string_view::npos);
    }
  }
  CHECK(Operators().size() > 120);
}

TEST_CASE("every example of the table holds, exactly, and resolves to its own operator") {
  for (const Operator& op : Operators()) {
    INFO(op.example);
    base::Arena arena;
    Context context{&arena};
    const auto example = ExampleReader(op.example, arena).Read();
    REQUIRE(example.has_value());
    CHECK(example->name == op.name);
    const Value result = Apply(*FindOperator(op.name), example->arguments, context);
    INFO("gave " << values::ToText(result));
    if (example->any_unsettled) {
      CHECK(result.IsNotKnown());
      CHECK(result.truth() == values::Truth::kUnsettled);
    } else if (example->result.is_null()) {
      CHECK(result.IsNotKnown());
      CHECK(result.cause() == values::UnsettledCause::kNone);
    } else {
      // What a decimal looks like is part of the promise.
      CHECK(values::ToText(result) == values::ToText(example->result));
    }
    std::vector<Type> types;
    for (const Value& argument : example->arguments) types.push_back(TypeOf(argument));
    const auto resolution = Resolve(op.name, types);
    REQUIRE(resolution.has_value());
    CHECK(resolution->id == *FindOperator(op.name));
  }
}

Type Integer() { return Type::Of(Kind::kInteger); }
Type DecimalType() { return Type::Of(Kind::kDecimal); }
Type Date() { return Type::Of(Kind::kDate); }
Type DateTime() { return Type::Of(Kind::kDateTime); }

std::string ResultOf(std::string_view name, std::vector<Type> arguments) {
  const auto resolution = Resolve(name, arguments);
  return resolution ? resolution->result.ToString() : "none";
}

TEST_CASE("where units cancel, a plain number is left") {
  base::Arena arena;
  Context context;
  context.arena = &arena;
  const values::Unit* kilogram = *values::Unit::Parse("kg");
  const Value left = Value::OfQuantity(*values::Decimal::Parse("3.0"), kilogram);
  const Value right = Value::OfQuantity(*values::Decimal::Parse("1.5"), kilogram);
  const Value pair[] = {left, right};
  const Value ratio = Apply(*FindOperator("divide"), pair, context);
  REQUIRE(ratio.kind() == Kind::kDecimal);
  CHECK(values::ToText(ratio) == "2");
  const Value of_ratio[] = {ratio};
  CHECK(values::ToText(Apply(*FindOperator("ln"), of_ratio, context)) == "0.693147180559945");
}

TEST_CASE("overloads resolve to the nearest, widening only integers and dates") {
  CHECK(ResultOf("add", {Integer(), Integer()}) == "integer");
  CHECK(ResultOf("add", {Integer(), DecimalType()}) == "decimal");
  CHECK(ResultOf("divide", {Integer(), Integer()}) == "decimal");
  CHECK(ResultOf("add", {Date(), Type::Of(Kind::kDuration)}) == "date");
  CHECK(ResultOf("add", {Date(), Integer()}) == "none");
  CHECK(ResultOf("add", {Type::Of(Kind::kText), Integer()}) == "none");
  CHECK(ResultOf("before", {Date(), DateTime()}) == "truth");
  CHECK(ResultOf("before", {Date(), Integer()}) == "none");
  CHECK(ResultOf("less", {Integer(), Type::Of(Kind::kQuantity)}) == "none");
  CHECK(ResultOf("first", {Type::ListOf(Date())}) == "date");
  CHECK(ResultOf("lower_of", {Integer(), DecimalType(), Integer()}) == "decimal");
  CHECK(ResultOf("collapse", {Type::ListOf(Type::IntervalOf(Date()))}) ==
        "list of interval of date");
  CHECK(ResultOf("coalesce", {Type::Nothing(), Date()}) == "date");
  CHECK(ResultOf("contains", {Type::IntervalOf(Date()), Date(), Type::Of(Kind::kText)}) == "truth");
  CHECK(ResultOf("no_such_operator", {}) == "none");
}

TEST_CASE("absence propagates with the stronger cause") {
  base::Arena arena;
  Context context{&arena};
  const Value silent = Value::Null();
  const Value unsettled = Value::Unsettled(values::UnsettledCause::kBadUnit);
  for (const Operator& op : Operators()) {
    if (op.absence != AbsenceRule::kPropagates) continue;
    INFO(op.name);
    const Value both[] = {silent, unsettled};
    const Value one[] = {silent, silent};
    CHECK(Apply(*FindOperator(op.name), both, context).cause() == values::UnsettledCause::kBadUnit);
    CHECK(Apply(*FindOperator(op.name), one, context).IsNotKnown());
    CHECK(Apply(*FindOperator(op.name), one, context).cause() == values::UnsettledCause::kNone);
  }
}

// A value from a chart can be of any kind: a kernel answers or says unsettled, and never crashes.
TEST_CASE("no kernel fails on arguments of the wrong kind") {
  base::Arena arena, results;
  Context context{&results};
  const Value number = Value::OfInteger(3);
  const std::vector<Value> samples = {
      Value::Null(),
      Value::OfBool(true),
      number,
      Value::OfInteger(INT64_MIN),
      Value::OfInteger(-1),
      Value::OfDecimal(*values::Decimal::Parse("-99999999999999999999999999999999999999")),
      Value::OfDuration({INT64_MIN, values::CalendarUnit::kHour}),
      Value::OfDecimal(*values::Decimal::Parse("1.5")),
      Value::OfQuantity(*values::Decimal::Parse("2"), *values::Unit::Parse("mg/dL")),
      Value::OfQuantity(*values::Decimal::Parse("37"), *values::Unit::Parse("Cel")),
      Value::OfDateTime(*values::DateTime::Parse("2019-03")),
      Value::OfDateTime(*values::DateTime::Parse("2019-03-01T10:00:00Z")),
      Value::OfTime(*values::TimeOfDay::Parse("10:30")),
      Value::OfDuration({1, values::CalendarUnit::kMonth}),
      Value::OfText("month"),
      Value::OfChoice({1, 2, 3}),
      Value::OfCode({"E11.9", 1}),
      values::MakeInterval(arena, number, true, Value::OfInteger(5), false),
      values::MakeInterval(arena, Value::Null(), false, Value::Null(), false),
      values::MakeUncertain(arena, number, Value::OfInteger(9)),
      values::MakeList(arena, {}),
      values::MakeList(arena, {number, Value::Null(), Value::OfText("x")}),
  };
  int64_t calls = 0;
  for (const Operator& op : Operators()) {
    INFO(op.name);
    for (const Value& a : samples) {
      for (const Value& b : samples) {
        for (const Value& c : samples) {
          const Value arguments[] = {a, b, c};
          Apply(*FindOperator(op.name), arguments, context);
          ++calls;
        }
      }
    }
    results.Reset();
  }
  CHECK(calls == static_cast<int64_t>(Operators().size() * samples.size() * samples.size() *
                                      samples.size()));
}

}  // namespace
}  // namespace suture::operators
