#include "runtime/values/decimal.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace suture::values {
namespace {

Decimal D(std::string_view text) {
  const auto value = Decimal::Parse(text);
  INFO(text);
  REQUIRE(value.has_value());
  return *value;
}

std::string Text(const std::optional<Decimal>& value) { return value ? value->ToString() : "none"; }

// A fixed stream of numbers, so that a failure can be repeated.
class Random {
 public:
  uint64_t Next() {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return state_ >> 20;
  }
  Decimal Number() {
    int64_t coefficient = static_cast<int64_t>(Next() % 2000000001) - 1000000000;
    if (Next() % 4 == 0) coefficient %= 100;
    return *Decimal::Make(coefficient, static_cast<int>(Next() % 9));
  }

 private:
  uint64_t state_ = 42;
};

TEST_CASE("a decimal keeps what was written") {
  for (std::string_view text :
       {"0", "1.30", "-0.50", "100", "0.000000001", "2.00", "-12.5",
        "99999999999999999999999999999999999999", "9999999999.9999999999999999999999999999"}) {
    CHECK(D(text).ToString() == text);
  }
  CHECK(D("1.30") == D("1.3"));
  CHECK_FALSE(D("1.30").Identical(D("1.3")));
  CHECK(D("+5").ToString() == "5");
  CHECK(D("007.10").ToString() == "7.10");
  CHECK(D("-0").ToString() == "0");
  CHECK(D("-0.5").ToString() == "-0.5");
}

TEST_CASE("exponents, as FHIR JSON writes them") {
  CHECK(D("1.5e-3").ToString() == "0.0015");
  CHECK(D("1.50e1").ToString() == "15.0");
  CHECK(D("2E3").ToString() == "2000");
  CHECK(D("0e99").ToString() == "0");
  CHECK(D("1e37").ToString() == "1" + std::string(37, '0'));
  CHECK(D("12e-28").ToString() == "0.0000000000000000000000000012");
}

TEST_CASE("what is no decimal, or needs more digits than are held, is refused") {
  for (std::string_view text : {"",
                                "-",
                                "+",
                                ".",
                                "1.",
                                ".5",
                                "1..2",
                                "1.2.3",
                                "1e",
                                "e5",
                                "1e+",
                                "1,5",
                                " 1",
                                "1 ",
                                "0x1",
                                "nan",
                                "inf",
                                "1e39",
                                "1e-29",
                                "123456789012345678901234567890123456789",
                                "--1",
                                "1e12345",
                                "0.00000000000000000000000000001"}) {
    INFO(text);
    CHECK_FALSE(Decimal::Parse(text).has_value());
  }
  CHECK_FALSE(Decimal::Parse(std::string(500, '1')).has_value());
}

TEST_CASE("arithmetic is exact") {
  CHECK(Text(Decimal::Add(D("0.1"), D("0.2"))) == "0.3");
  CHECK(Text(Decimal::Add(D("1.30"), D("2"))) == "3.30");
  CHECK(Text(Decimal::Subtract(D("1.0"), D("1"))) == "0.0");
  CHECK(Text(Decimal::Multiply(D("1.5"), D("1.50"))) == "2.250");
  CHECK(Text(Decimal::Multiply(D("99999999999999999999"), D("99999999999999999999"))) == "none");
  // The digits of two powers are more than can be held; those of two measured values never are.
  const Decimal power = D("1.09861228866811"), root = D("0.736806299728077");
  CHECK(Text(Decimal::Multiply(power, root)) == "none");
  const auto product = Decimal::MultiplyRounded(power, root);
  REQUIRE(product);
  CHECK(Text(Decimal::MultiplyRounded(*product, D("0.007184"))->Round(12)) == "0.005815192647");
  CHECK(Text(Decimal::MultiplyRounded(D("1.5"), D("1.50"))) == "2.250");
  CHECK(Text(Decimal::MultiplyRounded(D("99999999999999999999"), D("99999999999999999999"))) ==
        "none");
  CHECK(Text(Decimal::MultiplyRounded(D("0.00000000000000000001"), D("0.00000000000000000001"))) ==
        "none");
  CHECK(Text(Decimal::Add(D("99999999999999999999999999999999999999"), D("1"))) == "none");
}

TEST_CASE("division rounds half up, towards plus infinity, at eight digits") {
  CHECK(Text(Decimal::Divide(D("10"), D("4"))) == "2.5");
  CHECK(Text(Decimal::Divide(D("1"), D("3"))) == "0.33333333");
  CHECK(Text(Decimal::Divide(D("2"), D("3"))) == "0.66666667");
  CHECK(Text(Decimal::Divide(D("-2"), D("3"))) == "-0.66666667");
  CHECK(Text(Decimal::Divide(D("1"), D("0"))) == "none");
  CHECK(Text(Decimal::Divide(D("-1"), D("8"), 2)) == "-0.12");
  CHECK(Text(Decimal::Divide(D("1"), D("8"), 2)) == "0.13");
  CHECK(Text(Decimal::DivideWhole(D("-10.1"), D("3.1"))) == "-3");
  CHECK(Text(Decimal::Remainder(D("10.5"), D("3"))) == "1.5");
  CHECK(Text(Decimal::Remainder(D("-7"), D("2"))) == "-1");
}

TEST_CASE("rounding") {
  struct Row {
    const char *value, *half_up, *truncated, *down, *up;
  };
  for (const Row& row : std::vector<Row>{{"0.5", "1", "0", "0", "1"},
                                         {"-0.5", "0", "0", "-1", "0"},
                                         {"1.5", "2", "1", "1", "2"},
                                         {"-1.5", "-1", "-1", "-2", "-1"},
                                         {"-1.6", "-2", "-1", "-2", "-1"},
                                         {"2.4999", "2", "2", "2", "3"},
                                         {"7", "7", "7", "7", "7"}}) {
    INFO(row.value);
    CHECK(D(row.value).Round().ToString() == row.half_up);
    CHECK(D(row.value).Truncate().ToString() == row.truncated);
    CHECK(D(row.value).Floor().ToString() == row.down);
    CHECK(D(row.value).Ceiling().ToString() == row.up);
  }
  CHECK(D("3.145").Round(2).ToString() == "3.15");
  CHECK(D("1.299").Truncate(2).ToString() == "1.29");
  CHECK(D("1.3").Round(5).ToString() == "1.3");
}

TEST_CASE("doubles enter and leave only by name") {
  CHECK(Text(Decimal::FromDouble(0.1, 8)) == "0.1");
  CHECK(Text(Decimal::FromDouble(2.718281828459045, 8)) == "2.71828183");
  CHECK(Text(Decimal::FromDouble(1e20, 8)) == "100000000000000000000");
  CHECK(Text(Decimal::FromDouble(1e-20, 8)) == "0");
  CHECK(Text(Decimal::FromDouble(-123456.789, 2)) == "-123456.79");
  CHECK(Text(Decimal::FromDouble(NAN)) == "none");
  CHECK(Text(Decimal::FromDouble(INFINITY)) == "none");
  CHECK(D("0.1").ToDouble() == 0.1);
  CHECK(D("-12.75").ToDouble() == -12.75);
}

TEST_CASE("whole numbers") {
  CHECK(D("12.00").ToInteger() == 12);
  CHECK_FALSE(D("12.01").ToInteger().has_value());
  CHECK(D("-9223372036854775808").ToInteger() == INT64_MIN);
  CHECK_FALSE(D("9223372036854775808").ToInteger().has_value());
}

TEST_CASE("random decimals: text round trips, order is total, arithmetic agrees with itself") {
  Random random;
  for (int i = 0; i < 20000; ++i) {
    const Decimal a = random.Number(), b = random.Number(), c = random.Number();
    CHECK(D(a.ToString()).Identical(a));
    CHECK((a < b) + (a == b) + (b < a) == 1);
    if (a <= b && b <= c) CHECK(a <= c);
    const Decimal sum = *Decimal::Add(a, b);
    CHECK(*Decimal::Subtract(sum, b) == a);
    CHECK(sum == *Decimal::Add(b, a));
    const auto product = Decimal::Multiply(a, b);
    REQUIRE(product.has_value());
    if (!b.is_zero()) {
      const Decimal whole = *Decimal::DivideWhole(a, b), rest = *Decimal::Remainder(a, b);
      CHECK(*Decimal::Add(*Decimal::Multiply(whole, b), rest) == a);
      CHECK(rest.Absolute() < b.Absolute());
      CHECK(*Decimal::Divide(*product, b, 28) == a);
    }
    // The rounded value is the nearest of its scale.
    const Decimal error = *Decimal::Subtract(a, a.Round(2));
    CHECK(error.Absolute() <= D("0.005"));
    CHECK(a.Floor() <= a);
    CHECK(a <= a.Ceiling());
  }
}

}  // namespace
}  // namespace suture::values
