#include "runtime/operators/table.h"

#include "absl/container/flat_hash_map.h"
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

using enum AbsenceRule;
using enum RangeRule;
using enum UnitRule;

// clang-format off
constexpr Operator kOperators[] = {
    // Arithmetic.
    {"add", "(integer, integer) -> integer; (decimal, decimal) -> decimal; (quantity, quantity) -> quantity; (duration, duration) -> duration; (date, duration) -> date; (datetime, duration) -> datetime; (time, duration) -> time; (date, quantity) -> date; (datetime, quantity) -> datetime; (time, quantity) -> time",
     kPropagates, kComputes, kSame, "The sum; a date or time moved forward by a duration.", "add(1.30, 2) = 3.30", AddKernel},
    {"subtract", "(integer, integer) -> integer; (decimal, decimal) -> decimal; (quantity, quantity) -> quantity; (duration, duration) -> duration; (date, duration) -> date; (datetime, duration) -> datetime; (time, duration) -> time; (date, quantity) -> date; (datetime, quantity) -> datetime; (time, quantity) -> time",
     kPropagates, kComputes, kSame, "The difference; a date or time moved back by a duration.", "subtract(@2024-03-31, 1 day) = @2024-03-30", SubtractKernel},
    {"multiply", "(integer, integer) -> integer; (decimal, decimal) -> decimal; (quantity, decimal) -> quantity; (decimal, quantity) -> quantity; (quantity, quantity) -> quantity",
     kPropagates, kComputes, kProduct, "The product, exact while it fits, else to at least fifteen digits; a plain number where the units cancel.", "multiply(0.1, 3) = 0.3", MultiplyKernel},
    {"divide", "(decimal, decimal) -> decimal; (quantity, decimal) -> quantity; (decimal, quantity) -> quantity; (quantity, quantity) -> quantity",
     kPropagates, kRefuses, kQuotient, "The quotient, rounded half up to 8 digits after the point; a plain number where the units cancel; unsettled for a zero divisor.", "divide(10, 4) = 2.5", DivideKernel},
    {"truncated_divide", "(integer, integer) -> integer; (decimal, decimal) -> decimal; (quantity, quantity) -> quantity",
     kPropagates, kRefuses, kSame, "The whole part of the quotient, towards zero.", "truncated_divide(-7, 2) = -3", TruncatedDivideKernel},
    {"modulo", "(integer, integer) -> integer; (decimal, decimal) -> decimal; (quantity, quantity) -> quantity",
     kPropagates, kRefuses, kSame, "What remains after truncated division.", "modulo(-7, 2) = -1", ModuloKernel},
    {"negate", "(integer) -> integer; (decimal) -> decimal; (quantity) -> quantity; (duration) -> duration",
     kPropagates, kRefuses, kKeeps, "The number with the other sign.", "negate(1.50) = -1.50", NegateKernel},
    {"absolute", "(integer) -> integer; (decimal) -> decimal; (quantity) -> quantity; (duration) -> duration",
     kPropagates, kRefuses, kKeeps, "The number without its sign.", "absolute(-3 mg) = 3 mg", AbsoluteKernel},
    {"power", "(integer, integer) -> decimal; (decimal, decimal) -> decimal",
     kPropagates, kRefuses, kNumberOnly, "A number raised to another; exact for whole exponents while it fits, else to 15 significant digits.", "power(2, -2) = 0.25", PowerKernel},
    {"ln", "(decimal) -> decimal", kPropagates, kRefuses, kNumberOnly, "The natural logarithm, to 15 significant digits.", "ln(1) = 0", LnKernel},
    {"exp", "(decimal) -> decimal", kPropagates, kRefuses, kNumberOnly, "e raised to a number, to 15 significant digits.", "exp(0) = 1", ExpKernel},
    {"log", "(decimal, decimal) -> decimal", kPropagates, kRefuses, kNumberOnly, "The logarithm of a number to a base.", "log(1000, 10) = 3", LogKernel},
    {"square_root", "(decimal) -> decimal", kPropagates, kRefuses, kNumberOnly, "The square root, to 15 significant digits.", "square_root(2.25) = 1.5", SquareRootKernel},

    // Rounding and precision.
    {"floor", "(integer) -> integer; (decimal) -> integer; (quantity) -> quantity", kPropagates, kRefuses, kKeeps, "The largest whole number that is not larger.", "floor(-1.5) = -2", FloorKernel},
    {"ceiling", "(integer) -> integer; (decimal) -> integer; (quantity) -> quantity", kPropagates, kRefuses, kKeeps, "The smallest whole number that is not smaller.", "ceiling(1.1) = 2", CeilingKernel},
    {"truncate", "(integer) -> integer; (decimal) -> integer; (quantity) -> quantity", kPropagates, kRefuses, kKeeps, "The whole part, towards zero.", "truncate(-1.9) = -1", TruncateKernel},
    {"round", "(decimal, integer?) -> decimal; (quantity, integer?) -> quantity", kPropagates, kRefuses, kKeeps, "Rounded to so many digits after the point; a tie goes up, so -0.5 gives 0.", "round(3.145, 2) = 3.15", RoundKernel},
    {"round_down", "(decimal, integer?) -> decimal; (quantity, integer?) -> quantity", kPropagates, kRefuses, kKeeps, "Rounded down to so many digits after the point.", "round_down(-1.25, 1) = -1.3", RoundDownKernel},
    {"round_up", "(decimal, integer?) -> decimal; (quantity, integer?) -> quantity", kPropagates, kRefuses, kKeeps, "Rounded up to so many digits after the point.", "round_up(1.21, 1) = 1.3", RoundUpKernel},
    {"truncate_to", "(decimal, integer) -> decimal; (quantity, integer) -> quantity", kPropagates, kRefuses, kKeeps, "Cut off after so many digits after the point.", "truncate_to(1.299 mg/dL, 2) = 1.29 mg/dL", TruncateToKernel},
    {"precision", "(decimal) -> integer; (date) -> integer; (datetime) -> integer; (time) -> integer", kPropagates, kRefuses, kNone, "Digits written: after the point of a decimal; of a date or time as CQL counts them (4 for a year, 8 for a day, 17 for a millisecond).", "precision(1.30) = 2", PrecisionKernel},
    {"low_boundary", "(decimal, integer?) -> decimal; (date, integer?) -> date; (datetime, integer?) -> datetime; (time, integer?) -> time", kPropagates, kRefuses, kNone, "The least value that an imprecise one can stand for.", "low_boundary(@2014, 6) = @2014-01", LowBoundaryKernel},
    {"high_boundary", "(decimal, integer?) -> decimal; (date, integer?) -> date; (datetime, integer?) -> datetime; (time, integer?) -> time", kPropagates, kRefuses, kNone, "The greatest value that an imprecise one can stand for.", "high_boundary(@2014-02) = @2014-02-28", HighBoundaryKernel},
    {"predecessor", "(integer) -> integer; (decimal) -> decimal; (quantity) -> quantity; (date) -> date; (datetime) -> datetime; (time) -> time", kPropagates, kRefuses, kKeeps, "The next smaller value: by 1, by 0.00000001, or by one of a date's own precision.", "predecessor(@2024-03) = @2024-02", PredecessorKernel},
    {"successor", "(integer) -> integer; (decimal) -> decimal; (quantity) -> quantity; (date) -> date; (datetime) -> datetime; (time) -> time", kPropagates, kRefuses, kKeeps, "The next larger value.", "successor(1) = 2", SuccessorKernel},
    {"minimum_value", "(text) -> any", kPropagates, kRefuses, kNone, "The least value of a type, by its name.", "minimum_value(\"date\") = @0001-01-01", MinimumValueKernel},
    {"maximum_value", "(text) -> any", kPropagates, kRefuses, kNone, "The greatest value of a type, by its name.", "maximum_value(\"integer\") = 9223372036854775807", MaximumValueKernel},

    // Comparison.
    {"equal", "(T, T) -> truth", kPropagates, kComputes, kSame, "Whether both are the same; not known where either is, or where a date is too coarse.", "equal(1.30, 1.3) = true", EqualKernel},
    {"not_equal", "(T, T) -> truth", kPropagates, kComputes, kSame, "The opposite of equal.", "not_equal(@2014, @2014-02) = unsettled", NotEqualKernel},
    {"equivalent", "(any, any) -> truth", kDecides, kComputes, kSame, "Whether both mean the same; nothing is equivalent to nothing, and text ignores case and spaces.", "equivalent(\"Ab c\", \"abC\") = true", EquivalentKernel},
    {"less", "(T, T) -> truth", kPropagates, kComputes, kSame, "Whether the first is less.", "less(90 mg/dL, 1 g/L) = true", LessKernel},
    {"less_or_equal", "(T, T) -> truth", kPropagates, kComputes, kSame, "Whether the first is not greater.", "less_or_equal(2, 2.0) = true", LessOrEqualKernel},
    {"greater", "(T, T) -> truth", kPropagates, kComputes, kSame, "Whether the first is greater.", "greater(7 mg/dL, 7 mmol/L) = unsettled", GreaterKernel},
    {"greater_or_equal", "(T, T) -> truth", kPropagates, kComputes, kSame, "Whether the first is not less.", "greater_or_equal(1, 2) = false", GreaterOrEqualKernel},
    {"lower_of", "(T, T...) -> T", kPropagates, kRefuses, kSame, "The least of its arguments; not known if any of them is not.", "lower_of(3, 1, 2) = 1", LowerOfKernel},
    {"higher_of", "(T, T...) -> T", kPropagates, kRefuses, kSame, "The greatest of its arguments; not known if any of them is not.", "higher_of(3, nothing) = nothing", HigherOfKernel},
    {"is_one_of", "(T, list<T>) -> truth", kPropagates, kRefuses, kSame, "Whether the value equals a member of the list.", "is_one_of(2, {1, 2}) = true", IsOneOfKernel},

    // Logic.
    {"and", "(truth, truth) -> truth", kDecides, kComputes, kNone, "Both hold; false as soon as one is false.", "and(false, nothing) = false", AndKernel},
    {"or", "(truth, truth) -> truth", kDecides, kComputes, kNone, "At least one holds; true as soon as one is true.", "or(nothing, true) = true", OrKernel},
    {"not", "(truth) -> truth", kDecides, kComputes, kNone, "The opposite; not known stays not known.", "not(true) = false", NotKernel},
    {"xor", "(truth, truth) -> truth", kDecides, kComputes, kNone, "Exactly one holds.", "xor(true, nothing) = nothing", XorKernel},
    {"implies", "(truth, truth) -> truth", kDecides, kComputes, kNone, "If the first holds, so does the second.", "implies(false, nothing) = true", ImpliesKernel},
    {"unless", "(truth, truth) -> truth", kDecides, kComputes, kNone, "The first holds and the second does not stand in its way; silence does not.", "unless(true, nothing) = true", UnlessKernel},
    {"at_least", "(integer, list<truth>) -> truth", kDecides, kComputes, kNone, "At least so many of the conditions hold.", "at_least(2, {true, nothing, true}) = true", AtLeastKernel},
    {"is_true", "(truth) -> truth", kDecides, kComputes, kNone, "Known to hold.", "is_true(nothing) = false", IsTrueKernel},
    {"is_false", "(truth) -> truth", kDecides, kComputes, kNone, "Known not to hold.", "is_false(false) = true", IsFalseKernel},
    {"possibly", "(truth) -> truth", kDecides, kComputes, kNone, "Unsettled counts as true, in plain sight; silence stays silence.", "possibly(unsettled) = true", PossiblyKernel},
    {"all_true", "(list<truth>) -> truth", kDecides, kComputes, kNone, "Every condition holds; true of none.", "all_true({true, nothing}) = nothing", AllTrueKernel},
    {"any_true", "(list<truth>) -> truth", kDecides, kComputes, kNone, "Some condition holds; false of none.", "any_true({false, true}) = true", AnyTrueKernel},

    // Absence.
    {"is_known", "(any) -> truth", kDecides, kComputes, kNone, "Whether there is a value.", "is_known(nothing) = false", IsKnownKernel},
    {"is_nothing", "(any) -> truth", kDecides, kComputes, kNone, "Whether there is no value.", "is_nothing(0) = false", IsNothingKernel},
    {"coalesce", "(list<T>) -> T; (T, T...) -> T", kDecides, kComputes, kNone, "The first that is known.", "coalesce(nothing, 2, 3) = 2", CoalesceKernel},
    {"known_only", "(list<T>) -> list<T>", kDecides, kComputes, kNone, "The list without what is not known: what `if any` writes.", "known_only({1, nothing}) = {1}", KnownOnlyKernel},
    {"if", "(truth, T, T) -> T", kDecides, kComputes, kNone, "One of two values by a condition; not known when the condition is not.", "if(true, \"a\", \"b\") = \"a\"", IfKernel},

    // Dates and times.
    {"make_date", "(integer, integer?, integer?) -> date", kDecides, kRefuses, kNone, "A date from year, month and day; what is left out makes it coarser.", "make_date(2024, 2) = @2024-02", MakeDateKernel},
    {"make_datetime", "(integer, integer?, integer?, integer?, integer?, integer?, integer?, decimal?) -> datetime", kDecides, kRefuses, kNone, "A datetime from its components and an offset in hours.", "make_datetime(2024, 2, 29, 8) = @2024-02-29T08", MakeDateTimeKernel},
    {"make_time", "(integer, integer?, integer?, integer?) -> time", kDecides, kRefuses, kNone, "A time of day from hour, minute, second and millisecond.", "make_time(8, 30) = @T08:30", MakeTimeKernel},
    {"component", "(date, text) -> integer; (datetime, text) -> integer; (time, text) -> integer", kPropagates, kRefuses, kNone, "One component, such as \"month\"; nothing below the precision.", "component(@2024-02-29, \"month\") = 2", ComponentKernel},
    {"date_of", "(date) -> date; (datetime) -> date", kPropagates, kRefuses, kNone, "The calendar day, by the clock of the case.", "date_of(@2024-02-29T23:30:00+01:00) = @2024-02-29", DateOfKernel},
    {"time_of", "(datetime) -> time", kPropagates, kRefuses, kNone, "The time of day as written.", "time_of(@2024-02-29T23:30) = @T23:30", TimeOfKernel},
    {"offset_of", "(datetime) -> decimal", kPropagates, kRefuses, kNone, "The UTC offset in hours; nothing when none was written.", "offset_of(@2024-02-29T23:30:00+05:45) = 5.75", OffsetOfKernel},
    {"duration_between", "(date, date, text) -> integer; (datetime, datetime, text) -> integer; (time, time, text) -> integer", kPropagates, kRefuses, kNone, "Whole units passed from the first to the second; a range where a date is too coarse.", "duration_between(@1950-05-10, @2020-05-09, \"years\") = 69", DurationBetweenKernel},
    {"difference_between", "(date, date, text) -> integer; (datetime, datetime, text) -> integer; (time, time, text) -> integer", kPropagates, kRefuses, kNone, "Boundaries of the unit crossed from the first to the second.", "difference_between(@2019-12-31, @2020-01-01, \"years\") = 1", DifferenceBetweenKernel},
    {"local_days_between", "(date, date) -> integer; (datetime, datetime) -> integer", kPropagates, kRefuses, kNone, "Calendar days from the first to the second, by the clock of the case: what `within N days` counts.", "local_days_between(@2024-02-28T23:00, @2024-03-01) = 2", LocalDaysBetweenKernel},
    {"came_before", "(date, date) -> truth; (datetime, datetime) -> truth", kPropagates, kRefuses, kNone, "Whether the first event came first; unsettled where the spans that they may lie in overlap.", "came_before(@2014, @2014) = unsettled", CameBeforeKernel},
    {"came_after", "(date, date) -> truth; (datetime, datetime) -> truth", kPropagates, kRefuses, kNone, "Whether the first event came later.", "came_after(@2015, @2014-06) = true", CameAfterKernel},
    {"same_as", "(T, T, text?) -> truth", kPropagates, kRefuses, kSame, "The same, down to a precision such as \"day\"; of intervals, both ends.", "same_as(@2014-02-01, @2014-02-27, \"month\") = true", SameAsKernel},

    // Intervals.
    {"make_interval", "(T, T, truth?, truth?) -> interval<T>", kDecides, kRefuses, kSame, "From low to high, each end closed or open; a closed end that is nothing reaches to the end of the type.", "make_interval(1, 5, true, false) = [1, 5)", MakeIntervalKernel},
    {"start", "(interval<T>) -> T", kPropagates, kRefuses, kKeeps, "The first point.", "start((1, 5]) = 2", StartKernel},
    {"end", "(interval<T>) -> T", kPropagates, kRefuses, kKeeps, "The last point.", "end([@2024-01-01, @2024-02-01)) = @2024-01-31", EndKernel},
    {"width", "(interval<T>) -> T", kPropagates, kRefuses, kKeeps, "The distance from the first point to the last, of numbers.", "width([1, 10]) = 9", WidthKernel},
    {"size", "(interval<T>) -> T", kPropagates, kRefuses, kKeeps, "How many points it holds, of numbers.", "size([1, 10]) = 10", SizeKernel},
    {"point_from", "(interval<T>) -> T", kPropagates, kRefuses, kKeeps, "The only point of an interval of one.", "point_from([4, 4]) = 4", PointFromKernel},
    {"low_closed", "(interval<any>) -> truth", kPropagates, kRefuses, kNone, "Whether the low end belongs to it.", "low_closed((1, 2]) = false", LowClosedKernel},
    {"high_closed", "(interval<any>) -> truth", kPropagates, kRefuses, kNone, "Whether the high end belongs to it.", "high_closed((1, 2]) = true", HighClosedKernel},
    {"contains", "(interval<T>, T, text?) -> truth; (list<T>, T) -> truth", kDecides, kRefuses, kSame, "Whether the point lies in the interval, or the value in the list.", "contains([1, 5), 5) = false", ContainsKernel},
    {"in", "(T, interval<T>, text?) -> truth; (T, list<T>) -> truth", kDecides, kRefuses, kSame, "contains with the arguments exchanged.", "in(3, [1, 5)) = true", InKernel},
    {"proper_contains", "(interval<T>, T, text?) -> truth; (list<T>, T) -> truth", kDecides, kRefuses, kSame, "Whether the point lies between the ends and is neither of them; of a list, that it holds the value and more.", "proper_contains([3, 3], 3) = false", ProperContainsKernel},
    {"proper_in", "(T, interval<T>, text?) -> truth; (T, list<T>) -> truth", kDecides, kRefuses, kSame, "proper_contains with the arguments exchanged.", "proper_in(3, [1, 5]) = true", ProperInKernel},
    {"includes", "(interval<T>, interval<T>, text?) -> truth; (interval<T>, T, text?) -> truth; (list<T>, list<T>) -> truth; (list<T>, T) -> truth", kPropagates, kRefuses, kSame, "Whether the second lies wholly in the first.", "includes([1, 9], [2, 9]) = true", IncludesKernel},
    {"included_in", "(interval<T>, interval<T>, text?) -> truth; (T, interval<T>, text?) -> truth; (list<T>, list<T>) -> truth; (T, list<T>) -> truth", kPropagates, kRefuses, kSame, "includes with the arguments exchanged.", "included_in([2, 3], [1, 9]) = true", IncludedInKernel},
    {"proper_includes", "(interval<T>, interval<T>, text?) -> truth; (interval<T>, T, text?) -> truth; (list<T>, list<T>) -> truth; (list<T>, T) -> truth", kPropagates, kRefuses, kSame, "Includes it and more.", "proper_includes([1, 9], [1, 9]) = false", ProperIncludesKernel},
    {"proper_included_in", "(interval<T>, interval<T>, text?) -> truth; (T, interval<T>, text?) -> truth; (list<T>, list<T>) -> truth; (T, list<T>) -> truth", kPropagates, kRefuses, kSame, "proper_includes with the arguments exchanged: during.", "proper_included_in([2, 3], [1, 9]) = true", ProperIncludedInKernel},
    {"overlaps", "(interval<T>, interval<T>, text?) -> truth", kPropagates, kRefuses, kSame, "Whether they have a point in common.", "overlaps([1, 5], [5, 9]) = true", OverlapsKernel},
    {"overlaps_before", "(interval<T>, interval<T>, text?) -> truth", kPropagates, kRefuses, kSame, "Overlaps, and starts before it.", "overlaps_before([1, 5], [4, 9]) = true", OverlapsBeforeKernel},
    {"overlaps_after", "(interval<T>, interval<T>, text?) -> truth", kPropagates, kRefuses, kSame, "Overlaps, and ends after it.", "overlaps_after([4, 9], [1, 5]) = true", OverlapsAfterKernel},
    {"meets", "(interval<T>, interval<T>, text?) -> truth", kPropagates, kRefuses, kSame, "One ends just before the other starts.", "meets([1, 5], [6, 9]) = true", MeetsKernel},
    {"meets_before", "(interval<T>, interval<T>, text?) -> truth", kPropagates, kRefuses, kSame, "The first ends just before the second starts.", "meets_before([6, 9], [1, 5]) = false", MeetsBeforeKernel},
    {"meets_after", "(interval<T>, interval<T>, text?) -> truth", kPropagates, kRefuses, kSame, "The first starts just after the second ends.", "meets_after([6, 9], [1, 5]) = true", MeetsAfterKernel},
    {"before", "(T, T, text?) -> truth; (interval<T>, interval<T>, text?) -> truth; (T, interval<T>, text?) -> truth; (interval<T>, T, text?) -> truth", kPropagates, kRefuses, kSame, "The first ends before the second starts.", "before(@2019, @2019-06-01) = unsettled", BeforeKernel},
    {"after", "(T, T, text?) -> truth; (interval<T>, interval<T>, text?) -> truth; (T, interval<T>, text?) -> truth; (interval<T>, T, text?) -> truth", kPropagates, kRefuses, kSame, "The first starts after the second ends.", "after([6, 9], 5) = true", AfterKernel},
    {"same_or_before", "(T, T, text?) -> truth; (interval<T>, interval<T>, text?) -> truth; (T, interval<T>, text?) -> truth; (interval<T>, T, text?) -> truth", kPropagates, kRefuses, kSame, "The first ends before or when the second starts.", "same_or_before(@2014-02-05, @2014-02-01, \"month\") = true", SameOrBeforeKernel},
    {"same_or_after", "(T, T, text?) -> truth; (interval<T>, interval<T>, text?) -> truth; (T, interval<T>, text?) -> truth; (interval<T>, T, text?) -> truth", kPropagates, kRefuses, kSame, "The first starts after or when the second ends.", "same_or_after(2, 1) = true", SameOrAfterKernel},
    {"starts", "(interval<T>, interval<T>, text?) -> truth", kPropagates, kRefuses, kSame, "Both start together and the first ends no later.", "starts([1, 3], [1, 9]) = true", StartsKernel},
    {"ends", "(interval<T>, interval<T>, text?) -> truth", kPropagates, kRefuses, kSame, "Both end together and the first starts no earlier.", "ends([7, 9], [1, 9]) = true", EndsKernel},
    {"union", "(interval<T>, interval<T>) -> interval<T>; (list<T>, list<T>) -> list<T>", kPropagates, kRefuses, kSame, "What lies in either; of intervals nothing when there is a gap between them.", "union([1, 5], [6, 9]) = [1, 9]", UnionKernel},
    {"intersect", "(interval<T>, interval<T>) -> interval<T>; (list<T>, list<T>) -> list<T>", kPropagates, kRefuses, kSame, "What lies in both.", "intersect([1, 5], [3, 9]) = [3, 5]", IntersectKernel},
    {"except", "(interval<T>, interval<T>) -> interval<T>; (list<T>, list<T>) -> list<T>", kPropagates, kRefuses, kSame, "What lies in the first and not in the second; of intervals nothing when two pieces would be left.", "except([1, 5], [3, 9]) = [1, 2]", ExceptKernel},
    {"collapse", "(list<interval<T>>, any?) -> list<interval<T>>", kDecides, kRefuses, kSame, "Intervals that overlap, meet, or are no more than a step apart, made one.", "collapse({[1, 3], [4, 6], [8, 9]}) = {[1, 6], [8, 9]}", CollapseKernel},
    {"expand", "(interval<T>, any?) -> list<T>; (list<interval<T>>, any?) -> list<interval<T>>", kDecides, kRefuses, kSame, "The points of an interval, or the pieces of intervals, one a step; at most 100,000.", "expand([1, 3]) = {1, 2, 3}", ExpandKernel},

    // Lists.
    {"make_list", "(T...) -> list<T>", kDecides, kComputes, kNone, "A list of its arguments.", "make_list(1, nothing) = {1, nothing}", MakeListKernel},
    {"first", "(list<T>) -> T", kPropagates, kRefuses, kKeeps, "The first element; nothing of an empty list.", "first({3, 1}) = 3", FirstKernel},
    {"last", "(list<T>) -> T", kPropagates, kRefuses, kKeeps, "The last element.", "last({3, 1}) = 1", LastKernel},
    {"item", "(list<T>, integer) -> T", kPropagates, kRefuses, kKeeps, "The element at a place, counted from 0.", "item({3, 1}, 1) = 1", ItemKernel},
    {"index_of", "(list<T>, T) -> integer", kPropagates, kRefuses, kSame, "The place of the first equal element; -1 when there is none.", "index_of({3, 1}, 1) = 1", IndexOfKernel},
    {"count", "(list<any>) -> integer", kPropagates, kRefuses, kNone, "How many elements, known or not.", "count({3, nothing}) = 2", CountKernel},
    {"exists", "(list<any>) -> truth", kPropagates, kRefuses, kNone, "Whether there is any element.", "exists({}) = false", ExistsKernel},
    {"distinct", "(list<T>) -> list<T>", kPropagates, kRefuses, kSame, "Each value once, in the order of its first place.", "distinct({1, 2, 1.0}) = {1, 2}", DistinctKernel},
    {"flatten", "(list<list<T>>) -> list<T>", kPropagates, kRefuses, kKeeps, "The elements of all lists in one.", "flatten({{1}, {2, 3}}) = {1, 2, 3}", FlattenKernel},
    {"single", "(list<T>) -> T", kPropagates, kRefuses, kKeeps, "The only element; conflicting when there are several.", "single({4}) = 4", SingleKernel},
    {"slice", "(list<T>, integer?, integer?) -> list<T>", kDecides, kRefuses, kKeeps, "From one place up to, but without, another.", "slice({1, 2, 3}, 1) = {2, 3}", SliceKernel},
    {"sort_ascending", "(list<T>) -> list<T>", kPropagates, kRefuses, kSame, "Least first; equal ones keep their order.", "sort_ascending({3, 1}) = {1, 3}", SortAscendingKernel},
    {"sort_descending", "(list<T>) -> list<T>", kPropagates, kRefuses, kSame, "Greatest first.", "sort_descending({1, 3}) = {3, 1}", SortDescendingKernel},

    // Aggregates.
    {"sum", "(list<integer>) -> integer; (list<decimal>) -> decimal; (list<quantity>) -> quantity; (list<duration>) -> duration", kPropagates, kRefuses, kSame, "The sum; nothing of an empty list, not known if any element is.", "sum({1 mg, 1 g}) = 1001 mg", SumKernel},
    {"product", "(list<integer>) -> integer; (list<decimal>) -> decimal; (list<quantity>) -> quantity", kPropagates, kRefuses, kProduct, "The product of all.", "product({2, 3}) = 6", ProductKernel},
    {"lowest", "(list<T>) -> T", kPropagates, kRefuses, kSame, "The least element.", "lowest({@2014-02-01, @2013-01-01}) = @2013-01-01", LowestKernel},
    {"highest", "(list<T>) -> T", kPropagates, kRefuses, kSame, "The greatest element.", "highest({1, 3, 2}) = 3", HighestKernel},
    {"mean", "(list<decimal>) -> decimal; (list<quantity>) -> quantity", kPropagates, kRefuses, kSame, "The sum divided by the count.", "mean({1, 2}) = 1.5", MeanKernel},
    {"median", "(list<decimal>) -> decimal; (list<quantity>) -> quantity", kPropagates, kRefuses, kSame, "The middle element, or the mean of the two in the middle.", "median({5, 1, 3}) = 3", MedianKernel},
    {"mode", "(list<T>) -> T", kPropagates, kRefuses, kSame, "The most frequent element; of several the least.", "mode({2, 1, 2}) = 2", ModeKernel},
    {"variance", "(list<decimal>) -> decimal; (list<quantity>) -> quantity", kPropagates, kRefuses, kProduct, "The sample variance.", "variance({1, 3}) = 2", VarianceKernel},
    {"population_variance", "(list<decimal>) -> decimal; (list<quantity>) -> quantity", kPropagates, kRefuses, kProduct, "The variance of a whole population.", "population_variance({1, 3}) = 1", PopulationVarianceKernel},
    {"standard_deviation", "(list<decimal>) -> decimal; (list<quantity>) -> quantity", kPropagates, kRefuses, kSame, "The root of the sample variance.", "standard_deviation({1, 3, 5}) = 2", StandardDeviationKernel},
    {"population_standard_deviation", "(list<decimal>) -> decimal; (list<quantity>) -> quantity", kPropagates, kRefuses, kSame, "The root of the population variance.", "population_standard_deviation({1, 3}) = 1", PopulationStandardDeviationKernel},
    {"geometric_mean", "(list<decimal>) -> decimal", kPropagates, kRefuses, kNumberOnly, "The root of the product, of positive numbers.", "geometric_mean({4, 4}) = 4", GeometricMeanKernel},

    // Text.
    {"concatenate", "(text, text...) -> text", kPropagates, kRefuses, kNone, "One text after the other.", "concatenate(\"a\", \"b\") = \"ab\"", ConcatenateKernel},
    {"length", "(text) -> integer; (list<any>) -> integer", kPropagates, kRefuses, kNone, "How many characters, or elements.", "length(\"abc\") = 3", LengthKernel},
    {"upper", "(text) -> text", kPropagates, kRefuses, kNone, "With A to Z for a to z.", "upper(\"ab\") = \"AB\"", UpperKernel},
    {"lower", "(text) -> text", kPropagates, kRefuses, kNone, "With a to z for A to Z.", "lower(\"AB\") = \"ab\"", LowerKernel},
    {"starts_with", "(text, text) -> truth", kPropagates, kRefuses, kNone, "Whether the text begins with another.", "starts_with(\"E11.9\", \"E11\") = true", StartsWithKernel},
    {"ends_with", "(text, text) -> truth", kPropagates, kRefuses, kNone, "Whether the text ends with another.", "ends_with(\"E11.9\", \"8\") = false", EndsWithKernel},
    {"substring", "(text, integer, integer?) -> text", kPropagates, kRefuses, kNone, "From a place, counted from 0, so many characters or to the end.", "substring(\"abcd\", 1, 2) = \"bc\"", SubstringKernel},
    {"character_at", "(text, integer) -> text", kPropagates, kRefuses, kNone, "The character at a place.", "character_at(\"abc\", 0) = \"a\"", CharacterAtKernel},
    {"position_of", "(text, text) -> integer", kPropagates, kRefuses, kNone, "Where the first text first stands in the second; -1 when it does not.", "position_of(\"b\", \"abb\") = 1", PositionOfKernel},
    {"last_position_of", "(text, text) -> integer", kPropagates, kRefuses, kNone, "Where the first text last stands in the second.", "last_position_of(\"b\", \"abb\") = 2", LastPositionOfKernel},
    {"split", "(text, text) -> list<text>", kPropagates, kRefuses, kNone, "The parts between a mark.", "split(\"a,b\", \",\") = {\"a\", \"b\"}", SplitKernel},
    {"join", "(list<text>, text?) -> text", kPropagates, kRefuses, kNone, "The parts in one text, with a mark between.", "join({\"a\", \"b\"}, \"-\") = \"a-b\"", JoinKernel},

    // Conversion.
    {"to_decimal", "(integer) -> decimal; (decimal) -> decimal; (truth) -> decimal; (text) -> decimal", kPropagates, kRefuses, kNone, "The number that it is or says.", "to_decimal(\"1.30\") = 1.30", ToDecimalKernel},
    {"to_integer", "(integer) -> integer; (truth) -> integer; (text) -> integer", kPropagates, kRefuses, kNone, "The whole number that it is or says.", "to_integer(\"12\") = 12", ToIntegerKernel},
    {"to_text", "(any) -> text", kPropagates, kRefuses, kNone, "As it is written.", "to_text(1.30) = \"1.30\"", ToTextKernel},
    {"to_truth", "(truth) -> truth; (integer) -> truth; (decimal) -> truth; (text) -> truth", kPropagates, kRefuses, kNone, "From true, yes, 1 and their opposites.", "to_truth(\"No\") = false", ToTruthKernel},
    {"to_date", "(date) -> date; (datetime) -> date; (text) -> date", kPropagates, kRefuses, kNone, "The date that it is or says.", "to_date(\"2024-02\") = @2024-02", ToDateKernel},
    {"to_datetime", "(date) -> datetime; (datetime) -> datetime; (text) -> datetime", kPropagates, kRefuses, kNone, "The datetime that it is or says; a date becomes one without a time.", "to_datetime(\"2024-02-29T08:00Z\") = @2024-02-29T08:00Z", ToDateTimeKernel},
    {"to_time", "(time) -> time; (datetime) -> time; (text) -> time", kPropagates, kRefuses, kNone, "The time of day that it is or says.", "to_time(\"08:30\") = @T08:30", ToTimeKernel},
    {"to_quantity", "(quantity) -> quantity; (integer) -> quantity; (decimal) -> quantity; (text) -> quantity", kPropagates, kRefuses, kNone, "A number with a unit; a bare number has the unit 1.", "to_quantity(\"5.5 'cm'\") = 5.5 cm", ToQuantityKernel},
    {"convert_to", "(quantity, text) -> quantity", kPropagates, kRefuses, kSame, "The same quantity in another unit.", "convert_to(5.6 mmol/L, \"umol/L\") = 5600 umol/L", ConvertToKernel},
    {"convert_molar", "(quantity, text, quantity) -> quantity", kPropagates, kRefuses, kNone, "Between mass and substance, by a molar mass.", "convert_molar(1.1312 mg/dL, \"umol/L\", 113.12 g/mol) = 100 umol/L", ConvertMolarKernel},
    {"amount_of", "(quantity) -> decimal", kPropagates, kRefuses, kNone, "The number without its unit.", "amount_of(1.30 mg) = 1.30", AmountOfKernel},
    {"unit_of", "(quantity) -> text", kPropagates, kRefuses, kNone, "The unit as written.", "unit_of(1.30 mg/dL) = \"mg/dL\"", UnitOfKernel},
    {"element_of", "(any, text) -> any", kPropagates, kRefuses, kNone, "A named element of a row.", "element_of({a: 1, b: 2}, \"b\") = 2", ElementOfKernel},
    {"to_concept", "(code) -> concept; (concept) -> concept; (list<code>) -> concept", kPropagates, kRefuses, kNone, "A concept of one or several codes.", "to_concept(nothing) = nothing", ToConceptKernel},
};
// clang-format on

