// Allen's relations, checked against their definition over every pair of small intervals.
#include <catch2/catch.hpp>

#include "runtime/operators/table.h"

namespace suture::operators {
namespace {

using values::Truth;
using values::Value;

struct IntervalFixture {
  base::Arena arena;
  Context context{&arena};

  Value Interval(int64_t low, int64_t high) {
    return values::MakeInterval(arena, Value::OfInteger(low), true, Value::OfInteger(high), true);
  }
  Truth Holds(std::string_view op, const Value& a, const Value& b) {
    const Value arguments[] = {a, b};
    return Apply(*FindOperator(op), arguments, context).truth();
  }
  Value Give(std::string_view op, const Value& a, const Value& b) {
    const Value arguments[] = {a, b};
    return Apply(*FindOperator(op), arguments, context);
  }
};

constexpr int64_t kEnd = 7;

TEST_CASE_METHOD(IntervalFixture,
                 "exactly one of the thirteen relations holds for any two intervals") {
  for (int64_t a = 0; a < kEnd; ++a) {
    for (int64_t b = a; b < kEnd; ++b) {
      for (int64_t c = 0; c < kEnd; ++c) {
        for (int64_t d = c; d < kEnd; ++d) {
          const Value x = Interval(a, b), y = Interval(c, d);
          const auto is = [&](std::string_view op, const Value& p, const Value& q) {
            return Holds(op, p, q) == Truth::kTrue;
          };
          const bool same = is("same_as", x, y);
          const auto strictly = [&](std::string_view op, const Value& p, const Value& q) {
            return is(op, p, q) && !same;
          };
          const bool starts = strictly("starts", x, y), started = strictly("starts", y, x);
          const bool ends = strictly("ends", x, y), ended = strictly("ends", y, x);
          const bool meets = is("meets_before", x, y), met = is("meets_after", x, y);
          const bool before = is("before", x, y) && !meets, after = is("after", x, y) && !met;
          const bool within = is("proper_included_in", x, y) && !starts && !ends;
          const bool around = is("proper_includes", x, y) && !started && !ended;
          const bool over_before = is("overlaps_before", x, y) && !around && !ended && !started;
          const bool over_after = is("overlaps_after", x, y) && !around && !ended && !started;
          const int holding = same + starts + started + ends + ended + meets + met + before +
                              after + within + around + over_before + over_after;
          INFO("[" << a << ", " << b << "] and [" << c << ", " << d << "]");
          CHECK(holding == 1);
        }
      }
    }
  }
}

TEST_CASE_METHOD(IntervalFixture, "relations and sets agree with their points") {
  const auto in = [](int64_t low, int64_t high, int64_t p) { return low <= p && p <= high; };
  for (int64_t a = 0; a < kEnd; ++a) {
    for (int64_t b = a; b < kEnd; ++b) {
      for (int64_t c = 0; c < kEnd; ++c) {
        for (int64_t d = c; d < kEnd; ++d) {
          const Value x = Interval(a, b), y = Interval(c, d);
          bool common = false, all = true;
          for (int64_t p = 0; p < kEnd; ++p) {
            common |= in(a, b, p) && in(c, d, p);
            if (in(c, d, p)) all &= in(a, b, p);
          }
          CHECK(Holds("overlaps", x, y) == values::ToTruth(common));
          CHECK(Holds("includes", x, y) == values::ToTruth(all));
          CHECK(Holds("included_in", y, x) == values::ToTruth(all));
          const Value shared = Give("intersect", x, y);
          CHECK(shared.is_null() == !common);
          const Value joined = Give("union", x, y), rest = Give("except", x, y);
          for (int64_t p = 0; p < kEnd; ++p) {
            const Value point = Value::OfInteger(p);
            if (!shared.is_null()) {
              CHECK(Holds("contains", shared, point) ==
                    values::ToTruth(in(a, b, p) && in(c, d, p)));
            }
            if (!joined.is_null()) {
              CHECK(Holds("contains", joined, point) ==
                    values::ToTruth(in(a, b, p) || in(c, d, p)));
            }
            if (!rest.is_null()) {
              CHECK(Holds("contains", rest, point) == values::ToTruth(in(a, b, p) && !in(c, d, p)));
            }
          }
        }
      }
    }
  }
}

// An end that nobody wrote can be anything: a relation with it is known exactly when every end that
// it could have agrees.
TEST_CASE_METHOD(IntervalFixture, "an unknown end decides only what every possible end decides") {
  for (std::string_view op : {"before", "after", "overlaps", "includes", "included_in", "starts",
                              "ends", "overlaps_before", "overlaps_after", "meets_before"}) {
    for (int64_t a = 0; a < kEnd; ++a) {
      const Value open =
          values::MakeInterval(arena, Value::OfInteger(a), true, Value::Null(), false);
      for (int64_t c = 0; c < kEnd; ++c) {
        for (int64_t d = c; d < kEnd; ++d) {
          const Value y = Interval(c, d);
          bool any_true = false, any_false = false;
          for (int64_t b = a; b < 3 * kEnd; ++b) {
            (Holds(op, Interval(a, b), y) == Truth::kTrue ? any_true : any_false) = true;
          }
          const Truth known = Holds(op, open, y);
          INFO(op << " [" << a << ", ?) and [" << c << ", " << d << "]");
          if (known == Truth::kTrue) CHECK(!any_false);
          if (known == Truth::kFalse) CHECK(!any_true);
          // Judged end by end, "not known" may also stand where only their combination decides.
          if (any_true && any_false) CHECK(known == Truth::kUnsettled);
        }
      }
    }
  }
}

TEST_CASE_METHOD(IntervalFixture,
                 "collapse keeps every point and leaves gaps between what it gives") {
  uint64_t seed = 20240301;
  const auto next = [&](int64_t below) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<int64_t>((seed >> 33) % static_cast<uint64_t>(below));
  };
  for (int round = 0; round < 500; ++round) {
    std::vector<Value> intervals;
    bool held[40] = {};
    for (int64_t i = next(6); i >= 0; --i) {
      const int64_t low = next(30), high = low + next(8);
      intervals.push_back(Interval(low, high));
      for (int64_t p = low; p <= high; ++p) held[p] = true;
    }
    const Value list = values::MakeList(arena, intervals);
    const Value collapsed =
        Apply(*FindOperator("collapse"), absl::MakeConstSpan(&list, 1), context);
    REQUIRE(collapsed.kind() == values::Kind::kList);
    bool covered[40] = {};
    int64_t last = -2;
    for (const Value& piece : collapsed.items()) {
      const int64_t low = piece.interval().low.integer(), high = piece.interval().high.integer();
      CHECK(low > last + 1);
      last = high;
      for (int64_t p = low; p <= high; ++p) covered[p] = true;
    }
    for (int p = 0; p < 40; ++p) CHECK(held[p] == covered[p]);
  }
}

}  // namespace
}  // namespace suture::operators
