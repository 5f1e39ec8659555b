#include "runtime/values/unit.h"

#include <catch2/catch.hpp>
#include <set>
#include <thread>
#include <vector>

#include "runtime/values/ucum_table.h"

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

// One of the first unit is so many of the second. The numbers come from the definitions of the units
// (SI, the international yard and pound, UCUM), not from this implementation.
struct Row {
  const char *from, *to, *one;
};

constexpr Row kRows[] = {
    // Prefixes.
    {"Ym", "m", "1000000000000000000000000"}, {"Zm", "m", "1000000000000000000000"}, {"Em", "m", "1000000000000000000"},
    {"Pm", "m", "1000000000000000"}, {"Tm", "m", "1000000000000"}, {"Gm", "m", "1000000000"}, {"Mm", "m", "1000000"},
    {"km", "m", "1000"}, {"hm", "m", "100"}, {"dam", "m", "10"}, {"dm", "m", "0.1"}, {"cm", "m", "0.01"},
    {"mm", "m", "0.001"}, {"um", "m", "0.000001"}, {"nm", "m", "0.000000001"}, {"pm", "m", "0.000000000001"},
    {"fm", "m", "0.000000000000001"}, {"am", "m", "0.000000000000000001"}, {"zm", "m", "0.000000000000000000001"},
    {"ym", "m", "0.000000000000000000000001"}, {"KiBy", "By", "1024"}, {"MiBy", "By", "1048576"}, {"GiBy", "By", "1073741824"},
    {"TiBy", "By", "1099511627776"},
    // Mass and concentration.
    {"kg", "g", "1000"}, {"mg", "g", "0.001"}, {"ug", "mg", "0.001"}, {"ng", "ug", "0.001"}, {"pg", "ng", "0.001"}, {"t", "kg", "1000"},
    {"mg/dL", "g/L", "0.01"}, {"g/dL", "g/L", "10"}, {"g/dl", "g/dL", "1"}, {"mg/L", "mg/dL", "0.1"}, {"ug/dL", "ug/L", "10"},
    {"ug/mL", "mg/L", "1"}, {"ng/mL", "ug/L", "1"}, {"ng/dL", "ng/mL", "0.01"}, {"pg/mL", "ng/L", "1"}, {"ng/L", "pg/mL", "1"},
    {"fg/mL", "pg/mL", "0.001"}, {"g%", "g/dL", "1"}, {"mg%", "mg/dL", "1"}, {"kg/L", "g/mL", "1"}, {"g/cm3", "kg/m3", "1000"},
    {"mg/g", "ug/mg", "1"}, {"mg/mg", "1", "1"}, {"mg/g{creat}", "mg/g", "1"}, {"ug/kg", "mg/kg", "0.001"}, {"g/kg", "[ppth]", "1"},
    {"ng/mL{FEU}", "ng/mL", "1"}, {"ug/mL{FEU}", "ng/mL", "1000"}, {"g.m2", "kg.m2", "0.001"}, {"g/m2", "kg/m2", "0.001"},
    {"g{wet_tissue}", "g", "1"}, {"mg/{total_volume}", "mg", "1"}, {"g/{specimen}", "g", "1"}, {"10.g", "g", "10"},
    // Substance.
    {"mmol/L", "mol/L", "0.001"}, {"umol/L", "mmol/L", "0.001"}, {"nmol/L", "umol/L", "0.001"}, {"pmol/L", "nmol/L", "0.001"},
    {"fmol/L", "pmol/L", "0.001"}, {"mmol/dL", "mmol/L", "10"}, {"mol/m3", "mmol/L", "1"}, {"umol/dL", "umol/L", "10"},
    {"nmol/mL", "umol/L", "1"}, {"mmol/mol", "1", "0.001"}, {"umol/mol", "mmol/mol", "0.001"}, {"mmol/kg", "umol/g", "1"},
    {"nmol/mg", "umol/g", "1"}, {"mmol/(24.h)", "mmol/d", "1"}, {"umol/min", "umol/s", "none"}, {"mol/kg", "mmol/g", "1"},
    {"mmol/L/s", "mol/L/s", "0.001"}, {"pmol/L", "fmol/mL", "1"}, {"kmol", "mol", "1000"},
    {"meq/L", "eq/L", "0.001"}, {"meq/dL", "meq/L", "10"}, {"ueq/L", "meq/L", "0.001"}, {"meq", "eq", "0.001"}, {"meq/kg", "eq/kg", "0.001"},
    {"mosm/kg", "osm/kg", "0.001"}, {"mosm/L", "osm/L", "0.001"}, {"mosm", "osm", "0.001"},
    // Counts.
    {"10*3/uL", "10*9/L", "1"}, {"10*6/uL", "10*12/L", "1"}, {"10*9/L", "/nL", "1"}, {"10^3/uL", "10*3/uL", "1"}, {"/uL", "/mL", "1000"},
    {"{cells}/uL", "/uL", "1"}, {"10*3{cells}/uL", "10*3/uL", "1"}, {"10*3.{RBC}", "10*3", "1"}, {"10*6/L", "/uL", "1"}, {"/mm3", "/uL", "1"},
    {"/L", "/dL", "0.1"}, {"{copies}/mL", "/mL", "1"}, {"10*2", "1", "100"}, {"10*-2", "%", "1"}, {"%", "1", "0.01"}, {"[ppth]", "%", "0.1"},
    {"[ppm]", "%", "0.0001"}, {"[ppb]", "[ppm]", "0.001"}, {"[pptr]", "[ppb]", "0.001"}, {"%{HemoglobinA1C}", "%", "1"}, {"{INR}", "1", "1"},
    {"{titer}", "1", "1"}, {"{score}", "1", "1"}, {"{#}/[HPF]", "/[HPF]", "1"}, {"[LPF]", "[HPF]", "100"}, {"/[LPF]", "/[HPF]", "0.01"},
    {"{cells}/[HPF]", "/[HPF]", "1"}, {"/100{WBC}", "%", "1"}, {"/(12.h)", "/h", "none"}, {"1", "%", "100"}, {"1000", "10*3", "1"},
    // Volume and flow.
    {"L", "l", "1"}, {"L", "dm3", "1"}, {"dL", "mL", "100"}, {"cL", "mL", "10"}, {"mL", "cm3", "1"}, {"uL", "mm3", "1"}, {"nL", "pL", "1000"},
    {"fL", "um3", "1"}, {"m3", "L", "1000"}, {"mL/min", "L/h", "0.06"}, {"mL/h", "mL/d", "24"}, {"L/min", "mL/s", "none"}, {"mL/kg/h", "mL/kg/d", "24"},
    {"mL/kg/min", "L/kg/h", "0.06"}, {"L/min/m2", "mL/min/m2", "1000"}, {"mL/min/{1.73_m2}", "mL/h/{1.73_m2}", "60"}, {"mL/m2", "L/m2", "0.001"},
    {"L/(24.h)", "L/d", "1"}, {"mL/(8.h)", "mL/d", "3"}, {"mL/cm[H2O]", "L/cm[H2O]", "0.001"}, {"[gal_us]", "L", "3.785411784"},
    {"[qt_us]", "mL", "946.352946"}, {"[pt_us]", "mL", "473.176473"}, {"[cup_us]", "mL", "236.5882365"}, {"[foz_us]", "mL", "29.5735295625"},
    {"[tbs_us]", "mL", "14.78676478125"}, {"[tsp_us]", "mL", "4.92892159375"}, {"[gal_br]", "L", "4.54609"}, {"[pt_br]", "mL", "568.26125"},
    {"[foz_br]", "mL", "28.4130625"}, {"[tsp_m]", "mL", "5"}, {"[tbs_m]", "mL", "15"}, {"[foz_m]", "mL", "30"}, {"[cup_m]", "mL", "240"}, {"[drp]", "mL", "0.05"}, {"[cin_i]", "mL", "16.387064"},
    {"[bbl_us]", "[gal_us]", "42"}, {"[gil_us]", "[foz_us]", "4"}, {"[fdr_us]", "[min_us]", "60"}, {"st", "m3", "1"},
    // Length and area.
    {"[in_i]", "cm", "2.54"}, {"[ft_i]", "cm", "30.48"}, {"[yd_i]", "m", "0.9144"}, {"[mi_i]", "km", "1.609344"}, {"[nmi_i]", "m", "1852"},
    {"[fth_i]", "m", "1.8288"}, {"[hd_i]", "cm", "10.16"}, {"[mil_i]", "um", "25.4"}, {"Ao", "nm", "0.1"}, {"AU", "km", "149597870.691"},
    {"[mi_us]", "[ft_us]", "5280"}, {"[fur_us]", "[rd_us]", "40"}, {"[ch_us]", "[lk_us]", "100"}, {"[acr_us]", "[rd_us]2", "160"},
    {"[in_br]", "cm", "2.539998"}, {"[yd_br]", "[ft_br]", "3"}, {"[Ch]", "mm", "none"}, {"[lne]", "[in_i]", "none"}, {"[pca]", "[pnt]", "12"},
    {"m2", "cm2", "10000"}, {"cm2", "mm2", "100"}, {"ar", "m2", "100"}, {"har", "m2", "10000"}, {"[sft_i]", "[sin_i]", "144"}, {"b", "fm2", "100"},
    {"[smoot]", "[in_i]", "67"}, {"cm2/s", "St", "1"}, {"m-1", "/m", "1"}, {"[diop]", "/m", "1"}, {"Ky", "/cm", "1"}, {"[pied]", "cm", "32.48"}, {"pc", "m", "30856780000000000"},
    // Time and rates.
    {"min", "s", "60"}, {"h", "min", "60"}, {"d", "h", "24"}, {"wk", "d", "7"}, {"a_j", "d", "365.25"}, {"a", "a_j", "1"}, {"a_g", "d", "365.2425"},
    {"a_t", "d", "365.24219"}, {"mo", "d", "30.4375"}, {"mo_s", "d", "29.53059"}, {"mo_g", "d", "30.436875"}, {"ms", "s", "0.001"}, {"us", "ns", "1000"},
    {"/min", "/h", "60"}, {"/s", "Hz", "1"}, {"Hz", "/min", "60"}, {"{beats}/min", "/min", "1"}, {"{breaths}/min", "/min", "1"}, {"/d", "/wk", "7"},
    {"mm/h", "cm/h", "0.1"}, {"m/s", "km/h", "3.6"}, {"[kn_i]", "km/h", "1.852"}, {"Gal", "m/s2", "0.01"}, {"[g]", "m/s2", "9.80665"}, {"mg/kg/h", "mg/kg/d", "24"},
    {"ug/kg/min", "mg/kg/h", "0.06"}, {"ug/min", "mg/h", "0.06"}, {"g/(24.h)", "g/d", "1"}, {"mg/(24.h)", "mg/d", "1"}, {"kg/wk", "kg/d", "none"},
    {"kat", "mol/s", "1"}, {"U", "umol/min", "1"}, {"U/L", "mU/mL", "1"}, {"kU/L", "U/mL", "1"}, {"nkat/L", "nmol/s/L", "1"}, {"ukat", "U", "60"}, {"mU/L", "U/L", "0.001"},
    // Pressure, force, energy.
    {"mm[Hg]", "Pa", "133.322"}, {"m[Hg]", "kPa", "133.322"}, {"cm[H2O]", "Pa", "98.0665"}, {"kPa", "Pa", "1000"}, {"bar", "kPa", "100"}, {"mbar", "hPa", "1"},
    {"atm", "Pa", "101325"}, {"att", "Pa", "98066.5"}, {"N", "dyn", "100000"}, {"gf", "N", "0.00980665"}, {"[lbf_av]", "N", "4.4482216152605"}, {"J", "erg", "10000000"},
    {"cal", "J", "4.184"}, {"cal_th", "J", "4.184"}, {"cal_IT", "J", "4.1868"}, {"cal_[15]", "J", "4.1858"}, {"cal_[20]", "J", "4.1819"}, {"cal_m", "J", "4.19002"}, {"kcal", "kJ", "4.184"}, {"[Cal]", "kcal", "1"},
    {"[Btu_IT]", "J", "1055.05585262"}, {"[Btu_th]", "kJ", "1.05435"}, {"[Btu]", "[Btu_th]", "1"}, {"W", "J/s", "1"}, {"kW.h", "MJ", "3.6"}, {"eV", "J", "0.000000000000000000160217733"}, {"[wood'U]", "mm[Hg].min/L", "1"},
    {"[PRU]", "mm[Hg].s/mL", "1"}, {"dyn.s/cm5", "Pa.s/m3", "100000"}, {"[MET]", "mL/min/kg", "3.5"}, {"P", "Pa.s", "0.1"}, {"cP", "mPa.s", "1"},
    // Mass, the English way.
    {"[lb_av]", "kg", "0.45359237"}, {"[oz_av]", "g", "28.349523125"}, {"[gr]", "mg", "64.79891"}, {"[stone_av]", "[lb_av]", "14"}, {"[ston_av]", "[lb_av]", "2000"}, {"[lton_av]", "[lb_av]", "2240"}, {"[scwt_av]", "[lb_av]", "100"},
    {"[dr_av]", "g", "1.7718451953125"}, {"[oz_tr]", "[gr]", "480"}, {"[lb_tr]", "[oz_tr]", "12"}, {"[pwt_tr]", "[gr]", "24"}, {"[sc_ap]", "[gr]", "20"}, {"[dr_ap]", "[gr]", "60"}, {"[oz_ap]", "[oz_tr]", "1"}, {"[car_m]", "mg", "200"}, {"[oz_m]", "g", "28"}, {"u", "yg", "1.6605402"},
    // Electricity, light, radiation, angles, information.
    {"V", "J/C", "1"}, {"mV", "V", "0.001"}, {"A", "C/s", "1"}, {"Bi", "A", "10"}, {"Ohm", "V/A", "1"}, {"S", "/Ohm", "1"}, {"mho", "S", "1"}, {"F", "C/V", "1"}, {"Wb", "V.s", "1"}, {"T", "Wb/m2", "1"}, {"G", "T", "0.0001"}, {"H", "Wb/A", "1"}, {"Mx", "Wb", "0.00000001"},
    {"lm", "cd.sr", "1"}, {"lx", "lm/m2", "1"}, {"ph", "lx", "10000"}, {"sb", "cd/m2", "10000"}, {"Bq", "/s", "1"}, {"Ci", "Bq", "37000000000"}, {"mCi", "MBq", "37"}, {"Gy", "J/kg", "1"}, {"cGy", "RAD", "1"}, {"Sv", "REM", "100"}, {"R", "C/kg", "0.000258"}, {"Gy", "RAD", "100"},
    {"deg", "'", "60"}, {"'", "''", "60"}, {"circ", "deg", "360"}, {"gon", "deg", "0.9"}, {"sph", "sr", "12.566370614359172"}, {"rad2", "sr", "1"}, {"By", "bit", "8"}, {"kBd", "/s", "1000"},
    {"tex", "g/m", "0.001"}, {"[c]", "m/s", "299792458"}, {"[ly]", "m", "9460730472580800"}, {"[degR]", "K", "none"}, {"mK", "K", "0.001"}, {"[S]", "s", "0.0000000000001"}, {"[HP]", "W", "745.69987158227022"}, {"[psi]", "Pa", "none"},
    // Arbitrary units.
    {"m[IU]/mL", "[IU]/L", "1"}, {"[iU]", "[IU]", "1"}, {"u[IU]/mL", "m[IU]/L", "1"}, {"k[IU]/L", "[IU]/mL", "1"}, {"[IU]/kg/h", "[IU]/kg/d", "24"}, {"10*6.[CFU]/L", "[CFU]/uL", "1"}, {"[arb'U]/mL", "[arb'U]/L", "1000"}, {"[anti'Xa'U]/mL", "[anti'Xa'U]/L", "1000"},
    {"[GPL'U]/mL", "[GPL'U]/L", "1000"}, {"[PFU]/mL", "[PFU]/uL", "0.001"}, {"[beth'U]", "[beth'U]", "1"}, {"[EU]/mL", "[EU]/L", "1000"}, {"[Amb'a'1'U]", "[Amb'a'1'U]", "1"}, {"[hnsf'U]", "[hnsf'U]", "1"}, {"[D'ag'U]", "[D'ag'U]", "1"},
};

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
  const std::pair<const char*, const char*> kPairs[] = {
      {"mg/dL", "mmol/L"}, {"mmol/L", "meq/L"}, {"mosm/kg", "mmol/kg"}, {"mol", "1"}, {"eq", "mol"}, {"osm", "mol"},
      {"g", "mol"}, {"kg", "[lbf_av]"}, {"kg", "m"}, {"s", "m"}, {"Cel", "m"}, {"%", "mg/dL"}, {"U/L", "[IU]/L"}, {"U", "[arb'U]"},
      {"[IU]", "[arb'U]"}, {"[IU]", "1"}, {"[IU]/mL", "/mL"}, {"[CFU]/mL", "/mL"}, {"[CFU]", "[PFU]"}, {"[GPL'U]", "[MPL'U]"},
      {"mL/min/{1.73_m2}", "mL/min"}, {"mL/min/{1.73_m2}", "mL/min/m2"}, {"mL/min/{1.73_m2}", "mL/min/{1.5_m2}"}, {"/[HPF]", "/uL"}, {"[HPF]", "1"},
      {"[pH]", "1"}, {"[pH]", "mol/L"}, {"dB", "1"}, {"dB", "Np"}, {"mm[Hg]", "mm"}, {"L", "kg"}, {"L/min", "L"}, {"J", "W"}, {"rad", "1"}, {"deg", "1"},
      {"[hnsf'U]", "1"}, {"[IU]2", "[IU]"}, {"/[IU]", "[IU]"}, {"mg/kg", "mg"}, {"m2", "m"}, {"Hz", "s"}, {"cd", "lm"}, {"C", "A"}, {"mg/{1.73_m2}", "mg"}};
  for (const auto& [left, right] : kPairs) {
    INFO(left << " and " << right);
    CHECK_FALSE(Commensurable(U(left), U(right)));
    CHECK(Convert("1", left, right) == "none");
    CHECK(Convert("1", right, left) == "none");
  }
}

