#include "runtime/values/value.h"

#include <catch2/catch.hpp>
#include <vector>

namespace suture::values {
namespace {

Value Number(std::string_view text) { return Value::OfDecimal(*Decimal::Parse(text)); }
Value Q(std::string_view amount, std::string_view unit) {
  return Value::OfQuantity(*Decimal::Parse(amount), *Unit::Parse(unit));
}
Value Time(std::string_view text) { return Value::OfDateTime(*DateTime::Parse(text)); }
Value I(int64_t i) { return Value::OfInteger(i); }

struct Fixture {
  base::Arena arena;
  Value List(std::vector<Value> items) { return MakeList(arena, items); }
  Value Interval(const Value& a, const Value& b) { return MakeInterval(arena, a, true, b, true); }

  // One of everything, and what is close to it.
  std::vector<Value> Samples() {
    const std::string_view names[] = {"a", "b"};
    const Value one_two[] = {I(1), I(2)};
    const Value one_none[] = {I(1), Value::Null()};
    const Value codes[] = {Value::OfCode({"E11.9", 1}), Value::OfCode({"44054006", 2})};
    return {Value::Null(),
            Value::Unsettled(UnsettledCause::kBadUnit),
            Value::OfBool(false),
            Value::OfBool(true),
            Value::OfTruth(Truth::kUnsettled, UnsettledCause::kEmptyCell),
            I(-1),
            I(1),
            Number("1.0"),
            Number("1.3"),
            Number("1.30"),
            Q("1", "mg/dL"),
            Q("0.01", "g/L"),
            Q("1", "mmol/L"),
            Q("1.3", "1"),
            Time("2019"),
            Time("2019-03-01"),
            Time("2019-03-01T10:00:00Z"),
            Time("2019-03-01T11:00:00+01:00"),
            Time("2019-03-01T10:00:00"),
            Value::OfTime(*TimeOfDay::Parse("10:30")),
            Value::OfDuration({1, CalendarUnit::kYear}),
            Value::OfDuration({12, CalendarUnit::kMonth}),
            Value::OfText("abc"),
            Value::OfText("ABC"),
            Value::OfText(""),
            Value::OfChoice({1, 0, Choice::kUnordered}),
            Value::OfChoice({1, 1, 5}),
            Value::OfChoice({1, 2, 3}),
            codes[0],
            codes[1],
            Value::OfConcept(arena.CopyArray(absl::MakeConstSpan(codes))),
            List({}),
            List({I(1)}),
            List({I(1), Value::Null()}),
            Interval(I(1), I(2)),
            Interval(I(1), Value::Null()),
            MakeUncertain(arena, I(1), I(4)),
            MakeTuple(arena, names, one_two),
            MakeTuple(arena, names, one_none)};
  }
};

TEST_CASE("a value is small and flat") {
  CHECK(sizeof(Value) <= 40);
  CHECK(std::is_trivially_copyable_v<Value>);
}

TEST_CASE_METHOD(Fixture, "the total order is one, over all kinds") {
  const std::vector<Value> all = Samples();
  for (const Value& a : all) {
    CHECK((TotalOrder(a, a) == 0));
    for (const Value& b : all) {
      INFO(ToText(a) << " and " << ToText(b));
      CHECK((TotalOrder(a, b) < 0) == (TotalOrder(b, a) > 0));
      if (Identical(a, b)) CHECK((TotalOrder(a, b) == 0));
      for (const Value& c : all) {
        const bool chained = TotalOrder(a, b) <= 0 && TotalOrder(b, c) <= 0;
        INFO("and " << ToText(c));
        if (chained) CHECK((TotalOrder(a, c) <= 0));
      }
    }
  }
}

TEST_CASE_METHOD(Fixture, "equality is symmetric, and equivalence never says not known") {
  const std::vector<Value> all = Samples();
  for (const Value& a : all) {
    CHECK(Identical(a, a));
    CHECK(Equivalent(a, a));
    for (const Value& b : all) {
      INFO(ToText(a) << " and " << ToText(b));
      CHECK(Equal(a, b).truth == Equal(b, a).truth);
      CHECK(Equivalent(a, b) == Equivalent(b, a));
      if (Equal(a, b).truth == Truth::kTrue) CHECK(Equivalent(a, b));
      if (a.is_null() || b.is_null()) CHECK(!IsKnown(Equal(a, b).truth));
      // Order and equality agree wherever both are known.
      const Comparison order = Compare(a, b);
      if (order.ordering == Ordering::kEqual) CHECK(Equal(a, b).truth == Truth::kTrue);
      if (order.ordering == Ordering::kLess) CHECK(Compare(b, a).ordering == Ordering::kGreater);
    }
  }
}

TEST_CASE("numbers and quantities") {
  CHECK(Equal(I(1), Number("1.00")).truth == Truth::kTrue);
  CHECK(Equal(Q("1", "mg/dL"), Q("0.01", "g/L")).truth == Truth::kTrue);
  CHECK(Compare(Q("7", "mg/dL"), Q("7", "mmol/L")).Greater().truth == Truth::kUnsettled);
  CHECK(Compare(Q("7", "mg/dL"), Q("7", "mmol/L")).cause == UnsettledCause::kBadUnit);
  CHECK(Compare(Q("7", "mg/dL"), I(7)).cause == UnsettledCause::kMissingUnit);
  CHECK(Equal(Q("7", "1"), I(7)).truth == Truth::kTrue);
  CHECK(Compare(Q("38.5", "Cel"), Q("100.4", "[degF]")).Greater().truth == Truth::kTrue);
  // A third of a millimetre has no last digit, and is still equal to itself.
  CHECK(Equal(Q("1", "[Ch]"), Q("3", "[Ch]")).truth == Truth::kFalse);
  CHECK(Equal(Q("3", "[Ch]"), Q("1", "mm")).truth == Truth::kTrue);
  CHECK(Equal(Q("1", "mm"), Q("3", "[Ch]")).truth == Truth::kTrue);
  CHECK(Equal(I(1), Value::OfText("1")).truth == Truth::kFalse);
}

TEST_CASE("not known carries its cause") {
  const Value silent = Value::Null(), bad = Value::Unsettled(UnsettledCause::kBadUnit);
  CHECK(Equal(silent, I(1)).truth == Truth::kSilent);
  CHECK(Equal(bad, I(1)).truth == Truth::kUnsettled);
  CHECK(Equal(bad, I(1)).cause == UnsettledCause::kBadUnit);
  CHECK(Equal(silent, bad).cause == UnsettledCause::kBadUnit);
  CHECK(Compare(Time("2019"), Time("2019-06-01")).Less().cause == UnsettledCause::kImpreciseTime);
  CHECK(Compare(Time("2019-06-01T10:00:00"), Time("2019-06-01T10:00:00Z")).cause ==
        UnsettledCause::kUnknownOffset);
  CHECK(Value::OfTruth(Truth::kTrue, UnsettledCause::kBadUnit).cause() == UnsettledCause::kNone);
  CHECK(Value::OfTruth(Truth::kUnsettled).cause() == UnsettledCause::kUnstated);
  CHECK(Compare(Value::OfChoice({1, 4, 0}), Value::OfChoice({1, 6})).cause ==
        UnsettledCause::kUnorderedChoice);
}

TEST_CASE("choices compare by their declared order") {
  const Value low = Value::OfChoice({1, 4, 0}), high = Value::OfChoice({1, 2, 3});
  const Value unknown = Value::OfChoice({1, 6, Choice::kUnordered});
  CHECK(Compare(low, high).Less().truth == Truth::kTrue);
  CHECK(Compare(unknown, high).Less().truth == Truth::kUnsettled);
  CHECK(Equal(unknown, high).truth == Truth::kFalse);
  CHECK(Equal(unknown, unknown).truth == Truth::kTrue);
  CHECK(Equal(low, Value::OfChoice({2, 4, 0})).truth == Truth::kFalse);
}

TEST_CASE_METHOD(Fixture, "ranges of possible numbers decide only what all of them decide") {
  const Value range = MakeUncertain(arena, I(16), I(44));
  CHECK(Compare(range, I(15)).Greater().truth == Truth::kTrue);
  CHECK(Compare(range, I(16)).GreaterOrEqual().truth == Truth::kTrue);
  CHECK(Compare(range, I(16)).Greater().truth == Truth::kUnsettled);
  CHECK(Compare(range, I(16)).Less().truth == Truth::kFalse);
  CHECK(Compare(range, I(44)).LessOrEqual().truth == Truth::kTrue);
  CHECK(Compare(range, I(44)).Greater().truth == Truth::kFalse);
  CHECK(Compare(range, I(45)).Equal().truth == Truth::kFalse);
  CHECK(Compare(range, I(20)).Equal().truth == Truth::kUnsettled);
  CHECK(MakeUncertain(arena, I(3), I(3)).kind() == Kind::kInteger);
}

TEST_CASE_METHOD(Fixture, "parts decide for lists, intervals and rows") {
  CHECK(Equal(List({I(1), Value::Null()}), List({I(2), Value::Null()})).truth == Truth::kFalse);
  CHECK(Equal(List({I(1), Value::Null()}), List({I(1), Value::Null()})).truth == Truth::kSilent);
  CHECK(Equal(List({I(1)}), List({I(1), I(2)})).truth == Truth::kFalse);
  CHECK(Equivalent(List({I(1), Value::Null()}), List({I(1), Value::Null()})));
  CHECK(Equal(Interval(I(1), I(2)), Interval(I(1), Number("2.0"))).truth == Truth::kTrue);
  const Value tuple = Samples().back();
  CHECK(Equal(tuple, tuple).truth == Truth::kTrue);
  CHECK(FindElement(tuple.tuple(), "a")->integer() == 1);
  CHECK(FindElement(tuple.tuple(), "c") == nullptr);
  CHECK(Equivalent(Value::OfText("Left  Main"), Value::OfText("leftmain")));
  CHECK(Equivalent(Number("1.31"), Number("1.3")));
  CHECK_FALSE(Equivalent(Number("1.36"), Number("1.3")));
}

TEST_CASE_METHOD(Fixture, "text of values") {
  CHECK(ToText(Number("1.30")) == "1.30");
  CHECK(ToText(Q("6.5", "%")) == "6.5 %");
  CHECK(ToText(Time("2019-03")) == "2019-03");
  CHECK(ToText(MakeInterval(arena, I(1), true, I(5), false)) == "[1, 5)");
  CHECK(ToText(List({I(1), Value::OfText("x")})) == "{1, \"x\"}");
  CHECK(ToText(Value::OfDuration({3, CalendarUnit::kMonth})) == "3 months");
  CHECK(ToText(Value::Unsettled(UnsettledCause::kBadUnit)) == "unsettled(bad_unit)");
  CHECK(ToText(MakeUncertain(arena, I(1), I(4))) == "1 to 4");
}

}  // namespace
}  // namespace suture::values
