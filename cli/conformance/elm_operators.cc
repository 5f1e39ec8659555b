#include "cli/conformance/elm.h"

namespace suture::conformance {
namespace {

using Source = ElmMapping::Source;

constexpr ElmMapping kMappings[] = {
    {"Add", "add"},
    {"Subtract", "subtract"},
    {"Multiply", "multiply"},
    {"Divide", "divide"},
    {"TruncatedDivide", "truncated_divide"},
    {"Modulo", "modulo"},
    {"Negate", "negate"},
    {"Abs", "absolute"},
    {"Power", "power"},
    {"Ln", "ln"},
    {"Exp", "exp"},
    {"Log", "log"},
    {"Floor", "floor"},
    {"Ceiling", "ceiling"},
    {"Truncate", "truncate"},
    {"Round", "round"},
    {"Precision", "precision"},
    {"LowBoundary", "low_boundary"},
    {"HighBoundary", "high_boundary"},
    {"Predecessor", "predecessor"},
    {"Successor", "successor"},
    {"Equal", "equal"},
    {"NotEqual", "not_equal"},
    {"Equivalent", "equivalent"},
    {"Less", "less"},
    {"LessOrEqual", "less_or_equal"},
    {"Greater", "greater"},
    {"GreaterOrEqual", "greater_or_equal"},
    {"And", "and"},
    {"Or", "or"},
    {"Not", "not"},
    {"Xor", "xor"},
    {"Implies", "implies"},
    {"IsTrue", "is_true"},
    {"IsFalse", "is_false"},
    {"IsNull", "is_nothing"},
    {"Coalesce", "coalesce"},
    {"AllTrue", "all_true", Source::kKnownOnlyOrNone},
    {"AnyTrue", "any_true", Source::kKnownOnlyOrNone},
    {"DateFrom", "date_of"},
    {"TimeFrom", "time_of"},
    {"TimezoneOffsetFrom", "offset_of"},
    {"DateTimeComponentFrom", "component"},
    {"DurationBetween", "duration_between"},
    {"DifferenceBetween", "difference_between"},
    {"CalculateAgeAt", "duration_between"},
    {"SameAs", "same_as"},
    {"SameOrBefore", "same_or_before"},
    {"SameOrAfter", "same_or_after"},
    {"Before", "before"},
    {"After", "after"},
    {"Start", "start"},
    {"End", "end"},
    {"Width", "width"},
    {"Size", "size"},
    {"PointFrom", "point_from"},
    {"Contains", "contains"},
    {"In", "in"},
    {"ProperContains", "proper_contains"},
    {"ProperIn", "proper_in"},
    {"Includes", "includes"},
    {"IncludedIn", "included_in"},
    {"ProperIncludes", "proper_includes"},
    {"ProperIncludedIn", "proper_included_in"},
    {"Overlaps", "overlaps"},
    {"OverlapsBefore", "overlaps_before"},
    {"OverlapsAfter", "overlaps_after"},
    {"Meets", "meets"},
    {"MeetsBefore", "meets_before"},
    {"MeetsAfter", "meets_after"},
    {"Starts", "starts"},
    {"Ends", "ends"},
    {"Union", "union"},
    {"Intersect", "intersect"},
    {"Except", "except"},
    {"Collapse", "collapse"},
    {"Expand", "expand"},
    {"First", "first"},
    {"Last", "last"},
    {"Indexer", "item"},
    {"IndexOf", "index_of"},
    {"Exists", "exists", Source::kKnownOnlyOrNone},
    {"Distinct", "distinct"},
    {"Flatten", "flatten"},
    {"SingletonFrom", "single"},
    {"Slice", "slice"},
    {"Count", "count", Source::kKnownOnlyOrNone},
    {"Sum", "sum", Source::kKnownOnly},
    {"Product", "product", Source::kKnownOnly},
    {"Min", "lowest", Source::kKnownOnly},
    {"Max", "highest", Source::kKnownOnly},
    {"Avg", "mean", Source::kKnownOnly},
    {"Median", "median", Source::kKnownOnly},
    {"Mode", "mode", Source::kKnownOnly},
    {"Variance", "variance", Source::kKnownOnly},
    {"PopulationVariance", "population_variance", Source::kKnownOnly},
    {"StdDev", "standard_deviation", Source::kKnownOnly},
    {"PopulationStdDev", "population_standard_deviation", Source::kKnownOnly},
    {"GeometricMean", "geometric_mean", Source::kKnownOnly},
    {"Length", "length", Source::kOrNone},
    {"Concatenate", "concatenate"},
    {"Combine", "join", Source::kKnownOnly},
    {"Upper", "upper"},
    {"Lower", "lower"},
    {"StartsWith", "starts_with"},
    {"EndsWith", "ends_with"},
    {"Substring", "substring"},
    {"PositionOf", "position_of"},
    {"LastPositionOf", "last_position_of"},
    {"Split", "split"},
    {"ToDecimal", "to_decimal"},
    {"ToInteger", "to_integer"},
    {"ToLong", "to_integer"},
    {"ToString", "to_text"},
    {"ToBoolean", "to_truth"},
    {"ToDate", "to_date"},
    {"ToDateTime", "to_datetime"},
    {"ToTime", "to_time"},
    {"ToQuantity", "to_quantity"},
    {"ConvertQuantity", "convert_to"},
    {"ToConcept", "to_concept"},
};

struct Reason {
  std::string_view elm;
  std::string_view why;
};
constexpr Reason kReasons[] = {
    {"Now", "no clock takes part in a result"},
    {"Today", "no clock takes part in a result"},
    {"TimeOfDay", "no clock takes part in a result"},
    {"Instance", "classes of a data model do not exist in expressions"},
    {"Is", "types are known when compiling; nothing asks for them at run time"},
    {"no tree", "the suite has no tree for it: its own translator refused the source"},
    {"Matches", "regular expressions over text belong to the notes, not to operators"},
    {"ReplaceMatches", "regular expressions over text belong to the notes, not to operators"},
    {"Query",
     "only a query over one list, with where, return and sort, stands for a list operator"},
};

}  // namespace

const ElmMapping* FindMapping(std::string_view elm) {
  for (const ElmMapping& mapping : kMappings) {
    if (mapping.elm == elm) return &mapping;
  }
  return nullptr;
}

std::string_view WhyNot(std::string_view elm) {
  for (const Reason& reason : kReasons) {
    if (reason.elm == elm) return reason.why;
  }
  return "Suture has no operator for it";
}

}  // namespace suture::conformance
