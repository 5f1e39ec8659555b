// Temperatures are points on a scale: what their sums, differences and means are, by the operators
// that a run calls.
#include <catch2/catch.hpp>

#include "runtime/operators/table.h"

namespace suture::operators {
namespace {

using values::Value;

struct TemperatureFixture {
  base::Arena arena;
  Context context{&arena};

  static Value Q(const char* amount, const char* unit) {
    return Value::OfQuantity(*values::Decimal::Parse(amount), *values::Unit::Parse(unit));
  }
  std::string Give(std::string_view op, const Value& a, const Value& b) {
    const Value arguments[] = {a, b};
    return TextOf(Apply(*FindOperator(op), arguments, context));
  }
  std::string GiveOf(std::string_view op, std::vector<Value> items) {
    const Value list[] = {values::MakeList(arena, items)};
    return TextOf(Apply(*FindOperator(op), list, context));
  }
  static std::string TextOf(const Value& value) {
    return value.is_null() ? std::string(values::Name(value.cause())) : values::ToText(value);
  }
};

TEST_CASE_METHOD(TemperatureFixture, "two temperatures lie a difference apart") {
  CHECK(Give("subtract", Q("38.5", "Cel"), Q("37", "Cel")) == "1.5 Cel{difference}");
  CHECK(Give("subtract", Q("38", "Cel"), Q("98.6", "[degF]")) == "1 Cel{difference}");
  CHECK(Give("subtract", Q("98.6", "[degF]"), Q("36", "Cel")) == "1.8 [degF]{difference}");
  CHECK(Give("subtract", Q("300", "K"), Q("299", "K")) == "1 K{difference}");
  CHECK(Give("greater_or_equal", Q("0.1", "Cel{difference}"), Q("1", "K")) == "unsettled");
}

TEST_CASE_METHOD(TemperatureFixture, "a difference moves a temperature") {
  CHECK(Give("add", Q("37", "Cel"), Q("1.8", "[degF]{difference}")) == "38 Cel");
  CHECK(Give("add", Q("1", "K{difference}"), Q("98.6", "[degF]")) == "100.4 [degF]");
  CHECK(Give("subtract", Q("37", "Cel"), Q("2", "K{difference}")) == "35 Cel");
  CHECK(Give("add", Q("1", "K{difference}"), Q("0.9", "[degF]{difference}")) ==
        "1.5 K{difference}");
}

TEST_CASE_METHOD(TemperatureFixture, "what hangs on where the scale begins has no answer") {
  CHECK(Give("add", Q("37", "Cel"), Q("1", "Cel")) == "bad_unit");
  CHECK(Give("subtract", Q("1", "K{difference}"), Q("37", "Cel")) == "bad_unit");
  CHECK(Give("divide", Q("37", "Cel"), Value::OfInteger(2)) == "bad_unit");
  CHECK(Give("modulo", Q("37", "Cel"), Q("1", "Cel")) == "bad_unit");
  CHECK(Give("truncated_divide", Q("37", "Cel"), Q("10", "Cel")) == "bad_unit");
  CHECK(GiveOf("sum", {Q("37", "Cel"), Q("38", "Cel")}) == "bad_unit");
}

TEST_CASE_METHOD(TemperatureFixture, "temperatures have a mean and a spread") {
  CHECK(GiveOf("mean", {Q("37", "Cel"), Q("38", "Cel"), Q("102.2", "[degF]")}) == "38 Cel");
  CHECK(GiveOf("median", {Q("37", "Cel"), Q("38", "Cel")}) == "37.5 Cel");
  CHECK(GiveOf("standard_deviation", {Q("36", "Cel"), Q("38", "Cel"), Q("37", "Cel")}) ==
        "1 Cel{difference}");
}

}  // namespace
}  // namespace suture::operators
