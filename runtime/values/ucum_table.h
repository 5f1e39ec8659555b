// UCUM's prefixes and unit atoms, as data. Source: the UCUM specification, version 2.1, tables
// 1-26. Values are the specification's; where they are physical constants they are the CODATA 1986
// values that it names.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/types/span.h"

namespace suture::values {

enum class UcumKind : uint8_t {
  kBase,       // expression is the index of its dimension
  kPlain,      // value * expression
  kArbitrary,  // a size of its own, compares only with itself; value * expression of another one
               // when the expression is not "1"
  kAffine,     // (x + offset) * value * expression; offset in `value_or_offset`
  kOpaque,     // a logarithm or another function: compares only with itself, stands alone
};

struct UcumAtom {
  std::string_view code;
  bool metric;  // takes prefixes
  UcumKind kind;
  std::string_view value;       // a decimal number, also "5/9"
  std::string_view expression;  // in UCUM units
  std::string_view offset = "";
};

struct UcumPrefix {
  std::string_view code;
  std::string_view value;
};

absl::Span<const UcumPrefix> UcumPrefixes();
absl::Span<const UcumAtom> UcumAtoms();

// Chart spellings that are not UCUM, each with the UCUM text it means.
struct UnitAlias {
  std::string_view spelling;
  std::string_view ucum;
};
absl::Span<const UnitAlias> ClinicalUnitAliases();

}  // namespace suture::values
