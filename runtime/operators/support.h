// What several kernels need: reading arguments, stepping a point, comparing to a precision.
#pragma once

#include <optional>

#include "runtime/operators/table.h"
#include "runtime/values/value.h"

namespace suture::operators {

using values::Decimal;
using values::Kind;
using values::Truth;
using values::UnsettledCause;
using values::Value;
using Arguments = absl::Span<const Value>;

// A kind that no overload takes: the checker rules it out.
inline Value WrongKind() { return Value::Unsettled(UnsettledCause::kWrongType); }
// A text that says no value of the type that is asked for.
inline Value Unreadable() { return Value::Unsettled(UnsettledCause::kUnreadableValue); }
inline Value Overflow() { return Value::Unsettled(UnsettledCause::kOverflow); }
inline Value Undefined() { return Value::Unsettled(UnsettledCause::kUndefinedArithmetic); }
Value FromOptional(const std::optional<Decimal>& decimal);  // nullopt is an overflow

inline bool IsNumber(const Value& v) {
  return v.kind() == Kind::kInteger || v.kind() == Kind::kDecimal;
}
inline bool IsPointInTime(const Value& v) {
  return v.kind() == Kind::kDate || v.kind() == Kind::kDateTime;
}
inline bool IsInterval(const Value& v) { return v.kind() == Kind::kInterval; }
inline bool IsList(const Value& v) { return v.kind() == Kind::kList; }
Decimal DecimalOf(const Value& number);  // kInteger or kDecimal
// Null carrying the stronger of the causes: unsettled outweighs silent.
Value NotKnown(const Value& left, const Value& right);

// The optional last argument of the relations: "day", "hour". False when it is no precision.
bool ReadPrecision(Arguments arguments, size_t index, std::optional<values::Precision>* precision);

// Whether two members of lists are one: null is null there, and what is unsettled equals nothing.
bool SameItem(const Value& left, const Value& right);

// The order of two points, down to a precision where one is given.
values::Comparison CompareAt(const Value& left, const Value& right,
                             std::optional<values::Precision> precision);
values::Judgement EqualAt(const Value& left, const Value& right,
                          std::optional<values::Precision> precision);

// The next and the last smaller value of a point type: integers by 1, decimals and quantities by
// 0.00000001 (as CQL has it), dates and times by one of their own precision. Unsettled at the ends.
Value SuccessorOf(const Value& point);
Value PredecessorOf(const Value& point);
// The least and the greatest value of the type of `like`; null for types without ends.
Value MinimumLike(const Value& like);
Value MaximumLike(const Value& like);

// The ends of an interval as points. An open end is stepped inward; a closed null end is the least
// or greatest value of the type; an open null end is not known (null). `like` gives the point type
// where the interval itself has no end to tell it.
Value StartOf(const values::Interval& interval, const Value& like = Value::Null());
Value EndOf(const values::Interval& interval, const Value& like = Value::Null());
// Any end that tells the point type; null when both are null.
Value PointLike(const values::Interval& interval);

}  // namespace suture::operators
