#include "runtime/values/unit.h"

#include <catch2/catch.hpp>
#include <set>
#include <thread>
#include <vector>

#include "runtime/values/ucum_table.h"
#include "tests/runtime/values/unit_rows.h"

namespace suture::values {
namespace {

const Unit* U(std::string_view text) {
  const auto unit = Unit::Parse(text);
  INFO(text << ": " << unit.status().ToString());
  REQUIRE(unit.ok());
  return *unit;
}

std::string Convert(std::string_view value, std::string_view from, std::string_view to) {
  const auto result = ConvertExact(*Decimal::Parse(value), U(from), U(to));
  return result.ok() ? result->ToString() : "none";
}

TEST_CASE("a table of units, each with its size") {
  std::set<std::string_view> different;
  for (const Row& row : kRows) {
    INFO(row.from << " in " << row.to);
    different.insert(row.from);
    const Unit *from = U(row.from), *to = U(row.to);
    CHECK(Commensurable(from, to));
    const auto result = ConvertExact(Decimal::FromInteger(1), from, to);
    REQUIRE(result.ok());
    if (std::string_view(row.one) == "none") {
      // The quotient never ends: what comes back is right to the last digit kept.
      const auto back = ConvertExact(*result, to, from);
      REQUIRE(back.ok());
      CHECK(back->Round(12) == Decimal::FromInteger(1));
    } else if (from->factor().pi == to->factor().pi) {
      CHECK(result->ToString() == row.one);
    } else {
      CHECK(std::abs(result->ToDouble() / Decimal::Parse(row.one)->ToDouble() - 1) < 1e-14);
    }
  }
  CHECK(different.size() >= 250);
}

TEST_CASE("a share of amounts is no percentage") {
  CHECK(Commensurable(U("mmol/mol"), U("%")));
  CHECK_FALSE(SameKindOfShare(U("mmol/mol"), U("%")));
  CHECK(SameKindOfShare(U("mmol/mol"), U("umol/mol")));
  CHECK(SameKindOfShare(U("mmol/L"), U("mg/dL")));
  CHECK(SameKindOfShare(U("mL/min/{1.73_m2}"), U("%")));
}

TEST_CASE("every atom of UCUM, and every prefix on every metric atom, parses") {
  int count = 0;
  for (const UcumAtom& atom : UcumAtoms()) {
    INFO(atom.code);
    CHECK(Unit::Parse(atom.code).ok());
    ++count;
    if (!atom.metric || atom.kind == UcumKind::kAffine) continue;
    for (const UcumPrefix& prefix : UcumPrefixes()) {
      const std::string text = std::string(prefix.code) + std::string(atom.code);
      INFO(text);
      CHECK(Unit::Parse(text).ok());
      ++count;
    }
  }
  CHECK(count > 2000);
  CHECK(UcumPrefixes().size() == 24);
}

TEST_CASE("every chart spelling stands for a unit") {
  for (const UnitAlias& alias : ClinicalUnitAliases()) {
    INFO(alias.spelling);
    const auto unit = Unit::ParseClinicalUnit(alias.spelling);
    REQUIRE(unit.ok());
    CHECK((*unit)->text() == alias.ucum);
  }
  CHECK((*Unit::ParseClinicalUnit(" mmHg "))->text() == "mm[Hg]");
  CHECK((*Unit::ParseClinicalUnit("mL/min/1.73m2"))->text() == "mL/min/{1.73_m2}");
  CHECK_FALSE(Unit::ParseClinicalUnit("furlongs per fortnight").ok());
}

TEST_CASE("units that say different things do not compare") {
  const std::pair<const char*, const char*> kPairs[] = {{"mg/dL", "mmol/L"},
                                                        {"mmol/L", "meq/L"},
                                                        {"mosm/kg", "mmol/kg"},
                                                        {"mol", "1"},
                                                        {"eq", "mol"},
                                                        {"osm", "mol"},
                                                        {"g", "mol"},
                                                        {"kg", "[lbf_av]"},
                                                        {"kg", "m"},
                                                        {"s", "m"},
                                                        {"Cel", "m"},
                                                        {"%", "mg/dL"},
                                                        {"U/L", "[IU]/L"},
                                                        {"U", "[arb'U]"},
                                                        {"[IU]", "[arb'U]"},
                                                        {"[IU]", "1"},
                                                        {"[IU]/mL", "/mL"},
                                                        {"[CFU]/mL", "/mL"},
                                                        {"[CFU]", "[PFU]"},
                                                        {"[GPL'U]", "[MPL'U]"},
                                                        {"mL/min/{1.73_m2}", "mL/min"},
                                                        {"mL/min/{1.73_m2}", "mL/min/m2"},
                                                        {"mL/min/{1.73_m2}", "mL/min/{1.5_m2}"},
                                                        {"/[HPF]", "/uL"},
                                                        {"[HPF]", "1"},
                                                        {"[pH]", "1"},
                                                        {"[pH]", "mol/L"},
                                                        {"dB", "1"},
                                                        {"dB", "Np"},
                                                        {"mm[Hg]", "mm"},
                                                        {"L", "kg"},
                                                        {"L/min", "L"},
                                                        {"J", "W"},
                                                        {"rad", "1"},
                                                        {"deg", "1"},
                                                        {"[hnsf'U]", "1"},
                                                        {"[IU]2", "[IU]"},
                                                        {"/[IU]", "[IU]"},
                                                        {"mg/kg", "mg"},
                                                        {"m2", "m"},
                                                        {"Hz", "s"},
                                                        {"cd", "lm"},
                                                        {"C", "A"},
                                                        {"mg/{1.73_m2}", "mg"}};
  for (const auto& [left, right] : kPairs) {
    INFO(left << " and " << right);
    CHECK_FALSE(Commensurable(U(left), U(right)));
    CHECK(Convert("1", left, right) == "none");
    CHECK(Convert("1", right, left) == "none");
  }
}

TEST_CASE("what is no unit is refused, with a sentence") {
  for (std::string_view text : {"mg/",      "/",       "mg//dL",
                                ".mg",      "mg.",     "foo",
                                "MGD",      "mg dL",   "(mg",
                                "mg)",      "()",      "[IU",
                                "IU]",      "{cells",  "cells}",
                                "{a{b}}",   "m0",      "m-",
                                "m+",       "m99",     "10**3",
                                "0",        "0.mg",    "1.5.mg/0",
                                "kkg",      "mmin",    "m%",
                                "Cel2",     "Cel/min", "mCel",
                                "[degF].m", "mm Hg",   "µg",
                                "°C",       "mg/dL ",  " mg",
                                "mol-",     "[pH]2",   "9999999999999999",
                                "m31"}) {
    INFO(text);
    const auto unit = Unit::Parse(text);
    REQUIRE_FALSE(unit.ok());
    CHECK(unit.status().message().find("is not a UCUM unit: ") != std::string::npos);
  }
  CHECK_FALSE(Unit::Parse(std::string(200, 'm')).ok());
  CHECK_FALSE(Unit::Parse(std::string(40, '(') + "m" + std::string(40, ')')).ok());
}

TEST_CASE("conversion is exact where the factor is") {
  CHECK(Convert("5.6", "mmol/L", "umol/L") == "5600");
  CHECK(Convert("5600", "umol/L", "mmol/L") == "5.6");
  CHECK(Convert("1.30", "mg/dL", "mg/dL") == "1.30");
  CHECK(Convert("1.30", "L", "dm3") == "1.30");
  CHECK(Convert("1.30", "mg/dL", "g/L") == "0.013");
  CHECK(Convert("0", "mg/dL", "g/L") == "0");
  CHECK(Convert("-2.5", "mmol/L", "umol/L") == "-2500");
  CHECK(Convert("70", "kg", "[lb_av]") == "154.32358352941430651");
  CHECK(Convert("99999999999999999999999999999999999999", "kg", "g") == "none");
}

TEST_CASE("temperatures have their offset") {
  CHECK(Convert("98.6", "[degF]", "Cel") == "37");
  CHECK(Convert("37", "Cel", "[degF]") == "98.6");
  CHECK(Convert("-40", "Cel", "[degF]") == "-40");
  CHECK(Convert("0", "Cel", "K") == "273.15");
  CHECK(Convert("0", "K", "Cel") == "-273.15");
  CHECK(Convert("80", "[degRe]", "Cel") == "100");
  CHECK(Convert("100.4", "[degF]", "Cel") == "38");
  CHECK(Convert("38.3", "Cel", "[degF]") == "100.94");
}

TEST_CASE("what lies between two temperatures has a unit of its own, without an offset") {
  CHECK(Convert("1", "Cel{difference}", "K{difference}") == "1");
  CHECK(Convert("1.8", "[degF]{difference}", "Cel{difference}") == "1");
  CHECK(Convert("1", "Cel{difference}", "[degF]{difference}") == "1.8");
  CHECK(Convert("1", "Cel{difference}", "K") == "none");
  CHECK(Convert("1", "Cel", "Cel{difference}") == "none");
  CHECK((*DifferenceUnit(U("[degF]")))->text() == "[degF]{difference}");
  CHECK(*DifferenceUnit(U("K{difference}")) == U("K{difference}"));
  CHECK_FALSE(DifferenceUnit(U("mg")).ok());
  for (const char* point : {"K", "mK", "Cel", "[degF]", "[degRe]", "[degR]", "10.K", "K{core}"}) {
    INFO(point);
    CHECK((U(point)->IsTemperature() && !U(point)->IsDifference()));
  }
  for (const char* difference :
       {"K{difference}", "mK{difference}", "(Cel{difference})", "K/h.h", "K.m/m"}) {
    INFO(difference);
    CHECK((!U(difference)->IsTemperature() && U(difference)->IsDifference()));
  }
  for (const char* neither : {"K/h", "K2", "mg{difference}", "J/K", "[pH]"}) {
    INFO(neither);
    CHECK((!U(neither)->IsTemperature() && !U(neither)->IsDifference()));
  }
  CHECK(SameSize(*DivideUnits(U("Cel{difference}"), U("h")), U("K/h")));
  CHECK(SameSize(*MultiplyUnits(U("K/h"), U("h")), U("K{difference}")));
}

TEST_CASE("what goes there and back comes back, for every pair whose factor ends") {
  const std::vector<std::vector<const char*>> kinds = {
      {"mg/dL", "g/L", "ug/mL", "kg/m3", "ng/uL"}, {"mmol/L", "umol/L", "mol/m3", "nmol/mL"},
      {"kg", "g", "[lb_av]", "[oz_av]", "[gr]"},   {"cm", "[in_i]", "[ft_i]", "m"},
      {"10*3/uL", "10*9/L", "/uL", "/L"},          {"mm[Hg]", "kPa", "cm[H2O]", "mbar"}};
  uint64_t state = 7;
  for (const auto& units : kinds) {
    for (const char* from : units) {
      for (const char* to : units) {
        for (int i = 0; i < 50; ++i) {
          state = state * 6364136223846793005ull + 1442695040888963407ull;
          const Decimal value = *Decimal::Make(static_cast<int64_t>(state >> 44), 3);
          const auto there = ConvertExact(value, U(from), U(to));
          REQUIRE(there.ok());
          const auto back = ConvertExact(*there, U(to), U(from));
          REQUIRE(back.ok());
          INFO(value.ToString() << " " << from << " = " << there->ToString() << " " << to);
          CHECK(back->Round(12) == value);
        }
      }
    }
  }
}

TEST_CASE("mass and substance by the molar mass, substance and equivalents by the valence") {
  const auto molar = [](std::string_view value, std::string_view from, std::string_view to,
                        std::string_view mass) {
    const auto result = ConvertMolar(*Decimal::Parse(value), U(from), U(to), *Decimal::Parse(mass));
    return result.ok() ? result->ToString() : "none";
  };
  CHECK(molar("1.1312", "mg/dL", "umol/L", "113.12") == "100");
  CHECK(molar("100", "umol/L", "mg/dL", "113.12") == "1.1312");
  CHECK(molar("180.156", "mg/dL", "mmol/L", "180.156") == "10");
  CHECK(molar("10", "mmol/L", "g/L", "180.156") == "1.80156");
  CHECK(molar("5", "mg/dL", "g/L", "113.12") == "0.05");
  CHECK(molar("5", "mg/dL", "mm[Hg]", "113.12") == "none");
  CHECK(molar("5", "mg/dL", "mmol/L", "0") == "none");
  CHECK(ConvertEquivalents(*Decimal::Parse("2.4"), U("meq/L"), U("mmol/L"), 2)->ToString() ==
        "1.2");
  CHECK(ConvertEquivalents(*Decimal::Parse("140"), U("mmol/L"), U("meq/L"), 1)->ToString() ==
        "140");
}

TEST_CASE("products and quotients of units") {
  CHECK(SameSize(*MultiplyUnits(U("cm"), U("cm")), U("cm2")));
  CHECK((*DivideUnits(U("mg/dL"), U("mg/dL")))->text() == "1");
  CHECK(SameSize(*DivideUnits(U("mg"), U("kg/d")), U("mg.d/kg")));
  CHECK((*MultiplyUnits(U("1"), U("mg")))->text() == "mg");
  CHECK((*DivideUnits(U("1"), U("mg/dL")))->text() == "/(mg/dL)");
  CHECK_FALSE(MultiplyUnits(U("Cel"), U("m")).ok());
  CHECK_FALSE(DivideUnits(U("m"), U("[pH]")).ok());
  CHECK(SuggestUnits(U("mg/dL"), 3) == "g/L, g/dL, ug/dL");
  CHECK(SuggestUnits(U("[pH]"), 3).empty());
}

TEST_CASE("one spelling is one unit, from every thread") {
  std::vector<std::thread> threads;
  std::vector<const Unit*> found(4);
  for (size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&found, i] {
      for (int n = 1; n < 200; ++n) {
        (void)Unit::Parse("mg/" + std::to_string(n) + ".dL");
      }
      found[i] = *Unit::Parse("ug/17.dL/{2.5_kg}");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Unit* unit : found) CHECK(unit == found[0]);
  CHECK(U("mg/dL") == U("mg/dL"));
  CHECK(U("") == Unit::One());
}

}  // namespace
}  // namespace suture::values
