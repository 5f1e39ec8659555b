// UCUM units: parsing, which units compare, and exact conversion. docs/units.md has the rules in
// prose; in short:
// - Every prefix, base unit and derived unit of UCUM (case-sensitive codes).
// - Factors are exact rationals with a power of ten and of pi kept apart. A factor that does not
// fit
//   (or leaves a power of pi over, deg -> rad) is marked inexact and computed in floating point.
// - mol, eq and osm are dimensions of their own: a mass never becomes a substance without a molar
//   mass, nor an equivalent without a valence. This is stricter than UCUM, which makes all three
//   the number 6.02 * 10^23.
// - Arbitrary units ([IU], [arb'U], [CFU] ...) compare only with themselves; m[IU]/mL and [IU]/L
// are
//   the same unit with another factor and do compare.
// - An annotation whose text begins with a digit ({1.73_m2}) is kept as a factor of its own; every
//   other annotation ({cells}) says nothing about size and is ignored.
// - Cel, [degF], [degRe] convert with their offset and stand alone; other special units (pH, dB)
//   compare only with themselves.
// - A difference of two temperatures has a unit of its own, Cel{difference}: it converts without an
//   offset, and never compares with a temperature.
// Source of the unit table: the UCUM specification, version 2.1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/values/decimal.h"

namespace suture::values {

// What may be the size of: numerator / denominator * 10^ten * pi^pi.
struct UnitFactor {
  absl::int128 numerator = 1;
  absl::int128 denominator = 1;
  int16_t ten = 0;
  int8_t pi = 0;
  bool exact = true;
  double approximate = 1;  // The same as a double; the only truth when not exact.
};

enum class BaseDimension : uint8_t {
  kLength,
  kTime,
  kMass,
  kPlaneAngle,
  kTemperature,
  kCharge,
  kLuminousIntensity,
  kAmountOfSubstance,
};
inline constexpr int kBaseDimensionCount = 8;

// Immutable, interned for the life of the process: two spellings give two units, the same spelling
// always the same pointer. Compare with Commensurable and SameSize, not by pointer.
class Unit {
 public:
  // The longest unit text that is parsed.
  static constexpr size_t kMaxText = 96;
  // Units that the process keeps; hostile input cannot grow the table beyond it.
  static constexpr size_t kMaxInterned = 1 << 16;
  static constexpr int kMaxNesting = 16;
  static constexpr int kMaxExponent = 30;

  // Reads a UCUM expression, such as "mg/dL", "10*3/uL", "kg/m2", "mL/min/{1.73_m2}". Errors:
  // kInvalidArgument with a sentence that names what is wrong, kResourceExhausted past the limit.
  // Thread-safe. The empty text and "1" are the unit one.
  static absl::StatusOr<const Unit*> Parse(std::string_view text);
  // First a closed table of chart spellings (K/uL, thou/uL, mmHg, bpm, degF, mcg, lbs ...), then
  // UCUM. A row of the chart says what it meant; a spec must be written in UCUM.
  static absl::StatusOr<const Unit*> ParseClinicalUnit(std::string_view text);
  static const Unit* One();

  const std::string& text() const { return text_; }
  const UnitFactor& factor() const { return factor_; }
  const std::array<int8_t, kBaseDimensionCount>& dimensions() const { return dimensions_; }
  bool IsDimensionless() const;
  // Cel and its kin: (value + offset) * factor, in kelvin.
  bool IsAffine() const { return affine_; }
  // Of another function than a straight line through zero: Cel, [pH]. It neither multiplies nor
  // divides.
  bool StandsAlone() const { return special_; }
  // A point on a scale of temperature: Cel, K.
  bool IsTemperature() const;
  // How far two such points lie apart: Cel{difference}, or what a product of units comes to.
  bool IsDifference() const { return difference_; }
  const Decimal& offset() const { return offset_; }

 private:
  friend class UnitBuilder;
  friend bool Commensurable(const Unit* left, const Unit* right);
  friend absl::StatusOr<const Unit*> DifferenceUnit(const Unit* unit);
  friend absl::StatusOr<const Unit*> MultiplyUnits(const Unit*, const Unit*);
  friend absl::StatusOr<const Unit*> DivideUnits(const Unit*, const Unit*);

  // An arbitrary unit or a kept annotation, with its exponent; sorted by atom.
  struct Kept {
    int32_t atom = 0;
    int32_t exponent = 0;
    bool operator==(const Kept&) const = default;
  };
  static constexpr int kMaxKept = 6;

  std::string text_;
  UnitFactor factor_;
  std::array<int8_t, kBaseDimensionCount> dimensions_{};
  std::array<Kept, kMaxKept> kept_{};
  int kept_count_ = 0;
  Decimal offset_;
  bool affine_ = false;
  bool special_ = false;
  bool difference_ = false;
};

// The unit of what lies between two temperatures in `unit`: Cel{difference} of Cel, where one is as
// long as one Cel is.
absl::StatusOr<const Unit*> DifferenceUnit(const Unit* unit);

// Whether values in the two units can be compared and converted.
bool Commensurable(const Unit* left, const Unit* right);
// Whether neither or both are a share of amounts of substance, such as mmol/mol. UCUM makes
// mmol/mol and % convertible by a factor, but no clinical result in the one is that number in the
// other (HbA1c: 48 mmol/mol are 6.5 %).
bool SameKindOfShare(const Unit* left, const Unit* right);
// Commensurable, and one of the one is one of the other ("L" and "dm3").
bool SameSize(const Unit* left, const Unit* right);

// The value in the other unit. Exact whenever the result ends within 28 digits after the point:
// 5.6 mmol/L -> umol/L -> mmol/L gives 5.6 back. Otherwise rounded half up to kConvertedDigits
// significant digits. Within one unit, and between units of the same size, the value comes back as
// written; else zeros at the end are dropped, because the conversion cannot say which were
// measured. `exact` is told which it was. Errors: kInvalidArgument when the units do not compare,
// kOutOfRange when the result does not fit.
inline constexpr int kConvertedDigits = 20;
absl::StatusOr<Decimal> ConvertExact(const Decimal& value, const Unit* from, const Unit* to,
                                     bool* exact = nullptr);

// Mass against substance (mg/dL and mmol/L): `molar_mass` in g/mol, greater than zero. Units that
// already compare are converted without it.
absl::StatusOr<Decimal> ConvertMolar(const Decimal& value, const Unit* from, const Unit* to,
                                     const Decimal& molar_mass);
// Equivalents against substance (meq/L and mmol/L): `valence` equivalents a mole, 1 or more.
absl::StatusOr<Decimal> ConvertEquivalents(const Decimal& value, const Unit* from, const Unit* to,
                                           int valence);

// The unit of a product and of a quotient, written by joining the two texts; a unit divided by
// itself is "1", and "1" disappears.
absl::StatusOr<const Unit*> MultiplyUnits(const Unit* left, const Unit* right);
absl::StatusOr<const Unit*> DivideUnits(const Unit* left, const Unit* right);

// Units of the same kind that charts use, for "it compares with ...": at most `limit`, joined by
// commas; empty when none is known.
std::string SuggestUnits(const Unit* like, size_t limit);

}  // namespace suture::values
