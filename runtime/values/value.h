// The closed set of values that rules compute with, and the one place where their equality and
// their order are defined.
//
// A Value is 40 bytes, trivially copyable and never owns memory: text, lists, tuples and intervals
// point into a base::Arena (one case) or into the immutable plan, and live as long as those.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/values/decimal.h"
#include "runtime/values/reasons.h"
#include "runtime/values/time.h"
#include "runtime/values/truth.h"
#include "runtime/values/unit.h"

namespace suture::values {

enum class Kind : uint8_t {
  kNull,  // not known; `cause` tells silent (kNone) from unsettled
  kTruth,
  kInteger,
  kDecimal,
  kQuantity,
  kDate,
  kDateTime,
  kTime,
  kDuration,
  kInterval,
  kText,
  kChoice,
  kCode,
  kConcept,  // several codes for one meaning
  kList,
  kTuple,
  kUncertain,  // one number of which only the closed range of possible values is known
};
inline constexpr int kKindCount = 17;
std::string_view Name(Kind kind);  // "integer", as an author says it

struct Quantity {
  Decimal amount;
  const Unit* unit = nullptr;  // never null in a Value
};

// A member of a choice list of the plan.
struct Choice {
  int32_t list = 0;
  int32_t member = 0;
  // Place in the declared order, higher is more; kUnordered for members left out of it.
  int32_t rank = kUnordered;
  static constexpr int32_t kUnordered = -1;
};

// A code of a code system; systems are numbered by the plan.
struct Code {
  std::string_view code;
  int32_t system = 0;
};

class Value;
struct Interval;

struct Tuple {
  const std::string_view* names = nullptr;  // sorted, distinct
  const Value* values = nullptr;
  int32_t size = 0;
};

class Value {
 public:
  Value() : integer_(0) {}

  // Nothing there.
  static Value Null() { return Value(); }
  // Something there that cannot be judged. With kNone it is Null.
  static Value Unsettled(UnsettledCause cause) {
    Value v;
    v.cause_ = cause;
    return v;
  }
  // What is unsettled has a cause: none given means kUnstated.
  static Value OfTruth(Truth truth, UnsettledCause cause = UnsettledCause::kNone) {
    Value v(Kind::kTruth);
    v.truth_ = truth;
    if (truth == Truth::kUnsettled) {
      v.cause_ = cause == UnsettledCause::kNone ? UnsettledCause::kUnstated : cause;
    }
    return v;
  }
  static Value OfBool(bool value) { return OfTruth(ToTruth(value)); }
  static Value OfInteger(int64_t integer) {
    Value v(Kind::kInteger);
    v.integer_ = integer;
    return v;
  }
  static Value OfDecimal(const Decimal& decimal) {
    Value v(Kind::kDecimal);
    v.decimal_ = decimal;
    return v;
  }
  static Value OfQuantity(const Decimal& amount, const Unit* unit) {
    Value v(Kind::kQuantity);
    v.quantity_ = Quantity{amount, unit};
    return v;
  }
  // kDate or kDateTime by the value's own is_date.
  static Value OfDateTime(const DateTime& time) {
    Value v(time.is_date ? Kind::kDate : Kind::kDateTime);
    v.date_time_ = time;
    return v;
  }
  static Value OfTime(const TimeOfDay& time) {
    Value v(Kind::kTime);
    v.time_ = time;
    return v;
  }
  static Value OfDuration(const Duration& duration) {
    Value v(Kind::kDuration);
    v.duration_ = duration;
    return v;
  }
  static Value OfText(std::string_view text) {
    Value v(Kind::kText);
    v.text_ = text;
    return v;
  }
  static Value OfChoice(const Choice& choice) {
    Value v(Kind::kChoice);
    v.choice_ = choice;
    return v;
  }
  static Value OfCode(const Code& code) {
    Value v(Kind::kCode);
    v.code_ = code;
    return v;
  }
  static Value OfConcept(absl::Span<const Value> codes) { return Value(Kind::kConcept, codes); }
  static Value OfList(absl::Span<const Value> items) { return Value(Kind::kList, items); }
  static Value OfTuple(const Tuple& tuple) {
    Value v(Kind::kTuple);
    v.tuple_ = tuple;
    return v;
  }
  static Value OfInterval(const Interval* interval) { return Value(Kind::kInterval, interval); }
  // Both ends known numbers and closed, low <= high; with low == high the number itself.
  static Value OfUncertain(const Interval* possible) { return Value(Kind::kUncertain, possible); }

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }
  // Null, or a truth that is neither true nor false.
  bool IsNotKnown() const {
    return kind_ == Kind::kNull || (kind_ == Kind::kTruth && !values::IsKnown(truth_));
  }
  bool IsTrue() const { return kind_ == Kind::kTruth && truth_ == Truth::kTrue; }
  bool IsFalse() const { return kind_ == Kind::kTruth && truth_ == Truth::kFalse; }
  // Why it is not known; kNone when it is known or silent.
  UnsettledCause cause() const { return cause_; }

