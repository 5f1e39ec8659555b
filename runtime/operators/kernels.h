// The kernels behind the table, by topic. Only table.cc names them; everyone else goes through
// Apply.
#pragma once

#include "runtime/operators/table.h"

namespace suture::operators {

// clang-format off
#define SUTURE_KERNELS(X) \
  /* arithmetic.cc */ \
  X(Add) X(Subtract) X(Multiply) X(Divide) X(Modulo) X(TruncatedDivide) X(Negate) X(Absolute) \
  /* real.cc */ \
  X(Power) X(Ln) X(Exp) X(Log) X(SquareRoot) \
  /* rounding.cc */ \
  X(Floor) X(Ceiling) X(Truncate) X(Round) X(RoundDown) X(RoundUp) X(TruncateTo) X(Precision) \
  X(LowBoundary) X(HighBoundary) X(Predecessor) X(Successor) X(MinimumValue) X(MaximumValue) \
  /* comparison.cc */ \
  X(Equal) X(NotEqual) X(Equivalent) X(Less) X(LessOrEqual) X(Greater) X(GreaterOrEqual) X(LowerOf) \
  X(HigherOf) X(IsOneOf) \
  /* logic.cc */ \
  X(And) X(Or) X(Not) X(Xor) X(Implies) X(Unless) X(AtLeast) X(IsTrue) X(IsFalse) X(Possibly) \
  X(AllTrue) X(AnyTrue) \
  /* absence.cc */ \
  X(IsKnown) X(IsNothing) X(Coalesce) X(KnownOnly) X(If) \
  /* dates.cc */ \
  X(MakeDate) X(MakeDateTime) X(MakeTime) X(Component) X(DateOf) X(TimeOf) X(OffsetOf) \
  X(DurationBetween) X(DifferenceBetween) X(LocalDaysBetween) X(SameAs) X(CameBefore) X(CameAfter) \
  /* interval.cc */ \
  X(MakeInterval) X(Start) X(End) X(Width) X(Size) X(PointFrom) X(LowClosed) X(HighClosed) \
  /* interval_relations.cc */ \
  X(Contains) X(In) X(ProperContains) X(ProperIn) X(Includes) X(IncludedIn) X(ProperIncludes) \
  X(ProperIncludedIn) X(Overlaps) X(OverlapsBefore) X(OverlapsAfter) X(Meets) X(MeetsBefore) \
  X(MeetsAfter) X(Before) X(After) X(SameOrBefore) X(SameOrAfter) X(Starts) X(Ends) \
  /* interval_sets.cc */ \
  X(Union) X(Intersect) X(Except) X(Collapse) X(Expand) \
  /* lists.cc */ \
  X(MakeList) X(First) X(Last) X(Item) X(IndexOf) X(Count) X(Exists) X(Distinct) X(Flatten) X(Single) X(Slice) \
  X(SortAscending) X(SortDescending) \
  /* aggregates.cc */ \
  X(Sum) X(Product) X(Lowest) X(Highest) X(Mean) X(Median) X(Mode) X(Variance) X(PopulationVariance) \
  X(StandardDeviation) X(PopulationStandardDeviation) X(GeometricMean) \
  /* text.cc */ \
  X(Concatenate) X(Length) X(Upper) X(Lower) X(StartsWith) X(EndsWith) X(Substring) X(PositionOf) \
  X(LastPositionOf) X(Split) X(Join) X(CharacterAt) \
  /* conversion.cc */ \
  X(ToDecimal) X(ToInteger) X(ToText) X(ToTruth) X(ToDate) X(ToDateTime) X(ToTime) X(ToQuantity) \
  X(ConvertTo) X(ConvertMolar) X(AmountOf) X(UnitOf) X(ElementOf) X(ToConcept)
// clang-format on

#define SUTURE_DECLARE_KERNEL(name) \
  values::Value name##Kernel(absl::Span<const values::Value> arguments, Context& context);
SUTURE_KERNELS(SUTURE_DECLARE_KERNEL)
#undef SUTURE_DECLARE_KERNEL

}  // namespace suture::operators