const absl::flat_hash_map<std::string_view, OperatorId>& NameIndex() {
  static const auto* index = [] {
    auto* map = new absl::flat_hash_map<std::string_view, OperatorId>();
    OperatorId id = 0;
    for (const Operator& op : kOperators) map->emplace(op.name, id++);
    return map;
  }();
  return *index;
}

}  // namespace

absl::Span<const Operator> Operators() { return kOperators; }

std::optional<OperatorId> FindOperator(std::string_view name) {
  const auto found = NameIndex().find(name);
  if (found == NameIndex().end()) return std::nullopt;
  return found->second;
}

Value Apply(OperatorId id, absl::Span<const Value> arguments, Context& context) {
  const Operator& op = kOperators[static_cast<size_t>(id)];
  if (op.absence == AbsenceRule::kPropagates) {
    const Value* missing = nullptr;
    for (const Value& argument : arguments) {
      if (!argument.IsNotKnown()) continue;
      if (missing == nullptr || argument.cause() != UnsettledCause::kNone) missing = &argument;
      if (missing->cause() != UnsettledCause::kNone) break;
    }
    if (missing != nullptr) return Value::Unsettled(missing->cause());
  }
  if (op.ranges == RangeRule::kRefuses) {
    for (const Value& argument : arguments) {
      if (argument.kind() == Kind::kUncertain) {
        return Value::Unsettled(UnsettledCause::kUncertainRange);
      }
    }
  }
  return op.kernel(arguments, context);
}

}  // namespace suture::operators