  // Each may be called on its own kind only. truth() also takes null: silent or unsettled.
  Truth truth() const {
    if (kind_ == Kind::kTruth) return truth_;
    return cause_ == UnsettledCause::kNone ? Truth::kSilent : Truth::kUnsettled;
  }
  int64_t integer() const { return integer_; }
  const Decimal& decimal() const { return decimal_; }
  const Quantity& quantity() const { return quantity_; }
  const DateTime& date_time() const { return date_time_; }  // kDate and kDateTime
  const TimeOfDay& time() const { return time_; }
  const Duration& duration() const { return duration_; }
  std::string_view text() const { return text_; }
  const Choice& choice() const { return choice_; }
  const Code& code() const { return code_; }
  absl::Span<const Value> items() const;  // kList and kConcept
  const Tuple& tuple() const { return tuple_; }
  const Interval& interval() const { return *interval_; }  // kInterval and kUncertain

 private:
  struct Items {
    const Value* data;
    size_t size;
  };
  explicit Value(Kind kind) : integer_(0), kind_(kind) {}
  Value(Kind kind, absl::Span<const Value> items)
      : items_{items.data(), items.size()}, kind_(kind) {}
  Value(Kind kind, const Interval* interval) : interval_(interval), kind_(kind) {}

  union {
    Truth truth_;
    int64_t integer_;
    Decimal decimal_;
    Quantity quantity_;
    DateTime date_time_;
    TimeOfDay time_;
    Duration duration_;
    std::string_view text_;
    Choice choice_;
    Code code_;
    Items items_;
    Tuple tuple_;
    const Interval* interval_;
  };
  Kind kind_ = Kind::kNull;
  UnsettledCause cause_ = UnsettledCause::kNone;
};

static_assert(sizeof(Value) <= 40);
static_assert(std::is_trivially_copyable_v<Value>);
static_assert(std::is_trivially_destructible_v<Value>);

inline absl::Span<const Value> Value::items() const { return {items_.data, items_.size}; }

// A null end that is closed reaches to the least or greatest value of the type; a null end that is
// open is not known.
struct Interval {
  Value low;
  Value high;
  bool low_closed = true;
  bool high_closed = true;
};

// The local day of a time, and the time of day that its clock showed; not known where the case's
// clock decides and summer time may have moved it. Null: the time tells no hour.
Value DateOf(const DateTime& time);
Value TimeOf(const DateTime& time);
Value MakeInterval(base::Arena& arena, const Value& low, bool low_closed, const Value& high,
                   bool high_closed);
// The number itself when low == high.
Value MakeUncertain(base::Arena& arena, const Value& low, const Value& high);
Value MakeList(base::Arena& arena, absl::Span<const Value> items);
Value MakeText(base::Arena& arena, std::string_view text);
// Sorts the elements by name.
Value MakeTuple(base::Arena& arena, absl::Span<const std::string_view> names,
                absl::Span<const Value> values);
// The element, or null when the tuple has none of that name.
const Value* FindElement(const Tuple& tuple, std::string_view name);

// The answer to a comparison, with the cause where it is unsettled.
struct Judgement {
  Truth truth = Truth::kSilent;
  UnsettledCause cause = UnsettledCause::kNone;

  static Judgement Of(bool value) { return {ToTruth(value), UnsettledCause::kNone}; }
  static Judgement Unsettled(UnsettledCause cause) { return {Truth::kUnsettled, cause}; }
  Value ToValue() const { return Value::OfTruth(truth, cause); }
};

// The order of two values as far as it is known. `kUncertain` carries why: silent when one of them
// is null, else unsettled with its cause.
struct Comparison {
  Ordering ordering = Ordering::kUncertain;
  Truth not_known = Truth::kUnsettled;
  UnsettledCause cause = UnsettledCause::kNone;
  // For two overlapping uncertain ranges: what is still ruled out.
  bool never_less = false;
  bool never_greater = false;

  Judgement Less() const;
  Judgement LessOrEqual() const;
  Judgement Greater() const;
  Judgement GreaterOrEqual() const;
  Judgement Equal() const;
};

// Numbers, quantities (converted), dates and times, durations, ordered choices and text. Integers
// compare with decimals; anything else compares only with its own kind. Quantities whose units do
// not convert are unsettled (bad_unit); choices without a declared order too.
Comparison Compare(const Value& left, const Value& right);

// Three-valued equality: not known when either side is null. Lists and intervals are equal when
// their parts are; tuples when their elements are, where two nulls agree.
Judgement Equal(const Value& left, const Value& right);

// Two-valued: null is equivalent to null, text ignores case and white space, decimals are compared
// at the scale of the less precise, dates of unlike precision are not equivalent, lists element by
// element.
bool Equivalent(const Value& left, const Value& right);

// Exactly the same, down to the written scale of a decimal, the spelling of a unit and the cause of
// a null. For tests and for caches.
bool Identical(const Value& left, const Value& right);

// An order of all values of all kinds, for sorting and for finding duplicates: kinds by number,
// then numerically or in time, null first. Claims nothing about clinical meaning.
std::strong_ordering TotalOrder(const Value& left, const Value& right);

// The value as a result prints it: 1.30, 6.5 %, 2019-03, "text", [1, 5).
std::string ToText(const Value& value);

}  // namespace suture::values
