#include "runtime/values/truth.h"

#include <array>
#include <catch2/catch.hpp>
#include <vector>

namespace suture::values {
namespace {

constexpr std::array<Truth, 4> kAll = {Truth::kFalse, Truth::kTrue, Truth::kSilent,
                                       Truth::kUnsettled};

TEST_CASE("the tables, written out") {
  // Rows: false, true, silent, unsettled; columns the same.
  constexpr char kAnd[] =
      "FFFF"
      "FTSU"
      "FSSU"
      "FUUU";
  constexpr char kOr[] =
      "FTSU"
      "TTTT"
      "STSU"
      "UTUU";
  constexpr char kXor[] =
      "FTSU"
      "TFSU"
      "SSSU"
      "UUUU";
  constexpr char kImplies[] =
      "TTTT"
      "FTSU"
      "STSU"
      "UTUU";
  constexpr char kUnless[] =
      "FFFF"
      "TFTU"
      "SFSU"
      "UFUU";
  const auto letter = [](Truth t) { return "FTSU"[static_cast<int>(t)]; };
  int at = 0;
  for (Truth a : kAll) {
    for (Truth b : kAll) {
      INFO(Name(a) << ", " << Name(b));
      CHECK(letter(And(a, b)) == kAnd[at]);
      CHECK(letter(Or(a, b)) == kOr[at]);
      CHECK(letter(Xor(a, b)) == kXor[at]);
      CHECK(letter(Implies(a, b)) == kImplies[at]);
      CHECK(letter(Unless(a, b)) == kUnless[at]);
      ++at;
    }
  }
}

TEST_CASE("laws") {
  for (Truth a : kAll) {
    CHECK(Not(Not(a)) == a);
    for (Truth b : kAll) {
      CHECK(And(a, b) == And(b, a));
      CHECK(Or(a, b) == Or(b, a));
      CHECK(Not(And(a, b)) == Or(Not(a), Not(b)));
      for (Truth c : kAll) {
        CHECK(And(a, And(b, c)) == And(And(a, b), c));
        CHECK(Or(a, Or(b, c)) == Or(Or(a, b), c));
        CHECK(AtLeast(1, {a, b, c}) == Or(a, Or(b, c)));
        CHECK(AtLeast(3, {a, b, c}) == And(a, And(b, c)));
      }
    }
  }
  CHECK(AtLeast(0, {}) == Truth::kTrue);
  CHECK(AtLeast(1, {}) == Truth::kFalse);
}

// A known answer may not depend on what is not known: whatever truth each of those turns out to
// have.
TEST_CASE("a known count survives every way of settling what is not known") {
  for (Truth a : kAll) {
    for (Truth b : kAll) {
      for (Truth c : kAll) {
        for (int64_t needed = 0; needed <= 4; ++needed) {
          const Truth answer = AtLeast(needed, {a, b, c});
          bool any_true = false, any_false = false;
          for (int world = 0; world < 8; ++world) {
            int64_t holding = 0;
            bool fits = true;
            int bit = 0;
            for (Truth t : {a, b, c}) {
              const bool holds = (world >> bit++) & 1;
              fits &= !IsKnown(t) || (t == Truth::kTrue) == holds;
              holding += holds;
            }
            if (fits) (holding >= needed ? any_true : any_false) = true;
          }
          CHECK(IsKnown(answer) == !(any_true && any_false));
          if (IsKnown(answer)) CHECK((answer == Truth::kTrue) == any_true);
        }
      }
    }
  }
}

}  // namespace
}  // namespace suture::values
