#include "runtime/values/unit.h"

#include <catch2/catch.hpp>

#include "runtime/values/ucum_table.h"

namespace suture::values {
namespace {

const Unit* U(std::string_view text) {
  const auto unit = Unit::Parse(text);
  INFO(unit.status().ToString());
  REQUIRE(unit.ok());
  return *unit;
}

std::string Convert(std::string_view value, std::string_view from, std::string_view to) {
  const auto result = ConvertExact(*Decimal::Parse(value), U(from), U(to));
  return result.ok() ? result->ToString() : "none";
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
}

TEST_CASE("every chart spelling stands for a unit") {
  for (const UnitAlias& alias : ClinicalUnitAliases()) {
    INFO(alias.spelling);
    const auto unit = Unit::ParseClinicalUnit(alias.spelling);
    REQUIRE(unit.ok());
    CHECK((*unit)->text() == alias.ucum);
  }
}

TEST_CASE("conversion is exact where the factor is") {
  CHECK(Convert("5.6", "mmol/L", "umol/L") == "5600");
  CHECK(Convert("5600", "umol/L", "mmol/L") == "5.6");
  CHECK(Convert("1.30", "mg/dL", "mg/dL") == "1.30");
  CHECK(Convert("1.30", "mg/dL", "g/L") == "0.013");
  CHECK(Convert("98.6", "[degF]", "Cel") == "37");
  CHECK(Convert("37", "Cel", "[degF]") == "98.6");
  CHECK(Convert("0", "Cel", "K") == "273.15");
  CHECK(Convert("120", "mm[Hg]", "Pa") == "15998.64");
  CHECK(Convert("1", "[lb_av]", "g") == "453.59237");
  CHECK(Convert("70", "kg", "[lb_av]") == "154.32358352941430651");
  CHECK(Convert("180", "deg", "''") == "648000");
  CHECK(Convert("12", "10*3/uL", "10*9/L") == "12");
}

}  // namespace
}  // namespace suture::values