TEST_CASE("what is no unit is refused, with a sentence") {
  for (std::string_view text :
       {"mg/", "/", "mg//dL", ".mg", "mg.", "foo", "MGD", "mg dL", "(mg", "mg)", "()", "[IU", "IU]", "{cells", "cells}", "{a{b}}",
        "m0", "m-", "m+", "m99", "10**3", "0", "0.mg", "1.5.mg/0", "kkg", "mmin", "m%", "Cel2", "Cel/min", "mCel", "[degF].m",
        "mm Hg", "µg", "°C", "mg/dL ", " mg", "mol-", "[pH]2", "9999999999999999", "m31"}) {
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

TEST_CASE("what goes there and back comes back, for every pair whose factor ends") {
  const std::vector<std::vector<const char*>> kinds = {
      {"mg/dL", "g/L", "ug/mL", "kg/m3", "ng/uL"}, {"mmol/L", "umol/L", "mol/m3", "nmol/mL"},
      {"kg", "g", "[lb_av]", "[oz_av]", "[gr]"}, {"cm", "[in_i]", "[ft_i]", "m"},
      {"10*3/uL", "10*9/L", "/uL", "/L"}, {"mm[Hg]", "kPa", "cm[H2O]", "mbar"}};
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
    const auto result =
        ConvertMolar(*Decimal::Parse(value), U(from), U(to), *Decimal::Parse(mass));
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
